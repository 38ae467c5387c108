"""One case for each entry of the ledger, with the entry's id as its name."""

from __future__ import annotations

import csv
import re
from fractions import Fraction

import pytest

from recount.arithmetic import printed_interval
from recount.ledger import Ledger, say
from recount.report import default_folder, load_report
from recount.verdicts import VERDICTS

REPORT = load_report(default_folder())
IDS = [
    row.id
    for rows in (
        REPORT.percentages,
        REPORT.totals,
        REPORT.completeness,
        REPORT.claims,
    )
    for row in rows
]


@pytest.mark.parametrize("name", IDS)
def test_entry(name: str, ledger: Ledger) -> None:
    """The verdict is the expected one, and the entry holds what its verdict needs."""
    entry = ledger[name]
    said = say(ledger, entry)
    where = (
        f"page {entry.page}, {entry.where}: printed {entry.printed}, "
        f"recomputed {entry.recomputed}; {said.sentence}"
    )
    assert entry.verdict == entry.expected, where
    numbers = entry.kind in ("percentage", "total", "completeness")
    words = VERDICTS[:6] if numbers else {*VERDICTS[4:5], *VERDICTS[6:]} - {"depends"}
    relation = getattr(entry.source, "relation", "")
    words = (*words, "depends") if relation in ("readings", "jointly") else words
    assert entry.verdict in words, where
    assert said.sentence.endswith("."), where
    if entry.verdict in ("agrees", "differs") and entry.kind == "percentage":
        assert entry.exact == f"{entry.numerator}/{entry.denominator}", where
        inside = Fraction(entry.exact) in printed_interval(str(entry.printed))
        assert inside == (entry.verdict == "agrees"), where
        assert (entry.recomputed == entry.printed) == inside, where
    if entry.verdict in ("holds", "fails"):
        assert entry.proof in ("enumerated", "closed_form", "bound"), where
        assert entry.basis != "none", where
    if entry.verdict == "open":
        both = entry.witness_for is not None and entry.witness_against is not None
        assert entry.proof == ("witnesses" if both else "one_witness"), where
        assert said.settles, where
    if entry.verdict in ("no_counts", "not_testable", "cited"):
        assert entry.basis == "none", where
        assert entry.witness_for is None, where
        assert entry.witness_against is None, where
    if entry.verdict in ("differs", "impossible", "fails"):
        assert entry.reason, where
    if entry.repeats:
        assert entry.repeats in ledger.by_id, where
    tables = entry.tables
    if tables is not None and tables.count is not None and tables.holding is not None:
        assert 0 <= tables.holding <= tables.count - (tables.undecided or 0), where
        for low, high in ((item.low, item.high) for item in entry.implied):
            assert low is None or high is None or low <= high, where


def test_every_entry_has_a_case_and_an_expected_verdict(ledger: Ledger) -> None:
    """Nothing is left out, and no id stands twice."""
    assert sorted(IDS) == sorted(entry.id for entry in ledger.entries)
    assert len(set(IDS)) == len(IDS)
    assert not ledger.unexpected


def test_a_number_named_in_what_would_settle_it_is_the_total_of_the_group_named(ledger) -> None:
    """Read from the files: "of the 22 cases with infants and toddlers only" are 22."""
    folder = default_folder()
    groups, counts = (
        list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8")))
        for name in ("groups", "counts")
    )
    seen = 0
    for entry in ledger.entries:
        samples = [(REPORT.samples[name].name, name) for name in ("one_to_one", "multiple")]
        if entry.readings:
            continue
        for number, rest in re.findall(
            r"of the ([\d,]+) (.*?)(?= and how many|;|$)", say(ledger, entry).settles
        ):
            named = [name for words, name in samples if f"among the {words}" in rest]
            sample = named[0] if named else entry.source.sample
            fitting = [
                row
                for row in groups
                if row["sample"] in (sample, "both") and rest.startswith(f"{row['cases']} ")
            ]
            group = max(fitting, key=lambda row: len(row["cases"]))
            total = sum(
                int(row["printed"].replace(",", ""))
                for row in counts
                if (row["sample"], row["variable"], row["role"])
                == (sample, group["variable"], "level")
                and row["category"] in group["levels"].split(" + ")
            )
            assert int(number.replace(",", "")) == total, entry.id
            seen += 1
    assert seen > 60
