"""Effects that studies of a size find, by the usual first-order formulas: trends and larger tables.

Both treat the statistic as noncentral chi-squared with the noncentrality that a fixed effect gives
at the given size; the margins are those printed. Exact power needs the whole table and is in
``power.py`` for 2 x 2 tables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from recount.settings import Settings
from recount.significance.chi_squared import (
    chi2_critical_float,
    chi2_sf,
    normal_critical_float,
)
from recount.significance.decisions import check_settings

__all__ = ["detectable_effect", "detectable_slope", "noncentral_power"]


def noncentral_power(df: int, noncentrality: float, settings: Settings) -> float:
    """Return the probability that a noncentral chi-squared exceeds the critical value.

    It is a Poisson mixture of central tails with df, df + 2, ... degrees of freedom (Johnson, Kotz
    & Balakrishnan 1995, section 29.3). Absolute error below 1e-12.

    Raises:
        ValueError: A negative noncentrality, or degrees of freedom below 1.

    Example:
        >>> round(noncentral_power(1, 7.848861, Settings()), 4)
        0.8
        >>> round(noncentral_power(4, 0.0, Settings()), 4)
        0.05
    """
    check_settings(settings)
    if noncentrality < 0:
        raise ValueError(f"the noncentrality is 0 or more, found {noncentrality}")
    critical, half = chi2_critical_float(df, settings), noncentrality / 2
    weight, left, power = math.exp(-half), 1.0, 0.0
    term = 0
    while left > 1e-13:
        power += weight * chi2_sf(critical, df + 2 * term)
        left -= weight
        term += 1
        weight *= half / term
        if term > 10 * half + 200:
            break  # what is left is lost in rounding
    return min(1.0, power)


def detectable_effect(n: int, df: int, settings: Settings) -> float:
    """Return the smallest Cohen's w that Pearson's test finds with the power in the settings.

    w is the root of the sum over cells of (p - p0)^2 / p0, and the noncentrality n w^2 (Cohen 1988,
    chapter 7).

    Raises:
        ValueError: No cases.

    Example:
        >>> round(detectable_effect(598, 4, Settings()), 3)
        0.141
    """
    if n < 1:
        raise ValueError(f"a study needs cases, found {n}")
    target = float(settings.power)
    needed = _root(lambda value: noncentral_power(df, value, settings) - target, 200.0)
    return math.sqrt(needed / n)


def detectable_slope(
    n: int, share: Fraction, scores: Sequence[int], weights: Sequence[int], settings: Settings
) -> float:
    """Return the smallest odds ratio above 1 for one point more that a trend test finds.

    With beta the slope, n cases, a share p with the outcome and the scores' variance V, the power
    is reached where n p (1 - p) V beta^2 is the square of the sum of the two normal quantiles
    (Hsieh, Bloch & Larsen 1998, formula 1). Below 1 the inverse is found as often.

    Args:
        n: Cases.
        share: Share of the cases with the outcome, strictly between 0 and 1.
        scores: Score of each level.
        weights: Cases of each level, as far as they show how the scores are distributed.
        settings: Level and power.

    Raises:
        ValueError: No cases, a share of 0 or 1, or scores that do not vary.

    Example:
        >>> levels = (173, 129, 183, 125)
        >>> ratio = detectable_slope(508, Fraction(134, 508), (1, 2, 3, 4), levels, Settings())
        >>> round(ratio, 2)
        1.29
    """
    check_settings(settings)
    if n < 1 or not 0 < share < 1:
        raise ValueError(f"found {n} cases of which a share of {share} has the outcome")
    whole = sum(weights)
    mean = Fraction(sum(w * s for w, s in zip(weights, scores, strict=True)), whole)
    variance = sum(w * (s - mean) ** 2 for w, s in zip(weights, scores, strict=True)) / whole
    if not variance:
        raise ValueError("scores that do not vary show no trend")
    power = float(settings.power)
    quantile = _root(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)) - power, 40.0, -40.0)
    reach = normal_critical_float(settings) + quantile
    return math.exp(reach / math.sqrt(float(n * share * (1 - share) * variance)))


def _root(rising: Callable[[float], float], high: float, low: float = 0.0) -> float:
    """Return where a rising function crosses zero, by bisection."""
    for _ in range(80):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
