"""Tests of significance on contingency tables, elementwise over arrays of tables of one shape.

Pearson's statistic is the sum over cells of (O - E)^2 / E, the likelihood ratio 2 times the sum of
O log(O / E), both on (r - 1)(c - 1) degrees of freedom; Wald's is the squared log odds ratio over
1/a + 1/b + 1/c + 1/d (Agresti 2013, sections 3.1 and 3.2). No continuity correction.

How far the floats can be trusted: N (O - E) is a whole number that fits 64 bits for up to 2^31
cases, and each statistic is a sum of terms built on it, so that near its critical value the
relative error stays below 1e-11.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt
from flint import arb, fmpq

from recount.arrays import Decisions, Floats, Ints
from recount.settings import Settings
from recount.significance.fisher import fisher_accepted, fisher_decisions, fisher_p
from recount.significance.threshold import as_arb, chi2_critical, decide_chi2, range_of_p, surplus

#: The first decides; the others stand beside it.
TWO_BY_TWO_TESTS: Final = ("pearson", "likelihood_ratio", "wald", "fisher")
R_BY_C_TESTS: Final = ("pearson", "likelihood_ratio")
SHOWN: Final = 10  # tables at each end of Pearson's order of which Fisher's p is looked at
MOST_CASES: Final = 2**31  # products of two margins fit 64-bit integers up to here


def two_by_two(
    test: str,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    d: npt.ArrayLike,
    settings: Settings,
) -> Decisions:
    """Return the decision of a test on each 2x2 table: 1 significant, 0 not, -1 undefined.

    The first row is a, b and the second c, d; the cells broadcast. Undefined: an empty row or
    column (``"pearson"``, ``"likelihood_ratio"``), a zero cell (``"wald"``). The p of ``"fisher"``
    is 1 where a row or a column is empty. p = alpha is not significant.

    Raises:
        ValueError: An unknown test, or more than 2^31 cases in a table.

    Example:
        Of 143 cases with an outcome, 26 or 25 fall into a group of 479 out of 1,965.

        >>> x = np.array([26, 25, 0])
        >>> two_by_two("wald", x, 479 - x, 143 - x, 1343 + x, Settings()).tolist()
        [0, 1, -1]
    """
    tables, shape = _two_by_two(a, b, c, d)
    if test == "fisher":
        return fisher_decisions(tables, settings.alpha).reshape(shape)
    return _decide(test, tables, settings).reshape(shape)


def compared(
    test: str, x: npt.ArrayLike, n1: int, y: npt.ArrayLike, n2: int, settings: Settings
) -> Decisions:
    """Return what `two_by_two` does for x of n1 and y of n2 cases, with the side of a difference.

    2 where the first share is significantly higher, 1 where it is lower, 0 not significant, -1
    undefined. Of many tables each set of columns is looked at once: with all margins fixed,
    Pearson's and the likelihood ratio statistic are convex in the first cell, with their minimum at
    equal shares, and Fisher's p rises up to its mode and falls after it. So the first cells at
    which a test finds nothing are a range, or none.

    Example:
        >>> compared("pearson", [26, 25, 70], 479, [117, 118, 73], 1486, Settings()).tolist()
        [0, 1, 2]
    """
    first, second = np.asarray(x), np.asarray(y)
    t = first + second
    low, high = (int(t.min()), int(t.max())) if t.size else (0, 0)
    few = (1 if test == "fisher" else 4) * (high - low) > t.size
    if test == "wald" or not (n1 and n2) or few:
        decided = two_by_two(test, first, n1 - first, second, n2 - second, settings)
        return np.where((decided == 1) & (first * n2 > second * n1), np.int8(2), decided)
    least, most = _accepted(test, n1, n2, low, high, settings)
    place = t - low
    found: Decisions = (first < least[place]) + np.int8(2) * (first > most[place])
    if test != "fisher":
        found[(t == 0) | (t == n1 + n2)] = -1
    return found


@lru_cache(maxsize=256)
def _accepted(
    test: str, n1: int, n2: int, low: int, high: int, settings: Settings
) -> tuple[Ints, Ints]:
    """For column totals from ``low`` to ``high``, the range of first cells that are accepted."""
    t = np.arange(low, high + 1)
    if n1 > n2:
        least, most = _accepted(test, n2, n1, low, high, settings)
        return t - most, t - least
    if test == "fisher":
        return fisher_accepted(np.full_like(t, n1), np.full_like(t, n2), t, settings.alpha)
    n, size = n1 + n2, len(t)
    middle = n1 * t // n
    reach = np.sqrt(chi2_critical(1, settings) * (n1 / n) * (n2 / n) * t * (n - t) / n)
    # The upper end is the lower one with rows exchanged: both are moved at once.
    t2 = np.concatenate([t, t])
    least = np.maximum(0, t2 - np.repeat([n2, n1], size))
    top = np.concatenate([middle + 1, t - middle])
    end = np.ceil(t2 * (np.repeat([n1, n2], size) / n) - np.tile(reach, 2)).astype(np.int64)
    end = np.clip(end, least, top)
    live = np.arange(2 * size)
    while live.size:
        at = np.tile(live, 2)
        own = np.concatenate([end[live], end[live] - 1])
        safe = np.clip(own, least[at], np.maximum(top[at] - 1, least[at]))
        cell = np.where(at < size, safe, t2[at] - safe)
        asked = np.stack([cell, n1 - cell, t2[at] - cell, n2 - t2[at] + cell]).reshape(2, 2, -1)
        found = _decide(test, asked, settings) == 1
        up = found[: len(live)] & (end[live] < top[live])
        down = ~found[len(live) :] & (end[live] > least[live]) & ~up
        end[live] += up.astype(np.int64) - down
        live = live[up | down]
    return end[:size], t - end[size:]


def p_range(
    test: str, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike
) -> tuple[float, float] | None:
    """Return the smallest and the largest two-sided p of a test, None if always undefined.

    For display: relative error below 1e-9. Fisher's test looks at the tables that Pearson's orders
    first and last, so that its range may fall a little short of the true one.

    Example:
        >>> x = np.array([26, 25])
        >>> low, high = p_range("pearson", x, 479 - x, 143 - x, 1343 + x)
        >>> round(low, 4), round(high, 4)
        (0.0461, 0.0732)
    """
    tables, _ = _two_by_two(a, b, c, d)
    value = statistic("pearson" if test == "fisher" else test, tables)
    if test != "fisher" or not value.size:
        return range_of_p(value)
    (first, _), (y, _) = tables
    n1, n2 = tables.sum(axis=1)
    # p is 1 at the most probable table of a set of margins.
    likeliest = bool((first == (n1 + 1) * (first + y + 1) // (n1 + n2 + 2)).any())
    order = np.argsort(np.nan_to_num(value))
    p = fisher_p(tables[:, :, np.append(order[: 0 if likeliest else SHOWN], order[-SHOWN:])])
    return min(p), 1.0 if likeliest else max(p)


def r_by_c(test: str, tables: npt.ArrayLike, settings: Settings) -> Decisions:
    """Return a test's decision on each table (n, r, c), or one: 1 significant, 0 not, -1 undefined.

    The test is ``"pearson"`` or ``"likelihood_ratio"``. Undefined: an empty row or column, as the
    degrees of freedom would not be the table's.

    Raises:
        ValueError: An unknown test, or more than 2^31 cases in a table.

    Example:
        >>> tables = [[[9, 1], [5, 5], [1, 9]], [[3, 2], [4, 4], [0, 0]]]
        >>> r_by_c("pearson", tables, Settings()).tolist()
        [1, -1]
    """
    array = np.asarray(tables)
    array = array[None] if array.ndim == 2 else array
    return _decide(test, np.ascontiguousarray(array.transpose(1, 2, 0)), settings)


def _two_by_two(*cells: npt.ArrayLike) -> tuple[Ints, tuple[int, ...]]:
    """The tables (2, 2, n), and the shape that the cells were given in."""
    arrays = np.broadcast_arrays(*cells)
    return np.stack(arrays).reshape(2, 2, -1), arrays[0].shape


def statistic(test: str, tables: Ints) -> Floats:
    """The statistic of each table of the shape (r, c, n), nan where it is undefined."""
    known = TWO_BY_TWO_TESTS[:3] if tables.shape[:2] == (2, 2) else R_BY_C_TESTS
    if test not in known:
        raise ValueError(f"no such test of these tables: {test!r}; there are {', '.join(known)}")
    # Of few cells the largest tells it quickly.
    many = tables.shape[0] * tables.shape[1] * int(tables.max(initial=0)) > MOST_CASES
    if many and int(tables.sum(axis=(0, 1)).max()) > MOST_CASES:
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    # Empty cells and margins make 0 / 0 or infinity over infinity: nan.
    with np.errstate(divide="ignore", invalid="ignore"):
        if tables.shape[:2] == (2, 2) and test != "likelihood_ratio":
            (a, b), (c, d) = tables
            up, down = a * d, b * c
            if test == "wald":
                # log1p of an exact difference keeps its digits where the odds ratio is near 1.
                log = np.log1p(np.abs(up - down) / np.minimum(up, down))
                return np.asarray(log * log / (1 / a + 1 / b + 1 / c + 1 / d))
            # The general sum in a third of its time: all four differences are the same.
            first, second, difference = a + b, c + d, (up - down).astype(np.float64)
            one_way, other = difference / (first * second), difference / ((a + c) * (b + d))
            return np.asarray(one_way * other * (first + second))
        rows, columns = tables.sum(axis=1), tables.sum(axis=0)
        n, products = rows.sum(axis=0), rows[:, None] * columns[None]
        difference = (tables * n - products).astype(np.float64)
        ratio = difference / products
        if test == "pearson":
            return np.asarray((ratio * difference).sum(axis=(0, 1)) / n)
        # As O and E have the same sum, 2 times the sum of O log(O / E) is that of E times
        # (1 + t) log(1 + t) - t, whose terms are never negative.
        return np.asarray(2 * (products * surplus(ratio)).sum(axis=(0, 1)) / n)


def _ratios(table: Ints) -> list[tuple[int, Fraction]]:
    """(O, O / E) of every cell that is not zero."""
    n, rows, columns = int(table.sum()), table.sum(axis=1), table.sum(axis=0)
    return [
        (int(cell), Fraction(int(cell) * n, int(rows[i]) * int(columns[j])))
        for (i, j), cell in np.ndenumerate(table)
        if cell
    ]


def _decide(test: str, tables: Ints, settings: Settings) -> Decisions:
    df = (tables.shape[0] - 1) * (tables.shape[1] - 1)

    def enclosure(i: int) -> arb:
        table = tables[:, :, i]
        if test == "wald":
            a, b, c, d = (int(cell) for cell in table.ravel())
            variance = sum((Fraction(1, cell) for cell in (a, b, c, d)), Fraction(0))
            return as_arb(Fraction(a * d, b * c)).log() ** 2 / as_arb(variance)
        if test == "pearson":
            total = Fraction(-int(table.sum()))
            return as_arb(sum((cell * ratio for cell, ratio in _ratios(table)), total))
        return 2 * sum((cell * as_arb(ratio).log() for cell, ratio in _ratios(table)), arb(0))

    def exact(i: int) -> bool:
        """On two degrees of freedom p of the likelihood ratio is the product of (E / O)^O."""
        p = prod((fmpq(r.denominator, r.numerator) ** o for o, r in _ratios(tables[:, :, i])))
        return bool(p < fmpq(settings.alpha.numerator, settings.alpha.denominator))

    rational = test == "likelihood_ratio" and df == 2
    return decide_chi2(
        statistic(test, tables), df, settings, enclosure, exact if rational else None
    )
