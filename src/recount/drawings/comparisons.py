"""Counts of periods and of samples beside each other; all but the line of time is ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from math import ceil, log10

from recount.drawings.canvas import Canvas, Drawing, make_drawing
from recount.ledger import Ledger
from recount.ours import (
    PeriodRate,
    SampleComparison,
    compare_samples,
    period_rates,
)
from recount.report import Count
from recount.words import capital, range_in_words, ratio_in_words

__all__ = ["draw_periods", "draw_samples", "draw_timeline"]

TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)


def draw_periods(ledger: Ledger) -> Drawing:
    """Return cases per month of each period with exact intervals (ours).

    Along the line of time each period is as wide as it was long. The last one is drawn twice: to
    the end of its label, and dashed to the end of the dataset.
    """
    rows = period_rates(ledger.report, "as labelled", ledger.settings)
    dated = period_rates(ledger.report, "as dated", ledger.settings)[-1]
    short, long = (float(last.rate / rows[0].rate) for last in (rows[-1], dated))
    title = (
        f"Ours: a month of the last period has {short:.2f} times the cases of one of the first, or "
        f"{long:.2f} times if it ran to {dated.end:%B %Y}"
    )
    said = [
        f"{row.label}, {row.cases:,} in {row.months} months, {float(row.rate):.1f} "
        f"({row.low:.1f} to {row.high:.1f})"
        for row in (*rows, dated)
    ]
    alt = f"Cases per month, 95% intervals: {'; '.join(said)}."
    return make_drawing(title, alt, lambda on: _draw_periods(on, rows, dated))


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _draw_periods(on: Canvas, rows: Sequence[PeriodRate], dated: PeriodRate) -> float:
    axis, tall, foot = 22, 170, 178.0
    start = _month(rows[0].start)
    most = ceil(max(row.high for row in (*rows, dated)))
    scale = (on.width - axis) / (_month(dated.end) + 1 - start)
    for rate in range(most + 1):
        y = foot - tall * rate / most
        on.line(axis, y, on.width, y, width=1 if rate else 1.5)
        on.text(axis - 6, y + 4, f"{rate}", "end", "quiet")
    for row in (*rows, dated):
        left = axis + (_month(row.start) - start) * scale + 2
        right = axis + (_month(row.end) + 1 - start) * scale - 2
        low, y, high = (foot - tall * float(r) / most for r in (row.low, row.rate, row.high))
        said = f"{float(row.rate):.1f}"
        if row is dated:
            on.box(left, high, right - left, low - high, "none", stroke="open", dash="4 3")
            on.line(left, y, right, y, colour="open", width=2.5, dash="10 7")
            on.text(right - 3, y + 15, said, "end", colour="open")
            continue
        on.box(left, high, right - left, low - high, "accent-soft")
        on.line(left, y, right, y, colour="accent", width=2.5)
        middle = (left + right) / 2
        on.text(middle, y - 5, said, "middle")
        label = row.label.replace(" and ", "–")
        if on.narrow:
            label = re.sub(r"\b\d\d(?=\d\d\b)", "’", label)
        on.text(middle, foot + 17, label, "middle")
        on.text(middle, foot + 33, f"{row.cases:,}", "middle", "quiet")
        on.text(middle, foot + 49, f"{row.months}", "middle", "quiet")
    words = f"cases per month; below: period, cases, months; dashed: {dated.months} months"
    return on.note(axis, foot + 70, words)


def draw_samples(ledger: Ledger) -> Drawing:
    """Return the odds ratio of each comparison of two categories, with its 95% interval (ours)."""
    found = compare_samples(ledger.report, ledger.settings)
    rows = [row for row in found if row.odds_ratio is not None]
    clear = sum(row.p_holm < float(ledger.settings.alpha) for row in rows)
    title = (
        f"Ours: {clear} of {len(rows)} comparisons of two categories differ after Holm’s correction"
    )
    drawn = [(_name(row, rows, ledger), _shares(row), _ratio(row), _ends(row)) for row in rows]
    alt = ". ".join(f"{name}: {shares}, odds ratio {ratio}" for name, shares, ratio, _ in drawn)
    return make_drawing(title, f"{alt}.", lambda on: _draw_samples(on, drawn))


def _name(row: SampleComparison, rows: Sequence[SampleComparison], ledger: Ledger) -> str:
    """Return the first category, with what was done with the others, and of what if need be."""
    kind = "" if row.treatment.startswith("categories") else f", {row.treatment}"
    of = {other.variable for other in rows if other.categories[0] == row.categories[0]}
    variable = f"{ledger.report.variables[row.variable]} " if len(of) > 1 else ""
    return capital(f"{variable}{row.categories[0]}{kind}")


def _shares(row: SampleComparison) -> str:
    first, second = row.shares
    return f"{second.decimals(1)} against {first.decimals(1)}"


def _ratio(row: SampleComparison) -> str:
    return f"{ratio_in_words(row.odds_ratio)} ({range_in_words(row.low, row.high)})"


def _ends(row: SampleComparison) -> tuple[float, float, float]:
    """Return the lower end of the interval, the odds ratio and the upper end."""
    return row.low or 0.0, row.odds_ratio or 0.0, row.high or 0.0


def _draw_samples(
    on: Canvas, rows: Sequence[tuple[str, str, str, tuple[float, float, float]]]
) -> float:
    left, right, tall = (10, on.width - 10, 76) if on.narrow else (250, on.width - 150, 46)
    ends = [log10(end) for *_, (low, _, high) in rows for end in (low, high)]
    ticks = [t for t in TICKS if min(ends) - 0.2 <= log10(t) <= max(ends) + 0.12]
    start, end = min(*ends, log10(ticks[0])), max(*ends, log10(ticks[-1]))

    def place(ratio: float) -> float:
        return left + (log10(ratio) - start) / (end - start) * (right - left)

    on.text(place(1), 14, "same odds", "middle", "quiet")
    for rank, (name, shares, words, (low, ratio, high)) in enumerate(rows):
        y = 24 + rank * tall
        on.line(0, y, on.width, y)
        middle = y + (tall - 14 if on.narrow else tall / 2)
        on.line(place(1), middle - 14 if on.narrow else y, place(1), y + tall, colour="ink")
        on.text(0, y + 17, name)
        on.text(0, y + 34, shares, colour="quiet")
        if on.narrow:
            on.text(on.width, y + 34, words, "end")
        else:
            on.text(right + 14, middle + 5, words)
        on.line(place(low), middle, place(high), middle, colour="accent", width=2)
        on.disc(place(ratio), middle, 4.5, "accent")
    foot = 24 + tall * len(rows)
    on.number_line(foot + 2, [(place(t), f"{t:g}") for t in ticks], left, right)
    return on.note(left, foot + 38, "odds ratio, second sample to first, 95% interval")


def draw_timeline(ledger: Ledger, periods: Sequence[str], parts: Sequence[str]) -> Drawing:
    """Return counts of periods above the line of time, and a dataset's counts below it.

    Args:
        ledger: The ledger.
        periods: Ids of counts of periods that follow each other.
        parts: Ids of the counts that are added up for the dataset, whose days the report prints.

    Raises:
        KeyError: If there is no such count or period.
        ValueError: If the dataset has no days.
    """
    report = ledger.report
    rows = {(row.variable, row.level): row for row in report.periods}
    above = [report.counts[name] for name in periods]
    spans = [rows[count.variable, count.category] for count in above]
    below = [report.counts[name] for name in parts]
    days = report.span_of(below[0].sample)
    if days is None:
        raise ValueError(f"{below[0].sample}: the report prints no days of it")
    months = [(_month(row.start), _month(row.end) + 1) for row in spans]
    months.append((_month(days[0]), _month(days[1]) + 1))
    first, second = (sum(count.value for count in own) for own in (above, below))
    sums = f"The sums are {first:,} and {second:,}"
    if first == second:
        sums = f"Both sums are {first:,}"
    title = f"{sums}, though one begins {months[-1][0] - months[0][0]} months before the other"
    labels = [report.label(count.variable, count.category) for count in above]
    said = [f"{label}: {count.value:,} cases" for label, count in zip(labels, above, strict=True)]
    added = f"{' + '.join(f'{count.value:,}' for count in below)} = {second:,}"
    dates = f"{days[0]:%B %Y} to {days[1]:%B %Y}"
    alt = f"{'; '.join(said)}; in all {first:,}. {dates}: {added} cases."
    samples = {count.sample for count in below}
    pooled = (row.name for row in report.samples.values() if samples <= {row.sample, *row.members})
    head = f"{report.samples[above[0].sample].name}, by period: {first:,}"
    note = f"of the {next(pooled, 'cases')}, {dates}"
    return make_drawing(
        title, alt, lambda on: _draw_timeline(on, above, months, (head, added, note))
    )


def _draw_timeline(
    on: Canvas,
    above: Sequence[Count],
    months: Sequence[tuple[int, int]],
    words: tuple[str, str, str],
) -> float:
    tall, edge, axis = 34, 6, 68
    low, high = months[0][0], max(end for _, end in months)
    scale = (on.width - 2 * edge) / (high - low)

    def place(month: float) -> float:
        return edge + (month - low) * scale

    on.text(edge, 14, words[0], colour="quiet")
    for count, (start, end) in zip(above, months, strict=False):
        x, right = place(start), place(end)
        on.box(x, 22, right - x - 2, tall, "accent")
        said = f"{count.value:,}"
        on.text((x + right) / 2, 44, said, "middle", colour="paper", bold=True)
    on.line(edge, axis, on.width - edge, axis, colour="quiet")
    for month in range(-(-low // 12) * 12, high + 1, 12):
        on.line(place(month), axis - 4, place(month), axis + 4, colour="quiet")
        # A year has its name below its middle, one that is not whole where it begins.
        if month + 12 <= high:
            on.text(place(month + 6), axis + 16, f"{month // 12}", "middle", "quiet")
        elif month + 6 <= high:
            on.text(place(month) + 4, axis + 16, f"{month // 12}", colour="quiet")
    x, right = place(months[-1][0]), place(months[-1][1])
    on.box(x, axis + 26, right - x, tall, "accent-soft", stroke="accent")
    on.text((x + right) / 2, axis + 48, words[1], "middle", bold=True)
    return on.note(edge, axis + 78, words[2])
