"""Runs of accepted first cells against a decision on every single cell."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest

from recount.settings import Settings
from recount.significance import TWO_BY_TWO_TESTS, acceptance, two_by_two

SETTINGS = Settings()


def elementwise(
    test: str, n1: int, n2: int, t: int, settings: Settings = SETTINGS
) -> tuple[tuple[int, int, int], ...]:
    """Return runs found by deciding every table on its own."""
    x = np.arange(max(0, t - n2), min(n1, t) + 1)
    decisions = two_by_two(test, x, n1 - x, t - x, n2 - t + x, settings)
    runs: list[tuple[int, int, int]] = []
    for value, decision in zip(x.tolist(), decisions.tolist(), strict=True):
        if runs and runs[-1][2] == decision:
            runs[-1] = (runs[-1][0], value, decision)
        else:
            runs.append((value, value, decision))
    return tuple(runs)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("most", [6, 40, 3000])
def test_runs_equal_elementwise_decisions(test: str, most: int) -> None:
    """The runs are what deciding each cell gives, on random margins of several sizes."""
    rng = np.random.default_rng(most)
    for _ in range(60 if most > 100 else 250):
        n1, n2 = (int(v) for v in rng.integers(0, most, size=2))
        t = int(rng.integers(0, n1 + n2 + 1))
        assert acceptance(test, n1, n2, t, SETTINGS) == elementwise(test, n1, n2, t), (n1, n2, t)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("pearson", ((0, 25, 1), (26, 44, 0), (45, 143, 1))),
        ("likelihood_ratio", ((0, 25, 1), (26, 44, 0), (45, 143, 1))),
        ("fisher", ((0, 24, 1), (25, 44, 0), (45, 143, 1))),
        ("wald", ((0, 0, -1), (1, 25, 1), (26, 44, 0), (45, 142, 1), (143, 143, -1))),
    ],
)
def test_479_of_1965(test: str, expected: tuple[tuple[int, int, int], ...]) -> None:
    """Each test's runs for a group of 479 among 1,965 cases, 143 of which have the outcome."""
    assert acceptance(test, 479, 1486, 143, SETTINGS) == expected


def test_wald_accepts_again_near_an_empty_cell() -> None:
    """Wald's accepted cells can be a union: at a level of 1 in 1,000, also beside a zero cell."""
    strict = Settings(alpha=Fraction(1, 1000))
    assert acceptance("wald", 11, 130, 40, strict) == (
        (0, 0, -1),
        (1, 8, 0),
        (9, 9, 1),
        (10, 10, 0),
        (11, 11, -1),
    )


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("alpha", [Fraction(1, 1000), Fraction(1, 10**12), Fraction(2, 5)])
def test_other_levels(test: str, alpha: Fraction) -> None:
    """Runs equal elementwise decisions at other levels, also at those that floats cannot serve."""
    settings = Settings(alpha=alpha)
    rng = np.random.default_rng(11)
    for _ in range(60):
        n1, n2 = (int(v) for v in rng.integers(0, 90, size=2))
        t = int(rng.integers(0, n1 + n2 + 1))
        assert acceptance(test, n1, n2, t, settings) == elementwise(test, n1, n2, t, settings)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("margins", [(0, 5, 3), (5, 0, 3), (5, 3, 0), (5, 3, 8)])
def test_empty_row_or_column_is_undefined(test: str, margins: tuple[int, int, int]) -> None:
    """Only one table has an empty row or column, and no test is defined on it."""
    n1, n2, t = margins
    x = max(0, t - n2)
    assert acceptance(test, n1, n2, t, SETTINGS) == ((x, x, -1),)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
def test_a_million_cases_are_not_swept(test: str) -> None:
    """Margins of a million cases take below 50 ms, and the ends of the runs are right."""
    margins = (1_000_000, 900_000, 800_000)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        runs = acceptance(test, *margins, SETTINGS)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05
    n1, n2, t = margins
    ends = np.array(sorted({x for run in runs for x in run[:2]}))
    decisions = two_by_two(test, ends, n1 - ends, t - ends, n2 - t + ends, SETTINGS)
    by_run = [next(d for low, high, d in runs if low <= x <= high) for x in ends]
    assert decisions.tolist() == by_run


@pytest.mark.parametrize("margins", [(-1, 5, 3), (5, 5, 11), (2**31, 1, 1)])
def test_impossible_margins_are_refused(margins: tuple[int, int, int]) -> None:
    """Totals that no table has, or that are too large for exact integers, raise an error."""
    with pytest.raises(ValueError, match=r"no table has|at most"):
        acceptance("pearson", *margins, SETTINGS)


def test_unknown_test_is_refused() -> None:
    """An unknown name is an error that lists the known ones."""
    with pytest.raises(ValueError, match="likelihood_ratio, fisher, wald"):
        acceptance("chi", 1, 1, 1, SETTINGS)
