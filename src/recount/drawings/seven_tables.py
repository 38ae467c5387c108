"""The tables that Figure 11's printed percentages leave: three shares with their whole counts."""

from __future__ import annotations

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
    write,
)
from recount.drawings.palette import ACCENT, ACCENT_SOFT, QUIET
from recount.ledger import Ledger
from recount.ours import AgeFit, age_fits
from recount.phrases import listed
from recount.significance import wilson_interval

__all__ = ["alt_seven", "draw_seven"]

# Measures in inches.
LEFT = 1.25
COUNTS = 2.55
ROW = 0.46
TOP = 0.42
BELOW = 0.52
BAND = 0.17


@styled
def draw_seven(ledger: Ledger) -> Figure:
    """Return the familial share of each age group in every consistent table of Figure 11.

    A dot a table, on a band from the lowest to the highest end of the shares' 95% intervals; the
    whole counts behind the dots stand beside them, one column a table.
    """
    fits = age_fits(ledger.published, ledger.settings, ledger.assumed)
    groups = fits[0].groups
    height = TOP + ROW * len(groups) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - COUNTS - 0.3
    axes = panel(figure, LEFT, 0, wide, height)
    axes.set_xlim(0, 0.8)
    axes.set_ylim(0, height)
    inch = 0.8 / wide
    top = height - TOP
    for index, name in enumerate(groups):
        y = top - ROW * (index + 0.5)
        guide(axes, [-LEFT * inch, (wide + 0.3 + COUNTS) * inch], [y + ROW / 2] * 2, linewidth=0.6)
        known = fits[0].known[index]
        write(axes, -LEFT * inch, y + 0.08, name.capitalize())
        write(axes, -LEFT * inch, y - 0.085, f"of {known:,}", size=SMALL, colour=QUIET)
        ends = [wilson_interval(fit.familial[index], known, ledger.settings) for fit in fits]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        axes.add_patch(
            Rectangle(
                (low, y - BAND / 2), high - low, BAND, facecolor=ACCENT_SOFT, linewidth=0, zorder=1
            )
        )
        shares = sorted({fit.familial[index] / known for fit in fits})
        axes.plot(shares, [y] * len(shares), "o", color=ACCENT, markersize=4.6, markeredgewidth=0)
        _counts(axes, fits, index, y, 0.8 + 0.3 * inch, inch)
    head = 0.8 + 0.3 * inch
    write(axes, head, top + 0.14, "familial cases, one column a table", size=SMALL, colour=QUIET)
    write(axes, 0, top + 0.14, "familial share", size=SMALL, colour=QUIET)
    ticks = [(step / 5, f"{20 * step}%") for step in range(5)]
    scale_line(axes, BELOW, ticks, drop=0.16)
    foot = f"dots: the {len(fits)} tables; band: 95% interval"
    write(axes, 0, BELOW - 0.36, foot, size=SMALL, colour=QUIET)
    return figure


def _counts(
    axes: Axes, fits: tuple[AgeFit, ...], index: int, y: float, left: float, inch: float
) -> None:
    step = min(COUNTS / len(fits), 0.6) * inch
    for column, fit in enumerate(fits):
        x = left + (column + 1) * step - 0.06 * inch
        write(axes, x, y, f"{fit.familial[index]:,}", align="right")


def alt_seven(ledger: Ledger) -> str:
    """Return what the drawing of Figure 11's tables shows, in words."""
    fits = age_fits(ledger.published, ledger.settings, ledger.assumed)
    parts = []
    for index, name in enumerate(fits[0].groups):
        counts = [fit.familial[index] for fit in fits]
        known = fits[0].known[index]
        shares = [100 * count / known for count in (min(counts), max(counts))]
        if counts.count(counts[0]) == len(counts):
            parts.append(f"{name}: {counts[0]:,} of {known:,} in each, {shares[0]:.1f}%")
        else:
            parts.append(
                f"{name}: {min(counts):,} to {max(counts):,} of {known:,}, "
                f"{shares[0]:.1f}% to {shares[1]:.1f}%"
            )
    return (
        f"Familial share of each age group in the {len(fits)} consistent tables. "
        f"{listed(parts, '. ', '. ')}."
    )
