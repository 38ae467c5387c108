"""Numbers that a reader typed in from a figure, as cuts and masks of a cross-table.

A count fixes cells, a percentage is a share rounded as printed, an odds ratio is a mask on the
tables. So the tables that are left go through the same engine as those of the printed numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from recount.arithmetic import rounded_interval
from recount.report import Levels, Report, TypedNumber, whole_number
from recount.settings import Settings
from recount.significance import trend, trend_slope, two_by_two
from recount.tables import Cut, IntArray, Mask, share_cut, subtotal_cut
from recount.verdicts.assumptions import Assumed

__all__ = ["TypedCuts", "typed_cuts"]

Cell = tuple[int, int]
Bools = np.typing.NDArray[np.bool_]
#: A fitted odds ratio is a float; a table this near an end of the interval is kept, not excluded.
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class TypedCuts:
    """What typed-in numbers say of one cross-table.

    Attributes:
        cuts: Linear conditions on its cells.
        masks: Odds ratios.
        split: Whether a number speaks of a part of a column, so that its levels must stand apart.
        counts: Every cell, if all are typed in as counts; None otherwise.
        numbers: How many numbers there are.
    """

    cuts: tuple[Cut, ...] = ()
    masks: tuple[Mask, ...] = ()
    split: bool = False
    counts: IntArray | None = None
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the levels of a figure stand in a table; ``turned`` if its rows are the columns."""

    rows: tuple[Levels, ...]
    columns: tuple[Levels, ...]
    turned: bool

    def of(self, groups: tuple[tuple[Levels, ...], tuple[Levels, ...]]) -> list[list[list[int]]]:
        """Return the rows and the columns of a number's groups of levels.

        Raises:
            KeyError: A group takes only a part of a column.
        """
        sides = groups[::-1] if self.turned else groups
        return [
            [_within(known, set(group)) for group in side]
            for known, side in zip((self.rows, self.columns), sides, strict=True)
        ]


def _within(known: Sequence[Levels], levels: set[str]) -> list[int]:
    places = [place for place, group in enumerate(known) if set(group) <= levels]
    if {level for place in places for level in known[place]} != levels:
        raise KeyError(levels)
    return places


def typed_cuts(
    report: Report,
    sample: str,
    characteristic: str,
    outcome: str,
    rows: Levels,
    columns: tuple[Levels, ...],
    assumed: Assumed,
) -> TypedCuts:
    """Return what the numbers typed in from a figure say of the table of two variables.

    Args:
        report: The report, with the typed-in numbers.
        sample: Whose cases they are.
        characteristic: The variable in its rows.
        outcome: The variable in its columns.
        rows: Its rows.
        columns: Its columns, each a group of levels.
        assumed: How printed numbers are rounded; whether an odds ratio that is not shown was not
            significant.
    """
    numbers, turned = _numbers(report, sample, characteristic, outcome)
    if not numbers:
        return TypedCuts()
    every = {level for group in columns for level in group} == set(
        report.levels_of(sample, outcome)
    )
    places = _Places(tuple((row,) for row in rows), columns, turned)
    cuts: list[Cut] = []
    masks: list[Mask] = []
    cells: dict[Cell, int] = {}
    for number in numbers:
        try:
            across, down = places.of((number.rows, number.columns))
            if number.quantity in ("row_percent", "column_percent", "missing") and not every:
                raise KeyError(number.quantity)
        except KeyError:
            return TypedCuts(split=True, numbers=len(numbers))
        if number.quantity == "odds_ratio":
            masks += _odds(report, number, places, across, down, characteristic, assumed)
            continue
        found = _linear(number, (len(rows), len(columns)), turned, across, down, assumed)
        cuts += found
        if number.quantity == "count" and len(found[0].coefficients) == 1:
            ((i, j, _),) = found[0].coefficients
            cells[i, j] = whole_number(number.printed)
    counts = None
    if len(cells) == len(rows) * len(columns):
        counts = np.array([[cells[i, j] for j in range(len(columns))] for i in range(len(rows))])
    return TypedCuts(tuple(cuts), tuple(masks), False, counts, len(numbers))


def _numbers(
    report: Report, sample: str, characteristic: str, outcome: str
) -> tuple[tuple[TypedNumber, ...], bool]:
    """Return the numbers of the figure that crosses two variables, and whether it is turned."""
    for figure in report.figures:
        if figure.sample != sample or not report.typed.get(figure.number):
            continue
        if (figure.characteristic, figure.outcome) == (characteristic, outcome):
            return report.typed[figure.number], False
        if (figure.outcome, figure.characteristic) == (characteristic, outcome):
            return report.typed[figure.number], True
    return (), False


def _product(rows: Iterable[int], columns: Iterable[int]) -> list[Cell]:
    columns = tuple(columns)
    return [(row, column) for row in rows for column in columns]


def _linear(
    number: TypedNumber,
    shape: tuple[int, int],
    turned: bool,
    across: list[list[int]],
    down: list[list[int]],
    assumed: Assumed,
) -> tuple[Cut, ...]:
    r, c = shape
    if number.quantity == "missing":
        value = whole_number(number.printed)
        if across:
            cells = _product(across[0], [c])
        elif down:
            cells = _product([r], down[0])
        else:
            cells = _product([r], range(c + 1)) + _product(range(r), [c])
        return (subtotal_cut(cells, value, value, number.where),)
    above = _product(across[0], down[0])
    if number.quantity == "count":
        value = whole_number(number.printed)
        return (subtotal_cut(above, value, value, number.where),)
    # A share is of the cases that the figure shows: those with both levels known.
    by_row = (number.quantity == "row_percent") != turned
    below = _product(across[0], range(c)) if by_row else _product(range(r), down[0])
    percent = rounded_interval(number.printed.removesuffix("%"), assumed.convention)
    return share_cut(
        above,
        below,
        percent.low / 100,
        percent.high / 100,
        low_closed=percent.low_closed,
        high_closed=percent.high_closed,
        source=number.where,
    )


def _odds(
    report: Report,
    number: TypedNumber,
    places: _Places,
    across: list[list[int]],
    down: list[list[int]],
    characteristic: str,
    assumed: Assumed,
) -> list[Mask]:
    """Return the mask of an odds ratio; of one not shown only if it counts as not significant."""
    shown = number.shown
    if not shown and not assumed.unshown_not_significant:
        return []
    interval = rounded_interval(number.printed, assumed.convention) if shown else None
    settings = Settings()
    if number.per_point:
        marks = report.scores(characteristic)
        scored = [place for place, row in enumerate(places.rows) if row[0] in marks]
        if places.turned or len(scored) < len(places.rows):
            return []  # the scale does not run along these rows; the tables stay more than needed
        scores = np.array([marks[row[0]] for row in places.rows])
        yes, no = _pair(down, range(len(places.columns)))
        groups = tuple((place,) for place in scored)

        def fits(with_it: IntArray, without: IntArray) -> Bools:
            totals, k, s = with_it + without, with_it.sum(axis=1), with_it @ scores
            if interval is None:
                return np.asarray(trend("logistic_wald", totals, scores, k, s, settings) != 1)
            ratio = np.exp(trend_slope(totals, scores, k, s)[0])
            low, high = float(interval.low) * (1 - NEAR), float(interval.high) * (1 + NEAR)
            return np.asarray((ratio >= low) & (ratio <= high))

        return [Mask(groups, tuple(yes), tuple(no), fits, number.where)]

    def passes(with_it: IntArray, without: IntArray) -> Bools:
        (a, c), (b, d) = with_it.T, without.T
        if interval is None:
            return np.asarray(two_by_two("wald", a, b, c, d, settings) != 1)
        up, down = a * d, b * c
        return np.asarray(
            (down > 0)
            & _at_least(up, down, interval.low, interval.low_closed)
            & ~_at_least(up, down, interval.high, not interval.high_closed)
        )

    first, second = _pair(across, range(len(places.rows)))
    yes, no = _pair(down, range(len(places.columns)))
    return [Mask((tuple(first), tuple(second)), tuple(yes), tuple(no), passes, number.where)]


def _pair(groups: list[list[int]], known: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return two groups of lines; one alone is compared with all others."""
    if len(groups) == 2:
        return groups[0], groups[1]
    return groups[0], [place for place in known if place not in groups[0]]


def _at_least(up: IntArray, down: IntArray, bound: Fraction, closed: bool) -> Bools:
    # Products of two counts below 2^31 and of a small denominator may pass 64 bits.
    top = max(
        int(up.max(initial=0)) * bound.denominator, int(down.max(initial=0)) * bound.numerator
    )
    kind: type = np.int64 if top < 2**62 else object
    left: np.typing.NDArray[Any] = up.astype(kind) * bound.denominator
    right: np.typing.NDArray[Any] = down.astype(kind) * bound.numerator
    return np.asarray(left >= right if closed else left > right, dtype=bool)
