"""What is known of a cross-table besides a claim: counts under assumptions, and cuts.

A printed percentage is a share rounded as printed. Of numbers that a reader typed in from a figure
a count fixes cells and an odds ratio is a mask on the tables. So all of them go through one engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from recount.arithmetic import ShareInterval, printed_interval, rounded_interval
from recount.arrays import Bools, Ints
from recount.report import Levels, Report, TypedNumber
from recount.settings import Settings
from recount.significance import Trends, two_by_two
from recount.tables import Cut, Margin, Mask, share_cut

Lines = Sequence[int]
"""Places of rows, or of columns."""
TypedCuts = tuple[tuple[Cut, ...], tuple[Mask, ...], Ints | None]
#: A fitted odds ratio is a float; a table this near an end of the interval is kept, not excluded.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Assumed:
    """The assumptions that a judgement is made under.

    Attributes:
        missing: How many cases of the row that holds missing data, too, are missing.
        left_out: Whether these are taken out of the row and of every denominator; else they stay
            in both, and are only not known to be what the row says.
        convention: How printed percentages limit the counts behind them.
        rows_read: Whether rows whose meaning is a reading are read at all.
        unshown_not_significant: Whether an odds ratio that a figure does not show was not
            significant.
    """

    missing: int = 0
    left_out: bool = True
    convention: str = "half_up"
    rows_read: bool = True
    unshown_not_significant: bool = True

    @classmethod
    def from_data(cls, report: Report) -> Assumed:
        """Return the assumptions of assumptions.csv."""
        values = {row.kind: row.value for row in report.assumptions}
        return cls(
            int(values.get("missing_within", "0")),
            values.get("missing_model") != "kept",
            values.get("rounding", "half_up"),
            values.get("reading") != "not read",
            values.get("not_shown") != "unknown",
        )


class NoMarginError(ValueError):
    """No margin of a variable is printed for a sample, so that nothing bounds its cross-tables."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a verdict is reached from.

    Attributes:
        report: What the report prints, and what was typed in from its figures.
        assumed: Assumptions.
        settings: Settings of the tests.
        done: Judgements on readings that were reached so far, by reading and assumptions.

    Example:
        >>> from recount.report import load_report
        >>> known = Known(load_report())
        >>> known.assumed.convention, known.settings.alpha
        ('half_up', Fraction(1, 20))
    """

    report: Report
    assumed: Assumed = Assumed()
    settings: Settings = field(default_factory=Settings)
    done: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def under(self, **assumed: object) -> Known:
        """Return the same under other assumptions."""
        return replace(self, assumed=replace(self.assumed, **assumed))  # type: ignore[arg-type]

    def _within(self, sample: str, variable: str) -> str | None:
        row = self.report.row_with_missing
        return row.category if row and (row.sample, row.variable) == (sample, variable) else None

    def counts(self, sample: str, variable: str) -> tuple[dict[str, int], int]:
        """Return the cases of each level and the missing ones, with those taken to be left out."""
        levels = {count.category: count.value for count in self.report.of(sample, variable)}
        if not levels:
            raise NoMarginError(f"no counts of {variable} are printed for {sample}")
        missing = sum(count.value for count in self.report.of(sample, variable, "missing"))
        level = self._within(sample, variable)
        if self.assumed.left_out and level is not None:
            levels[level] -= self.assumed.missing
            missing += self.assumed.missing
        return levels, missing

    def kept(self, sample: str, variable: str) -> tuple[str, int]:
        """Return the level whose missing cases stay in it, and how many; 0 for none."""
        level = self._within(sample, variable)
        return ("", 0) if self.assumed.left_out or not level else (level, self.assumed.missing)

    def margin(self, sample: str, variable: str, groups: Sequence[Levels]) -> Margin:
        """Return the printed margin of a variable in groups; all other cases are left out."""
        values, missing = self.counts(sample, variable)
        totals = tuple(sum(values[level] for level in group) for group in groups)
        labels = tuple(self.report.group_label(sample, variable, group) for group in groups)
        return Margin(labels, totals, missing + sum(values.values()) - sum(totals))


@dataclass(frozen=True, slots=True)
class Axes:
    """A sample's cross-table: a level of the characteristic a row, some of the outcome a column."""

    sample: str
    characteristic: str
    outcome: str
    rows: Levels
    columns: tuple[Levels, ...]

    def at(self, rows: Levels, columns: Levels) -> tuple[Lines, Lines] | None:
        """Return the lines that hold exactly some levels, None where one would be split."""
        across, down = _held([(row,) for row in self.rows], rows), _held(self.columns, columns)
        return None if across is None or down is None else (across, down)

    def whole(self, report: Report) -> tuple[bool, ...]:
        """Return whether every level of the characteristic, and of the outcome, is in the table."""
        held = {self.characteristic: self.rows, self.outcome: sum(self.columns, ())}.items()
        return tuple({*report.levels_of(self.sample, name)} == {*own} for name, own in held)

    def share(
        self, at: tuple[Lines, Lines], by_row: bool, share: ShareInterval, source: str
    ) -> tuple[Cut, ...]:
        """Return the cuts of a share among the known cases of some rows, or of some columns."""
        rows, columns = at
        below = (rows, range(len(self.columns))) if by_row else (range(len(self.rows)), columns)
        return share_cut(product(rows, columns), product(*below), share, source)


def _held(lines: Sequence[Levels], levels: Levels) -> Lines | None:
    places = [place for place, group in enumerate(lines) if set(group) <= set(levels)]
    return places if {one for place in places for one in lines[place]} == set(levels) else None


def printed_cuts(known: Known, axes: Axes) -> dict[str, tuple[Cut, ...]]:
    """Return the cuts that printed percentages make into a table, by entry id."""
    # A percentage of columns within a row, or of rows within a column, is one as soon as the table
    # has lines of the levels that it takes together, and all those that its base takes in.
    cuts = {}
    own, whole = (axes.characteristic, axes.outcome), axes.whole(known.report)
    for stated, found in known.report.shares_within(axes.sample):
        pair, levels = (found.characteristic, found.outcome), ((found.level,), found.levels)
        by_row = pair == own
        at = axes.at(*levels[:: 1 if by_row else -1]) if own in (pair, pair[::-1]) else None
        if at is not None and whole[by_row]:
            share = printed_interval(stated.printed, known.assumed.convention)
            cuts[stated.id] = axes.share(at, by_row, share, stated.id)
    return cuts


def typed_cuts(known: Known, axes: Axes) -> TypedCuts | None:
    """Return what the numbers typed in from a figure say of the table of two variables."""
    # With all its cells where all are typed in as counts. None where a number speaks of a part of a
    # column, so that its levels must stand apart.
    cuts: list[Cut] = []
    masks: list[Mask] = []
    cells: dict[tuple[int, int], int] = {}
    shape = len(axes.rows), len(axes.columns)
    for number in _typed(known.report, axes):
        sides = [axes.at(x, ()) for x in number.rows], [axes.at((), x) for x in number.columns]
        of_whole = number.quantity in ("row_percent", "column_percent", "missing")
        if None in (*sides[0], *sides[1]) or (of_whole and not axes.whole(known.report)[1]):
            return None
        across, down = ([at[i] for at in side if at] for i, side in enumerate(sides))
        if number.quantity == "odds_ratio":
            masks += _odds(known, axes, number, (across, down))
        elif number.quantity in ("count", "missing"):
            at = list(_cells(number, shape, across, down))
            form = tuple((i, j, 1) for i, j in at)
            cuts.append(Cut(form, number.value, number.value, number.where))
            if number.quantity == "count" and len(at) == 1:
                cells[at[0]] = number.value
        else:
            # A share is of the cases that the figure shows: those with both levels known.
            by_row = number.quantity == "row_percent"
            share = printed_interval(number.printed, known.assumed.convention)
            cuts += axes.share((across[0], down[0]), by_row, share, number.where)
    counts = [cells.get(at, -1) for at in np.ndindex(shape)]
    typed = None if -1 in counts else np.array(counts).reshape(shape)
    return tuple(cuts), tuple(masks), typed


def _typed(report: Report, axes: Axes) -> Sequence[TypedNumber]:
    """Return the numbers of the figure that crosses two variables, its rows being those of axes."""
    for figure in report.figures_of(axes.sample, axes.characteristic, axes.outcome):
        if typed := report.typed.get(figure.number):
            # A slope along what are columns here is left out: the tables stay more than needed.
            turned = figure.outcome != axes.outcome
            return [_turned(x) for x in typed if not x.per_point] if turned else typed
    return ()


def _turned(number: TypedNumber) -> TypedNumber:
    other = {"row_percent": "column_percent", "column_percent": "row_percent"}
    quantity: Any = other.get(number.quantity, number.quantity)
    return replace(number, quantity=quantity, rows=number.columns, columns=number.rows)


def _cells(
    number: TypedNumber, shape: tuple[int, int], across: Sequence[Lines], down: Sequence[Lines]
) -> Iterable[tuple[int, int]]:
    r, c = shape
    if number.quantity == "count":
        return product(across[0], down[0])
    if across or down:
        return product(across[0], [c]) if across else product([r], down[0])
    return (*product([r], range(c + 1)), *product(range(r), [c]))


def _odds(
    known: Known, axes: Axes, number: TypedNumber, at: tuple[list[Lines], list[Lines]]
) -> Iterator[Mask]:
    """Yield the mask of an odds ratio; of one not shown only if it counts as not significant."""
    if not number.shown and not known.assumed.unshown_not_significant:
        return
    convention = known.assumed.convention
    interval = rounded_interval(number.printed, convention) if number.shown else None
    yes, no = _pair(at[1], len(axes.columns))
    if not number.per_point:
        fits = partial(_ratio_fits, known.settings, interval)
        yield Mask(_pair(at[0], len(axes.rows)), yes, no, fits, number.where)
        return
    marks = known.report.scores(axes.characteristic)
    groups = tuple((place,) for place in range(len(axes.rows)))
    scores = np.array([marks[row] for row in axes.rows])
    fits = partial(_slope_fits, known.settings, interval, scores)
    yield Mask(groups, yes, no, fits, number.where)


def _pair(groups: Sequence[Lines], lines: int) -> tuple[tuple[int, ...], ...]:
    """Return two groups of lines; one alone is compared with all others."""
    others = [place for place in range(lines) if place not in groups[0]]
    return tuple(groups[0]), tuple(groups[1] if len(groups) == 2 else others)


def _slope_fits(
    settings: Settings, span: ShareInterval | None, scores: Ints, yes: Ints, no: Ints
) -> Bools:
    trends = Trends(yes + no, scores, yes.sum(axis=1), yes @ scores)
    if span is None:
        return np.asarray(trends.decisions("logistic_wald", settings) != 1)
    ratio = np.exp(trends.fit[1])
    low, high = float(span.low) * (1 - ROUNDING), float(span.high) * (1 + ROUNDING)
    return np.asarray((ratio >= low) & (ratio <= high))


def _ratio_fits(settings: Settings, interval: ShareInterval | None, yes: Ints, no: Ints) -> Bools:
    (a, c), (b, d) = yes.T, no.T
    if interval is None:
        return np.asarray(two_by_two("wald", a, b, c, d, settings) != 1)
    # Products of two counts below 2^31 and of a small denominator may pass 64 bits.
    up, down = (a * d).astype(object), (b * c).astype(object)

    def least(bound: Fraction, closed: bool) -> Bools:
        compare = np.greater_equal if closed else np.greater
        return np.asarray(compare(up * bound.denominator, down * bound.numerator), dtype=bool)

    inside = least(interval.low, interval.low_closed)
    return np.asarray((b * c > 0) & inside & ~least(interval.high, not interval.high_closed))
