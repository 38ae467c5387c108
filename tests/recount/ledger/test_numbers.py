"""Every number of the ledger is the one that was reviewed, for this report and a made-up one.

The other tests say which numbers are right; this one sees to it that none changes unseen. Of tables
shown as witnesses only the heads are held: any table that is what it is shown for would do. After a
change that is meant, ``PYTHONPATH=src .venv/bin/python -m tests.recount.ledger.test_numbers`` takes
the numbers over, an entry a line, to be read in the difference.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recount.ledger import Ledger, build_ledger, ledger_to_json, open_ledger, say
from recount.report import load_report

HERE = Path(__file__).parent
MADE_UP = HERE.parent / "verdicts" / "madeup" / "published"
NUMERAL = re.compile(r"[\d,.]*\d")


def numbers_of(ledger: Ledger, *, words: bool) -> dict[str, dict[str, Any]]:
    """What the JSON says of each entry in numbers and decisions, and the numerals of its words."""
    found = {}
    for entry, plain in zip(ledger.entries, ledger_to_json(ledger)["entries"], strict=True):
        said = say(ledger, entry)
        texts = (said.sentence, said.settles, said.turn, *(text for _, text in said.rests))
        numbers = {
            key: plain[key]
            for key in ("verdict", "basis", "proof", "exact", "recomputed", "denominator")
            if plain[key] is not None
        }
        tables = plain["consistent_tables"] or {}
        numbers["tables"] = [tables[key] for key in ("count", "holding", "undecided") if tables]
        numbers["implied"] = [
            [item[key] for key in ("test", "low", "high", "given_claim", "undefined")]
            for item in plain["implied"] or ()
        ]
        numbers["tests"] = [
            [result[key] for key in ("test", "decision", "p_low", "p_high")]
            for result in plain["tests"] or ()
        ]
        shown = [plain[key] for key in ("witness_for", "witness_against") if plain[key]]
        numbers["shown"] = [witness["columns"] for witness in shown]
        if words:
            numbers["said"] = [NUMERAL.findall(text) for text in texts if text]
        found[entry.id] = {key: value for key, value in numbers.items() if value != []}
    return found


def kept(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        (HERE / f"numbers_{name}.json").read_text("utf-8")
    )
    return found


def near(found: Any, expected: Any) -> bool:
    """Whether two values are alike, fitted numbers up to how far a fit goes."""
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and near([*found.values()], [*expected.values()])
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(near, found, expected))
    if isinstance(expected, float) and isinstance(found, float):
        return found == pytest.approx(expected, rel=1e-5)
    return bool(found == expected)


def changed(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (found.get(name), expected.get(name))
        for name in {**found, **expected}
        if not near(found.get(name), expected.get(name))
    }


def made_up(factor: int = 1) -> dict[str, dict[str, Any]]:
    """Those of a made-up report; its counts many times over are judged by bounds and searches."""
    report = load_report(MADE_UP)
    counts = {
        name: replace(count, printed=f"{factor * count.value:,}")
        for name, count in report.counts.items()
    }
    return numbers_of(build_ledger(replace(report, counts=counts), {}), words=True)


def test_no_number_of_the_report_changes_unseen(ledger: Ledger) -> None:
    assert changed(numbers_of(ledger, words=False), kept("report")) == {}


@pytest.mark.parametrize("factor", [1, 1000])
def test_no_number_of_the_made_up_report_changes_unseen(factor: int) -> None:
    assert changed(made_up(factor), kept(f"made_up_{factor}")) == {}


if __name__ == "__main__":
    for name, made in (
        ("report", numbers_of(open_ledger(), words=False)),
        ("made_up_1", made_up()),
        ("made_up_1000", made_up(1000)),
    ):
        rows = (f"{json.dumps(key)}: {json.dumps(row)}" for key, row in made.items())
        (HERE / f"numbers_{name}.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")
