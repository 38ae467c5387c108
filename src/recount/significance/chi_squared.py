"""The chi-squared distribution: tails for display, critical values and decisions that are certain.

A float decides only where the statistic is farther from its critical value than any rounding can
reach. Nearer than that, the tail is enclosed in an interval (Arb, through python-flint), at a
precision that is doubled until the interval lies on one side of alpha.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np
from flint import arb, ctx, fmpq

from recount.settings import Settings
from recount.significance.decisions import (
    NOT_SIGNIFICANT,
    SIGNIFICANT,
    UNDEFINED,
    Decisions,
    Floats,
    check_settings,
)

__all__ = [
    "TOLERANCE",
    "as_arb",
    "chi2_critical",
    "chi2_critical_float",
    "chi2_sf",
    "chi2_sf_array",
    "decide",
    "normal_critical_float",
    "p_below_alpha",
]

# A statistic whose relative distance from its critical value is larger than this is decided by its
# float. The statistics carry relative errors of about 1e-14, so the margin is wide.
TOLERANCE = 1e-9

# An enclosure that cannot decide at this many bits is reported, never guessed.
MOST_BITS = 1 << 14


def as_arb(value: Fraction) -> arb:
    """Return the enclosure of a fraction at the working precision.

    Example:
        >>> as_arb(Fraction(1, 2)) == arb(0.5)
        True
    """
    return arb(fmpq(value.numerator, value.denominator))


def _sf_arb(x: arb, df: int) -> arb:
    # An enclosure of 0 may reach below it; a statistic does not.
    half = (x / 2).nonnegative_part()
    if df == 1:
        return half.sqrt().erfc()
    return half.gamma_upper(arb(df) / 2, regularized=1)


_ERFC = np.frompyfunc(math.erfc, 1, 1)


def chi2_sf_array(x: Floats, df: int) -> Floats:
    """Return the upper tail P(X > x) of chi-squared with whole degrees of freedom, elementwise.

    nan stays nan. Relative error below 1e-12 wherever the result is a normal float: all terms of
    the closed forms (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5) are positive.

    Raises:
        ValueError: df is not a positive whole number.

    Example:
        >>> [round(float(p), 6) for p in chi2_sf_array(np.array([3.841459, 0.0]), 1)]
        [0.05, 1.0]
    """
    if df < 1 or df != int(df):
        raise ValueError(f"degrees of freedom must be a positive whole number, found {df}")
    half = np.asarray(x, dtype=np.float64) / 2
    if df % 2:
        total = np.asarray(_ERFC(np.sqrt(half)), dtype=np.float64)
        exponents = [k + 0.5 for k in range((df - 1) // 2)]
    else:
        total = np.exp(-half)
        exponents = [float(k) for k in range(1, df // 2)]
    with np.errstate(divide="ignore"):
        log_half = np.log(half)
    for e in exponents:
        # Logarithms keep terms apart that overflow or vanish alone.
        total = total + np.exp(e * log_half - half - math.lgamma(e + 1))
    return total


def chi2_sf(x: float, df: int) -> float:
    """Return the upper tail P(X > x) of chi-squared with ``df`` degrees of freedom.

    Example:
        >>> round(chi2_sf(3.841458820694126, 1), 12)
        0.05
        >>> round(chi2_sf(5.991464547107979, 2), 12)
        0.05
    """
    return float(chi2_sf_array(np.array([x], dtype=np.float64), df)[0])


@lru_cache(maxsize=256)
def _critical(df: int, alpha: Fraction, bits: int) -> arb:
    with ctx.workprec(bits + 64):
        target = as_arb(alpha)
        low, high = arb(0), arb(1)
        while not bool(_sf_arb(high, df) < target):
            low, high = high, high * 2
        # Bisection gives a start near enough for Newton on a decreasing, smooth tail.
        for _ in range(60):
            middle = ((low + high) / 2).mid()
            if bool(_sf_arb(middle, df) < target):
                high = middle
            else:
                low = middle
        x = high
        for _ in range(max(1, math.ceil(math.log2(bits / 40))) + 1):
            log_density = (
                (arb(df) / 2 - 1) * x.log()
                - x / 2
                - arb(df) / 2 * arb(2).log()
                - (arb(df) / 2).lgamma()
            )
            x = (x + (_sf_arb(x, df) - target) / log_density.exp()).mid()
        width = x * arb(2) ** (-bits)
        # Newton is not trusted: the tail at both ends of the enclosure proves it.
        above, below = _sf_arb((x - width).mid(), df), _sf_arb((x + width).mid(), df)
        if not (bool(above > target) and bool(below < target)):
            raise ArithmeticError(f"no enclosure of the critical value for df {df}, alpha {alpha}")
        return arb(x, width.upper())


def chi2_critical(df: int, settings: Settings, bits: int = 96) -> arb:
    """Return a certified enclosure of the critical value: the x with P(X > x) = alpha.

    Args:
        df: Degrees of freedom, a positive whole number.
        settings: Gives alpha.
        bits: The relative width of the enclosure is at most 2^(1 - bits).

    Example:
        >>> print(chi2_critical(1, Settings()).str(12, radius=False))
        3.84145882069
    """
    check_settings(settings)
    if df < 1:
        raise ValueError(f"degrees of freedom must be a positive whole number, found {df}")
    return _critical(df, settings.alpha, bits)


def chi2_critical_float(df: int, settings: Settings) -> float:
    """Return the critical value as the nearest float.

    Example:
        >>> chi2_critical_float(1, Settings())
        3.841458820694126
    """
    return float(chi2_critical(df, settings).mid())


def normal_critical_float(settings: Settings) -> float:
    """Return the two-sided critical value of the standard normal, as a float.

    Example:
        >>> round(normal_critical_float(Settings()), 6)
        1.959964
    """
    return math.sqrt(chi2_critical_float(1, settings))


def p_below_alpha(statistic: Callable[[], arb], df: int, alpha: Fraction) -> bool:
    """Decide whether a chi-squared statistic's p lies below alpha, with certainty.

    ``statistic`` is called again at each precision and returns an enclosure of the statistic. It
    ends for every rational statistic and every rational alpha: the tail at a positive rational is
    transcendental (Siegel and Shidlovsky for odd df, Lindemann for even df), so it never equals
    alpha.

    Raises:
        ArithmeticError: Even 16,384 bits do not decide.

    Example:
        >>> p_below_alpha(lambda: as_arb(Fraction("3.84145882069412595837")), 1, Fraction(1, 20))
        True
        >>> p_below_alpha(lambda: as_arb(Fraction("3.84145882069412595836")), 1, Fraction(1, 20))
        False
    """
    bits = 128
    while bits <= MOST_BITS:
        with ctx.workprec(bits):
            p, target = _sf_arb(statistic(), df), as_arb(alpha)
            if bool(p < target):
                return True
            if bool(p > target):
                return False
        bits *= 2
    raise ArithmeticError(f"p and alpha = {alpha} cannot be told apart at {MOST_BITS} bits")


def decide(
    statistic: Floats,
    df: int,
    settings: Settings,
    certain: Callable[[int], bool],
    tolerance: float = TOLERANCE,
) -> Decisions:
    """Return the decision for each statistic; nan is undefined.

    Args:
        statistic: Chi-squared statistics, one dimension.
        df: Degrees of freedom.
        settings: Gives alpha.
        certain: Asked for the index of each statistic too near the critical value for a float;
            returns whether p < alpha.
        tolerance: The relative distance from the critical value within which ``certain`` is asked.

    Example:
        >>> decide(np.array([3.0, 4.0, np.nan]), 1, Settings(), lambda i: False).tolist()
        [0, 1, -1]
    """
    critical = chi2_critical_float(df, settings)
    undefined = np.isnan(statistic)
    decision = np.where(statistic > critical, SIGNIFICANT, NOT_SIGNIFICANT).astype(np.int8)
    decision[undefined] = UNDEFINED
    with np.errstate(invalid="ignore"):
        near = np.abs(statistic - critical) <= tolerance * critical
    for index in np.flatnonzero(near):
        decision[index] = SIGNIFICANT if certain(int(index)) else NOT_SIGNIFICANT
    return decision
