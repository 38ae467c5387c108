"""What an absence claim could have missed: the effect found in 80% of studies of its size."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from recount.phrases import ratio_in_words
from recount.published import Published
from recount.settings import Settings
from recount.significance import (
    Detectable,
    detectable_effect,
    detectable_odds_ratio,
    detectable_slope,
)
from recount.verdicts.crossing import Crossing
from recount.verdicts.reading import Reading

__all__ = ["association_power", "detectable", "detectable_in_words", "slope_power"]


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
    """Return the power of a claim of no difference as a sentence."""
    found = detectable(crossing, reading, settings)
    percent = _percent(settings)
    parts = [
        f"{name} {ratio_in_words(value)}"
        for name, value in (("of at least", found.up), ("of at most", found.down))
        if value is not None
    ]
    sizes = f"With groups of {found.n1:,} and {found.n2:,}"
    if not parts:
        return f"{sizes}, no odds ratio would be found in {percent} of studies (Pearson)."
    missing = "" if len(parts) == 2 else ", and none in the other direction"
    return (
        f"{sizes}, an odds ratio {' or '.join(parts)} would be found in {percent} of studies "
        f"(Pearson){missing}."
    )


def slope_power(
    published: Published, crossing: Crossing, reading: Reading, settings: Settings
) -> str:
    """Return the power of a claim of no trend as a sentence, by the first-order formula.

    All cases of the two outcomes are counted and the levels are taken as distributed as in the
    whole sample, since the cases left out are not printed outcome by outcome; both flatter the
    power a little.
    """
    yes, no = crossing.space.columns.totals
    weights = crossing.space.rows.totals
    marks = published.scores(reading.characteristic)
    scores = [marks[row] for row in crossing.rows]
    if not yes or not no or len(set(scores)) < 2:
        return "No trend could be found: one outcome has no cases, or there is one level only."
    ratio = detectable_slope(yes + no, Fraction(yes, yes + no), scores, weights, settings)
    return (
        f"With {yes:,} and {no:,} cases, an odds ratio per point of at least "
        f"{ratio_in_words(ratio)} or of at most {ratio_in_words(1 / ratio)} would be found in "
        f"{_percent(settings)} of studies (first-order formula)."
    )


def association_power(crossing: Crossing, settings: Settings) -> str:
    """Return the power of a claim of no association in an r x c table as a sentence.

    The cases are those that can be known on both sides, at most.
    """
    rows, columns = crossing.space.rows, crossing.space.columns
    n = min(sum(rows.totals), sum(columns.totals))
    df = (len(rows.totals) - 1) * (len(columns.totals) - 1)
    if n == 0 or df == 0:
        return "No association could be found: there is one row or column only, or no case."
    effect = detectable_effect(n, df, settings)
    return (
        f"With {n:,} cases at most, an association of Cohen’s w of at least {effect:.2f} would be "
        f"found in {_percent(settings)} of studies (Pearson, {df} degrees of freedom)."
    )


def _percent(settings: Settings) -> str:
    return f"{int(settings.power * 100)}%"
