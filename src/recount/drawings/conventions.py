"""How many printed percentages each rounding rule gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from recount.arithmetic import Agreement, Share, agreement
from recount.drawings.canvas import NARROW, SMALL, Drawing, box, make_drawing, text
from recount.drawings.palette import ACCENT, ACCENT_SOFT, QUIET
from recount.ledger import Entry, Ledger
from recount.words import listed

__all__ = ["draw_conventions", "table_of"]

NAMES = {
    "half_up": "half up",
    "half_even": "half to even",
    "truncate": "cut off",
    "ceiling": "rounded up",
}
Group = tuple[str, Sequence[Agreement]]


def table_of(entry: Entry) -> str:
    """Return the report's table in which an entry stands; empty for one in its text.

    Example:
        >>> from recount.ledger import open_ledger
        >>> ledger = open_ledger()
        >>> table_of(ledger["t3-one-traded-yes"]), table_of(ledger["p22-one-pubescent"])
        ('Table 3', '')
    """
    name = entry.where.partition(",")[0]
    return name if name.startswith("Table ") else ""


def draw_conventions(ledger: Ledger) -> Drawing:
    """Return how many of the percentages with counts each rule gives, of a table and of all.

    The table is the one that prints the most of them.
    """
    stated = [e for e in ledger.entries if e.kind == "percentage" and e.numerator is not None]
    place = Counter(filter(None, map(table_of, stated))).most_common(1)[0][0]
    table = [entry for entry in stated if table_of(entry) == place]
    groups = [(place, _agreements(table)), ("all with counts", _agreements(stated))]
    rows = groups[0][1]
    best = max(row.agreeing for row in rows)
    names = listed([_name(row) for row in rows if row.agreeing == best], last=" or ")
    title = (
        f"Rounding {names} gives {best} of the {len(table)} percentages of {place}, more than any "
        "other rule"
    )
    alt = "; ".join(
        f"{name}, {rows[0].total} percentages: "
        + listed([f"{_name(row)} {row.agreeing}" for row in rows])
        for name, rows in groups
    )
    return make_drawing(title, f"{alt}.", lambda width: _drawn(groups, width))


def _name(row: Agreement) -> str:
    return NAMES.get(row.convention, row.convention)


def _agreements(entries: Sequence[Entry]) -> Sequence[Agreement]:
    return agreement(
        [
            (entry.printed, Share(entry.numerator, entry.denominator))
            for entry in entries
            if entry.printed and entry.numerator is not None and entry.denominator is not None
        ]
    )


def _drawn(groups: Sequence[Group], width: int) -> tuple[float, list[str]]:
    left = 96
    stacked = width == NARROW
    room = (width - left - 16 if stacked else (width - left - 40) / 2) - 46
    parts: list[str] = []
    bottom = 0.0
    for place, (name, rows) in enumerate(groups):
        x = left + (0 if stacked else place * (room + 76))
        y = bottom + 6 if stacked else 6
        parts.append(text(x, y + SMALL, f"{name}: {rows[0].total}", size=SMALL, colour=QUIET))
        for rank, row in enumerate(rows):
            top = y + 24 + rank * 26
            if stacked or place == 0:
                parts.append(text(0, top + SMALL, _name(row), size=SMALL))
            parts.append(box(x, top, room, 16, ACCENT_SOFT))
            parts.append(box(x, top, room * row.agreeing / row.total, 16, ACCENT))
            parts.append(text(x + room + 8, top + SMALL, f"{row.agreeing}", size=SMALL))
        bottom = y + 24 + len(rows) * 26
    return bottom, parts
