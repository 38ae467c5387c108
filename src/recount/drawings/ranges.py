"""The one number that a claim turns on: where it can lie, and where the claim is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from recount.drawings.canvas import (
    LEADING,
    NARROW,
    SMALL,
    TEXT,
    Drawing,
    Part,
    box,
    line,
    make_drawing,
    number_line,
    paragraph,
    round_ticks,
    text,
    text_width,
    wrapped,
)
from recount.drawings.marks import mark, tally
from recount.drawings.one_number import OneNumber, one_number, run_in_words, runs_in_words
from recount.drawings.palette import ACCENT, ACCENT_SOFT, INK, PAPER, QUIET, RULE
from recount.ledger import Ledger
from recount.words import listed

__all__ = ["draw_range", "draw_ranges"]

THICK = 18
EDGE = 18
Place = Callable[[float], float]


def draw_range(ledger: Ledger, name: str) -> Drawing:
    """Return the axis of possible counts, the claim's true part filled and its ends said.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the claim turns on no single number.
    """
    found = one_number(ledger, name)
    alt = (
        f"The printed numbers leave {run_in_words(found.free)} {found.quantity}; there are "
        f"{found.whole:,} {found.group}; {found.turn_name} would be {float(found.turn):,.1f}. "
        f"The claim: {found.entry.statement}."
    )
    return make_drawing(found.finding, alt, lambda width: _one(found, width))


def _one(found: OneNumber, width: int) -> tuple[float, list[Part]]:
    low, high = _axis(found)
    scale = (width - 2 * EDGE) / max(high - low, 1)

    def place(value: float) -> float:
        return EDGE + (value - low) * scale

    words = f"{found.turn_name}: {float(found.turn):,.1f}"
    half = text_width(words, SMALL) / 2
    middle = place(float(found.turn))
    top = 26
    parts: list[Part] = [
        text(
            min(max(middle, half), width - half), SMALL, words,
            anchor="middle", size=SMALL, colour=QUIET,
        ),
        *_bar(found, place, top),
        line(middle, SMALL + 4, middle, top, colour=INK, width=1.5),
    ]  # fmt: skip
    y = top + THICK + 16
    parts += _turn_points(found, place, y, width)
    y += 10
    ticks = [(place(tick), f"{tick:,}") for tick in round_ticks(low, high, 8 if width > 400 else 5)]
    parts += number_line(y, ticks, EDGE, width - EDGE)
    rows = wrapped(f"{found.quantity}; {found.group}: {found.whole:,}", width - EDGE, SMALL)
    parts += paragraph(EDGE, y + 36, rows, size=SMALL, colour=QUIET)
    return y + 36 + (len(rows) - 1) * SMALL * LEADING + 6, parts


def _axis(found: OneNumber) -> tuple[int, int]:
    """Return the first and last count to draw: every possible one, and that of no difference."""
    low, high = found.free
    turn = float(found.turn)
    return (low if low <= turn else 0), max(high, int(turn) + (turn > int(turn)))


def _bar(found: OneNumber, place: Place, top: float, said: bool = True) -> list[Part]:
    """Return what is possible as an outlined bar, and what is true filled, with a word in each."""
    low, high = (place(end) for end in found.free)
    ends = {"low": f"{found.free[0]}", "high": f"{found.free[1]}"} if said else {}
    parts: list[Part] = [box(low, top, high - low, THICK, ACCENT_SOFT, stroke=RULE, **ends)]
    edges = [found.free[0]]
    for first, last in found.true:
        left, right = place(first), place(last)
        parts.append(box(left, top, right - left, THICK, ACCENT))
        if said:
            parts += _inside("true" if found.decides else "can be true", left, right, top, PAPER)
        edges += [first, last]
    edges.append(found.free[1])
    if said:
        for before, after in zip(edges[::2], edges[1::2], strict=True):
            parts += _inside("false", place(before), place(after), top, QUIET)
    return parts


def _inside(word: str, left: float, right: float, top: float, colour: str) -> list[Part]:
    if right - left < text_width(word, SMALL) + 6:
        return []
    y = top + THICK - 5
    return [text((left + right) / 2, y, word, anchor="middle", size=SMALL, colour=colour)]


def _turn_points(found: OneNumber, place: Place, y: float, width: int) -> list[Part]:
    """Return the counts at which the claim turns, below the bar; two that are close as one."""
    parts: list[Part] = []
    for low, high in found.true:
        ends = [end for end in (low, high) if end not in found.free] or [low, high]
        labels = [(place(end), f"{end:,}") for end in dict.fromkeys(ends)]
        if len(labels) == 2 and labels[1][0] - labels[0][0] < 44:
            labels = [((labels[0][0] + labels[1][0]) / 2, f"{low:,}–{high:,}")]
        for x, words in labels:
            half = text_width(words, TEXT, bold=True) / 2
            x = min(max(x, half), width - half)
            parts.append(text(x, y, words, anchor="middle", colour=ACCENT, bold=True))
    return parts


def draw_ranges(ledger: Ledger, *names: str) -> Drawing:
    """Return several claims below each other, each number as a share of the group it counts.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If a claim turns on no single number, or none is named.
    """
    if not names:
        raise ValueError("no entry is named, so there is nothing to draw")
    rows = [one_number(ledger, name) for name in names]
    alt = ". ".join(
        f"{row.entry.statement}: {row.entry.verdict}, {_need(row)} of {row.whole:,}, "
        f"{run_in_words(row.free)} possible"
        for row in rows
    )
    return make_drawing(_finding(rows), f"{alt}.", lambda width: _several(rows, width))


def _finding(rows: Sequence[OneNumber]) -> str:
    found = Counter(row.entry.verdict for row in rows)
    said = f"Of {len(rows)} statements, "
    said += listed([tally(number, word) for word, number in found.items()])
    if len(found) == 1 and len(rows) > 1:
        said = (
            f"All {len(rows)} statements "
            + tally(len(rows), rows[0].entry.verdict).split(" ", 1)[1]
        )
    return f"{said}; each can be true only in the dark part of its bar"


def _need(row: OneNumber) -> str:
    return f"true only with {runs_in_words(row)}" if row.true else "never true"


def _several(rows: Sequence[OneNumber], width: int) -> tuple[float, list[Part]]:
    """Return the claims with their bars: beside each other where there is room, else below."""
    beside = width > NARROW
    left, right = (270, width - 128) if beside else (14, width - 18)
    parts: list[Part] = []
    y = 4.0
    for row in rows:
        lines = wrapped(row.entry.statement, (left if beside else width) - 28, SMALL)
        parts.append(line(0, y, width, y))
        parts += mark(row.entry.verdict, 8, y + 13, 13)
        parts += paragraph(22, y + SMALL + 5, lines, size=SMALL)
        tall = len(lines) * SMALL * LEADING
        middle = y + 4 + tall / 2 if beside else y + tall + 20
        said = f"{runs_in_words(row) if row.true else 'none'} of {row.whole:,}"
        if beside:
            parts.append(text(right + 10, middle + 5, said, size=SMALL, colour=ACCENT))
        else:
            parts.append(text(0, middle + 26, said, size=SMALL, colour=ACCENT))

        def place(value: float, whole: int = row.whole) -> float:
            return left + value / whole * (right - left)

        parts += _bar(row, place, middle - THICK / 2, said=False)
        turn = place(float(row.turn))
        parts.append(line(turn, middle - 13, turn, middle + 13, colour=INK, width=1.5))
        y = (y + max(tall, 22) + 14) if beside else middle + 36
    ticks = [(left + step / 4 * (right - left), f"{25 * step}%") for step in range(5)]
    parts += number_line(y + 2, ticks, left, right)
    names = listed(list(dict.fromkeys(row.turn_name for row in rows)), ", ", " or ")
    note = wrapped(f"share of the group’s cases; upright stroke: {names}", width - left, SMALL)
    parts += paragraph(left, y + 36, note, size=SMALL, colour=QUIET)
    return y + 36 + (len(note) - 1) * SMALL * LEADING + 6, parts
