"""The space of cross-tables that go with what is printed: margins, cuts and masks.

A table is an integer array of shape (r + 1, c + 1): its last row and last column hold the cases
left out, so that every total is known. Cuts are linear conditions on the cells (Dobra & Fienberg
2008 treat the same sets), masks are any other conditions. A space may hold no table at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recount.arithmetic import ShareInterval, printed_interval
from recount.arrays import Ints

Place = tuple[int, int]
Form = tuple[tuple[int, int, int], ...]
"""A linear form of a table's cells: (row, column, coefficient) of each cell that matters."""
Limits = list[list[int]]
"""A least or a greatest value of every cell."""

LARGEST = 2**62
"""Linear forms stay below this on every table, so that 64-bit arithmetic on them is exact."""


class Infeasible(ValueError):  # noqa: N818 - named for what it says
    """A table was asked of a space that holds none."""


class OutOfReach(ValueError):  # noqa: N818
    """No exact answer is within the limits on memory and on tries; the message says which limit."""


@dataclass(frozen=True, slots=True)
class Margin:
    """The printed distribution of one variable: the judged levels, and the cases that have none.

    Raises:
        ValueError: A label is repeated, a count is not a whole number of at least zero, or there
            are not as many labels as counts.

    Example:
        >>> colour = Margin(("red", "green"), (41, 1726), missing=198)
        >>> colour.n, colour.with_missing
        (1965, (41, 1726, 198))
    """

    labels: tuple[str, ...]
    totals: tuple[int, ...]
    missing: int = 0

    def __post_init__(self) -> None:
        if not self.labels or len(self.labels) != len(self.totals):
            raise ValueError(f"{len(self.labels)} labels for {len(self.totals)} counts")
        if len(set(self.labels)) != len(self.labels):
            raise ValueError(f"a label is repeated in {self.labels}")
        for label, count in zip((*self.labels, "missing"), self.with_missing, strict=True):
            if isinstance(count, bool) or int(count) != count or count < 0:
                raise ValueError(f"{label}: {count!r} is not a whole number of cases")

    @property
    def n(self) -> int:
        """All cases, those left out included."""
        return sum(self.totals) + self.missing

    @property
    def with_missing(self) -> tuple[int, ...]:
        """The counts followed by the number of cases left out."""
        return (*self.totals, self.missing)


@dataclass(frozen=True, slots=True)
class Cut:
    """One linear condition on the cells: ``low <= sum of coefficient * cell <= high``.

    None is no limit; coefficients of one cell are added up; ``source`` is for readers.

    Example:
        >>> Cut(((1, 0, 2), (0, 0, 1), (1, 0, 1)), 5, 7).coefficients
        ((0, 0, 1), (1, 0, 3))
    """

    coefficients: Form
    low: int | None
    high: int | None
    source: str = ""

    def __post_init__(self) -> None:
        merged: dict[Place, int] = {}
        for row, column, coefficient in self.coefficients:
            merged[row, column] = merged.get((row, column), 0) + coefficient
        kept = tuple((i, j, k) for (i, j), k in sorted(merged.items()) if k)
        object.__setattr__(self, "coefficients", kept)


def share_cut(
    numerator: Iterable[Place], denominator: Iterable[Place], share: ShareInterval, source: str = ""
) -> tuple[Cut, Cut]:
    """Return the cuts that some cells are such a share of others, themselves included.

    A strict inequality between whole numbers is one with a margin of one. An empty denominator has
    no share: it is excluded where an end is open.

    Example:
        >>> half_up = share_cut([(0, 0)], [(0, 0), (0, 1)], printed_interval("59%"))
        >>> [(cut.coefficients, cut.low, cut.high) for cut in half_up]
        [(((0, 0, 83), (0, 1, -117)), 0, None), (((0, 0, 81), (0, 1, -119)), None, -1)]
    """
    above, below = list(numerator), list(denominator)
    least, most = (
        (*((i, j, end.denominator) for i, j in above), *((i, j, -end.numerator) for i, j in below))
        for end in (share.low, share.high)
    )
    at_least, at_most = 0 if share.low_closed else 1, 0 if share.high_closed else -1
    return Cut(least, at_least, None, source), Cut(most, None, at_most, source)


@dataclass(frozen=True, slots=True)
class Mask:
    """A condition that is not linear, such as a typed-in odds ratio, on groups of rows.

    A sweep takes it in where it looks at the pivot and one other group; else tables are listed.

    There are two groups for an odds ratio, and every row is one for a slope. ``passes`` is given
    the cases in the columns ``yes`` and ``no``, both of shape (tables, groups).
    """

    groups: tuple[tuple[int, ...], ...]
    yes: tuple[int, ...]
    no: tuple[int, ...]
    passes: Callable[[Ints, Ints], npt.NDArray[np.bool_]]
    source: str = ""

    def __call__(self, tables: Ints) -> npt.NDArray[np.bool_]:
        """Which of some tables meet the condition."""
        rows = np.stack([tables[:, list(group), :].sum(axis=1) for group in self.groups], axis=1)
        yes, no = (rows[:, :, list(columns)].sum(axis=2) for columns in (self.yes, self.no))
        return np.asarray(self.passes(yes, no), dtype=bool)


@dataclass(frozen=True, slots=True)
class Space:
    """Every table with these margins that meets the cuts and the masks.

    Raises:
        ValueError: The margins have different numbers of cases, or a cut names no cell.

    Example:
        >>> space = Space(Margin(("a", "b"), (3, 4)), Margin(("yes", "no"), (2, 5)))
        >>> space.shape, space.n
        ((2, 2), 7)
    """

    rows: Margin
    columns: Margin
    cuts: tuple[Cut, ...] = ()
    masks: tuple[Mask, ...] = ()

    def __post_init__(self) -> None:
        if self.rows.n != self.columns.n:
            n = self.rows.n, self.columns.n
            raise ValueError(f"the rows add up to {n[0]} cases and the columns to {n[1]}")
        r, c = self.shape
        for cut in self.cuts:
            for i, j, _ in cut.coefficients:
                if not (0 <= i <= r and 0 <= j <= c):
                    raise ValueError(f"cut {cut.source!r}: cell ({i}, {j}) is not in the table")
            if sum(abs(k) for *_, k in cut.coefficients) * max(self.n, 1) >= LARGEST // 4:
                raise ValueError(f"cut {cut.source!r}: its coefficients are too large")

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of judged rows and judged columns."""
        return len(self.rows.totals), len(self.columns.totals)

    @property
    def n(self) -> int:
        """All cases, those left out included."""
        return self.rows.n

    def with_cuts(self, *cuts: Cut) -> Space:
        """The same space, cut further."""
        return replace(self, cuts=self.cuts + cuts)

    def transposed(self) -> Space:
        """Rows and columns exchanged, of a space without masks, which look at groups of rows."""
        forms = [tuple((j, i, k) for i, j, k in cut.coefficients) for cut in self.cuts]
        cuts = (replace(cut, coefficients=f) for cut, f in zip(self.cuts, forms, strict=True))
        return Space(self.columns, self.rows, tuple(cuts))

    def contains(self, tables: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Which tables of shape (..., r + 1, c + 1) belong to the space."""
        array = np.asarray(tables, dtype=np.int64)
        inside = (
            (array >= 0).all(axis=(-2, -1))
            & (array.sum(axis=-1) == self.rows.with_missing).all(axis=-1)
            & (array.sum(axis=-2) == self.columns.with_missing).all(axis=-1)
        )
        for cut in self.cuts:
            value = evaluate(array, cut.coefficients)
            inside &= cut.low is None or value >= cut.low
            inside &= cut.high is None or value <= cut.high
        for mask in self.masks:
            inside &= mask(array.reshape(-1, *array.shape[-2:])).reshape(inside.shape)
        return np.asarray(inside)


def evaluate(tables: Ints, coefficients: Iterable[tuple[int, int, int]]) -> Ints:
    """Value of a linear form on each table of shape (..., r + 1, c + 1)."""
    value = np.zeros(tables.shape[:-2], dtype=np.int64)
    for i, j, k in coefficients:
        value += k * tables[..., i, j]
    return value


def space_from(
    rows: Mapping[str, int],
    columns: Mapping[str, int],
    percentages: Mapping[tuple[str, str], str] | None = None,
    *,
    rows_missing: int = 0,
    columns_missing: int = 0,
) -> Space:
    """Return a space in one call, from printed margins and row percentages.

    At (row, column) stands the printed share of the column among the judged columns of that row,
    rounded half up, as text: ``"59%"``, ``"31.4%"`` or ``"<1%"``.

    Raises:
        ValueError: As `Margin` and `Space`, or a percentage is not a number or names no row or
            column.

    Example:
        >>> space = space_from(
        ...     {"first": 112, "second": 644, "third": 1209},
        ...     {"yes": 514, "no": 1451},
        ...     {("first", "yes"): "59%", ("second", "yes"): "43%", ("third", "yes"): "14%"},
        ... )
        >>> len(space.cuts)
        6
    """
    cuts: list[Cut] = []
    for (row, column), printed in (percentages or {}).items():
        i, j, share = list(rows).index(row), list(columns).index(column), printed_interval(printed)
        below, source = [(i, k) for k in range(len(columns))], f"{printed} of {row}"
        cuts += share_cut([(i, j)], below, share, source)
    return Space(
        Margin(tuple(rows), tuple(rows.values()), rows_missing),
        Margin(tuple(columns), tuple(columns.values()), columns_missing),
        tuple(cuts),
    )


@lru_cache(maxsize=256)
def cell_limits(space: Space) -> tuple[Ints, Ints] | None:
    """The lowest and highest value of every cell that one condition at a time allows.

    Bounds propagation from Fréchet's bounds (1940); not all are attained. None: a contradiction.
    """
    rows, columns = space.rows.with_missing, space.columns.with_missing
    low = [[max(0, r + c - space.n) for c in columns] for r in rows]
    high = [[min(r, c) for c in columns] for r in rows]
    if space.cuts:
        conditions = linear_conditions(space)
        while True:
            outcomes = [tighten(*condition, low, high) for condition in conditions]
            if None in outcomes:
                return None
            if not any(outcomes):
                break
    limits = np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)
    for each in limits:
        each.flags.writeable = False  # kept, as many questions are asked of one space
    return limits


def linear_conditions(space: Space) -> list[tuple[Form, int | None, int | None]]:
    """Every condition on the cells but the masks: the totals, and the presolved cuts."""
    rows, columns = space.rows.with_missing, space.columns.with_missing
    lines = [(tuple((i, j, 1) for j in range(len(columns))), t, t) for i, t in enumerate(rows)]
    lines += [(tuple((i, j, 1) for i in range(len(rows))), t, t) for j, t in enumerate(columns)]
    return [*((cut.coefficients, cut.low, cut.high) for cut in presolved(space)), *lines]


@lru_cache(maxsize=256)
def presolved(space: Space) -> tuple[Cut, ...]:
    """The cuts with as few cells as the known totals allow: the same tables meet them.

    So the share of a row whose total is known is an interval of whole counts (without this, a table
    cut by percentages takes 20 to 900 times as long to count).
    """
    rows, columns = space.rows.with_missing, space.columns.with_missing
    return tuple(_shortened(cut, rows, columns) for cut in space.cuts)


def _shortened(cut: Cut, rows: tuple[int, ...], columns: tuple[int, ...]) -> Cut:
    left = {(i, j): k for i, j, k in cut.coefficients if rows[i] and columns[j]}
    shift = 0
    lines = [([(i, j) for j, c in enumerate(columns) if c], r) for i, r in enumerate(rows) if r]
    lines += [([(i, j) for i, r in enumerate(rows) if r], c) for j, c in enumerate(columns) if c]
    for cells, total in lines:
        own = [left.get(cell, 0) for cell in cells]
        common = max(reversed(own), key=own.count)
        if common and own.count(common) > own.count(0):
            shift += common * total
            left |= {cell: k - common for cell, k in zip(cells, own, strict=True)}
    unit = math.gcd(*left.values()) or 1
    low = None if cut.low is None else -((shift - cut.low) // unit)
    high = None if cut.high is None else (cut.high - shift) // unit
    return Cut(tuple((i, j, k // unit) for (i, j), k in left.items()), low, high, cut.source)


def tighten(
    cells: Form, least: int | None, most: int | None, low: Limits, high: Limits
) -> bool | None:
    """Tighten the cells of one condition in place; None if it cannot be met."""
    changed = False
    # The same condition seen from below is one from above with all signs turned.
    for sign, limit in ((1, most), (-1, None if least is None else -least)):
        if limit is None:
            continue
        smallest = sum(k * (low if sign * k > 0 else high)[i][j] for i, j, k in cells) * sign
        if smallest > limit:
            return None
        for i, j, k in cells:
            a, b, step = low[i][j], high[i][j], sign * k  # the others leave it this room:
            room = limit - smallest + step * (a if step > 0 else b)
            if step > 0:
                high[i][j] = min(b, room // step)
            else:
                low[i][j] = max(a, -(room // -step))
            changed |= (low[i][j], high[i][j]) != (a, b)
            if low[i][j] > high[i][j]:
                return None
    return changed
