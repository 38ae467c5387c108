"""Printed numbers drawn: percentages beside their counts, tables that fit, periods, samples.

The periods' rates and the samples' odds ratios are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from math import ceil, hypot, log10

from recount.arithmetic import Share, percent_of, printed_interval
from recount.drawings.canvas import Canvas, Drawing, Scale, make_drawing, polygon
from recount.ledger import Ledger
from recount.ours import Ours
from recount.report import Claim, Contrast, Slope, Steps, Within
from recount.tables import listing
from recount.verdicts import cross
from recount.words import capital, counted, listed, range_in_words, ratio_in_words

#: Size of a percentage's dot, in pixels.
DOT = 7.2
#: More tables than these are not drawn; the room between them, of a row of each, and of its bar.
MOST, GAP, ROW, BAR = 12, 22, 34, 9
#: Odds ratios that an axis marks where it reaches to them.
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)


def draw_percentages(ledger: Ledger) -> Drawing:
    """Return each percentage with counts as a dot; those that do not round to it are named."""
    tables = {table.table for table in ledger.report.tables}
    # In each group how far shares lie from printed numbers, in points; outside with their words.
    groups: dict[str, tuple[list[float], list[tuple[float, str]]]] = {}
    said = []
    for entry in ledger.entries:
        if entry.kind != "percentage" or entry.numerator is None or not entry.printed:
            continue
        share = Share(entry.numerator, entry.denominator or 1)
        off = float(100 * share.value - percent_of(entry.printed))
        sample = ledger.report.samples[entry.sample].name if entry.sample else "cases"
        table = entry.where.partition(",")[0]
        name = f"{table}, {sample}" if table in tables else "In the text"
        inside, outside = groups.setdefault(name, ([], []))
        if entry.verdict == "differs":
            words = f"{share.decimals()}, printed {entry.printed}"
            outside.append((off, words))
            said.append(f"page {entry.page}, {share.part:,} of {share.whole:,} is {words}")
        else:
            inside.append(off)
    fit, apart = (sum(len(dots[place]) for dots in groups.values()) for place in (0, 1))
    title = (
        f"{fit} of {counted(fit + apart, 'percentage')} are the rounded shares of their counts; "
        f"{apart or 'none'} {'is' if apart == 1 else 'are'} not"
    )
    alt = "A dot a percentage, by its distance from what is printed. "
    alt += f"Outside: {'; '.join(said) or 'none'}."
    interval = printed_interval("50%", ledger.assumed.convention)
    low, high = (float(100 * end) - 50 for end in (interval.low, interval.high))

    def draw(on: Canvas) -> float:
        left, tall = (0, 66) if on.narrow else (190, 52)
        # On a narrow page names of dots outside want more of the axis.
        place = Scale(-0.62, 1.5 if on.narrow else 1.02, left, on.width - 8)
        foot = 26 + tall * len(groups)
        on.box(place(low), 20, place(high) - place(low), foot - 20, "accent-soft")
        on.text(place((low + high) / 2), 14, "rounds to it", "middle", "quiet")
        on.line(place(0), 20, place(0), foot)
        for row, (name, (inside, outside)) in enumerate(groups.items()):
            middle, whole = 24 + row * tall + tall - 22, len(inside) + len(outside)
            if on.narrow:
                on.text(4, middle - tall + 34, f"{name}: {len(inside)} of {whole}")
            else:
                on.text(0, middle - 2, name)
                on.text(0, middle + 14, f"{len(inside)} of {whole} inside", colour="quiet")
            for x, up in _swarm([place(off) for off in sorted(inside)]):
                on.disc(x, middle + up, DOT / 2 - 0.4, "holds")
            for rank, (off, words) in enumerate(sorted(outside)):
                x, up = place(off), middle + (rank - (len(outside) - 1) / 2) * 17
                on.path(polygon([(x, up - 5), (x + 5, up), (x, up + 5), (x - 5, up)]), "fails")
                on.text(x + 8, up + 4, words, colour="fails")
        on.number_line(place, foot, {-0.5: "−0.5", 0: "printed", 0.5: "+0.5 points"})
        return foot + 24

    return make_drawing(title, alt, draw)


def _swarm(places: Sequence[float]) -> list[tuple[float, float]]:
    """Return each dot with how far up or down it goes, so that no two touch."""
    put: list[tuple[float, float]] = []
    for place in places:
        ups = (DOT * (step // 2 + step % 2) * (-1) ** step for step in range(len(places) + 1))
        free = (up for up in ups if all(hypot(place - x, up - y) >= 0.98 * DOT for x, y in put))
        put.append((place, next(free)))
    return put


def draw_tables(ledger: Ledger, name: str) -> Drawing:
    """Return all tables that are left for a claim, each row's share as a bar with its count."""
    entry = ledger[name]
    reading = entry.source.reading if isinstance(entry.source, Claim) else None
    if not isinstance(reading, Contrast | Slope | Steps | Within):
        raise ValueError(f"{name}: the entry is no claim about a cross-table")
    space = cross(ledger, reading).space
    rows, column = space.rows, space.columns.labels[0]
    # Of each table the first column; what is missing is not drawn.
    tables = sorted(listing(space, MOST)[:, :-1, 0].tolist())
    true = {"holds": "true in each of them", "fails": "false in each of them"}
    title = f"{counted(len(tables), 'table')} {'is' if len(tables) == 1 else 'are'} left, and the "
    title += f"claim is {true.get(entry.verdict, 'true in some')}"
    ranges = [range_in_words(min(own), max(own)) for own in zip(*tables, strict=True)]
    said = [
        f"{label}, {own} of {whole:,}"
        for label, whole, own in zip(rows.labels, rows.totals, ranges, strict=True)
    ]

    def draw(on: Canvas) -> float:
        across = 2 if on.narrow else 4
        room = (on.width - GAP * (across - 1)) / across
        tall = ROW * len(rows.labels) + 26
        for place, counts in enumerate(tables):
            down, along = divmod(place, across)
            x, y = along * (room + GAP), down * tall + 4
            on.line(x, y, x + room, y)
            for row, part in enumerate(counts):
                top = y + 6 + row * ROW
                on.text(x, top + 13, rows.labels[row])
                on.text(x + room, top + 13, f"{part:,}", "end", colour="accent")
                on.box(x, top + 18, room, BAR, "accent-soft")
                on.box(x, top + 18, room * part / rows.totals[row], BAR, "accent")
        y = -(-len(tables) // across) * tall
        wholes = listed([f"{total:,}" for total in rows.totals])
        return on.note(0, y + 10, f"{column} cases; whole bars: {wholes} cases")

    alt = f"{column.capitalize()} cases in each: {listed(said, '; ', '; ')}."
    return make_drawing(title, alt, draw)


def draw_periods(ours: Ours) -> Drawing:
    """Return cases per month of each period, the last one also to the end of the dataset (ours)."""
    labelled, dated = ours.rates["as labelled"], ours.rates["as dated"][-1]
    rows, first = (*labelled, dated), labelled[0]
    short, long = (float(last.rate / first.rate) for last in rows[-2:])
    title = (
        f"Ours: a month of the last period has {short:.2f} times the cases of one of the first, or "
        f"{long:.2f} times if it ran to {dated.end:%B %Y}"
    )
    said = [
        f"{row.label}, {row.cases:,} in {row.months} months, {float(row.rate):.1f} "
        f"({row.low:.1f} to {row.high:.1f})"
        for row in rows
    ]

    def draw(on: Canvas) -> float:
        axis, foot, most = 22, 178.0, ceil(max(row.high for row in rows))
        along = Scale(_month(first.start), _month(dated.end) + 1, axis, on.width)
        up = Scale(0, most, foot, foot - 170)
        for rate in range(most + 1):
            on.line(axis, up(rate), on.width, up(rate), width=1 if rate else 1.5)
            on.text(axis - 6, up(rate) + 4, f"{rate}", "end", "quiet")
        for row in rows:
            left, right = along(_month(row.start)) + 2, along(_month(row.end) + 1) - 2
            low, y, high = up(row.low), up(float(row.rate)), up(row.high)
            middle, said = (left + right) / 2, f"{float(row.rate):.1f}"
            if row is dated:
                on.box(left, high, right - left, low - high, "none", stroke="open", dash="4 3")
                on.line(left, y, right, y, "open", width=2.5, dash="4 3")
                on.text(right - 3, y + 15, said, "end", colour="open")
                continue
            on.box(left, high, right - left, low - high, "accent-soft")
            on.line(left, y, right, y, "accent", width=2.5)
            on.text(middle, y - 5, said, "middle")
            label = row.label.replace(" and ", "–")
            if on.narrow:
                label = re.sub(r"\b\d\d(?=\d\d\b)", "’", label)
            for below, words in enumerate((label, f"{row.cases:,}", f"{row.months}")):
                on.text(
                    middle, foot + 17 + 16 * below, words, "middle", "quiet" if below else "ink"
                )
        words = f"cases per month; below: period, cases, months; dashed: {dated.months} months"
        return on.note(axis, foot + 70, words)

    return make_drawing(title, f"Cases per month, 95% intervals: {'; '.join(said)}.", draw)


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def draw_samples(ledger: Ledger, ours: Ours) -> Drawing:
    """Return the odds ratio of each comparison of two categories, with its 95% interval (ours)."""
    rows = [row for row in ours.samples if row.odds_ratio is not None]
    clear = sum(row.p_holm < float(ledger.settings.alpha) for row in rows)
    title = (
        f"Ours: {clear} of {len(rows)} comparisons of two categories differ after Holm’s correction"
    )
    drawn = []
    for row in rows:
        # Named by the first category, what was done with the others, and of what if need be.
        kind = "" if row.treatment.startswith("categories") else f", {row.treatment}"
        of = {other.variable for other in rows if other.categories[0] == row.categories[0]}
        variable = f"{ledger.report.variables[row.variable]} " if len(of) > 1 else ""
        name = capital(f"{variable}{row.categories[0]}{kind}")
        first, second = (share.decimals(1) for share in row.shares)
        ratio = f"{ratio_in_words(row.odds_ratio)} ({range_in_words(row.low, row.high)})"
        ends = [log10(end or 1) for end in (row.low, row.odds_ratio, row.high)]
        drawn.append((name, f"{second} against {first}", ratio, ends))
    alt = ". ".join(f"{name}: {shares}, odds ratio {ratio}" for name, shares, ratio, _ in drawn)

    def draw(on: Canvas) -> float:
        left, right, tall = (10, on.width - 10, 76) if on.narrow else (250, on.width - 150, 46)
        low, high = min(ends[0] for *_, ends in drawn), max(ends[2] for *_, ends in drawn)
        ticks = [t for t in RATIOS if low - 0.2 <= log10(t) <= high + 0.12]
        start, end = min(low, log10(ticks[0])), max(high, log10(ticks[-1]))
        place = Scale(start, end, left, right)
        on.text(place(0), 14, "same odds", "middle", "quiet")
        for rank, (name, shares, ratio, ends) in enumerate(drawn):
            y = 24 + rank * tall
            on.line(0, y, on.width, y)
            middle = y + (tall - 14 if on.narrow else tall / 2)
            on.line(place(0), middle - 14 if on.narrow else y, place(0), y + tall, "ink")
            on.text(0, y + 17, name)
            on.text(0, y + 34, shares, colour="quiet")
            if on.narrow:
                on.text(on.width, y + 34, ratio, "end")
            else:
                on.text(right + 14, middle + 5, ratio)
            on.line(place(ends[0]), middle, place(ends[2]), middle, "accent", width=2)
            on.disc(place(ends[1]), middle, 4.5, "accent")
        foot = 24 + tall * len(drawn)
        on.number_line(place, foot + 2, {log10(t): f"{t:g}" for t in ticks})
        return on.note(left, foot + 38, "odds ratio, second sample to first, 95% interval")

    return make_drawing(title, f"{alt}.", draw)


def draw_timeline(ledger: Ledger, periods: Sequence[str], parts: Sequence[str]) -> Drawing:
    """Return counts of periods above the line of time, and those that a dataset adds up below."""
    report = ledger.report
    rows = {(row.variable, row.level): days for row, *days in report.periods}
    above, below = ([report.counts[name] for name in names] for names in (periods, parts))
    days = report.span_of(below[0].sample)
    if days is None:
        raise ValueError(f"{below[0].sample}: the report prints no days of it")
    spans = [rows[count.variable, count.category] for count in above]
    months = [(_month(start), _month(end) + 1) for start, end in spans]
    begin, close = _month(days[0]), _month(days[1]) + 1
    low, high = months[0][0], max(close, months[-1][1])
    first, second = (sum(count.value for count in own) for own in (above, below))
    sums = "Both sums are" if first == second else f"The sums are {first:,} and"
    title = f"{sums} {second:,}, though one begins {begin - low} months before the other"
    said = [f"{report.label(c.variable, c.category)}: {c.value:,} cases" for c in above]
    added = f"{' + '.join(f'{count.value:,}' for count in below)} = {second:,}"
    dates = f"{days[0]:%B %Y} to {days[1]:%B %Y}"
    alt = f"{'; '.join(said)}; in all {first:,}. {dates}: {added} cases."
    samples = {count.sample for count in below}
    pooled = (row.name for row in report.samples.values() if samples <= {row.sample, *row.members})
    note = f"of the {next(pooled, 'cases')}, {dates}"

    def draw(on: Canvas) -> float:
        tall, edge, axis = 34, 6, 68
        place = Scale(low, high, edge, on.width - edge)
        head = f"{report.samples[above[0].sample].name}, by period: {first:,}"
        on.text(edge, 14, head, colour="quiet")
        for count, (start, end) in zip(above, months, strict=True):
            x, right = place(start), place(end)
            on.box(x, 22, right - x - 2, tall, "accent")
            on.text((x + right) / 2, 44, f"{count.value:,}", "middle", "paper", bold=True)
        on.line(edge, axis, on.width - edge, axis, "quiet")
        for month in range(-(-low // 12) * 12, high + 1, 12):
            on.line(place(month), axis - 4, place(month), axis + 4, "quiet")
            # A year has its name below its middle, one that is not whole where it begins.
            if month + 12 <= high:
                on.text(place(month + 6), axis + 16, f"{month // 12}", "middle", "quiet")
            elif month + 6 <= high:
                on.text(place(month) + 4, axis + 16, f"{month // 12}", colour="quiet")
        x, right = place(begin), place(close)
        on.box(x, axis + 26, right - x, tall, "accent-soft", stroke="accent")
        on.text((x + right) / 2, axis + 48, added, "middle", bold=True)
        return on.note(edge, axis + 78, note)

    return make_drawing(title, alt, draw)
