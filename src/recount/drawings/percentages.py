"""Printed percentages against the unrounded shares of the printed counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from recount.arithmetic import Share, percent_of, printed_interval
from recount.drawings.canvas import (
    SMALL,
    WIDTH,
    guide,
    new_figure,
    panel,
    scale_line,
    styled,
    write,
)
from recount.drawings.palette import ACCENT_SOFT, APART, QUIET, TOGETHER
from recount.ledger import Entry, Ledger
from recount.phrases import counted, listed

__all__ = ["alt_percentages", "draw_percentages"]

# Measures in inches; a dot's width decides how dots are stacked.
LEFT = 1.72
ROW = 0.44
TOP = 0.42
BELOW = 0.56
DOT = 0.072
#: Ends of the axis, in percentage points: room on the right for the names of dots outside.
LOW, HIGH = -0.6, 1.3

GROUPS = (
    ("Table 3, one-to-one", "one_to_one", True),
    ("Table 3, multiple", "multiple", True),
    ("Text, pages 14 and 22", "", False),
)


@dataclass(frozen=True, slots=True)
class _Dot:
    """One percentage: how far the unrounded share lies from the printed number, in points."""

    entry: Entry
    off: Fraction

    @property
    def apart(self) -> bool:
        return self.entry.verdict == "differs"

    @property
    def share(self) -> Share:
        assert self.entry.numerator is not None
        assert self.entry.denominator is not None
        return Share(self.entry.numerator, self.entry.denominator)


def _dots(ledger: Ledger) -> list[_Dot]:
    dots = []
    for entry in ledger.entries:
        if entry.kind == "percentage" and entry.numerator is not None and entry.printed:
            share = Fraction(entry.numerator, entry.denominator or 1)
            dots.append(_Dot(entry, 100 * share - percent_of(entry.printed)))
    return dots


def _group(dots: Sequence[_Dot], sample: str, table: bool) -> list[_Dot]:
    return [
        dot
        for dot in dots
        if dot.entry.where.startswith("Table 3") == table
        and (not sample or dot.entry.sample == sample)
    ]


@styled
def draw_percentages(ledger: Ledger) -> Figure:
    """Return each printed percentage with counts as a dot beside the number it was rounded to.

    The dot stands where the unrounded share lies, in percentage points from the printed number. The
    band holds the shares that round to it; a dot outside is named.
    """
    dots = _dots(ledger)
    pages = sorted({dot.entry.page for dot in dots if not dot.entry.where.startswith("Table 3")})
    height = TOP + ROW * len(GROUPS) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT
    axes = panel(figure, LEFT, 0, wide, height)
    axes.set_xlim(LOW, HIGH)
    axes.set_ylim(0, height)
    edge = LOW - LEFT * (HIGH - LOW) / wide
    interval = printed_interval("50%", ledger.assumed.convention)
    low, high = (float(100 * end) - 50 for end in (interval.low, interval.high))
    foot, head = BELOW - 0.08, height - TOP + 0.1
    axes.add_patch(
        Rectangle(
            (low, foot), high - low, head - foot, facecolor=ACCENT_SOFT, linewidth=0, zorder=0
        )
    )
    for end in (low, high):
        guide(axes, [end, end], [foot, head], color=QUIET, linewidth=0.7, dashes=(3, 2))
    write(
        axes,
        0,
        head + 0.16,
        "rounds to the printed number",
        align="center",
        colour=QUIET,
        size=SMALL,
    )
    write(axes, high + 0.02, head + 0.16, "rounds to the next", colour=QUIET, size=SMALL)
    scale_line(
        axes,
        foot - 0.02,
        [(-0.5, "−0.5"), (0, "as printed"), (0.5, "+0.5")],
        drop=0.17,
    )
    write(
        axes,
        LOW,
        0.09,
        "unrounded share, in percentage points from the printed number",
        size=SMALL,
        colour=QUIET,
    )
    for line, (name, sample, table) in enumerate(GROUPS):
        y = height - TOP - ROW * (line + 0.5)
        group = _group(dots, sample, table)
        shown = name if table else f"Text, pages {listed([str(page) for page in pages])}"
        write(axes, edge, y + 0.075, shown)
        inside = sum(not dot.apart for dot in group)
        write(
            axes,
            edge,
            y - 0.085,
            f"{inside} of {len(group)} inside",
            size=SMALL,
            colour=QUIET,
        )
        _row(axes, group, y, wide)
    return figure


def _row(axes: Axes, group: Sequence[_Dot], y: float, wide: float) -> None:
    """Put the dots of one row beside each other, those too near above and below."""
    inside = sorted(float(dot.off) for dot in group if not dot.apart)
    axes.plot(
        inside,
        [y + up for up in _swarm(inside, (HIGH - LOW) / wide)],
        "o",
        color=TOGETHER,
        markersize=4.4,
        markeredgewidth=0,
        clip_on=False,
    )
    outside = sorted((dot for dot in group if dot.apart), key=lambda dot: dot.off)
    for rank, dot in enumerate(outside):
        up = y + (len(outside) - 1 - 2 * rank) * 0.085
        axes.plot(
            [float(dot.off)], [up], "D", color=APART, markersize=5, markeredgewidth=0, clip_on=False
        )
        words = f"{dot.share.decimals()}, printed {dot.entry.printed}"
        write(axes, float(dot.off) + 0.035, up, words, size=SMALL, colour=APART)


def _swarm(places: Sequence[float], inch: float) -> list[float]:
    """Return for each dot how far up it goes, in inches, so that no two touch."""
    put: list[tuple[float, float]] = []
    for place in places:
        along = place / inch
        levels = (DOT * (step // 2 + step % 2) * (-1) ** step for step in range(len(places) + 1))
        up = next(
            level
            for level in levels
            if all((along - x) ** 2 + (level - y) ** 2 >= (0.98 * DOT) ** 2 for x, y in put)
        )
        put.append((along, up))
    return [up for _, up in put]


def alt_percentages(ledger: Ledger) -> str:
    """Return what the drawing of all percentages shows, in words."""
    dots = _dots(ledger)
    apart = [dot for dot in dots if dot.apart]
    names = listed(
        [
            f"page {dot.entry.page}, {dot.share.part:,} of {dot.share.whole:,}, "
            f"{dot.share.decimals()}, printed {dot.entry.printed}"
            for dot in apart
        ],
        "; ",
        "; ",
    )
    return (
        f"{counted(len(dots), 'dot')}, one a printed percentage, at the distance of the unrounded "
        f"share from the printed number. {len(dots) - len(apart)} lie within the half point on "
        f"either side that rounds to it; {len(apart)} lie outside: {names}."
    )
