"""Tests of significance on contingency tables, elementwise over arrays of tables of one shape.

Pearson's statistic is the sum over cells of (O - E)^2 / E, the likelihood ratio 2 times the sum of
O log(O / E), both on (r - 1)(c - 1) degrees of freedom; Wald's is the squared log odds ratio over
1/a + 1/b + 1/c + 1/d (Agresti 2013, sections 3.1 and 3.2). No continuity correction.

How far the floats can be trusted: N (O - E) is a whole number that fits 64 bits for up to 2^31
cases, and each statistic is a sum of terms built on it, so that near its critical value the
relative error stays below 1e-11.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from flint import arb, ctx, fmpz
from scipy.special import xlog1py

from recount.settings import Settings
from recount.significance.fisher import fisher_decisions, fisher_p, mode_of, support
from recount.significance.threshold import (
    NOT_SIGNIFICANT,
    UNDEFINED,
    Decisions,
    Floats,
    Ints,
    as_arb,
    check_settings,
    chi2_sf,
    decide_chi2,
    p_range,
    whole_numbers,
)

__all__ = [
    "R_BY_C_TESTS",
    "TWO_BY_TWO_TESTS",
    "Run",
    "acceptance",
    "chi_squared_p_range",
    "r_by_c",
    "r_by_c_p",
    "two_by_two",
    "two_by_two_p",
]

#: The first decides; the others stand beside it.
TWO_BY_TWO_TESTS: Final = ("pearson", "likelihood_ratio", "wald", "fisher")
R_BY_C_TESTS: Final = ("pearson", "likelihood_ratio")
MOST_CASES: Final = 2**31  # products of two margins fit 64-bit integers up to here

# A run of first cells: the least, the greatest, and the decision on all of them.
Run = tuple[int, int, int]


def _known(test: str, tests: tuple[str, ...]) -> None:
    if test not in tests:
        raise ValueError(f"no such test here: {test!r}; there are {', '.join(tests)}")


def _checked(tables: Ints) -> Ints:
    """Return tables of the shape (r, c, n) if their counts are possible ones."""
    if tables.size and int(tables.min()) < 0:
        raise ValueError("a count cannot be negative")
    # Cells first, so that their sum cannot overflow.
    if tables.size and (
        int(tables.max()) > MOST_CASES or int(tables.sum(axis=(0, 1)).max()) > MOST_CASES
    ):
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    return tables


def _two_by_two(*cells: npt.ArrayLike) -> tuple[Ints, tuple[int, ...]]:
    """Return the tables (2, 2, n), and the shape that the cells were given in."""
    named = zip("abcd", cells, strict=True)
    arrays = np.broadcast_arrays(*(whole_numbers(f"cell {name}", cell) for name, cell in named))
    return _checked(np.stack([array.ravel() for array in arrays]).reshape(2, 2, -1)), arrays[
        0
    ].shape


def _r_by_c(tables: npt.ArrayLike) -> Ints:
    array = whole_numbers("tables", tables)
    array = array[None] if array.ndim == 2 else array
    if array.ndim != 3 or min(array.shape[1:]) < 2:
        raise ValueError(f"tables must have the shape (n, r, c), r and c at least 2: {array.shape}")
    return _checked(np.ascontiguousarray(array.transpose(1, 2, 0)))


def _df(tables: Ints) -> int:
    r, c, _ = tables.shape
    return int((r - 1) * (c - 1))


def _statistic(test: str, tables: Ints) -> Floats:
    """Return the statistic of each table of the shape (r, c, n), nan where it is undefined."""
    if test == "wald":
        undefined = (tables == 0).any(axis=(0, 1))
    else:
        undefined = (tables.sum(axis=1) == 0).any(axis=0) | (tables.sum(axis=0) == 0).any(axis=0)
    # Undefined tables are computed as harmless ones, then blanked.
    tables = np.where(undefined, 1, tables) if undefined.any() else tables
    n = tables.sum(axis=(0, 1))
    if test == "wald":
        (a, b), (c, d) = tables
        ratio = (a * d - b * c) / (b * c)
        # log1p of an exact difference keeps its digits where the odds ratio is near 1.
        near = np.abs(ratio) < 0.5
        log = np.where(near, np.log1p(np.where(near, ratio, 0.0)), np.log(1.0 * a * d / b / c))
        value = log**2 / (1 / tables).sum(axis=(0, 1))
    else:
        products = tables.sum(axis=1)[:, None] * tables.sum(axis=0)[None]
        difference = tables * n - products
        ratio = difference / products
        # As O and E have the same sum, 2 times the sum of O log(O / E) is that of E times
        # (1 + t) log(1 + t) - t, whose terms are never negative.
        terms = (
            ratio * (difference / n)
            if test == "pearson"
            else 2 * (products / n) * (xlog1py(1 + ratio, ratio) - ratio)
        )
        value = terms.sum(axis=(0, 1))
    return np.where(undefined, np.nan, value)


def _ratios(table: Ints) -> list[tuple[int, Fraction]]:
    """Return (O, O / E) of every cell that is not zero."""
    n, rows, columns = int(table.sum()), table.sum(axis=1), table.sum(axis=0)
    return [
        (int(cell), Fraction(int(cell) * n, int(rows[i]) * int(columns[j])))
        for (i, j), cell in np.ndenumerate(table)
        if cell
    ]


def _enclosure(test: str, table: Ints) -> arb:
    """Return the statistic of one table, enclosed at the working precision."""
    if test == "pearson":
        total = sum((cell * ratio for cell, ratio in _ratios(table)), Fraction(-int(table.sum())))
        return as_arb(total)
    if test == "likelihood_ratio":
        return 2 * sum((cell * as_arb(ratio).log() for cell, ratio in _ratios(table)), arb(0))
    a, b, c, d = (int(cell) for cell in table.ravel())
    log_odds_ratio = as_arb(Fraction(a * d, b * c)).log()
    variance = sum((Fraction(1, cell) for cell in (a, b, c, d)), Fraction(0))
    return log_odds_ratio * log_odds_ratio / as_arb(variance)


def _likelihood_ratio_below(table: Ints, alpha: Fraction) -> bool:
    """Return whether p < alpha on two degrees of freedom, where p is the product of (E / O)^O."""
    ratios = _ratios(table)
    above = math.prod((fmpz(ratio.denominator) ** cell for cell, ratio in ratios), start=fmpz(1))
    below = math.prod((fmpz(ratio.numerator) ** cell for cell, ratio in ratios), start=fmpz(1))
    return bool(above * alpha.denominator < below * alpha.numerator)


def _decide(test: str, tables: Ints, statistic: Floats, settings: Settings) -> Decisions:
    rational = test == "likelihood_ratio" and _df(tables) == 2
    return decide_chi2(
        statistic,
        _df(tables),
        settings,
        lambda i: _enclosure(test, tables[:, :, i]),
        (lambda i: _likelihood_ratio_below(tables[:, :, i], settings.alpha)) if rational else None,
    )


def two_by_two(
    test: str,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    d: npt.ArrayLike,
    settings: Settings,
) -> Decisions:
    """Return the decision of a test on each 2x2 table: 1 significant, 0 not, -1 undefined.

    Undefined: an empty row or column (``pearson``, ``likelihood_ratio``), a zero cell (``wald``).
    Fisher's p is 1 where a row or a column is empty. p = alpha is not significant.

    Args:
        test: ``"pearson"``, ``"likelihood_ratio"``, ``"wald"`` or ``"fisher"``.
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
    _known(test, TWO_BY_TWO_TESTS)
    check_settings(settings)
    tables, shape = _two_by_two(a, b, c, d)
    if test == "fisher":
        return fisher_decisions(tables, settings.alpha).reshape(shape)
    return _decide(test, tables, _statistic(test, tables), settings).reshape(shape)


def two_by_two_p(
    test: str, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike
) -> Floats:
    """Return the two-sided p of a test on each 2x2 table, nan where it is undefined.

    For display: relative error below 1e-9. A decision comes from ``two_by_two``, never from
    comparing this float with alpha. Errors are those of ``two_by_two``.

    Example:
        >>> x = np.array([26, 25])
        >>> two_by_two_p("pearson", x, 479 - x, 143 - x, 1343 + x).round(4).tolist()
        [0.0732, 0.0461]
        >>> round(float(two_by_two_p("fisher", 3, 0, 0, 3)), 12)
        0.1
    """
    _known(test, TWO_BY_TWO_TESTS)
    tables, shape = _two_by_two(a, b, c, d)
    if test == "fisher":
        return fisher_p(tables).reshape(shape)
    return chi2_sf(_statistic(test, tables), 1).reshape(shape)


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
    _known(test, TWO_BY_TWO_TESTS[:3])
    tables, shape = _two_by_two(a, b, c, d)
    statistic = _statistic(test, tables)
    return _decide(test, tables, statistic, settings).reshape(shape), p_range(statistic, 1)


def r_by_c(test: str, tables: npt.ArrayLike, settings: Settings) -> Decisions:
    """Return the decision of a test on each table: 1 significant, 0 not, -1 undefined.

    Undefined: an empty row or column, as the degrees of freedom would not be the table's.

    Args:
        test: ``"pearson"`` or ``"likelihood_ratio"``.
        tables: (n, r, c) whole numbers, or one table (r, c).
        settings: Gives alpha.

    Raises:
        TypeError: Tables that do not hold whole numbers.
        ValueError: An unknown test, another shape, a negative count, more than 2^31 cases.

    Example:
        >>> tables = [[[9, 1], [5, 5], [1, 9]], [[3, 2], [4, 4], [0, 0]]]
        >>> r_by_c("pearson", tables, Settings()).tolist()
        [1, -1]
    """
    _known(test, R_BY_C_TESTS)
    array = _r_by_c(tables)
    return _decide(test, array, _statistic(test, array), settings)


def r_by_c_p(test: str, tables: npt.ArrayLike) -> Floats:
    """Return p of a test on each table, nan where it is undefined; for display.

    Arguments and errors are those of ``r_by_c``.

    Example:
        >>> r_by_c_p("pearson", [[9, 1], [5, 5], [1, 9]]).round(6).tolist()
        [0.001662]
    """
    _known(test, R_BY_C_TESTS)
    array = _r_by_c(tables)
    return chi2_sf(_statistic(test, array), _df(array))


def acceptance(test: str, n1: int, n2: int, t: int, settings: Settings) -> tuple[Run, ...]:
    """Return the decision for every possible first cell, as runs from the least to the greatest.

    The table has row totals ``n1`` and ``n2`` and ``t`` cases in its first column; the first cell x
    runs from max(0, t - n2) to min(n1, t). Runs are (low, high, decision), ends included, without
    gaps, and neighbouring runs differ in decision.

    No sweep is needed, as the decision switches once at most on each of a few stretches of x.
    Pearson's and the likelihood ratio statistic are convex with their minimum where both rows have
    the same share (x = n1 t / N); Fisher's p rises up to the mode and falls after it. Wald's
    statistic has one peak on either side of equal shares and falls towards an empty cell (Hauck &
    Donner 1977): with L the log odds ratio and V its variance, L' = V, and L / sqrt(V) rises where
    2 V^2 > L V'. Where V' > 0, 2 V^2 / V' - L falls, as (V')^2 <= V V'' / 2 by Cauchy's inequality.

    Raises:
        ValueError: An unknown test, negative totals, t above n1 + n2, or more than 2^31 cases.

    Example:
        >>> acceptance("pearson", 479, 1486, 143, Settings())
        ((0, 25, 1), (26, 44, 0), (45, 143, 1))
        >>> acceptance("wald", 479, 1486, 143, Settings())
        ((0, 0, -1), (1, 25, 1), (26, 44, 0), (45, 142, 1), (143, 143, -1))
    """
    check_settings(settings)
    _known(test, TWO_BY_TWO_TESTS)
    n1, n2, t = int(n1), int(n2), int(t)
    if min(n1, n2, t) < 0 or t > n1 + n2:
        raise ValueError(f"no table has row totals {n1} and {n2} and column total {t}")
    if n1 + n2 > MOST_CASES:
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    low, high = support(n1, n2, t)
    if min(n1, n2, t, n1 + n2 - t) == 0:
        return ((low, high, NOT_SIGNIFICANT if test == "fisher" else UNDEFINED),)
    middle = mode_of(n1, n2, t) if test == "fisher" else n1 * t // (n1 + n2)
    last = [middle, high]
    if test == "wald":
        down = -_peak(n2, n1, t, t - middle, t - low - 1) + t
        up = _peak(n1, n2, t, middle + 1, high - 1)
        # The least and the greatest first cell leave a cell empty.
        last = [low, down - 1, middle, up, high - 1, high]
    runs: list[Run] = []
    for first, end in zip([low, *(x + 1 for x in last)], last, strict=False):
        if first > end:
            continue
        for run in _switch(test, n1, n2, t, first, end, settings):
            if runs and runs[-1][2] == run[2]:
                run = (runs.pop()[0], run[1], run[2])
            runs.append(run)
    return tuple(runs)


def _switch(
    test: str, n1: int, n2: int, t: int, first: int, end: int, settings: Settings
) -> list[Run]:
    """Return the runs of a stretch of first cells on which the decision switches once at most."""
    low, high = first, end
    while True:
        x = np.unique(np.linspace(low, high, 64).astype(np.int64))
        found = two_by_two(test, x, n1 - x, t - x, n2 - t + x, settings)
        change = np.flatnonzero(np.diff(found))
        if not change.size:
            return [(first, end, int(found[0]))]
        low, high = (int(value) for value in x[change[0] : change[0] + 2])
        if high == low + 1:
            before, after = (int(value) for value in found[change[0] : change[0] + 2])
            return [(first, low, before), (high, end, after)]


def _peak(n1: int, n2: int, t: int, first: int, last: int) -> int:
    """Return the last x of first..last up to which Wald's statistic rises (first - 1 for none)."""
    low, high = first - 1, last
    with ctx.workprec(128):
        while low < high:
            x = (low + high + 1) // 2
            a, b, c, d = (arb(value) for value in (x, n1 - x, t - x, n2 - t + x))
            v = 1 / a + 1 / b + 1 / c + 1 / d
            rise = -1 / (a * a) + 1 / (b * b) + 1 / (c * c) - 1 / (d * d)
            if bool(2 * v * v < (a * d / (b * c)).log() * rise):
                high = x - 1
            else:
                low = x
    return low
