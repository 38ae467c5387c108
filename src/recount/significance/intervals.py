"""Odds ratios with Wald's interval, Wilson's interval for a share, Holm's correction.

Each is a line or two of formula, checked against statsmodels and R in the tests; importing
statsmodels for them would cost as much processor time as the whole audit.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance.threshold import Floats, normal_critical

__all__ = ["holm", "odds_ratio", "odds_ratio_interval", "wilson_interval"]


def odds_ratio(a: int, b: int, c: int, d: int) -> Fraction | None:
    """Return the odds ratio ad / (bc) of a 2x2 table, or None where b or c is zero.

    Raises:
        ValueError: A negative count.

    Example:
        >>> odds_ratio(30, 20, 10, 40), odds_ratio(3, 0, 1, 2)
        (Fraction(6, 1), None)
    """
    if min(a, b, c, d) < 0:
        raise ValueError(f"a count cannot be negative, found {min(a, b, c, d)}")
    return Fraction(int(a) * int(d), int(b) * int(c)) if b and c else None


def odds_ratio_interval(
    a: int, b: int, c: int, d: int, settings: Settings
) -> tuple[float, float] | None:
    """Return Wald's interval for the odds ratio, or None where a cell is zero.

    The exponentials of log(ad / bc) -+ z sqrt(1/a + 1/b + 1/c + 1/d), with z from alpha (Woolf
    1955; Agresti 2013, section 3.1). It leaves out 1 where Wald's test is significant.

    Raises:
        ValueError: A negative count.

    Example:
        >>> low, high = odds_ratio_interval(30, 20, 10, 40, Settings())
        >>> round(low, 3), round(high, 3)
        (2.453, 14.678)
    """
    ratio = odds_ratio(a, b, c, d)
    if not ratio:
        return None
    middle = math.log(ratio.numerator) - math.log(ratio.denominator)
    half = normal_critical(settings) * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return math.exp(middle - half), math.exp(middle + half)


def wilson_interval(x: int, n: int, settings: Settings) -> tuple[float, float]:
    """Return Wilson's interval for a share of x in n, at the level 1 - alpha.

    (x + z^2/2 -+ z sqrt(x (n - x) / n + z^2/4)) / (n + z^2) (Wilson 1927).

    Raises:
        ValueError: n is not positive, or x does not lie in 0..n.

    Example:
        >>> low, high = wilson_interval(143, 1965, Settings())
        >>> round(low, 4), round(high, 4)
        (0.0621, 0.0851)
    """
    if n < 1 or not 0 <= x <= n:
        raise ValueError(f"no share of {x} in {n}")
    z2 = normal_critical(settings) ** 2
    half = math.sqrt(z2 * (x * (n - x) / n + z2 / 4))
    # At the ends the formula gives 0 and 1, which rounding must not miss.
    low = 0.0 if x == 0 else (x + z2 / 2 - half) / (n + z2)
    high = 1.0 if x == n else (x + z2 / 2 + half) / (n + z2)
    return low, high


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for their number by Holm's step-down method (Holm 1979).

    The i-th smallest of m is multiplied by m - i + 1, no adjusted value falls below that of a
    smaller p, and none exceeds 1. nan (a test that is undefined) stays nan and is not counted.

    Raises:
        ValueError: A p outside 0..1, or more than one dimension.

    Example:
        >>> holm([0.01, 0.04, 0.03, float("nan")]).round(6).tolist()
        [0.03, 0.06, 0.06, nan]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1:
        raise ValueError(f"p-values must form a list, found {p.ndim} dimensions")
    if bool((p < 0).any()) or bool((p > 1).any()):
        raise ValueError("a p-value must lie between 0 and 1")
    # Sorting puts nan last.
    order = np.argsort(p, kind="stable")[: int((~np.isnan(p)).sum())]
    adjusted = np.full(len(p), np.nan)
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted
