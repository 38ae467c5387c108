"""What is known of a cross-table besides its margins: printed percentages and typed-in numbers.

A count fixes cells, a percentage is a share rounded as printed, an odds ratio is a mask on the
tables. So numbers that a reader typed in from a figure go through the same engine as printed ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from recount.arithmetic import ShareInterval, printed_interval, rounded_interval
from recount.report import Levels, Report, TypedNumber
from recount.settings import Settings
from recount.significance import trend, trend_slope, two_by_two
from recount.tables import Cut, IntArray, Mask, share_cut, subtotal_cut
from recount.verdicts.assumptions import Assumed

Lines = list[int]
"""Places of rows, or of columns."""
At = tuple[list[Lines], list[Lines]]
"""Groups of rows and groups of columns of a number."""
Bools = np.typing.NDArray[np.bool_]
#: A fitted odds ratio is a float; a table this near an end of the interval is kept, not excluded.
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Axes:
    """A sample's cross-table of two variables: its rows, and the groups of levels in its columns.

    Attributes:
        sample: Whose cases it holds.
        characteristic, outcome: The variables in the rows and in the columns.
        rows: Levels of the characteristic, in the order of the rows.
        columns: Groups of outcome levels, in the order of the columns.
    """

    sample: str
    characteristic: str
    outcome: str
    rows: Levels
    columns: tuple[Levels, ...]

    def places(self, rows: Levels, columns: Levels) -> tuple[Lines, Lines] | None:
        """Return the lines that hold exactly some levels, None where one would be split."""
        found = _held([(row,) for row in self.rows], rows), _held(self.columns, columns)
        return None if found[0] is None or found[1] is None else (found[0], found[1])

    def whole(self, report: Report) -> tuple[bool, ...]:
        """Return whether every level of the characteristic, and of the outcome, is in the table."""
        held = {self.characteristic: self.rows, self.outcome: sum(self.columns, ())}
        known = (report.levels_of(self.sample, name) for name in held)
        return tuple(set(each) == set(own) for each, own in zip(known, held.values(), strict=True))

    def share(
        self, rows: Lines, columns: Lines, by_row: bool, share: ShareInterval, source: str
    ) -> tuple[Cut, ...]:
        """Return the cuts of a share among the known cases of some rows, or of some columns."""
        below = (rows, range(len(self.columns))) if by_row else (range(len(self.rows)), columns)
        return share_cut(
            product(rows, columns),
            product(*below),
            share.low,
            share.high,
            low_closed=share.low_closed,
            high_closed=share.high_closed,
            source=source,
        )


def _held(known: Sequence[Levels], levels: Levels) -> Lines | None:
    places = [place for place, group in enumerate(known) if set(group) <= set(levels)]
    return places if {one for place in places for one in known[place]} == set(levels) else None


def printed_cuts(report: Report, axes: Axes, assumed: Assumed) -> dict[str, tuple[Cut, ...]]:
    """Return the cuts that printed percentages make into a table, by entry id.

    A percentage of columns within a row, or of rows within a column, is one as soon as the table
    has lines of the levels that it takes together, and all those that its base takes in.
    """
    cuts = {}
    whole = axes.whole(report)
    for stated in report.percentages:
        found = stated.within
        if found is None or stated.sample != axes.sample:
            continue
        pair, levels = (found.characteristic, found.outcome), ((found.level,), found.levels)
        by_row = pair == (axes.characteristic, axes.outcome)
        if not by_row and pair[::-1] != (axes.characteristic, axes.outcome):
            continue
        places = axes.places(*(levels if by_row else levels[::-1]))
        if places is not None and whole[by_row]:
            share = printed_interval(stated.printed, assumed.convention)
            cuts[stated.id] = axes.share(*places, by_row, share, stated.id)
    return cuts


@dataclass(frozen=True, slots=True)
class TypedCuts:
    """What typed-in numbers say of one cross-table.

    Attributes:
        cuts: Linear conditions on its cells.
        masks: Odds ratios.
        counts: Every cell, if all are typed in as counts; None otherwise.
    """

    cuts: tuple[Cut, ...] = ()
    masks: tuple[Mask, ...] = ()
    counts: IntArray | None = None


def typed_cuts(report: Report, axes: Axes, assumed: Assumed) -> TypedCuts | None:
    """Return what the numbers typed in from a figure say of the table of two variables.

    None where a number speaks of a part of a column, so that its levels must stand apart.
    """
    numbers, turned = _numbers(report, axes)
    cuts: list[Cut] = []
    masks: list[Mask] = []
    cells: dict[tuple[int, int], int] = {}
    whole = axes.whole(report)
    lines = [(row,) for row in axes.rows], axes.columns
    for number in numbers:
        groups = (number.columns, number.rows) if turned else (number.rows, number.columns)
        across, down = (
            [_held(known, group) for group in side]
            for known, side in zip(lines, groups, strict=True)
        )
        of_whole = number.quantity in ("row_percent", "column_percent", "missing")
        if None in across or None in down or (of_whole and not whole[1]):
            return None
        if number.quantity == "odds_ratio":
            masks += _odds(report, axes, number, turned, (across, down), assumed)  # type: ignore[arg-type]
            continue
        found = _linear(number, axes, turned, (across, down), assumed)  # type: ignore[arg-type]
        cuts += found
        if number.quantity == "count" and len(found[0].coefficients) == 1:
            cells[found[0].coefficients[0][:2]] = number.value
    counts = None
    shape = len(axes.rows), len(axes.columns)
    if len(cells) == shape[0] * shape[1]:
        counts = np.array([cells[cell] for cell in np.ndindex(shape)]).reshape(shape)
    return TypedCuts(tuple(cuts), tuple(masks), counts)


def _numbers(report: Report, axes: Axes) -> tuple[tuple[TypedNumber, ...], bool]:
    """Return the numbers of the figure that crosses two variables, and whether it is turned."""
    pair = axes.characteristic, axes.outcome
    for figure in report.figures:
        own = figure.characteristic, figure.outcome
        typed = report.typed.get(figure.number)
        if typed and figure.sample == axes.sample and pair in (own, own[::-1]):
            return typed, pair != own
    return (), False


def _linear(
    number: TypedNumber, axes: Axes, turned: bool, at: At, assumed: Assumed
) -> tuple[Cut, ...]:
    (across, down), r, c = at, len(axes.rows), len(axes.columns)
    if number.quantity in ("count", "missing"):
        cells = [*product([r], range(c + 1)), *product(range(r), [c])]
        if number.quantity == "count":
            cells = list(product(across[0], down[0]))
        elif across or down:
            cells = list(product(across[0], [c]) if across else product([r], down[0]))
        return (subtotal_cut(cells, number.value, number.value, number.where),)
    # A share is of the cases that the figure shows: those with both levels known.
    by_row = (number.quantity == "row_percent") != turned
    share = printed_interval(number.printed, assumed.convention)
    return axes.share(across[0], down[0], by_row, share, number.where)


def _odds(
    report: Report, axes: Axes, number: TypedNumber, turned: bool, at: At, assumed: Assumed
) -> Iterator[Mask]:
    """Yield the mask of an odds ratio; of one not shown only if it counts as not significant."""
    if not number.shown and not assumed.unshown_not_significant:
        return
    interval = rounded_interval(number.printed, assumed.convention) if number.shown else None
    across, down = at
    yes, no = _pair(down, len(axes.columns))
    if not number.per_point:
        pair = _pair(across, len(axes.rows))
        yield Mask(pair, yes, no, partial(_ratio_fits, interval), number.where)
        return
    groups = tuple((place,) for place in range(len(axes.rows)))
    marks = report.scores(axes.characteristic)
    # Where the scale does not run along these rows the tables stay more than needed.
    if not turned and set(axes.rows) <= set(marks):
        scores = np.array([marks[row] for row in axes.rows])
        yield Mask(groups, yes, no, partial(_slope_fits, scores, interval), number.where)


def _pair(groups: list[Lines], lines: int) -> tuple[tuple[int, ...], ...]:
    """Return two groups of lines; one alone is compared with all others."""
    others = [place for place in range(lines) if place not in groups[0]]
    return tuple(groups[0]), tuple(groups[1] if len(groups) == 2 else others)


def _slope_fits(
    scores: IntArray, interval: ShareInterval | None, with_it: IntArray, without: IntArray
) -> Bools:
    totals, k, s = with_it + without, with_it.sum(axis=1), with_it @ scores
    if interval is None:
        return np.asarray(trend("logistic_wald", totals, scores, k, s, Settings()) != 1)
    ratio = np.exp(trend_slope(totals, scores, k, s)[0])
    low, high = float(interval.low) * (1 - NEAR), float(interval.high) * (1 + NEAR)
    return np.asarray((ratio >= low) & (ratio <= high))


def _ratio_fits(interval: ShareInterval | None, with_it: IntArray, without: IntArray) -> Bools:
    (a, c), (b, d) = with_it.T, without.T
    if interval is None:
        return np.asarray(two_by_two("wald", a, b, c, d, Settings()) != 1)
    least = _at_least(a * d, b * c, interval.low, interval.low_closed)
    beyond = _at_least(a * d, b * c, interval.high, not interval.high_closed)
    return np.asarray((b * c > 0) & least & ~beyond)


def _at_least(up: IntArray, down: IntArray, bound: Fraction, closed: bool) -> Bools:
    # Products of two counts below 2^31 and of a small denominator may pass 64 bits.
    top = max(int(up.max(initial=0)), int(down.max(initial=0))) * max(bound.as_integer_ratio())
    kind: type = np.int64 if top < 2**62 else object
    compare = np.greater_equal if closed else np.greater
    left: Any = up.astype(kind) * bound.denominator
    return np.asarray(compare(left, down.astype(kind) * bound.numerator), dtype=bool)
