"""Two sums of counts on one line of time: periods of one dataset, and the span of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recount.drawings.canvas import (
    SMALL,
    TEXT,
    Drawing,
    Part,
    box,
    line,
    make_drawing,
    text,
    wrapped,
)
from recount.drawings.palette import ACCENT, ACCENT_SOFT, PAPER, QUIET
from recount.ledger import Ledger
from recount.ours import period_rates

__all__ = ["draw_timeline"]

TALL, EDGE = 34, 6


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    words: str
    count: int
    cases: str = ""


def draw_timeline(
    ledger: Ledger, periods: Sequence[str], parts: Sequence[str], days: tuple[str, str]
) -> Drawing:
    """Return counts of periods above the line of time and a dataset's counts below it.

    Args:
        ledger: The ledger.
        periods: Ids of counts of periods that follow each other.
        parts: Ids of the counts that are added up for the dataset.
        days: Ids of the dataset's first and last day.

    Raises:
        KeyError: If there is no such count or day.
    """
    report = ledger.report
    counts = [report.counts[name] for name in periods]
    rates = {row.period: row for row in period_rates(report, "as labelled", ledger.settings)}
    above = [
        _Span(
            _month(rates[count.category].start),
            _month(rates[count.category].end) + 1,
            report.label(count.variable, count.category),
            count.value,
            report.samples[count.sample].name,
        )
        for count in counts
    ]
    start, end = (report.dates[name].day for name in days)
    values = [report.counts[name].value for name in parts]
    sum_words = " + ".join(f"{value:,}" for value in values)
    samples = {report.counts[name].sample for name in parts}
    pooled = (row.name for row in report.samples.values() if samples <= {row.sample, *row.members})
    below = _Span(_month(start), _month(end) + 1, sum_words, sum(values), next(pooled, "cases"))
    first = sum(span.count for span in above)
    same = first == below.count
    months = below.start - above[0].start
    sums = f"Both sums are {first:,}" if same else f"The sums are {first:,} and {below.count:,}"
    title = f"{sums}, though one begins {months} months before the other"
    alt = (
        f"{'; '.join(f'{span.words}: {span.count:,} cases' for span in above)}; in all {first:,}. "
        f"{_day(start)} to {_day(end)}: {sum_words} = {below.count:,} cases."
    )
    return make_drawing(title, alt, lambda width: _drawn(above, below, (start, end), width))


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _day(day: date) -> str:
    return f"{day:%B %Y}"


def _drawn(
    above: Sequence[_Span], below: _Span, days: tuple[date, date], width: int
) -> tuple[float, list[Part]]:
    low, high = above[0].start, max(above[-1].end, below.end)
    scale = (width - 2 * EDGE) / (high - low)

    def place(month: int) -> float:
        return EDGE + (month - low) * scale

    total = sum(span.count for span in above)
    parts: list[Part] = [
        text(EDGE, 14, f"{above[0].cases}, by period: {total:,}", size=SMALL, colour=QUIET)
    ]
    for span in above:
        x, right = place(span.start), place(span.end)
        parts.append(box(x, 22, right - x - 2, TALL, ACCENT))
        middle = (x + right) / 2
        parts.append(text(middle, 44, f"{span.count:,}", anchor="middle", colour=PAPER, bold=True))
    axis = 22 + TALL + 12
    parts.append(line(EDGE, axis, width - EDGE, axis, colour=QUIET))
    for month in range(low, high + 1):
        if month % 12 == 0:
            x = place(month)
            parts.append(line(x, axis - 4, x, axis + 4, colour=QUIET))
            if month + 6 <= high:
                label = f"{month // 12}"
                parts.append(
                    text(
                        place(month + 6),
                        axis + 16,
                        label,
                        anchor="middle",
                        size=SMALL,
                        colour=QUIET,
                    )
                    if month + 12 <= high
                    else text(x + 4, axis + 16, label, size=SMALL, colour=QUIET)
                )
    top = axis + 26
    x, right = place(below.start), place(below.end)
    parts.append(box(x, top, right - x, TALL, ACCENT_SOFT, stroke=ACCENT))
    words = f"{below.words} = {below.count:,}"
    parts.append(text((x + right) / 2, top + 22, words, anchor="middle", bold=True))
    note = wrapped(f"of the {below.cases}, {_day(days[0])} to {_day(days[1])}", width - EDGE, SMALL)
    parts += [
        text(EDGE, top + TALL + 18 + TEXT * row, words, size=SMALL, colour=QUIET)
        for row, words in enumerate(note)
    ]
    return top + TALL + 6 + 16 * len(note), parts
