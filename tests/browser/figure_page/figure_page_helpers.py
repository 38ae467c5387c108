"""What the tests of the page for a figure's numbers share."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from recount.report import load_report
from recount.verdicts import Assumed, Judgement, Known, judge

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[3]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'none'"
)

#: Numbers that JSON lacks come back as text.
CALL = """([name, calls]) => calls.map((values) => JSON.parse(JSON.stringify(
    window.recountFigurePage[name](...values),
    (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value),
)))"""


def many(tab, name, calls):
    """Call one of the page's public functions many times."""
    return tab.evaluate(CALL, [name, calls])


def call(tab, name, *arguments):
    """Call one of the page's public functions once."""
    return many(tab, name, [list(arguments)])[0]


def same(found, expected):
    """Whether two numbers agree to nine digits; undefined agrees with undefined."""
    if expected is None or math.isnan(expected):
        return found in ("NaN", "Infinity")
    return found == pytest.approx(expected, rel=1e-9, abs=1e-300)


def judged(number: int, path: Path, ids: list[str]) -> dict[str, Judgement]:
    """What the package says of claims with the numbers of a file typed in for a figure."""
    report = load_report(typed_file=(number, path))
    assumed = Assumed.from_data(report)
    claims = {claim.id: claim for claim in report.claims}
    return {
        name: judge(Known(report, assumed), claims[name], rests=False)
        for name in ids
        if claims[name].relation != "readings"
    }
