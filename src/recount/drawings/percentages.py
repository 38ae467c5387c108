"""Printed percentages against the exact shares of the printed counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from recount.arithmetic import Share, percent_of, printed_interval
from recount.drawings.artists import Shape
from recount.drawings.canvas import (
    NARROW,
    SMALL,
    Drawing,
    Part,
    box,
    disc,
    line,
    make_drawing,
    number_line,
    text,
)
from recount.drawings.palette import ACCENT_SOFT, APART, QUIET, TOGETHER
from recount.ledger import Entry, Ledger
from recount.words import counted

__all__ = ["draw_percentages"]

#: Ends of the axis, in percentage points, and the size of a dot, in pixels.
LOW, HIGH, DOT = -0.62, 1.02, 7.2
#: On a narrow page the names of dots outside want more of it.
NARROW_HIGH = 1.5

Dot = tuple[float, Entry]
"""How far the exact share lies from the printed number, in points, and the entry."""


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


def draw_percentages(ledger: Ledger) -> Drawing:
    """Return each percentage with counts as a dot beside the number that is printed for it.

    A dot within the band rounds to the printed number; one outside is named.
    """
    groups: dict[str, list[Dot]] = {}
    for entry in ledger.entries:
        if entry.kind != "percentage" or entry.numerator is None or not entry.printed:
            continue
        off = 100 * Fraction(entry.numerator, entry.denominator or 1) - percent_of(entry.printed)
        sample = ledger.report.samples[entry.sample].name if entry.sample else "cases"
        table = table_of(entry)
        name = f"{table}, {sample}" if table else "In the text"
        groups.setdefault(name, []).append((float(off), entry))
    dots = [dot for own in groups.values() for dot in own]
    apart = [entry for _, entry in dots if entry.verdict == "differs"]
    title = (
        f"{len(dots) - len(apart)} of {counted(len(dots), 'percentage')} are the rounded shares of "
        f"their counts; {len(apart)} are not"
    )
    said = [f"page {e.page}, {_share(e)}, printed {e.printed}" for e in apart]
    alt = f"A dot a percentage, by its distance from what is printed. Outside: {'; '.join(said)}."
    interval = printed_interval("50%", ledger.assumed.convention)
    band = (float(100 * interval.low) - 50, float(100 * interval.high) - 50)
    return make_drawing(title, alt, lambda width: _drawn(groups, band, width))


def _share(entry: Entry) -> str:
    assert entry.numerator is not None
    assert entry.denominator is not None
    share = Share(entry.numerator, entry.denominator)
    return f"{share.part:,} of {share.whole:,} is {share.decimals()}"


def _drawn(
    groups: dict[str, list[Dot]], band: tuple[float, float], width: int
) -> tuple[float, list[Part]]:
    left = 0 if width == NARROW else 190
    scale = (width - left - 8) / ((NARROW_HIGH if width == NARROW else HIGH) - LOW)

    def place(points: float) -> float:
        return left + (points - LOW) * scale

    tall = 66 if width == NARROW else 52
    foot = 26 + tall * len(groups)
    parts: list[Part] = [
        box(place(band[0]), 20, place(band[1]) - place(band[0]), foot - 20, ACCENT_SOFT),
        text(place(sum(band) / 2), 14, "rounds to it", anchor="middle", size=SMALL, colour=QUIET),
        line(place(0), 20, place(0), foot),
    ]
    for row, (name, dots) in enumerate(groups.items()):
        y = 24 + row * tall
        inside = sorted(off for off, entry in dots if entry.verdict != "differs")
        words = f"{name}: {len(inside)} of {len(dots)}"
        middle = y + tall - 22
        if left:
            parts.append(text(0, middle - 2, name, size=SMALL))
            said = f"{len(inside)} of {len(dots)} inside"
            parts.append(text(0, middle + 14, said, size=SMALL, colour=QUIET))
        else:
            parts.append(text(4, y + 12, words, size=SMALL))
        for off, up in zip(inside, _swarm([place(off) for off in inside]), strict=True):
            parts.append(disc(place(off), middle + up, DOT / 2 - 0.4, TOGETHER))
        outside = [(off, entry) for off, entry in dots if entry.verdict == "differs"]
        outside.sort(key=lambda dot: dot[0])
        for rank, (off, entry) in enumerate(outside):
            up = middle + (rank - (len(outside) - 1) / 2) * 17
            x = place(off)
            diamond = ((x, up - 5), (x + 5, up), (x, up + 5), (x - 5, up))
            parts.append(Shape((diamond,), APART, closed=True))
            words = f"{_share(entry).rpartition(' ')[2]}, printed {entry.printed}"
            parts.append(text(x + 8, up + 4, words, size=SMALL, colour=APART))
    ticks = [(place(-0.5), "−0.5"), (place(0), "printed"), (place(0.5), "+0.5 points")]
    parts += number_line(foot, ticks, left, width - 4)
    return foot + 24, parts


def _swarm(places: Sequence[float]) -> list[float]:
    """Return for each dot how far up or down it goes, so that no two touch."""
    put: list[tuple[float, float]] = []
    for place in places:
        levels = (DOT * (step // 2 + step % 2) * (-1) ** step for step in range(len(places) + 1))
        up = next(
            level
            for level in levels
            if all((place - x) ** 2 + (level - y) ** 2 >= (0.98 * DOT) ** 2 for x, y in put)
        )
        put.append((place, up))
    return [up for _, up in put]
