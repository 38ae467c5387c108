"""How many printed percentages each rounding convention gives."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from recount.arithmetic import Agreement, Share, agreement
from recount.drawings.canvas import SMALL, WIDTH, guide, new_figure, panel, styled, write
from recount.drawings.palette import ACCENT, ACCENT_SOFT, QUIET
from recount.ledger import Entry, Ledger
from recount.phrases import listed

__all__ = ["alt_conventions", "draw_conventions"]

NAMES = {
    "half_up": "Half up",
    "half_even": "Half to even",
    "truncate": "Truncated",
    "ceiling": "Rounded up",
}

# Measures in inches.
LEFT = 1.25
ROW = 0.3
TOP = 0.34
GAP = 0.35
THICK = 0.17


def _agreements(ledger: Ledger) -> list[tuple[str, list[Agreement]]]:
    """Return the agreements of Table 3 alone and of all percentages that have counts."""
    stated = [
        entry
        for entry in ledger.entries
        if entry.kind == "percentage" and entry.numerator is not None
    ]
    table = [entry for entry in stated if entry.where.startswith("Table 3")]
    return [
        (f"Table 3: {len(table)} percentages", agreement(_pairs(table))),
        (f"with those in the text: {len(stated)}", agreement(_pairs(stated))),
    ]


def _pairs(entries: Iterable[Entry]) -> list[tuple[str, Share]]:
    return [
        (entry.printed, Share(entry.numerator, entry.denominator))
        for entry in entries
        if entry.printed and entry.numerator is not None and entry.denominator is not None
    ]


@styled
def draw_conventions(ledger: Ledger) -> Figure:
    """Return how many of the percentages with counts each convention gives, of all."""
    panels = _agreements(ledger)
    rows = len(panels[0][1])
    height = TOP + ROW * rows + 0.06
    figure = new_figure(height)
    wide = (WIDTH - LEFT - GAP * len(panels)) / len(panels)
    for place, (title, found) in enumerate(panels):
        axes = panel(figure, LEFT + place * (wide + GAP), 0, wide, height)
        axes.set_xlim(0, wide)
        axes.set_ylim(0, height)
        write(axes, 0, height - 0.13, title, size=SMALL, colour=QUIET)
        for rank, row in enumerate(found):
            y = height - TOP - ROW * (rank + 0.5)
            if place == 0:
                write(axes, -LEFT, y, NAMES[row.convention])
            _bar(axes, row, y, wide - 0.35)
    return figure


def _bar(axes: Axes, row: Agreement, y: float, full: float) -> None:
    length = full * row.agreeing / row.total
    for width, field in ((full, ACCENT_SOFT), (length, ACCENT)):
        axes.add_patch(Rectangle((0, y - THICK / 2), width, THICK, facecolor=field, linewidth=0))
    guide(axes, [length, length], [y - THICK / 2, y + THICK / 2], color=ACCENT)
    write(axes, full + 0.08, y, f"{row.agreeing}")


def alt_conventions(ledger: Ledger) -> str:
    """Return what the bars of the rounding conventions show, in words."""
    parts = []
    for title, found in _agreements(ledger):
        rows = listed([f"{NAMES[row.convention].lower()} {row.agreeing}" for row in found])
        parts.append(f"{title}; {rows}")
    return f"Bars of how many printed percentages each convention gives. {'. '.join(parts)}."
