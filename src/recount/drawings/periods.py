"""Cases per month: each period at its true length, the last one both ways (ours)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

from recount.drawings.canvas import (
    NARROW,
    SMALL,
    Drawing,
    Part,
    box,
    line,
    make_drawing,
    paragraph,
    text,
    wrapped,
)
from recount.drawings.palette import ACCENT, ACCENT_SOFT, INK, OPEN, QUIET
from recount.ledger import Ledger
from recount.ours import PeriodRate, compare_periods, period_rates
from recount.words import listed

__all__ = ["draw_periods"]

TALL, LEFT = 170, 22


def draw_periods(ledger: Ledger) -> Drawing:
    """Return cases per month of each period with exact intervals.

    Along the line of time each period is as wide as it was long. The last one is drawn twice: to
    the end of its label, and dashed to the end of the dataset.
    """
    rows = period_rates(ledger.report, "as labelled", ledger.settings)
    dated = period_rates(ledger.report, "as dated", ledger.settings)[-1]
    short, long = (
        float(compare_periods(ledger.report, reading, ledger.settings).last_to_first)
        for reading in ("as labelled", "as dated")
    )
    title = (
        f"Ours: a month of the last period has {short:.2f} times the cases of one of the first, or "
        f"{long:.2f} times if it ran to {dated.end:%B %Y}"
    )
    alt = listed([_in_words(row) for row in (*rows, dated)], "; ", "; ")
    return make_drawing(
        title, f"Cases per month, 95% intervals: {alt}.", lambda width: _drawn(rows, dated, width)
    )


def _in_words(row: PeriodRate) -> str:
    return (
        f"{row.label}, {row.cases:,} in {row.months} months, {float(row.rate):.1f} "
        f"({row.low:.1f} to {row.high:.1f})"
    )


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _drawn(rows: Sequence[PeriodRate], dated: PeriodRate, width: int) -> tuple[float, list[Part]]:
    start, end = _month(rows[0].start), _month(dated.end) + 1
    most = ceil(max(row.high for row in (*rows, dated)))
    scale = (width - LEFT) / (end - start)
    foot = 8.0 + TALL
    parts: list[Part] = []
    for rate in range(most + 1):
        y = foot - TALL * rate / most
        parts.append(line(LEFT, y, width, y, width=1 if rate else 1.5))
        parts.append(text(LEFT - 6, y + 4, f"{rate}", anchor="end", size=SMALL, colour=QUIET))
    for row in (*rows, dated):
        other = row is dated
        left, right = (LEFT + (m - start) * scale for m in (_month(row.start), _month(row.end) + 1))
        left, right = left + 2, right - 2
        low, y, high = (foot - TALL * float(r) / most for r in (row.low, row.rate, row.high))
        fill, colour, dash = ("none", OPEN, "4 3") if other else (ACCENT_SOFT, ACCENT, "")
        edge = OPEN if other else "none"
        parts.append(box(left, high, right - left, low - high, fill, stroke=edge, dash=dash))
        parts.append(line(left, y, right, y, colour=colour, width=2.5, dash=dash))
        middle, said = (left + right) / 2, f"{float(row.rate):.1f}"
        if other:
            parts.append(text(right - 3, y + 15, said, anchor="end", size=SMALL, colour=OPEN))
            continue
        parts.append(text(middle, y - 5, said, anchor="middle", size=SMALL))
        label = row.label.replace(" and ", "–")
        if width == NARROW:
            label = "–".join(f"’{year[-2:]}" for year in label.split("–"))
        for place, words in enumerate((label, f"{row.cases:,}", f"{row.months}")):
            y = foot + 17 + 16 * place
            colour = QUIET if place else INK
            parts.append(text(middle, y, words, anchor="middle", size=SMALL, colour=colour))
    words = f"cases per month; below: period, cases, months; dashed: {dated.months} months"
    note = wrapped(words, width - LEFT, SMALL)
    parts += paragraph(LEFT, foot + 70, note, size=SMALL, colour=QUIET)
    return foot + 60 + 16 * len(note), parts
