"""Decisions at the 5% level beside scipy and statsmodels: how quick, and how many differ.

Run it with the project's Python: ``.venv/bin/python benchmarks/significance.py``.

Fisher's two-sided test is asked of every 2 x 2 table of up to 20 cases, where p is sometimes alpha
itself, and of random ones of some 2,000 cases with p near alpha; scipy answers each. The
Cochran-Armitage trend is asked of random tables of four scored rows, statsmodels answers by its
linear association, whose n - 1 is set to n, and the likelihood ratio of the logistic line by its
GLM. Where answers differ, whole numbers or 50 digits decide. Times are of the processor.
"""

from __future__ import annotations

import math
import sys
import time
import warnings
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from recount.settings import Settings
from recount.significance import Trends, chi2_critical, two_by_two

Tables = npt.NDArray[np.int64]
SETTINGS = Settings()
SCORES = np.array([1, 2, 3, 4])


def every_small_table(most: int) -> Tables:
    """Return every 2 x 2 table with 1 to ``most`` cases, one a row."""
    grid = np.stack(np.meshgrid(*[np.arange(most + 1)] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    cases = grid.sum(axis=1)
    return grid[(cases > 0) & (cases <= most)]


def large_tables(count: int) -> Tables:
    """Return 2 x 2 tables of 2,000 cases whose Pearson statistic is near the critical value."""
    rng = np.random.default_rng(20180301)
    first = rng.integers(300, 1700, count)
    share = rng.uniform(0.1, 0.9, count)
    gap = 1.96 * np.sqrt(share * (1 - share) * (1 / first + 1 / (2000 - first)))
    gap *= rng.uniform(0.9, 1.1, count)
    a = np.clip(np.rint(first * (share + gap / 2)), 0, first).astype(np.int64)
    c = np.clip(np.rint((2000 - first) * (share - gap / 2)), 0, 2000 - first).astype(np.int64)
    return np.stack([a, first - a, c, 2000 - first - c], axis=1)


def scored_tables(count: int) -> Tables:
    """Return tables of four rows and two columns, (count, 4, 2), with slopes near significance."""
    rng = np.random.default_rng(19540101)
    totals = rng.integers(20, 400, (count, 4))
    spread = np.array([sum(row * (SCORES - row @ SCORES / row.sum()) ** 2) for row in totals])
    slope = rng.choice([-1, 1], count) * rng.uniform(1.5, 2.5, count) / np.sqrt(spread) * 0.45
    shares = 0.4 + slope[:, None] * (SCORES - 2.5)
    with_outcome = rng.binomial(totals, np.clip(shares, 0.02, 0.98))
    return np.stack([with_outcome, totals - with_outcome], axis=2)


def fisher_exactly(table: list[int]) -> int:
    """Return the decision on one table by whole numbers."""
    a, b, c, d = table
    t, n2 = a + c, c + d
    weights = [math.comb(a + b, x) * math.comb(n2, t - x) for x in range(t + 1)]
    p = Fraction(sum(w for w in weights if w <= weights[a]), sum(weights))
    return int(p < SETTINGS.alpha)


def timed(ask: Callable[[], npt.ArrayLike]) -> tuple[float, npt.NDArray[np.int64]]:
    """Return the processor time that an answer took, and the answer."""
    start = time.process_time()
    answer = np.asarray(ask())
    return time.process_time() - start, answer


def line(name: str, ours: float, theirs: float, count: int, differing: str) -> None:
    """Print one comparison."""
    print(
        f"{name:46}{count:8,}{count / ours:12,.0f}{theirs / ours:10.1f}   {differing}", flush=True
    )


def main() -> None:
    """Measure, and print a table."""
    from scipy.stats import fisher_exact
    from statsmodels.api import GLM, add_constant, families
    from statsmodels.stats.contingency_tables import Table

    warnings.simplefilter("ignore")
    print(f"{'test, peer':46}{'tables':>8}{'a second':>12}{'times':>10}   differing answers")
    for name, tables in (
        ("every small table", every_small_table(20)),
        ("large", large_tables(1000)),
    ):
        ours, answer = timed(lambda t=tables: two_by_two("fisher", *t.T, SETTINGS))
        theirs, other = timed(
            lambda t=tables: [
                fisher_exact(row.reshape(2, 2)).pvalue < float(SETTINGS.alpha) for row in t
            ]
        )
        off = np.flatnonzero(answer != other)
        right = sum(fisher_exactly(tables[i].tolist()) == answer[i] for i in off)
        line(
            f"Fisher, {name}: scipy", ours, theirs, len(tables), f"{len(off)} (ours right {right})"
        )
    tables = scored_tables(2000)
    totals, k, s = tables.sum(axis=2), tables[:, :, 0].sum(axis=1), tables[:, :, 0] @ SCORES
    critical = chi2_critical(1, SETTINGS)

    def associated(table: Tables) -> bool:
        n = table.sum()
        found = Table(table).test_ordinal_association(SCORES, np.array([1, 0]))
        return bool(found.zscore**2 * n / (n - 1) > critical)

    def by_line(table: Tables) -> bool:
        fits = (
            GLM(table, x, families.Binomial()).fit() for x in (add_constant(SCORES), np.ones(4))
        )
        full, flat = (fit.llf for fit in fits)
        return bool(2 * (full - flat) > critical)

    for test, peer, answers in (
        ("trend_score", "linear association", associated),
        ("logistic_lr", "GLM", by_line),
    ):
        ours, answer = timed(
            lambda test=test: Trends(totals, SCORES, k, s).decisions(test, SETTINGS)
        )
        theirs, other = timed(lambda answers=answers: [answers(table) for table in tables])
        line(
            f"{test}: statsmodels, {peer}", ours, theirs, len(tables), f"{(answer != other).sum()}"
        )


if __name__ == "__main__":
    main()
