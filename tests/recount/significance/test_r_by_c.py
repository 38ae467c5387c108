"""Tests on r x c tables: scipy, brute force for Freeman and Halton's test, ties at the level."""

from __future__ import annotations

import itertools
import math
import time
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from recount.settings import Settings
from recount.significance import TooManyTablesError, r_by_c, r_by_c_p, r_by_c_table
from recount.significance.freeman_halton import _enumerate, _exact_p, _reference

SETTINGS = Settings()


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (4, 2), (3, 3), (6, 4)])
@pytest.mark.parametrize(
    ("test", "name"), [("pearson", "pearson"), ("likelihood_ratio", "log-likelihood")]
)
def test_p_agrees_with_scipy(shape: tuple[int, int], test: str, name: str) -> None:
    """P is scipy's on random tables of several shapes."""
    tables = np.random.default_rng(2).integers(0, 40, size=(60, *shape))
    tables[:, 0, :] += 1
    tables[:, :, 0] += 1
    theirs = [
        stats.chi2_contingency(table, correction=False, lambda_=name).pvalue for table in tables
    ]
    np.testing.assert_allclose(r_by_c_p(test, tables), theirs, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio"])
@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
def test_floats_and_enclosures_agree(
    test: str, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deciding every table with certainty changes no decision of the floats."""
    tables = np.random.default_rng(9).integers(0, 12, size=(80, *shape))
    by_floats = r_by_c(test, tables, SETTINGS)
    plain = r_by_c_table.decide
    monkeypatch.setattr(r_by_c_table, "decide", lambda *arguments: plain(*arguments, 1e12))
    assert r_by_c(test, tables, SETTINGS).tolist() == by_floats.tolist()
    assert set(by_floats.tolist()) >= {0, 1}


def brute_freeman_halton(table: np.ndarray) -> Fraction:
    """Return p from every assignment of cell values that gives the margins."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    r, c = table.shape

    def weight(cells: np.ndarray) -> Fraction:
        return Fraction(1, math.prod(math.factorial(int(v)) for v in cells.ravel()))

    total = tail = Fraction(0)
    ranges = [range(min(int(rows[i]), int(columns[j])) + 1) for i in range(r) for j in range(c)]
    free = [i * c + j for i in range(r - 1) for j in range(c - 1)]
    for values in itertools.product(*(ranges[i] for i in free)):
        cells = np.zeros((r, c), dtype=int)
        cells[: r - 1, : c - 1] = np.array(values).reshape(r - 1, c - 1)
        cells[: r - 1, c - 1] = rows[: r - 1] - cells[: r - 1].sum(axis=1)
        cells[r - 1] = columns - cells[: r - 1].sum(axis=0)
        if cells.min() < 0:
            continue
        total += weight(cells)
        if weight(cells) <= weight(table):
            tail += weight(cells)
    return tail / total


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (3, 3), (2, 4)])
def test_freeman_halton_by_brute_force(shape: tuple[int, int]) -> None:
    """Its p and its exact p are those of brute force; decisions at a level of exactly p are 0."""
    rng = np.random.default_rng(13)
    for _ in range(12):
        table = rng.integers(0, 4, size=shape)
        if (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
            assert r_by_c("fisher", table, SETTINGS).tolist() == [-1]
            assert np.isnan(r_by_c_p("fisher", table)[0])
            continue
        p = brute_freeman_halton(table)
        assert float(r_by_c_p("fisher", table)[0]) == pytest.approx(float(p), rel=1e-11)
        assert _exact_p(_reference(table), table) == p
        assert r_by_c("fisher", table, SETTINGS).tolist() == [int(p < SETTINGS.alpha)]
        if p < 1:
            assert r_by_c("fisher", table, Settings(alpha=p)).tolist() == [0]
            above = Settings(alpha=p + Fraction(1, 10**25))
            assert r_by_c("fisher", table, above).tolist() == [1]


def test_enumeration_counts_tables() -> None:
    """All tables are listed once: 6 x 6 magic-square-like margins have known numbers."""
    # Tables of order 3 and 4 with all margins r: sequences A002817(r) and A001496(r) of the OEIS.
    for r, count in ((1, 6), (2, 21), (3, 55), (4, 120)):
        tables = _enumerate(np.full(3, r), np.full(3, r))
        assert len(tables) == len({tuple(t) for t in tables.tolist()}) == count
    for r, count in ((1, 24), (2, 282), (3, 2008)):
        assert len(_enumerate(np.full(4, r), np.full(4, r))) == count


def test_too_many_tables_is_said_quickly() -> None:
    """Fisher's test on a large table gives up with its margins, in well under a second."""
    start = time.perf_counter()
    with pytest.raises(TooManyTablesError, match=r"row totals \[55, 111, 211, 10\] and column"):
        r_by_c("fisher", [[50, 3, 2], [4, 100, 7], [3, 8, 200], [2, 2, 6]], SETTINGS)
    assert time.perf_counter() - start < 1


def test_likelihood_ratio_on_two_degrees_of_freedom_can_equal_the_level() -> None:
    """There p is a rational number, so that a level can equal it; then it is not significant."""
    table = np.array([[4, 1, 2], [1, 5, 2]])
    rows, columns, n = table.sum(axis=1), table.sum(axis=0), int(table.sum())
    p = math.prod(
        (
            Fraction(int(rows[i]) * int(columns[j]), int(table[i, j]) * n) ** int(table[i, j])
            for i in range(2)
            for j in range(3)
        ),
        start=Fraction(1),
    )
    assert float(r_by_c_p("likelihood_ratio", table)[0]) == pytest.approx(float(p), rel=1e-12)
    hair = Fraction(1, 10**40)
    decisions = [
        int(r_by_c("likelihood_ratio", table, Settings(alpha=level))[0])
        for level in (p - hair, p, p + hair)
    ]
    assert decisions == [0, 0, 1]


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio", "fisher"])
def test_empty_row_or_column_is_undefined(test: str) -> None:
    """The degrees of freedom would not be those of the table that is left."""
    tables = [[[3, 2], [4, 4], [0, 0]], [[0, 3], [0, 4], [0, 5]], [[0, 3], [3, 0], [1, 1]]]
    decisions = r_by_c(test, tables, SETTINGS)
    assert decisions[:2].tolist() == [-1, -1]
    assert decisions[2] >= 0
    assert np.isnan(r_by_c_p(test, tables)).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("test", "tables", "error", "message"),
    [
        ("wald", [[1, 2], [3, 4]], ValueError, "pearson, likelihood_ratio, fisher"),
        ("pearson", [[1, 2]], ValueError, r"r and c at least 2: \(1, 1, 2\)"),
        ("pearson", [[1.5, 2], [3, 4]], TypeError, "whole numbers, found float64"),
        ("pearson", [[-1, 2], [3, 4]], ValueError, "negative"),
        ("pearson", [[2**31, 2], [3, 4]], ValueError, "at most"),
    ],
)
def test_bad_arguments_are_refused(
    test: str, tables: list[list[float]], error: type[Exception], message: str
) -> None:
    """Errors name what was wrong."""
    with pytest.raises(error, match=message):
        r_by_c(test, tables, SETTINGS)
