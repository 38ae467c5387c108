"""The one guard of all tests: a float decides only where it is clearly off the threshold.

Every test gives floats that say how far it is beyond its threshold. Within 1e-8 of it, relative,
they decide nothing: p is enclosed in an interval (Arb, through python-flint) at more and more bits
until the interval lies on one side of alpha, and where p is a rational number that can equal alpha,
whole numbers have the last word.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np
from flint import arb, ctx, fmpq

from recount.arrays import Decisions, Floats
from recount.settings import Settings

#: Floats nearer to the threshold than this, relative, decide nothing. They are good to about 1e-11.
NEAR = 1e-8
#: Bits at which p is enclosed, one after the other.
BITS = (128, 512, 4096)


def as_arb(value: Fraction) -> arb:
    """The enclosure of a fraction at the working precision."""
    return arb(fmpq(value.numerator, value.denominator))


def _tail(x: float | arb, df: int) -> arb:
    """P(X > x) of chi-squared at the working precision."""
    # An enclosure of 0 may reach below it; a statistic does not.
    half = (arb(x) / 2).nonnegative_part()
    return half.sqrt().erfc() if df == 1 else half.gamma_upper(arb(df) / 2, regularized=1)


@lru_cache(maxsize=64)
def chi2_critical(df: int, settings: Settings) -> float:
    """Return the x with P(X > x) = alpha for chi-squared: the greatest float not beyond it.

    Raises:
        ValueError: No degrees of freedom.

    Example:
        >>> round(chi2_critical(1, Settings()), 9)
        3.841458821
    """
    if df < 1:
        raise ValueError(f"degrees of freedom must be positive, found {df}")
    low, high = 0.0, 1.0
    with ctx.workprec(128):
        level = as_arb(settings.alpha)
        while bool(_tail(high, df) > level):
            low, high = high, 2 * high
        while low < (middle := (low + high) / 2) < high:
            low, high = (middle, high) if bool(_tail(middle, df) > level) else (low, middle)
    return low


def normal_critical(settings: Settings) -> float:
    """Return the two-sided critical value of the standard normal."""
    return math.sqrt(chi2_critical(1, settings))


def chi2_sf(x: float, df: int) -> float:
    """Return the upper tail P(X > x) of chi-squared; nan of nan. For display.

    scipy has these, at the price of a tenth of the whole audit's time for its import.

    Example:
        >>> round(chi2_sf(3.841459, 1), 6), chi2_sf(0.0, 3)
        (0.05, 1.0)
    """
    if df == 1 or math.isnan(x):
        return math.erfc(math.sqrt(max(x, 0.0) / 2)) if x == x else x
    with ctx.workprec(128):
        return float(_tail(x, df))


def range_of_p(statistic: Floats) -> tuple[float, float] | None:
    """The smallest and largest p of statistics on one degree of freedom; None if all are nan."""
    if np.isnan(statistic).all():
        return None
    return chi2_sf(float(np.nanmax(statistic)), 1), chi2_sf(float(np.nanmin(statistic)), 1)


def surplus(r: Floats) -> Floats:
    """(1 + r) log(1 + r) - r elementwise, r at least -1: a likelihood ratio's terms."""
    return np.asarray((1 + r) * np.log1p(np.where(r > -1, r, 0.0)) - r)


def below_alpha(
    p: Callable[[], arb], alpha: Fraction, exact: Callable[[], bool] | None = None
) -> bool:
    """Whether p lies below alpha, with certainty; ArithmeticError where 4,096 bits do not tell."""
    for bits in BITS:
        with ctx.workprec(bits):
            enclosure, target = p(), as_arb(alpha)
            if bool(enclosure < target):
                return True
            if bool(enclosure > target):
                return False
    if exact is None:
        raise ArithmeticError(f"p and alpha = {alpha} cannot be told apart at {BITS[-1]} bits")
    return exact()


def decide_chi2(
    statistic: Floats,
    df: int,
    settings: Settings,
    enclosure: Callable[[int], arb],
    exact: Callable[[int], bool] | None = None,
) -> Decisions:
    """The decision for each chi-squared statistic: 1 significant, 0 not, -1 undefined (nan).

    A rational statistic always ends: the tail at a positive rational is transcendental (Siegel and
    Shidlovsky for odd df, Lindemann for even df), so that it never equals a rational alpha.
    """

    def below(i: int) -> bool:
        last = (lambda: exact(i)) if exact else None
        return below_alpha(lambda: _tail(enclosure(i), df), settings.alpha, last)

    excess = statistic / chi2_critical(df, settings) - 1
    decision = (excess > 0).astype(np.int8)
    decision[np.isnan(excess)] = -1
    for index in np.flatnonzero(np.abs(excess) <= NEAR).tolist():
        decision[index] = below(index)
    return decision
