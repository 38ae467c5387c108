"""What an absence claim could have missed: the odds ratio found in 80% of studies of its size."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from recount.phrases import ratio_in_words
from recount.settings import Settings
from recount.significance import Detectable, detectable_odds_ratio
from recount.verdicts.crossing import Crossing
from recount.verdicts.reading import Reading

__all__ = ["detectable", "detectable_in_words"]


@lru_cache(maxsize=64)
def _detectable(n1: int, n2: int, overall: Fraction, settings: Settings) -> Detectable:
    return detectable_odds_ratio(n1, n2, overall, settings)


def detectable(crossing: Crossing, reading: Reading, settings: Settings) -> Detectable:
    """Return what Pearson's test would find, the group sizes and the overall rate as printed.

    The rate is the printed share of the outcome in the whole sample.
    """
    sizes = crossing.space.rows.totals
    pivot = sum(sizes[index] for index in crossing.indices(reading.pivot))
    other = sum(sizes[index] for index in crossing.indices(reading.against[0]))
    yes, no = crossing.space.columns.totals
    return _detectable(pivot, other, Fraction(yes, yes + no), settings)


def detectable_in_words(crossing: Crossing, reading: Reading, settings: Settings) -> str:
    """Return the power of an absence claim as a sentence."""
    found = detectable(crossing, reading, settings)
    percent = int(settings.power * 100)
    parts = [
        f"{name} {ratio_in_words(value)}"
        for name, value in (("of at least", found.up), ("of at most", found.down))
        if value is not None
    ]
    sizes = f"With groups of {found.n1:,} and {found.n2:,}"
    if not parts:
        return f"{sizes}, no odds ratio would be found in {percent}% of studies (Pearson)."
    missing = "" if len(parts) == 2 else ", and none in the other direction"
    return (
        f"{sizes}, an odds ratio {' or '.join(parts)} would be found in {percent}% of studies "
        f"(Pearson){missing}."
    )
