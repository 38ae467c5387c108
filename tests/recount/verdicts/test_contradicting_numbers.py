"""Printed numbers that contradict each other give verdicts, never a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recount.ledger import Ledger, build_ledger, ledger_to_json, say
from recount.report import Report, load_report
from recount.verdicts import VERDICTS

MADE_UP = load_report(Path(__file__).parent / "madeup" / "published")
NAMES = sorted(MADE_UP.counts)


def with_counts(report: Report, values: dict[str, int]) -> Report:
    counts = {
        name: replace(count, printed=str(values.get(name, count.value)))
        for name, count in report.counts.items()
    }
    return replace(report, counts=counts)


def built(report: Report) -> Ledger:
    """The ledger, every entry said and given as JSON."""
    ledger = build_ledger(report, {})
    assert {entry.verdict for entry in ledger.entries} <= set(VERDICTS)
    for entry in ledger.entries:
        assert say(ledger, entry).sentence
    assert len(ledger_to_json(ledger)["entries"]) == len(ledger.entries)
    return ledger


@pytest.mark.parametrize("value", [0, 1])
def test_all_counts_the_same(value):
    ledger = built(with_counts(MADE_UP, dict.fromkeys(NAMES, value)))
    assert len(ledger.entries) == len(build_ledger(MADE_UP, {}).entries)


@pytest.mark.parametrize("name", NAMES)
def test_one_count_is_none(name):
    built(with_counts(MADE_UP, {name: 0}))


def test_a_digit_too_many_in_one_row():
    """9 typed as 90: its total differs, and the two margins of a table have no table together."""
    ledger = built(with_counts(MADE_UP, {"north-size-small": 90}))
    assert ledger["s-north-size"].verdict == "differs"
    assert ledger["a-cut"].verdict == "not_testable"
    assert ledger["a-higher"].verdict == "open"


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40), min_size=1, max_size=len(NAMES)),
)
def test_any_counts_at_all(values):
    built(with_counts(MADE_UP, values))
