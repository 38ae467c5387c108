"""Every table one by one, judged by formulas written out: slow, and independent of the package."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from scipy.stats import chi2, fisher_exact

Table = tuple[tuple[int, ...], ...]
ALPHA = 0.05


def rows_of(total: int, room: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to spread a row over columns with so much room."""
    if len(room) == 1:
        if total <= room[0]:
            yield (total,)
        return
    for first in range(min(total, room[0]) + 1):
        for rest in rows_of(total - first, room[1:]):
            yield (first, *rest)


def tables(rows: Sequence[int], columns: Sequence[int]) -> Iterator[Table]:
    """Every table with these margins."""
    if not rows:
        if not any(columns):
            yield ()
        return
    for row in rows_of(rows[0], columns):
        left = [room - cell for room, cell in zip(columns, row, strict=True)]
        for rest in tables(rows[1:], left):
            yield (row, *rest)


@cache
def p_value(test: str, a: int, b: int, c: int, d: int) -> float | None:
    """The two-sided p of a 2 x 2 table, None where the test is undefined."""
    n, rows, columns = a + b + c + d, (a + b, c + d), (a + c, b + d)
    if test == "wald":
        if min(a, b, c, d) == 0:
            return None
        z = math.log(a * d / (b * c)) / math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        return float(chi2.sf(z * z, 1))
    if test == "fisher" and min(*rows, *columns) == 0:
        return 1.0
    if min(*rows, *columns) == 0:
        return None
    if test == "fisher":
        return float(fisher_exact([[a, b], [c, d]])[1])
    cells = ((a, 0, 0), (b, 0, 1), (c, 1, 0), (d, 1, 1))
    if test == "pearson":
        parts = [
            (cell - rows[i] * columns[j] / n) ** 2 / (rows[i] * columns[j] / n)
            for cell, i, j in cells
        ]
        return float(chi2.sf(sum(parts), 1))
    total = sum(cell * math.log(cell * n / (rows[i] * columns[j])) for cell, i, j in cells if cell)
    return float(chi2.sf(max(0.0, 2 * total), 1))


def contrast(
    test: str, table: Table, pivot: Sequence[int], other: Sequence[int], direction: int
) -> int:
    """1, 0 or -1 for a claim that compares two groups of rows by the first two columns."""
    a, b = (sum(table[i][j] for i in pivot) for j in (0, 1))
    c, d = (sum(table[i][j] for i in other) for j in (0, 1))
    p = p_value(test, a, b, c, d)
    if p is None:
        return -1
    assert abs(p - ALPHA) > 1e-9, "too near the threshold for floats"
    if direction == 0:
        return int(p >= ALPHA)
    return int(p < ALPHA and (a * (c + d) - c * (a + b)) * direction > 0)


def together(decisions: Sequence[int]) -> int:
    """Kleene's conjunction."""
    if 0 in decisions:
        return 0
    return -1 if -1 in decisions else 1


def verdict(decisions: Sequence[int]) -> str:
    """The verdict over all tables."""
    decided = [decision for decision in decisions if decision != -1]
    if not decided or len(set(decided)) == 2:
        return "open"
    return "holds" if decided[0] == 1 else "fails"


def spans(values: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted whole numbers as runs."""
    found: list[tuple[int, int]] = []
    for value in sorted(set(values)):
        if found and found[-1][1] == value - 1:
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
    return found


def true_in_some(words: set[int]) -> bool:
    """Whether some table with a number makes the claim true."""
    return 1 in words


def undefined_in_all(words: set[int]) -> bool:
    """Whether every table with a number leaves the test undefined."""
    return words == {-1}


def numbers_of(
    everything: Sequence[Table],
    decisions: Sequence[int],
    pivot: Sequence[int],
    wanted: Callable[[set[int]], bool],
) -> list[tuple[int, int]]:
    """The pivot's numbers whose tables have decisions as wanted, as runs."""
    by_number: dict[int, set[int]] = {}
    for table, decision in zip(everything, decisions, strict=True):
        by_number.setdefault(sum(table[i][0] for i in pivot), set()).add(decision)
    return spans([number for number, words in by_number.items() if wanted(words)])


def random_margin(
    rng: random.Random, names: Sequence[str], n: int, missing: bool, least: int = 0
) -> dict[str, int]:
    """A margin of n cases over some levels, some of them missing if asked for."""
    left_out = rng.randint(0, 3) if missing else 0
    while True:
        cuts = sorted(rng.randint(0, n - left_out) for _ in names[1:])
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, n - left_out], strict=True)]
        if min(parts) >= least:
            break
    found = dict(zip(names, parts, strict=True))
    return found | ({"": left_out} if left_out else {})


def consistent(
    rows: Sequence[int], columns: Sequence[int], within: Callable[[Table], bool] | None = None
) -> list[Table]:
    """Every table with these margins, those left out included, that also meets a condition."""
    return [table for table in tables(rows, columns) if within is None or within(table)]
