"""Every consistent table by trying them all: slow, short, and independent of the package."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from fractions import Fraction

from recount import tables
from recount.arithmetic import ShareInterval
from recount.tables import Cut, Found, Margin, Space, share_cut

Table = tuple[tuple[int, ...], ...]


def subtotal_cut(
    cells: Iterable[tuple[int, int]], low: int | None, high: int | None, source: str = ""
) -> Cut:
    """Cells add up to a number between two."""
    return Cut(tuple((i, j, 1) for i, j in cells), low, high, source)


def share_between(
    above: Iterable[tuple[int, int]],
    below: Iterable[tuple[int, int]],
    low: Fraction,
    high: Fraction,
    *,
    low_closed: bool = True,
    high_closed: bool = False,
) -> tuple[Cut, Cut]:
    """The share of some cells among others lies between two numbers."""
    return share_cut(above, below, ShareInterval(low, high, low_closed, high_closed))


def cell_cut(row: int, column: int, low: int | None, high: int | None) -> Cut:
    """One cell lies between two numbers."""
    return subtotal_cut([(row, column)], low, high)


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to write a total as an ordered sum of so many whole numbers."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def all_tables(space: Space) -> list[Table]:
    """Every consistent table, in lexicographic order."""
    rows, columns = space.rows.with_missing, space.columns.with_missing
    choices = [
        [row for row in compositions(total, len(columns)) if fits(row, columns)] for total in rows
    ]
    return sorted(
        table
        for table in itertools.product(*choices)
        if tuple(map(sum, zip(*table, strict=True))) == columns and meets_cuts(space, table)
    )


def fits(row: tuple[int, ...], columns: tuple[int, ...]) -> bool:
    return all(cell <= column for cell, column in zip(row, columns, strict=True))


def meets_cuts(space: Space, table: Table) -> bool:
    for cut in space.cuts:
        value = sum(k * table[i][j] for i, j, k in cut.coefficients)
        if cut.low is not None and value < cut.low:
            return False
        if cut.high is not None and value > cut.high:
            return False
    return True


def random_margins(
    rng: random.Random, rows: int, columns: int, most: int, missing: tuple[bool, bool]
) -> tuple[Margin, Margin]:
    """Margins of a random table, with or without cases left out of either."""
    r, c = rows + missing[0], columns + missing[1]
    counts = [[0] * c for _ in range(r)]
    for _ in range(rng.randint(0, most)):
        counts[rng.randrange(r)][rng.randrange(c)] += 1
    row_totals = [sum(row) for row in counts]
    column_totals = [sum(column) for column in zip(*counts, strict=True)]
    return (
        Margin(
            tuple(f"r{i}" for i in range(rows)),
            tuple(row_totals[:rows]),
            row_totals[rows] if missing[0] else 0,
        ),
        Margin(
            tuple(f"c{j}" for j in range(columns)),
            tuple(column_totals[:columns]),
            column_totals[columns] if missing[1] else 0,
        ),
    )


def random_space(seed: int, *, cuts: str = "", most: int = 7, columns: int = 3) -> Space:
    """A small random space of any shape, with cuts of the kinds named."""
    rng = random.Random(seed)
    shape = rng.randint(1, 3), rng.randint(1, columns)
    margins = random_margins(rng, *shape, most, (rng.random() < 0.5, rng.random() < 0.5))
    return add_cuts(Space(*margins), rng, cuts)


def grid_space(seed: int, cuts: str = "") -> Space:
    """A random space with at least two rows and two columns."""
    rng = random.Random(seed)
    shape = rng.choice([(2, 2), (2, 3), (3, 2), (3, 3)])
    margins = random_margins(rng, *shape, 8, (rng.random() < 0.5, rng.random() < 0.5))
    return add_cuts(Space(*margins), rng, cuts)


def two_outcome_space(seed: int, cuts: str = "") -> Space:
    """A random space with two columns, none of whose cases are missing."""
    rng = random.Random(seed)
    margins = random_margins(rng, rng.randint(2, 4), 2, 9, (rng.random() < 0.5, False))
    return add_cuts(Space(*margins), rng, cuts)


def add_cuts(space: Space, rng: random.Random, cuts: str) -> Space:
    """The space cut further; ``cuts`` names the kinds of cuts, a letter each.

    c: one cell, r: a share within a row, k: a share within a column, x: a sub-total across both.
    """
    r, c = space.shape
    for kind in cuts:
        i, j = rng.randrange(r), rng.randrange(c)
        low = rng.randint(0, 2)
        share = Fraction(rng.randint(0, 8), 10)
        ends = {"low_closed": rng.random() < 0.5, "high_closed": rng.random() < 0.5}
        if kind == "c":
            space = space.with_cuts(cell_cut(i, j, low, low + rng.randint(0, 2)))
        elif kind == "r":
            cells = [(i, k) for k in range(c)]
            limits = share, share + Fraction(4, 10)
            space = space.with_cuts(*share_between([(i, j)], cells, *limits, **ends))
        elif kind == "k":
            cells = [(k, j) for k in range(r)]
            limits = share, share + Fraction(4, 10)
            space = space.with_cuts(*share_between([(i, j)], cells, *limits, **ends))
        else:
            cells = [(a, b) for a in range(r + 1) for b in range(c + 1) if rng.random() < 0.4]
            space = space.with_cuts(subtotal_cut(cells, low, low + rng.randint(0, 3)))
    return space


def sweep(space, pivot, groups, decide, monotone: bool = False) -> Found:
    """A pivot against several groups."""
    return tables.sweep(space, [(pivot, group) for group in groups], decide, monotone)


def steps(space, decide) -> Found:
    """Each row against the one below: ``decide(i, x, y)`` on the step from row i to the next."""
    rows = range(len(space.rows.totals) - 2, -1, -1)
    own = [lambda y, x, i=i: decide(i, x, y) for i in rows]
    return tables.sweep(space, [((i + 1,), (i,)) for i in rows], own)


def two_outcomes(seed: int, rows: int = 0) -> Space:
    rng = random.Random(seed)
    rows = rows or rng.randint(1, 4)
    space = Space(*random_margins(rng, rows, 2, 9, (rng.random() < 0.6, False)))
    if seed % 3 == 1:
        space = space.with_cuts(cell_cut(rng.randrange(rows + 1), rng.randrange(2), 1, 3))
    if seed % 3 == 2:
        i = rng.randrange(rows + 1)
        low = 0.25 * rng.randint(0, 2)
        cells = [(i, 0), (i, 1)]
        space = space.with_cuts(
            *share_between([(i, 0)], cells, Fraction(low), Fraction(low + 0.5), high_closed=True)
        )
    return space


def vectors(space: Space) -> list[tuple[int, ...]]:
    """Cases with the outcome in each row, over every table."""
    return [tuple(row[0] for row in table) for table in all_tables(space)]
