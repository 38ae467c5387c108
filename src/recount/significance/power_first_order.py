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

#: Largest noncentrality, and the terms of the mixture that are enough for it.
MOST, TERMS = 1_000.0, 900


def noncentral_power(df: int, noncentrality: float, settings: Settings) -> float:
    """Return the probability that a noncentral chi-squared exceeds the critical value.

    It is a Poisson mixture of central tails with df, df + 2, ... degrees of freedom (Johnson, Kotz
    & Balakrishnan 1995, section 29.3). Absolute error below 1e-12.

    Raises:
        ValueError: A negative noncentrality, or one above 1,000; degrees of freedom below 1.

    Example:
        >>> round(noncentral_power(1, 7.848861, Settings()), 4)
        0.8
        >>> round(noncentral_power(4, 0.0, Settings()), 4)
        0.05
    """
    check_settings(settings)
    if not 0 <= noncentrality <= MOST:
        raise ValueError(f"the noncentrality is 0 to {MOST:,.0f}, found {noncentrality}")
    return _mixture(_tails(df, settings), noncentrality)


def _tails(df: int, settings: Settings) -> list[float]:
    """Return the tails beyond the critical value with df, df + 2, ... degrees of freedom."""
    critical = chi2_critical_float(df, settings)
    half, tail = critical / 2, chi2_sf(critical, df)
    log_half, found, shape = math.log(half), [tail], df / 2
    while len(found) < TERMS:
        # Two more degrees of freedom add one positive term (Abramowitz & Stegun 1964, 26.4.8).
        tail += math.exp(shape * log_half - half - math.lgamma(shape + 1))
        shape += 1
        found.append(min(tail, 1.0))
    return found


def _mixture(tails: list[float], noncentrality: float) -> float:
    half = noncentrality / 2
    weight, power, left = math.exp(-half), 0.0, 1.0
    for term, tail in enumerate(tails, start=1):
        power += weight * tail
        left -= weight
        if left < 1e-14 and term > half:
            break
        weight *= half / term
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
    tails = _tails(df, settings)
    needed = _root(lambda value: _mixture(tails, value) - target, MOST)
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
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
