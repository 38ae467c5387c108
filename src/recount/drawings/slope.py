"""The odds ratio for one point more of a scale: without a claim of a trend, and if it is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from recount.drawings.canvas import (
    SMALL,
    WIDTH,
    guide,
    new_figure,
    panel,
    scale_line,
    styled,
    wrapped,
    write,
)
from recount.drawings.palette import ACCENT, ACCENT_SOFT, INK, QUIET
from recount.ledger import Entry, Ledger
from recount.phrases import listed, ratio_in_words

__all__ = ["alt_slope", "draw_slope"]

# Measures in inches.
LEFT = 2.55
RIGHT = 0.35
ROW = 0.62
TOP = 0.36
BELOW = 0.52
THICK = 0.13

Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class _Row:
    """One claim: its statement and place, the odds ratio's ends without it and with it."""

    statement: str
    place: str
    free: Ends
    given: Ends


def _rows(ledger: Ledger, names: Sequence[str]) -> list[_Row]:
    if not names:
        raise ValueError("no entry is named, so there is nothing to draw")
    return [_row(ledger[name]) for name in names]


def _row(entry: Entry) -> _Row:
    ratios = [item for item in entry.implied if item.quantity.startswith("odds ratio")]
    free = next((item for item in ratios if item.test is None), None)
    given = next((item for item in ratios if item.given_claim), None)
    if free is None or given is None:
        raise ValueError(f"{entry.id}: no odds ratio for one point more is bounded")
    place = "" if entry.figure is None else f"Figure {entry.figure}, "
    return _Row(
        entry.statement, f"{place}page {entry.page}", (free.low, free.high), (given.low, given.high)
    )


@styled
def draw_slope(ledger: Ledger, *names: str) -> Figure:
    """Return the range of the odds ratio for one point more, for each claim of a trend.

    The thin line is what the printed margins allow, with an arrow where it has no end; the bar is
    what remains if the claim is true by the test that its wording implies (Wald's, of a logistic
    regression). The scale is logarithmic.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If an entry bounds no such odds ratio, or none is named.
    """
    rows = _rows(ledger, names)
    height = TOP + ROW * len(rows) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    # A range without bound runs to the end of the axis, at least to a hundredth or a hundredfold.
    known = [end for row in rows for end in (*row.free, *row.given) if end]
    low = min([-2, *(floor(log10(end)) for end in known)])
    high = max([2, *(ceil(log10(end)) for end in known)])
    axes.set_xlim(low, high)
    axes.set_ylim(0, height)
    inch = (high - low) / wide
    top = height - TOP
    guide(axes, [0, 0], [BELOW, top + 0.02], color=INK, linewidth=1.1, dashes=(3, 2))
    write(axes, 0, top + 0.14, "no trend", align="center", size=SMALL, colour=QUIET)
    for rank, row in enumerate(rows):
        y = top - ROW * (rank + 0.5)
        lines = wrapped(row.statement, LEFT - 0.25)
        for line, words in enumerate(lines):
            rise = (len(lines) - 1) * 0.08 - 0.16 * line
            write(axes, low - LEFT * inch, y + 0.08 + rise, words)
        under = y + 0.08 - (len(lines) - 1) * 0.08 - 0.16
        write(axes, low - LEFT * inch, under, row.place, size=SMALL, colour=QUIET)
        _range(axes, row, y, (low, high), inch)
    ticks = [(power, _tick(power)) for power in range(low, high + 1)]
    scale_line(axes, BELOW, ticks, "odds ratio for one point more of the scale", drop=0.16)
    return figure


def _tick(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}"


def _place(end: float | None, beyond: float) -> float:
    """Return where an end stands; one without bound, or zero, at the end of the axis."""
    return log10(end) if end else beyond


def _range(axes: Axes, row: _Row, y: float, ends: tuple[float, float], inch: float) -> None:
    free = [_place(end, beyond) for end, beyond in zip(row.free, ends, strict=True)]
    guide(axes, free, [y, y], color=INK, linewidth=1.4, zorder=2)
    for end, place, arrow in zip(row.free, free, "<>", strict=True):
        if end:
            guide(axes, [place, place], [y - 0.05, y + 0.05], color=INK, linewidth=1.4, zorder=2)
        else:
            axes.plot(
                [place], [y], arrow, color=INK, markersize=5, markeredgewidth=0, clip_on=False
            )
    low, high = (_place(end, beyond) for end, beyond in zip(row.given, ends, strict=True))
    axes.add_patch(
        Rectangle(
            (low, y - THICK / 2),
            high - low,
            THICK,
            facecolor=ACCENT_SOFT,
            edgecolor=ACCENT,
            linewidth=0.9,
            zorder=3,
        )
    )
    # What the claim says is the end near no trend; the other comes from all but separated tables.
    inner = min((end for end in row.given if end), key=lambda end: abs(log10(end)))
    lowest = inner == row.given[0]
    words = f"{'at least' if lowest else 'at most'} {inner:.2f}"
    place = log10(inner) + (0.04 if lowest else -0.04) * inch
    align = "left" if lowest else "right"
    write(axes, place, y + 0.155, words, align=align, size=SMALL, colour=ACCENT)


def _in_words(ends: Ends) -> str:
    low, high = ends
    if not low and high is None:
        return "anything"
    if high is None:
        return f"at least {ratio_in_words(low)}"
    return f"{ratio_in_words(low)} to {ratio_in_words(high)}"


def alt_slope(ledger: Ledger, *names: str) -> str:
    """Return what the drawing of slopes shows, in words.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If an entry bounds no such odds ratio, or none is named.
    """
    parts = []
    for row in _rows(ledger, names):
        free, given = _in_words(row.free), _in_words(row.given)
        parts.append(f"{row.statement}: {free} without the claim, {given} if it is true")
    return f"Odds ratio for one point more, on a logarithmic scale. {listed(parts, '. ', '. ')}."
