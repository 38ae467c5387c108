"""Which tables have the odds ratios that a figure prints."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.arithmetic.rounding import ShareInterval
from recount.figures.statements import OddsStatement
from recount.figures.view import View
from recount.settings import Settings
from recount.significance import trend, trend_slope, two_by_two
from recount.tables import IntArray

__all__ = ["cases_in", "odds_pass", "slope_within"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: A fitted odds ratio is a float; a table this near an end of the interval is kept, not excluded.
NEAR = 1e-9


def odds_pass(
    view: View,
    scores: Sequence[int],
    odds: Sequence[OddsStatement],
    tables: IntArray,
    settings: Settings,
) -> Bools:
    """Return which tables of a view have all the odds ratios.

    An odds ratio of two groups is compared in whole numbers; one for a point more of a scale comes
    from a fit, in floating point. A table on which an odds ratio is undefined has none to print,
    and so it passes only where none is shown.

    Args:
        view: The view.
        scores: Scores of the figure's rows.
        odds: What the figure prints.
        tables: Tables of the view.
        settings: Level of the test behind an odds ratio that is not shown.
    """
    inside = np.ones(len(tables), dtype=bool)
    for statement in odds:
        inside &= (
            _slope_passes(view, scores, statement, tables, settings)
            if statement.per_point
            else _pair_passes(view, statement, tables, settings)
        )
    return inside


def cases_in(view: View, rows: Sequence[str], columns: Sequence[str], tables: IntArray) -> IntArray:
    """Return the cases in some rows and columns of the figure, for each table of a view."""
    if view.turned:
        rows, columns = columns, rows
    lines = tables[:, view.row_places(rows), :]
    return np.asarray(lines[:, :, view.column_places(columns)].sum(axis=(1, 2)))


def _pair_passes(
    view: View, statement: OddsStatement, tables: IntArray, settings: Settings
) -> Bools:
    a, b, c, d = (
        cases_in(view, rows, columns, tables)
        for rows in (statement.first, statement.second)
        for columns in (statement.yes, statement.no)
    )
    interval = statement.interval
    if interval is None:
        return np.asarray(two_by_two("wald", a, b, c, d, settings) != 1)
    up, down = a * d, b * c
    return np.asarray(
        (down > 0)
        & _at_least(up, down, interval.low, interval.low_closed)
        & ~_at_least(up, down, interval.high, not interval.high_closed)
    )


def _at_least(up: IntArray, down: IntArray, bound: Fraction, closed: bool) -> Bools:
    # Products of two counts below 2^31 and of a small denominator may pass 64 bits.
    kind: type = np.int64 if _small(up, down, bound) else object
    left: npt.NDArray[Any] = up.astype(kind) * bound.denominator
    right: npt.NDArray[Any] = down.astype(kind) * bound.numerator
    return np.asarray(left >= right if closed else left > right, dtype=bool)


def _small(up: IntArray, down: IntArray, bound: Fraction) -> bool:
    if not up.size:
        return True
    top = max(int(up.max()) * bound.denominator, int(down.max()) * bound.numerator)
    return top < 2**62


def _slope_passes(
    view: View,
    scores: Sequence[int],
    statement: OddsStatement,
    tables: IntArray,
    settings: Settings,
) -> Bools:
    scale = [part[0] for part in view.parts] if view.turned else view.rows
    rows = [[level] for level in scale]
    yes, no = (
        np.stack([cases_in(view, row, group, tables) for row in rows], axis=1)
        for group in (statement.yes, statement.no)
    )
    totals, marks = yes + no, np.array(scores)
    k, s = yes.sum(axis=1), (yes * marks).sum(axis=1)
    if len(totals) and (totals == totals[0]).all():
        # The fit sees k and s alone, and many tables share them: each state is fitted once.
        k_low, s_low, width = int(k.min()), int(s.min()), int(s.max() - s.min()) + 1
        key = (k - k_low) * width + (s - s_low)
        passes = np.zeros(int(key.max()) + 1, dtype=bool)
        passes[key] = True
        states = np.flatnonzero(passes)
        passes[states] = _fits(
            statement, totals[:1], marks, states // width + k_low, states % width + s_low, settings
        )
        return np.asarray(passes[key])
    return _fits(statement, totals, marks, k, s, settings)


def _fits(
    statement: OddsStatement,
    totals: IntArray,
    marks: IntArray,
    k: IntArray,
    s: IntArray,
    settings: Settings,
) -> Bools:
    interval = statement.interval
    if interval is None:
        return np.asarray(trend("logistic_wald", totals, marks, k, s, settings) != 1)
    beta, _ = trend_slope(totals, marks, k, s)
    return slope_within(beta, interval)


def slope_within(beta: Floats, interval: ShareInterval) -> Bools:
    """Return which slopes have an odds ratio for one point more printed so; nan has none."""
    ratio = np.exp(beta)
    low, high = float(interval.low) * (1 - NEAR), float(interval.high) * (1 + NEAR)
    return np.asarray((ratio >= low) & (ratio <= high))
