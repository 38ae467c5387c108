"""Every table that the printed numbers leave of a claim, as small drawings beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from recount.drawings.canvas import (
    NARROW,
    SMALL,
    Drawing,
    Part,
    box,
    line,
    make_drawing,
    text,
    wrapped,
)
from recount.drawings.palette import ACCENT, ACCENT_SOFT, QUIET
from recount.ledger import Ledger
from recount.report import Contrast, Slope, Steps, Within
from recount.tables import listing
from recount.verdicts import cross
from recount.words import counted, listed

__all__ = ["draw_tables"]

#: More tables than these are not drawn.
MOST = 12
GAP, BAR, ROW = 22, 9, 34


@dataclass(frozen=True, slots=True)
class _Tables:
    """The first column of each table, with what all tables share."""

    rows: tuple[str, ...]
    column: str
    totals: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]


def draw_tables(ledger: Ledger, name: str) -> Drawing:
    """Return all tables that are left for a claim, each row's share as a bar with its count.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the entry is no claim about a cross-table, or more than twelve are left.
    """
    found = _tables(ledger, name)
    entry = ledger[name]
    number = counted(len(found.counts), "table")
    verb = "is" if len(found.counts) == 1 else "are"
    word = {"holds": "true in each of them", "fails": "false in each of them"}
    title = f"{number} {verb} left, and the claim is {word.get(entry.verdict, 'true in some')}"
    parts = []
    for place, row in enumerate(found.rows):
        own = [counts[place] for counts in found.counts]
        span = f"{min(own):,}" if min(own) == max(own) else f"{min(own):,} to {max(own):,}"
        parts.append(f"{row}, {span} of {found.totals[place]:,}")
    alt = f"{found.column.capitalize()} cases in each: {listed(parts, '; ', '; ')}."
    return make_drawing(title, alt, lambda width: _drawn(found, width))


def _tables(ledger: Ledger, name: str) -> _Tables:
    ledger[name]
    claim = next((row for row in ledger.report.claims if row.id == name), None)
    reading = None if claim is None else claim.reading
    if not isinstance(reading, Contrast | Slope | Steps | Within):
        raise ValueError(f"{name}: the entry is no claim about a cross-table")
    space = cross(ledger.report, reading, ledger.assumed).space
    tables = listing(space, MOST)
    columns = tuple(
        sorted(
            tuple(int(value) for value in table[: len(space.rows.labels), 0]) for table in tables
        )
    )
    return _Tables(space.rows.labels, space.columns.labels[0], space.rows.totals, columns)


def _drawn(found: _Tables, width: int) -> tuple[float, list[Part]]:
    across = 2 if width == NARROW else 4
    room = (width - GAP * (across - 1)) / across
    tall = ROW * len(found.rows) + 26
    parts: list[Part] = []
    for place, counts in enumerate(found.counts):
        down, along = divmod(place, across)
        x, y = along * (room + GAP), down * tall + 4
        parts.append(line(x, y, x + room, y))
        for row, (label, part, whole) in enumerate(
            zip(found.rows, counts, found.totals, strict=True)
        ):
            top = y + 6 + row * ROW
            parts.append(text(x, top + SMALL, label, size=SMALL))
            parts.append(
                text(x + room, top + SMALL, f"{part:,}", size=SMALL, anchor="end", colour=ACCENT)
            )
            parts.append(box(x, top + 18, room, BAR, ACCENT_SOFT))
            parts.append(box(x, top + 18, room * part / whole, BAR, ACCENT))
    y = -(-len(found.counts) // across) * tall
    wholes = listed([f"{total:,}" for total in found.totals])
    note = wrapped(f"{found.column} cases; whole bars: {wholes} cases", width, SMALL)
    parts += [
        text(0, y + 10 + 16 * place, row, size=SMALL, colour=QUIET)
        for place, row in enumerate(note)
    ]
    return y + 16 * len(note), parts
