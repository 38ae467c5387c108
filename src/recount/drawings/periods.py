"""Table 1 per month: the six periods at their true lengths, the last one both ways."""

from __future__ import annotations

from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from recount.drawings.canvas import SMALL, WIDTH, guide, new_figure, panel, styled, write
from recount.drawings.palette import ACCENT, ACCENT_SOFT, INK, QUIET, SECOND
from recount.ledger import Ledger
from recount.ours import PeriodRate, compare_periods, period_rates
from recount.phrases import listed

__all__ = ["alt_periods", "draw_periods"]

# Measures in inches.
LEFT = 0.32
RIGHT = 0.1
HEIGHT = 3.1
BELOW = 0.74
TOP = 0.3


@styled
def draw_periods(ledger: Ledger) -> Figure:
    """Return cases per month of each period of Table 1, with exact intervals.

    Along the axis of time each period is as wide as it was long. The last one is drawn twice: to
    the end of its label, and dashed to the end of the dataset.
    """
    labelled = period_rates(ledger.published, "as labelled", ledger.settings)
    dated = period_rates(ledger.published, "as dated", ledger.settings)[-1]
    figure = new_figure(HEIGHT)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, HEIGHT)
    left, right = _month(labelled[0].start), _month(dated.end) + 1
    axes.set_xlim(left, right)
    most = max(row.high for row in (*labelled, dated))
    unit = most * 1.04 / (HEIGHT - BELOW - TOP)
    axes.set_ylim(-BELOW * unit, most * 1.04 + TOP * unit)
    for rate in range(int(most) + 1):
        guide(axes, [left, right], [rate, rate], linewidth=0.6 if rate else 0.9)
        write(
            axes,
            left - 0.08 * (right - left) / wide,
            rate,
            f"{rate}",
            align="right",
            size=SMALL,
            colour=QUIET,
        )
    write(
        axes,
        left - LEFT * (right - left) / wide,
        most * 1.04 + 0.2 * unit,
        "cases per month",
        size=SMALL,
        colour=QUIET,
    )
    for row in labelled:
        _step(axes, row, unit)
        middle = (_month(row.start) + _month(row.end) + 1) / 2
        write(
            axes, middle, -0.16 * unit, row.label.replace(" and ", "–"), align="center", size=SMALL
        )
        for line, words in enumerate((f"{row.cases:,} cases", f"{row.months} months")):
            y = -(0.33 + 0.16 * line) * unit
            write(axes, middle, y, words, align="center", size=SMALL, colour=QUIET)
    _step(axes, dated, unit, other=True)
    words = f"or {dated.months} months, to June {dated.end.year}"
    write(axes, right, -0.65 * unit, words, align="right", size=SMALL, colour=SECOND)
    return figure


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _step(axes: Axes, row: PeriodRate, unit: float, *, other: bool = False) -> None:
    """Draw one period's rate as a step with its interval as a band."""
    start, end = _month(row.start), _month(row.end) + 1
    rate = float(row.rate)
    gap = 0.35
    if not other:
        axes.add_patch(
            Rectangle(
                (start + gap, row.low),
                end - start - 2 * gap,
                row.high - row.low,
                facecolor=ACCENT_SOFT,
                linewidth=0,
                zorder=1.5,
            )
        )
    else:
        axes.add_patch(
            Rectangle(
                (start + gap, row.low),
                end - start - 2 * gap,
                row.high - row.low,
                facecolor="none",
                edgecolor=SECOND,
                linewidth=0.9,
                linestyle=(0, (3, 2)),
                zorder=2.5,
            )
        )
    axes.plot(
        [start + gap, end - gap],
        [rate, rate],
        color=SECOND if other else ACCENT,
        linewidth=2.0,
        linestyle=(0, (3, 1.5)) if other else "solid",
        zorder=3,
    )
    place = end - gap - 1.2 if other else (start + end) / 2
    write(
        axes,
        place,
        rate + (0.1 if not other else -0.11) * unit,
        f"{rate:.1f}",
        align="right" if other else "center",
        colour=SECOND if other else INK,
        zorder=4,
    )


def alt_periods(ledger: Ledger) -> str:
    """Return what the drawing of the periods shows, in words."""
    rates = period_rates(ledger.published, "as labelled", ledger.settings)
    dated = period_rates(ledger.published, "as dated", ledger.settings)[-1]
    parts = [
        f"{row.label}, {row.cases:,} cases in {row.months} months, {float(row.rate):.1f} "
        f"({row.low:.1f} to {row.high:.1f})"
        for row in rates
    ]
    short, long = (
        float(compare_periods(ledger.published, reading, ledger.settings).last_to_first)
        for reading in ("as labelled", "as dated")
    )
    return (
        "Cases per month with 95% intervals, each period as wide as it was long: "
        f"{listed(parts, '; ', '; ')}. The last period up to June {dated.end.year}: {dated.months} "
        f"months, {float(dated.rate):.1f} ({dated.low:.1f} to {dated.high:.1f}). The last rate is "
        f"{short:.2f} times the first, or {long:.2f} times with the longer period."
    )
