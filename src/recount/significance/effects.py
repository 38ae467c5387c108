"""The smallest effects that a study would find.

For two groups the power is exact; for trends and larger tables it is that of the usual first-order
formulas, with the margins as printed. All are checked against statsmodels, scipy and R in the
tests; importing these for a few lines would cost as much processor time as the whole audit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from recount.arrays import Floats
from recount.settings import Settings
from recount.significance.threshold import chi2_critical, chi2_sf, normal_critical

# Halvings of the way from no difference to the largest possible one.
HALVINGS = 40
# Terms of a noncentral distribution; what is left out matters for noncentralities above 200.
TERMS = 250


def _binomial(n: int, p: float) -> tuple[int, Floats]:
    """Where the binomial's weight starts to matter, and its probabilities."""
    if not 0 < p < 1:
        return round(n * p), np.ones(1)
    # What is left out lies 12 standard deviations and 40 cases away from the mean.
    reach = 12 * math.sqrt(n * p * (1 - p)) + 40
    x = np.arange(max(0, int(n * p - reach)), min(n, int(n * p + reach)) + 1, dtype=np.float64)
    # Neighbouring probabilities have a simple ratio.
    steps = np.log((n - x[:-1]) / (x[:-1] + 1)) + math.log(p / (1 - p))
    log_weight = np.append(0.0, np.cumsum(steps))
    weight = np.exp(log_weight - log_weight.max())
    return int(x[0]), weight / weight.sum()


def _power(n1: int, n2: int, p1: float, p2: float, settings: Settings) -> float:
    """The probability that Pearson's test is significant in either direction.

    It accepts x and y where N (n2 x - n1 y)^2 is at most critical n1 n2 (x + y) (N - x - y): inside
    an ellipse, so that for each x the accepted y lie between two ends, if its root exists.
    """
    start1, first = _binomial(n1, p1)
    start2, second = _binomial(n2, p2)
    n = n1 + n2
    x = start1 + np.arange(len(first), dtype=np.float64)
    scale = chi2_critical(1, settings) / n * n1 * n2
    square = float(n1) ** 2 + scale
    half = n1 * n2 * x - scale * (x - n / 2)
    constant = (n2 * x) ** 2 - scale * x * (n - x)
    root = np.sqrt(np.maximum(half * half - square * constant, 0.0))
    # A hair outwards, so that whole numbers on the ellipse are kept in spite of rounding.
    root += 1e-9 * (square + np.abs(half))
    least = np.clip(np.ceil((half - root) / square) - start2, 0, len(second)).astype(np.int64)
    most = np.clip(np.floor((half + root) / square) + 1 - start2, 0, len(second)).astype(np.int64)
    up_to = np.append(0.0, np.cumsum(second))
    return float(np.clip(1 - first @ np.maximum(up_to[most] - up_to[least], 0.0), 0.0, 1.0))


def detectable_odds_ratio(
    n1: int, n2: int, overall: Fraction, settings: Settings
) -> tuple[float | None, float | None]:
    """Return the odds ratios, above and below 1, that Pearson's test just finds often enough.

    The smallest above 1 (first group to second) and the largest below 1 that it finds with the
    power in the settings; None where it finds none.

    Two groups of fixed size have independent binomial numbers of cases with the outcome; their
    shares satisfy n1 p1 + n2 p2 = overall (n1 + n2). The power is the sum over all pairs of
    numbers that Pearson's test rejects, up to parts below 1e-20. It rises with the
    difference of the shares, so that the least one that suffices is found by halving.

    Example:
        >>> up, down = detectable_odds_ratio(479, 1486, Fraction(143, 1965), Settings())
        >>> round(up, 3), round(down, 3)
        (1.696, 0.532)
    """
    with_outcome = overall * (n1 + n2)
    null = float(overall)

    def other(p1: float) -> float:
        return min(1.0, max(0.0, (float(with_outcome) - n1 * p1) / n2))

    def enough(p1: float) -> bool:
        return _power(n1, n2, p1, other(p1), settings) >= float(settings.power)

    def first_enough(extreme: float) -> float | None:
        before, p1 = null, extreme
        if not enough(extreme):
            return None
        for _ in range(HALVINGS):
            middle = (before + p1) / 2
            before, p1 = (before, middle) if enough(middle) else (middle, p1)
        p2 = other(p1)
        return p1 * (1 - p2) / ((1 - p1) * p2) if 0 < p1 < 1 and 0 < p2 < 1 else None

    up = first_enough(float(min(Fraction(1), with_outcome / n1)))
    down = first_enough(float(max(Fraction(0), (with_outcome - n2) / n1)))
    return up, down


def detectable_effect(n: int, df: int, settings: Settings) -> float:
    """Return the smallest Cohen's w that Pearson's test finds with the power in the settings.

    w is the root of the sum over cells of (p - p0)^2 / p0, and n w^2 the noncentrality (Cohen 1988,
    chapter 7).

    Example:
        >>> round(detectable_effect(598, 4, Settings()), 3)
        0.141
    """
    critical = chi2_critical(df, settings)
    # A noncentral chi-squared is a central one with a Poisson number of pairs of degrees more.
    tails = [chi2_sf(critical, df + 2 * pairs) for pairs in range(TERMS)]

    def missed(noncentral: float) -> float:
        weight, total = math.exp(-noncentral / 2), 0.0
        for pairs, tail in enumerate(tails):
            total += weight * (1 - tail)
            weight *= noncentral / 2 / (pairs + 1)
        return total

    low, high = 0.0, 1.0
    while missed(high) > 1 - settings.power:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if missed(middle) > 1 - settings.power else (low, middle)
    return math.sqrt(low / n)


def detectable_slope(
    n: int, share: Fraction, scores: Sequence[int], weights: Sequence[int], settings: Settings
) -> float:
    """Return the smallest odds ratio above 1 for one point more that a trend test finds.

    With beta the slope, n cases, a share p with the outcome and the scores' variance V, the power
    is reached where n p (1 - p) V beta^2 is the square of the sum of the two normal quantiles
    (Hsieh, Bloch & Larsen 1998, formula 1). Below 1 the inverse is found as often.

    The share is that of the n cases with the outcome; the weights are cases of each level, as far
    as they show how the scores are distributed.

    Example:
        >>> levels = (173, 129, 183, 125)
        >>> ratio = detectable_slope(508, Fraction(134, 508), (1, 2, 3, 4), levels, Settings())
        >>> round(ratio, 2)
        1.29
    """
    marks, cases = np.array(scores, dtype=np.float64), np.array(weights, dtype=np.float64)
    variance = np.average((marks - np.average(marks, weights=cases)) ** 2, weights=cases)
    # The normal quantile of the power is the two-sided critical value at twice what it leaves.
    spare = 2 * min(settings.power, 1 - settings.power)
    beyond = normal_critical(replace(settings, alpha=spare)) if spare < 1 else 0.0
    reach = normal_critical(settings) + (beyond if 2 * settings.power > 1 else -beyond)
    return math.exp(reach / math.sqrt(float(n * share * (1 - share)) * variance))
