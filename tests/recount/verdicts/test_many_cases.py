"""The work of judging does not grow with the number of cases."""

from __future__ import annotations

import importlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recount.ledger import build_ledger
from recount.report import load_report

MADE_UP = Path(__file__).parent / "madeup" / "published"
decisions = importlib.import_module("recount.verdicts.decisions")


def judged(monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], int]:
    """Verdicts on the made-up report, a thousand times as large; tables that were decided on."""
    report = load_report(MADE_UP)
    counts = {
        name: replace(count, printed=f"{1000 * count.value:,}")
        for name, count in report.counts.items()
    }
    asked = []

    def counted(plain):
        def decide(test, *arguments):
            asked.append(max(np.size(cell) for cell in arguments[:4]))
            return plain(test, *arguments)

        return decide

    with monkeypatch.context() as patch:
        for name in ("two_by_two", "compared"):
            patch.setattr(decisions, name, counted(getattr(decisions, name)))
        ledger = build_ledger(replace(report, counts=counts, typed={}), {})
    claims = [entry for entry in ledger.entries if entry.kind == "claim"]
    return Counter(entry.verdict for entry in claims), sum(asked)


def test_a_thousand_times_the_counts_are_judged_with_bounded_work(monkeypatch):
    """Counted, where that is in reach, else by bounds and witnesses."""
    many, asked = judged(monkeypatch)
    assert many["open"] > 0
    assert many["holds"] + many["fails"] > 0
    # About 150,000 pairs a comparison are the most, under each of four tests.
    assert 10_000 < asked < 8_000_000
