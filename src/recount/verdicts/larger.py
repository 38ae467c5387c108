"""One number of a table that is too large to be listed, given that a claim about it is true.

Numbers with which the claim is impossible are excluded by a bound on every table that has them, and
both ends of what is left are shown by a table. Where an end cannot be shown, no range is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recount.arrays import Decisions, Ints
from recount.report import Association, Slope
from recount.settings import Settings
from recount.significance import Trends, chi2_critical
from recount.significance.contingency import statistic
from recount.tables import Accept, Margin, Space, corners, expand
from recount.verdicts.decisions import Asked
from recount.verdicts.judgement import Implied

#: Numbers, times the splits of missing cases, that are looked at.
MOST = 1_000_000
#: Numbers that are looked at together, from each end.
AT_A_TIME = 4


def range_if_true(asked: Asked, free: Implied, accept: Accept) -> list[Implied]:
    """Return the range of a number in the last row with which a claim is true, if it is known."""
    # Of an association the number is in the last column, of a slope in the first; ``free`` is its
    # range without the claim. None is known where the tables are cut, or the numbers too many.
    reading, space = asked.reading, asked.crossing.space
    numbers = np.arange(int(free.low or 0), int(free.high or 0) + 1)
    present = isinstance(reading, Association) and reading.present
    splits = (space.rows.missing + 1) ** 2 if isinstance(reading, Slope) else 1
    if space.cuts or space.masks or len(numbers) * splits > MOST or present:
        return []
    way = _Ways(space, asked) if isinstance(reading, Slope) else _Blocks(space, asked.settings)
    kept = way.possible(numbers) if asked.direction == 0 else numbers
    ends = kept[[0, -1]].tolist() if len(kept) else []
    shown = [any((accept(x[space.contains(x)]) == 1).any() for x in way.shown(end)) for end in ends]
    if not ends or not all(shown):
        return []
    return [replace(free, test=asked.test, low=ends[0], high=ends[1], given_claim=True)]


class _Blocks:
    """The last row and the last column against all others together."""

    # Joining rows or columns never adds to Pearson's statistic (Agresti 2013, section 3.3), so that
    # two by two it is a lower bound, which a group's most and least even block settle.

    def __init__(self, space: Space, settings: Settings) -> None:
        self.space = space
        rows, columns = (
            Margin(("last", "other"), (each.totals[-1], sum(each.totals[:-1])), each.missing)
            for each in (space.rows, space.columns)
        )
        self.joined = Space(rows, columns)
        df = (len(space.rows.totals) - 1) * (len(space.columns.totals) - 1)
        self.most = chi2_critical(df, settings)

    def _found(self, side: int, only: int | None = None) -> tuple[set[int], Ints | None]:
        """Return the numbers whose share need not be significantly lower (1) or higher (-1)."""

        def decide(a: Ints, b: Ints, c: Ints, d: Ints) -> Decisions:
            pearson = statistic("pearson", np.stack([a, b, c, d]).reshape(2, 2, -1))
            fits = (side * (a * d - b * c) >= 0) | (pearson <= self.most * (1 + 1e-9))
            return (fits if only is None else fits & (a == only)).astype(np.int8)

        found = corners(self.joined, [0], [[1]], [decide], side, monotone=True)
        return {x for low, high in found.values for x in range(low, high + 1)}, found.witness_for

    def possible(self, numbers: Ints) -> Ints:
        """Return the numbers that no block excludes."""
        kept = sorted({*numbers.tolist()} & self._found(1)[0] & self._found(-1)[0])
        return np.array(kept, dtype=np.int64)

    def shown(self, number: int) -> Iterator[Ints]:
        """Yield tables with a number, as even as the mildest blocks allow."""
        sizes = len(self.space.rows.with_missing), len(self.space.columns.with_missing)
        groups = [[[size - 2], list(range(size - 2)), [size - 1]] for size in sizes]
        for side in (1, -1):
            table = self._found(side, number)[1]
            if table is not None:
                yield expand(self.space, groups[0], groups[1], table)[None]


class _Ways:
    """Tables whose cases with the outcome lie as low, or as high, on the scale as they can."""

    # With the missing cases of both columns and the number fixed, "not significantly rising" is a
    # convex condition on the cells: the excess is linear, and the square root that it is compared
    # with is concave. So where its gradient orders the rows, the table that fills the lowest rows
    # first (the northwest corner rule, Hoffman 1963) is the one nearest to meeting it.

    def __init__(self, space: Space, asked: Asked) -> None:
        self.scores, self.settings = np.array(asked.scores), asked.settings
        self.rows = np.array(space.rows.totals)
        missing, (yes, no) = space.rows.missing, space.columns.totals[:2]
        left_out = sum(space.columns.with_missing[2:])
        first, second = np.indices((missing + 1, missing + 1)).reshape(2, -1)
        rest = missing - first - second
        fits = (rest >= 0) & (rest <= left_out) & (first <= yes) & (second <= no)
        self.missing = np.stack([first, second, rest], axis=1)[fits]
        self.columns = yes, no

    def tables(self, numbers: Ints, share: float) -> Ints:
        """Return one table for each number and split of the missing cases."""
        # So much of the cases with the outcome is as low on the scale as it can be, so much of the
        # others as high: 1 for the least slope, 0 for the greatest.
        number = np.repeat(numbers, len(self.missing))
        split = np.tile(self.missing, (len(numbers), 1))
        cells = np.zeros((len(split), len(self.rows) + 1, 3), dtype=np.int64)
        cells[:, -1], cells[:, -2, 0] = split, number
        room = np.broadcast_to(self.rows, (len(split), len(self.rows))).copy()
        room[:, -1] -= number
        fits = np.ones(len(split), dtype=bool)
        for column, upwards in ((0, True), (1, False)):
            cases = self.columns[column] - split[:, column] - cells[:, -2, column]
            rows = range(len(self.rows) - (column == 0))
            first = np.rint(cases * share).astype(np.int64)
            for left, up in ((first, upwards), (cases - first, not upwards)):
                for i in rows if up else reversed(rows):
                    taken = np.minimum(room[:, i], left)
                    cells[:, i, column] += taken
                    room[:, i] -= taken
                    left = left - taken
                fits &= left == 0
        cells[:, :-1, 2] = room
        return cells[fits & (cells >= 0).all(axis=(1, 2))]

    def possible(self, numbers: Ints) -> Ints:
        """Return the least and the greatest number that is not proved to be impossible."""
        ends = []
        for ordered in (numbers, numbers[::-1]):
            for start in range(0, len(ordered), AT_A_TIME):
                kept = ordered[start : start + AT_A_TIME]
                for side in (1, -1):
                    tables = self.tables(kept, (1 + side) / 2)
                    left = {*tables[~self._beyond(tables, side), -2, 0].tolist()}
                    kept = np.array(sorted(left, reverse=ordered is not numbers), dtype=np.int64)
                if len(kept):
                    ends.append(kept[0])
                    break
        return np.array(ends, dtype=np.int64)

    def _beyond(self, tables: Ints, side: int) -> npt.NDArray[np.bool_]:
        """Return of which tables the slope is significant on a side, and the least so of all."""
        yes, totals = tables[:, :-1, 0], tables[:, :-1, :2].sum(axis=2)
        trends = Trends(totals, self.scores, yes.sum(axis=1), yes @ self.scores)
        n, k, sums, squares = trends.n, trends.k, trends.sum, trends.squares
        found = trends.decisions("trend_score", self.settings) == 1
        found &= side * (trends.s * n - k * sums) > 0
        spread = np.sqrt(np.maximum(n * squares - sums**2, 1).astype(float))
        reach = np.sqrt(chi2_critical(1, self.settings) * k * (n - k) / n.astype(float) ** 3)
        share = k / n if side > 0 else 1 - k / n
        for w, following in zip(self.scores[:-1], self.scores[1:], strict=True):
            bend = reach * (n * (w + following) - 2 * sums) / (2 * spread)
            found &= (-share <= bend) & (bend <= 1 - share)
        return np.asarray(found)

    def shown(self, number: int) -> Iterator[Ints]:
        """Yield tables with a number, from those with hardly a slope to the least and greatest."""
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0, 1):
            yield self.tables(np.array([number]), share)
