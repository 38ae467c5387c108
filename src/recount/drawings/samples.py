"""The one-to-one and the multiple-relationship cases compared: odds ratios with intervals."""

from __future__ import annotations

from math import log10

from matplotlib.figure import Figure

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
from recount.drawings.palette import ACCENT, INK, QUIET
from recount.ledger import Ledger
from recount.ours import SampleComparison, compare_samples
from recount.phrases import listed, p_in_words, ratio_in_words

__all__ = ["alt_samples", "draw_samples"]

# Measures in inches.
LEFT = 2.25
RIGHT = 1.95
ROW = 0.44
TOP = 0.36
BELOW = 0.52
TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)


def _rows(ledger: Ledger) -> list[SampleComparison]:
    rows = compare_samples(ledger.published, ledger.settings, ledger.assumed.unknown_missing)
    return [row for row in rows if row.odds_ratio is not None]


@styled
def draw_samples(ledger: Ledger) -> Figure:
    """Return the odds ratio, multiple against one-to-one, of each variable with two categories.

    Point and line are the estimate and its 95% interval, on a logarithmic scale; the shares of both
    samples stand beside them, so that the reader sees what the ratio is a ratio of.
    """
    rows = _rows(ledger)
    height = TOP + ROW * len(rows) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    ends = [log10(end) for row in rows for end in (row.low or 1, row.high or 1)]
    ticks = [tick for tick in TICKS if min(ends) - 0.2 <= log10(tick) <= max(ends) + 0.12]
    low, high = min(*ends, log10(ticks[0])), max(*ends, log10(ticks[-1]))
    axes.set_xlim(low - 0.02, high + 0.02)
    axes.set_ylim(0, height)
    inch = (high - low + 0.04) / wide
    edge = low - 0.02 - LEFT * inch
    top = height - TOP
    guide(axes, [0, 0], [BELOW, top + 0.02], color=INK, linewidth=1.1, dashes=(3, 2))
    write(axes, 0, top + 0.14, "same odds", align="center", size=SMALL, colour=QUIET)
    right = high + 0.02 + 0.14 * inch
    write(axes, right, top + 0.14, "odds ratio (95% interval)", size=SMALL, colour=QUIET)
    for rank, row in enumerate(rows):
        assert row.odds_ratio is not None
        assert row.low is not None
        assert row.high is not None
        y = top - ROW * (rank + 0.5)
        one, multiple = row.shares
        write(axes, edge, y + 0.08, f"{_name(row)}")
        words = f"{100 * multiple:.1f}% against {100 * one:.1f}%"
        write(axes, edge, y - 0.085, words, size=SMALL, colour=QUIET)
        axes.plot([log10(row.low), log10(row.high)], [y, y], color=ACCENT, linewidth=1.6)
        axes.plot(
            [log10(row.odds_ratio)], [y], "o", color=ACCENT, markersize=6.5, markeredgewidth=0
        )
        shown = f"{row.odds_ratio:.2f} ({row.low:.2f} to {row.high:.2f})"
        write(axes, right, y + 0.08, shown)
        adjusted = f"p {_p(row.p)}; by Holm {_p(row.p_holm)}"
        write(axes, right, y - 0.085, adjusted, size=SMALL, colour=QUIET)
    scale_line(
        axes,
        BELOW,
        [(log10(tick), f"{tick:g}") for tick in ticks],
        "odds in multiple relationships ÷ odds in one-to-one",
        drop=0.16,
    )
    return figure


def _name(row: SampleComparison) -> str:
    """Return a name for the first category, with what was done with mixed."""
    first = row.categories[0]
    if row.variable.endswith("-gender"):
        first = f"{first} {row.variable.partition('-')[0]}s"
    mixed = f", {row.treatment}" if row.treatment.endswith("left out") else ""
    return f"{first.capitalize()}{mixed}"


def _p(p: float) -> str:
    words = p_in_words(p)
    return "< 0.001" if words == "below 0.001" else f"= {words}"


def alt_samples(ledger: Ledger) -> str:
    """Return what the comparison of the two samples shows, in words."""
    parts = []
    for row in _rows(ledger):
        one, multiple = row.shares
        parts.append(
            f"{_name(row)}: {100 * multiple:.1f}% of the multiple-relationship "
            f"cases against {100 * one:.1f}% of the one-to-one cases, odds ratio "
            f"{ratio_in_words(row.odds_ratio)}, 95% interval {ratio_in_words(row.low)} to "
            f"{ratio_in_words(row.high)}"
        )
    return f"Odds ratios with intervals on a logarithmic scale. {listed(parts, '. ', '. ')}."
