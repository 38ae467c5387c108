"""Printed percentages against the shares of their counts, and all tables that fit a claim."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from recount.arithmetic import Share, percent_of, printed_interval
from recount.drawings.canvas import Canvas, Drawing, Scale, make_drawing, polygon
from recount.ledger import Entry, Ledger
from recount.report import Claim, Contrast, Slope, Steps, Within
from recount.tables import listing
from recount.verdicts import Known, cross
from recount.words import counted, listed, range_in_words

#: Ends of the axis, in percentage points: on a narrow page names of dots outside want more of it.
LOW, HIGH, NARROW_HIGH = -0.62, 1.02, 1.5
#: Size of a dot, in pixels.
DOT = 7.2
#: More tables than these are not drawn.
MOST = 12
GAP, BAR, ROW = 22, 9, 34


def draw_percentages(ledger: Ledger) -> Drawing:
    """Return each percentage with counts as a dot beside the number that is printed for it.

    A dot within the band rounds to the printed number; one outside is named.
    """
    tables = {table.table for table in ledger.report.tables}
    # In each group how far the exact share lies from the printed number, in points.
    groups: dict[str, list[tuple[float, Entry]]] = {}
    for entry in ledger.entries:
        if entry.kind != "percentage" or entry.numerator is None or not entry.printed:
            continue
        off = 100 * Fraction(entry.numerator, entry.denominator or 1) - percent_of(entry.printed)
        sample = ledger.report.samples[entry.sample].name if entry.sample else "cases"
        table = entry.where.partition(",")[0]
        name = f"{table}, {sample}" if table in tables else "In the text"
        groups.setdefault(name, []).append((float(off), entry))
    shown = [entry for dots in groups.values() for _, entry in dots]
    apart = [entry for entry in shown if entry.verdict == "differs"]
    title = (
        f"{len(shown) - len(apart)} of {counted(len(shown), 'percentage')} are the rounded shares "
        f"of their counts; {len(apart) or 'none'} {'is' if len(apart) == 1 else 'are'} not"
    )
    said = [
        f"page {entry.page}, {entry.numerator:,} of {entry.denominator:,} is {_share(entry)}, "
        f"printed {entry.printed}"
        for entry in apart
    ]
    alt = "A dot a percentage, by its distance from what is printed. "
    alt += f"Outside: {'; '.join(said) or 'none'}."
    interval = printed_interval("50%", ledger.assumed.convention)
    band = (float(100 * interval.low) - 50, float(100 * interval.high) - 50)

    def draw(on: Canvas) -> float:
        left, tall = (0, 66) if on.narrow else (190, 52)
        place = Scale(LOW, NARROW_HIGH if on.narrow else HIGH, left, on.width - 8)
        foot = 26 + tall * len(groups)
        on.box(place(band[0]), 20, place(band[1]) - place(band[0]), foot - 20, "accent-soft")
        on.text(place(sum(band) / 2), 14, "rounds to it", "center", "quiet")
        on.line(place(0), 20, place(0), foot)
        for row, (name, dots) in enumerate(groups.items()):
            inside = sorted(off for off, entry in dots if entry.verdict != "differs")
            middle = 24 + row * tall + tall - 22
            if on.narrow:
                on.text(4, middle - tall + 34, f"{name}: {len(inside)} of {len(dots)}")
            else:
                on.text(0, middle - 2, name)
                on.text(0, middle + 14, f"{len(inside)} of {len(dots)} inside", colour="quiet")
            for x, up in _swarm([place(off) for off in inside]):
                on.disc(x, middle + up, DOT / 2 - 0.4, "holds")
            outside = [(off, entry) for off, entry in dots if entry.verdict == "differs"]
            outside.sort(key=lambda dot: dot[0])
            for rank, (off, entry) in enumerate(outside):
                x, up = place(off), middle + (rank - (len(outside) - 1) / 2) * 17
                on.path(polygon([(x, up - 5), (x + 5, up), (x, up + 5), (x - 5, up)]), "fails")
                on.text(x + 8, up + 4, f"{_share(entry)}, printed {entry.printed}", colour="fails")
        on.number_line(place, foot, {-0.5: "−0.5", 0: "printed", 0.5: "+0.5 points"})
        return foot + 24

    return make_drawing(title, alt, draw)


def _share(entry: Entry) -> str:
    return Share(entry.numerator or 0, entry.denominator or 1).decimals()


def _swarm(places: Sequence[float]) -> list[tuple[float, float]]:
    """Return each dot with how far up or down it goes, so that no two touch."""
    put: list[tuple[float, float]] = []
    for place in places:
        levels = (DOT * (step // 2 + step % 2) * (-1) ** step for step in range(len(places) + 1))
        up = next(
            level
            for level in levels
            if all((place - x) ** 2 + (level - y) ** 2 >= (0.98 * DOT) ** 2 for x, y in put)
        )
        put.append((place, up))
    return put


def draw_tables(ledger: Ledger, name: str) -> Drawing:
    """Return all tables that are left for a claim, each row's share as a bar with its count.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the entry is no claim about a cross-table, or more than twelve are left.
    """
    entry = ledger[name]
    reading = entry.source.reading if isinstance(entry.source, Claim) else None
    if not isinstance(reading, Contrast | Slope | Steps | Within):
        raise ValueError(f"{name}: the entry is no claim about a cross-table")
    space = cross(Known(ledger.report, ledger.assumed), reading).space
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
                on.text(x + room, top + 13, f"{part:,}", "right", colour="accent")
                on.box(x, top + 18, room, BAR, "accent-soft")
                on.box(x, top + 18, room * part / rows.totals[row], BAR, "accent")
        y = -(-len(tables) // across) * tall
        wholes = listed([f"{total:,}" for total in rows.totals])
        return on.note(0, y + 10, f"{column} cases; whole bars: {wholes} cases")

    alt = f"{column.capitalize()} cases in each: {listed(said, '; ', '; ')}."
    return make_drawing(title, alt, draw)
