"""Tests of significance on 2x2 tables, elementwise over arrays of tables.

Pearson's statistic is N (ad - bc)^2 / (n1 n2 c1 c2), the likelihood ratio is 2 times the sum of
O log(O / E), Wald's is the squared log odds ratio over 1/a + 1/b + 1/c + 1/d (Agresti 2013,
sections 3.1 and 3.2); each is compared with chi-squared on one degree of freedom, without a
continuity correction. Fisher's test is in ``fisher.py``.

How far the floats can be trusted: ad - bc is exact in 64-bit integers for up to 2^31 cases, and
each statistic is a short sum of terms of one sign built on it, so that its relative error stays
below 1e-13. Statistics within 1e-9 of the critical value are decided by certified enclosures.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from flint import arb

from recount.settings import Settings
from recount.significance.chi_squared import as_arb, chi2_sf_array, decide, p_below_alpha
from recount.significance.decisions import Bools, Decisions, Floats, Ints, check_settings
from recount.significance.divergence import bregman
from recount.significance.fisher import fisher_decisions, fisher_p

__all__ = [
    "MOST_CASES",
    "TWO_BY_TWO_TESTS",
    "chi_squared_p_range",
    "two_by_two",
    "two_by_two_p",
]

TWO_BY_TWO_TESTS: Final = ("pearson", "likelihood_ratio", "fisher", "wald")
MOST_CASES: Final = 2**31  # products of two margins fit 64-bit integers up to here


def _counts(*arrays: npt.ArrayLike) -> tuple[tuple[Ints, Ints, Ints, Ints], tuple[int, ...]]:
    """Return the four cells as flat integer arrays, and the shape they were given in."""
    cells = []
    for name, values in zip("abcd", arrays, strict=True):
        array = np.asarray(values)
        if array.dtype.kind not in "iu":
            raise TypeError(f"cell {name} must hold whole numbers, found {array.dtype}")
        cells.append(array.astype(np.int64))
    a, b, c, d = np.broadcast_arrays(*cells)
    if a.size and min(int(x.min()) for x in (a, b, c, d)) < 0:
        raise ValueError("a count cannot be negative")
    # Cells first, so that their sum cannot overflow.
    if a.size and (
        max(int(x.max()) for x in (a, b, c, d)) > MOST_CASES
        or int((a + b + c + d).max()) > MOST_CASES
    ):
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    return (a.ravel(), b.ravel(), c.ravel(), d.ravel()), a.shape


def _check(test: str) -> None:
    if test not in TWO_BY_TWO_TESTS:
        raise ValueError(f"no 2x2 test named {test!r}; there are {', '.join(TWO_BY_TWO_TESTS)}")


def _has_empty_margin(a: Ints, b: Ints, c: Ints, d: Ints) -> Bools:
    empty = (a + b == 0) | (c + d == 0) | (a + c == 0) | (b + d == 0)
    return np.asarray(empty, dtype=np.bool_)


def _pearson(a: Ints, b: Ints, c: Ints, d: Ints) -> Floats:
    rows = (a + b) * (c + d)
    columns = (a + c) * (b + d)
    difference = (a * d - b * c).astype(np.float64)
    return np.asarray((difference / rows) * (difference / columns) * (a + b + c + d))


def _likelihood_ratio(a: Ints, b: Ints, c: Ints, d: Ints) -> Floats:
    n = (a + b + c + d).astype(np.float64)
    difference = (a * d - b * c).astype(np.float64)
    total = np.zeros(a.shape)
    for row, column, sign in (
        (a + b, a + c, 1.0),
        (a + b, b + d, -1.0),
        (c + d, a + c, -1.0),
        (c + d, b + d, 1.0),
    ):
        expected = row * column
        # O - E = +-(ad - bc) / N, and E = row column / N.
        total += expected / n * bregman(sign * difference / expected)
    return 2 * total


def _wald(a: Ints, b: Ints, c: Ints, d: Ints) -> Floats:
    with_row, against = (a * d).astype(np.float64), (b * c).astype(np.float64)
    t = (a * d - b * c) / against
    # log1p of an exact difference keeps its digits where the odds ratio is near 1.
    near_one = np.abs(t) < 0.5
    log_odds_ratio = np.where(
        near_one, np.log1p(np.where(near_one, t, 0.0)), np.log(with_row / against)
    )
    return np.asarray(log_odds_ratio**2 / (1 / a + 1 / b + 1 / c + 1 / d), dtype=np.float64)


def _statistic(test: str, a: Ints, b: Ints, c: Ints, d: Ints) -> Floats:
    """Return the chi-squared statistic of each table, nan where the test is undefined."""
    if test == "wald":
        undefined = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    else:
        undefined = _has_empty_margin(a, b, c, d)
    # Undefined tables are computed as a harmless one, then blanked.
    a, b, c, d = (np.where(undefined, 1, x) for x in (a, b, c, d))
    formula = {"pearson": _pearson, "likelihood_ratio": _likelihood_ratio, "wald": _wald}[test]
    return np.where(undefined, np.nan, formula(a, b, c, d))


def _enclosure(test: str, a: int, b: int, c: int, d: int) -> arb:
    """Return the statistic of one table, enclosed at the working precision."""
    n = a + b + c + d
    rows, columns = (a + b, c + d), (a + c, b + d)
    if test == "pearson":
        square = n * (a * d - b * c) ** 2
        return as_arb(Fraction(square, rows[0] * rows[1] * columns[0] * columns[1]))
    if test == "likelihood_ratio":
        total = arb(0)
        for cell, row, column in (
            (a, rows[0], columns[0]),
            (b, rows[0], columns[1]),
            (c, rows[1], columns[0]),
            (d, rows[1], columns[1]),
        ):
            if cell:
                total += cell * as_arb(Fraction(cell * n, row * column)).log()
        return 2 * total
    log_odds_ratio = as_arb(Fraction(a * d, b * c)).log()
    variance = as_arb(Fraction(1, a) + Fraction(1, b) + Fraction(1, c) + Fraction(1, d))
    return log_odds_ratio * log_odds_ratio / variance


def two_by_two(
    test: str,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    d: npt.ArrayLike,
    settings: Settings,
) -> Decisions:
    """Return the decision of a test on each 2x2 table: 1 significant, 0 not, -1 undefined.

    Undefined: an empty row or column (``pearson``, ``likelihood_ratio``, ``fisher``), a zero cell
    (``wald``). No continuity correction; p = alpha is not significant.

    Args:
        test: ``"pearson"``, ``"likelihood_ratio"``, ``"fisher"`` or ``"wald"``.
        a: Cases of the first row with the outcome (whole numbers; the four cells broadcast).
        b: Cases of the first row without it.
        c: Cases of the second row with it.
        d: Cases of the second row without it.
        settings: Gives alpha.

    Raises:
        TypeError: Cells that are not whole numbers.
        ValueError: An unknown test, a negative count, or more than 2^31 cases in a table.

    Example:
        Of 143 cases with an outcome, 26 or 25 fall into a group of 479 out of 1,965.

        >>> x = np.array([26, 25, 0])
        >>> two_by_two("pearson", x, 479 - x, 143 - x, 1343 + x, Settings()).tolist()
        [0, 1, 1]
        >>> two_by_two("wald", x, 479 - x, 143 - x, 1343 + x, Settings()).tolist()
        [0, 1, -1]
    """
    _check(test)
    check_settings(settings)
    cells, shape = _counts(a, b, c, d)
    if test == "fisher":
        return fisher_decisions(*cells, settings.alpha).reshape(shape)
    return _decide(test, cells, _statistic(test, *cells), settings).reshape(shape)


def _decide(
    test: str, cells: tuple[Ints, Ints, Ints, Ints], statistic: Floats, settings: Settings
) -> Decisions:
    def certain(index: int) -> bool:
        one = tuple(int(x[index]) for x in cells)
        return p_below_alpha(lambda: _enclosure(test, *one), 1, settings.alpha)

    return decide(statistic, 1, settings, certain)


def chi_squared_p_range(
    test: str,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    d: npt.ArrayLike,
    settings: Settings,
) -> tuple[Decisions, tuple[float, float] | None]:
    """Return what ``two_by_two`` decides, and the smallest and largest p, from one computation.

    Arguments and errors are those of ``two_by_two``; Fisher's test has no statistic and is refused.
    The range is None where the test is undefined on every table; it is for display.

    Example:
        >>> x = np.array([26, 25])
        >>> decisions, p = chi_squared_p_range("pearson", x, 479 - x, 143 - x, 1343 + x, Settings())
        >>> decisions.tolist(), [round(value, 4) for value in p]
        ([0, 1], [0.0461, 0.0732])
    """
    _check(test)
    check_settings(settings)
    if test == "fisher":
        raise ValueError("Fisher's test has no statistic that orders its p-values")
    cells, shape = _counts(a, b, c, d)
    statistic = _statistic(test, *cells)
    decisions = _decide(test, cells, statistic, settings).reshape(shape)
    known = statistic[~np.isnan(statistic)]
    if not known.size:
        return decisions, None
    low, high = chi2_sf_array(np.array([known.max(), known.min()]), 1)
    return decisions, (float(low), float(high))


def two_by_two_p(
    test: str, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike
) -> Floats:
    """Return the two-sided p of a test on each 2x2 table, nan where it is undefined.

    For display: relative error below 1e-10. A decision comes from ``two_by_two``, never from
    comparing this float with alpha.

    Raises:
        TypeError: Cells that are not whole numbers.
        ValueError: An unknown test, a negative count, or more than 2^31 cases in a table.

    Example:
        >>> x = np.array([26, 25])
        >>> two_by_two_p("pearson", x, 479 - x, 143 - x, 1343 + x).round(4).tolist()
        [0.0732, 0.0461]
        >>> float(two_by_two_p("fisher", 3, 0, 0, 3))
        0.1
    """
    _check(test)
    cells, shape = _counts(a, b, c, d)
    if test == "fisher":
        return fisher_p(*cells).reshape(shape)
    return chi2_sf_array(_statistic(test, *cells), 1).reshape(shape)
