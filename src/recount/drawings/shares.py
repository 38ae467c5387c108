"""Every share of Table 3 in both samples, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recount.drawings.canvas import (
    SMALL,
    WIDTH,
    guide,
    new_figure,
    panel,
    scale_line,
    styled,
    text_inches,
    write,
)
from recount.drawings.palette import ACCENT, PAPER, QUIET, SECOND
from recount.ledger import Ledger
from recount.ours import ShareWithInterval, shares_with_intervals
from recount.phrases import listed

__all__ = ["alt_shares", "draw_shares"]

# Measures in inches.
LEFT = 2.75
RIGHT = 1.2
ROW = 0.2
GAP = 0.2
TOP = 0.42
BELOW = 0.36

NAMES = {"one_to_one": "one-to-one", "multiple": "multiple relationships"}


def _tallied(ledger: Ledger) -> dict[str, dict[str, list[ShareWithInterval]]]:
    """Return the shares by variable and category."""
    found: dict[str, dict[str, list[ShareWithInterval]]] = {}
    for row in shares_with_intervals(ledger.published, ledger.settings):
        found.setdefault(row.variable, {}).setdefault(row.category, []).append(row)
    return found


@styled
def draw_shares(ledger: Ledger) -> Figure:
    """Return the shares of Table 3 with 95% intervals, the two samples one above the other.

    The one-to-one cases are filled circles, the multiple-relationship cases hollow squares.
    Relationship is left out: its rows do not mean the same in the two samples.
    """
    found = {name: rows for name, rows in _tallied(ledger).items() if name != "relationship"}
    lines = sum(len(categories) for categories in found.values())
    height = TOP + ROW * lines + GAP * len(found) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, height)
    inch = 1 / wide
    y = height - TOP
    _legend(axes, height - 0.13, inch)
    for variable, categories in found.items():
        guide(axes, [-LEFT * inch, 1 + RIGHT * inch], [y, y], linewidth=0.5)
        y -= GAP / 2
        name = ledger.published.variables[variable].capitalize()
        write(axes, -LEFT * inch, y - ROW / 2, name, colour=QUIET)
        for category, rows in categories.items():
            y -= ROW
            write(axes, -0.14 * inch, y + ROW / 2, category, align="right")
            _row(axes, rows, y + ROW / 2, inch)
        y -= GAP / 2
    ticks = [(step / 4, f"{25 * step}%") for step in range(5)]
    scale_line(axes, BELOW - 0.04, ticks, drop=0.15)
    return figure


def _legend(axes: Axes, y: float, inch: float) -> None:
    x = -LEFT * inch
    for sample, name in NAMES.items():
        _mark(axes, sample, x + 0.06 * inch, y)
        write(axes, x + 0.17 * inch, y, name)
        x += (0.17 + text_inches(name) + 0.3) * inch
    write(axes, 1 + 0.12 * inch, y, "cases", size=SMALL, colour=QUIET)


def _mark(axes: Axes, sample: str, x: float, y: float) -> None:
    first = sample == "one_to_one"
    axes.plot(
        [x],
        [y],
        "o" if first else "s",
        markersize=4.8,
        markerfacecolor=ACCENT if first else PAPER,
        markeredgecolor=ACCENT if first else SECOND,
        markeredgewidth=1.1,
        clip_on=False,
        zorder=3,
    )


def _row(axes: Axes, rows: Sequence[ShareWithInterval], y: float, inch: float) -> None:
    for row in rows:
        first = row.sample == "one_to_one"
        at = y + (0.035 if first else -0.035)
        colour = ACCENT if first else SECOND
        guide(axes, [row.low, row.high], [at, at], color=colour, linewidth=1.3, zorder=2)
        _mark(axes, row.sample, float(row.share.value), at)
    x = 1 + 0.12 * inch
    for row in rows:
        words = f"{row.share.part:,}"
        colour = ACCENT if row.sample == "one_to_one" else SECOND
        end = x + (0.42 if row.sample == "one_to_one" else 0.85) * inch
        write(axes, end, y, words, align="right", size=SMALL, colour=colour)


def alt_shares(ledger: Ledger) -> str:
    """Return what the drawing of all shares shows, in words."""
    parts = []
    for variable, categories in _tallied(ledger).items():
        if variable == "relationship":
            continue
        for category, rows in categories.items():
            shares = [
                f"{row.share.decimals(1)} of {NAMES[row.sample]} ({100 * row.low:.1f} to "
                f"{100 * row.high:.1f})"
                for row in rows
            ]
            name = ledger.published.variables[variable]
            parts.append(f"{name}, {category.lower()}: {listed(shares)}")
    return f"Shares of Table 3 with 95% intervals. {listed(parts, '. ', '. ')}."
