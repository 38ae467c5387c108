"""Every judging sentence of pages 3 to 44 has an entry, or a reason why it has none."""

from __future__ import annotations

import csv

from recount.ledger import Ledger
from recount.report import default_folder


def sentences() -> list[dict[str, str]]:
    with (default_folder() / "sentences.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_sentence_has_an_entry_or_a_reason(ledger: Ledger) -> None:
    for row in sentences():
        assert bool(row["entry"]) != bool(row["reason"]), row["sentence"]
        assert not row["entry"] or row["entry"] in ledger.by_id, row["sentence"]
    pages = [int(row["page"]) for row in sentences()]
    assert pages == sorted(pages)
    assert set(pages) <= set(range(3, 45))


def test_a_sentence_stands_on_the_page_of_its_entry(ledger: Ledger) -> None:
    """Eight are about a page as well as the one that their entry names."""
    elsewhere = {
        (row["entry"], int(row["page"]))
        for row in sentences()
        if row["entry"] and ledger[row["entry"]].page != int(row["page"])
    }
    assert elsewhere == {
        ("w44-replicated", 3),
        ("datasets-traded", 11),
        ("k-one-offender-gender", 11),
        ("w22-survey-yield", 11),
        ("k-one-activity", 12),
        ("w09-age-categories", 13),
        ("t1-total", 16),
        ("w12-figure-1-cases", 17),
    }


def test_every_statement_about_counts_has_a_sentence(ledger: Ledger) -> None:
    """Numbers have their places in the inventory; questions of ours are no sentences."""
    named = {row["entry"] for row in sentences()}
    questions = {entry.id for entry in ledger.entries if entry.id.endswith("-jointly")}
    missing = {
        entry.id
        for entry in ledger.statements
        if entry.kind in ("claim", "wording") and entry.id not in named | questions
    }
    assert missing == {"w19-association-no-trend"}
