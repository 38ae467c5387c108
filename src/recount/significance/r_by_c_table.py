"""Tests of independence in r x c tables, over arrays of tables of one shape.

Pearson's statistic is the sum over cells of (O - E)^2 / E, the likelihood ratio 2 times the sum of
O log(O / E); both are compared with chi-squared on (r - 1)(c - 1) degrees of freedom (Agresti 2013,
section 3.2). Fisher's test is in ``freeman_halton.py``.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from flint import arb, fmpz

from recount.settings import Settings
from recount.significance.chi_squared import as_arb, chi2_sf_array, decide, p_below_alpha
from recount.significance.decisions import Decisions, Floats, Ints, check_settings
from recount.significance.divergence import bregman
from recount.significance.fisher import fisher_decisions, fisher_p
from recount.significance.freeman_halton import freeman_halton, freeman_halton_p
from recount.significance.two_by_two_table import MOST_CASES

__all__ = ["R_BY_C_TESTS", "r_by_c", "r_by_c_p"]

R_BY_C_TESTS: Final = ("pearson", "likelihood_ratio", "fisher")


def _tables(test: str, tables: npt.ArrayLike) -> Ints:
    if test not in R_BY_C_TESTS:
        raise ValueError(f"no r x c test named {test!r}; there are {', '.join(R_BY_C_TESTS)}")
    array = np.asarray(tables)
    if array.dtype.kind not in "iu":
        raise TypeError(f"tables must hold whole numbers, found {array.dtype}")
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or min(array.shape[1:]) < 2:
        raise ValueError(f"tables must have the shape (n, r, c), r and c at least 2: {array.shape}")
    array = array.astype(np.int64)
    if array.size and int(array.min()) < 0:
        raise ValueError("a count cannot be negative")
    if array.size and (
        int(array.max()) > MOST_CASES or int(array.sum(axis=(1, 2)).max()) > MOST_CASES
    ):
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    return array


def _statistic(test: str, tables: Ints) -> Floats:
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    undefined = (rows == 0).any(axis=1) | (columns == 0).any(axis=1)
    # Undefined tables are computed as harmless ones, then blanked.
    safe = np.where(undefined[:, None, None], 1, tables)
    rows, columns = safe.sum(axis=2), safe.sum(axis=1)
    n = safe.sum(axis=(1, 2))[:, None, None]
    products = rows[:, :, None] * columns[:, None, :]
    # N (O - E) is a whole number, so nothing is lost where O and E are close.
    differences = (safe * n - products).astype(np.float64)
    if test == "pearson":
        terms = (differences / products) * (differences / n)
    else:
        terms = 2 * (products / n) * bregman(differences / products)
    return np.where(undefined, np.nan, terms.sum(axis=(1, 2)))


def _pearson_exact(table: Ints) -> Fraction:
    n = int(table.sum())
    rows, columns = (
        [int(v) for v in table.sum(axis=1)],
        [int(v) for v in table.sum(axis=0)],
    )
    return Fraction(n) * (
        sum(
            Fraction(int(table[i, j]) ** 2, rows[i] * columns[j])
            for i in range(len(rows))
            for j in range(len(columns))
        )
        - 1
    )


def _ratios(table: Ints) -> list[tuple[int, Fraction]]:
    """Return (O, O / E) of every cell that is not zero."""
    n = int(table.sum())
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return [
        (int(cell), Fraction(int(cell) * n, int(rows[i]) * int(columns[j])))
        for (i, j), cell in np.ndenumerate(table)
        if cell
    ]


def _likelihood_ratio_enclosure(ratios: list[tuple[int, Fraction]]) -> arb:
    total = arb(0)
    for cell, ratio in ratios:
        total += cell * as_arb(ratio).log()
    return 2 * total


def _likelihood_ratio_below(table: Ints, df: int, alpha: Fraction) -> bool:
    ratios = _ratios(table)
    if df != 2:
        return p_below_alpha(lambda: _likelihood_ratio_enclosure(ratios), df, alpha)
    # On two degrees of freedom p = exp(-G / 2) = product of (E / O)^O: a rational, which could
    # equal alpha, so that it is compared in whole numbers.
    numerator = math.prod((fmpz(r.denominator) ** cell for cell, r in ratios), start=fmpz(1))
    denominator = math.prod((fmpz(r.numerator) ** cell for cell, r in ratios), start=fmpz(1))
    return bool(numerator * alpha.denominator < denominator * alpha.numerator)


def _corners(tables: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    return tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]


def r_by_c(test: str, tables: npt.ArrayLike, settings: Settings) -> Decisions:
    """Return the decision of a test on each table: 1 significant, 0 not, -1 undefined.

    Undefined: an empty row or column.

    Args:
        test: ``"pearson"``, ``"likelihood_ratio"`` or ``"fisher"`` (Freeman and Halton's).
        tables: (n, r, c) whole numbers, or one table (r, c).
        settings: Gives alpha.

    Raises:
        TypeError: Tables that do not hold whole numbers.
        ValueError: An unknown test, another shape, a negative count, more than 2^31 cases.
        TooManyTablesError: A ValueError: ``"fisher"`` would have to enumerate more than 1,000,000
            tables (2 x 2 tables have no such limit).

    Example:
        >>> tables = [[[9, 1], [5, 5], [1, 9]], [[3, 2], [4, 4], [0, 0]]]
        >>> r_by_c("pearson", tables, Settings()).tolist()
        [1, -1]
    """
    check_settings(settings)
    array = _tables(test, tables)
    if test == "fisher":
        if array.shape[1:] == (2, 2):
            return fisher_decisions(*_corners(array), settings.alpha)
        return freeman_halton(array, settings.alpha)
    df = (array.shape[1] - 1) * (array.shape[2] - 1)

    def certain(index: int) -> bool:
        if test == "pearson":
            exact = _pearson_exact(array[index])
            return p_below_alpha(lambda: as_arb(exact), df, settings.alpha)
        return _likelihood_ratio_below(array[index], df, settings.alpha)

    return decide(_statistic(test, array), df, settings, certain)


def r_by_c_p(test: str, tables: npt.ArrayLike) -> Floats:
    """Return p of a test on each table, nan where it is undefined; for display.

    Arguments and errors are those of ``r_by_c``.

    Example:
        >>> r_by_c_p("pearson", [[9, 1], [5, 5], [1, 9]]).round(6).tolist()
        [0.001662]
    """
    array = _tables(test, tables)
    if test == "fisher":
        if array.shape[1:] == (2, 2):
            return fisher_p(*_corners(array))
        return freeman_halton_p(array)
    df = (array.shape[1] - 1) * (array.shape[2] - 1)
    return chi2_sf_array(_statistic(test, array), df)
