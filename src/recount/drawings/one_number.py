"""The one number that a claim turns on: where it can lie, and where the claim is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil

from recount.drawings.canvas import (
    LINE,
    Canvas,
    Drawing,
    make_drawing,
    round_ticks,
    scale,
    text_width,
    wrapped,
)
from recount.drawings.marks import draw_marks, tally
from recount.ledger import Entry, Ledger
from recount.report import Claim, Contrast, Overlap
from recount.tables import Margin
from recount.verdicts.assumptions import margin_of
from recount.words import listed, quantity_in_words, range_in_words, within_words

__all__ = ["OneNumber", "draw_range", "draw_ranges", "one_number"]

#: The test that decides; a claim that has none of its own is judged by counting.
DECIDES = "pearson"
THICK, EDGE = 18, 18


@dataclass(frozen=True, slots=True)
class OneNumber:
    """The number that a claim turns on.

    Attributes:
        entry: The claim's entry.
        quantity: What is counted, in words.
        free: Fewest and most that the printed numbers leave possible.
        true: The runs with which the claim is true in some table, each its first and its last.
        whole: Cases of the group that is counted: what a share is a share of.
        group: Their name: "cases with a male victim".
        turn: The number that says nothing either way, and its name: equal shares, or one half.
        margins: Rows and columns of the table that the number fills, where both are pairs and it
            decides the claim alone; else None.
    """

    entry: Entry
    quantity: str
    free: tuple[int, int]
    true: tuple[tuple[int, int], ...]
    whole: int
    group: str
    turn: Fraction
    turn_name: str
    margins: tuple[Margin, Margin] | None = None

    @property
    def settled(self) -> bool:
        """Whether the claim is true with every possible number, or with none."""
        return self.true in ((self.free,), ())

    @property
    def decides(self) -> bool:
        """Whether the number alone decides the claim."""
        return self.margins is not None or self.turn_name == "one half" or self.settled

    @property
    def needed(self) -> str:
        """Where the claim is true; an end that the printed numbers set anyway is not said."""
        return within_words(self.true, *self.free)


def one_number(ledger: Ledger, name: str) -> OneNumber:
    """Return the number that a claim turns on.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the claim turns on no single number.
    """
    report, entry = ledger.report, ledger[name]
    reading = entry.source.reading if isinstance(entry.source, Claim) else None
    free = _runs(entry, None)
    if not isinstance(reading, Contrast | Overlap) or len(free) != 1:
        raise ValueError(f"{name}: the claim turns on no single number, so nothing is drawn")
    quantity = quantity_in_words(report, replace(entry.implied[0].quantity, whole=None))
    if isinstance(reading, Overlap):
        base = entry.fact("base")
        assert isinstance(base, int)
        low, high = max(free[0][0], base // 2 + 1), free[0][1]
        most, half = ((low, high),) if low <= high else (), Fraction(base, 2)
        return OneNumber(entry, quantity, free[0], most, base, "cases", half, "one half")
    true = _runs(entry, DECIDES)
    if entry.verdict == "open" and not true:
        raise ValueError(f"{name}: no range of the number is known if it is true")
    groups = (reading.pivot, *reading.against)
    rows = margin_of(report, reading.sample, reading.characteristic, groups, ledger.assumed)
    outcome = (reading.yes, reading.no)
    columns = margin_of(report, reading.sample, reading.outcome, outcome, ledger.assumed)
    alone = len(groups) == 2 and not rows.missing + columns.missing
    group = report.phrase(reading.sample, reading.characteristic, reading.pivot).cases
    equal = Fraction(rows.totals[0] * columns.totals[0], rows.n)
    return OneNumber(
        *(entry, quantity, free[0], true, rows.totals[0], group, equal, "no difference"),
        (rows, columns) if alone else None,
    )


def _runs(entry: Entry, test: str | None) -> tuple[tuple[int, int], ...]:
    """Return the runs of a number that are possible, or with which the claim is true by a test."""
    return tuple(
        (item.low, item.high)
        for item in entry.implied
        if item.test == test and item.given_claim == (test is not None) and not item.undefined
        if isinstance(item.low, int) and isinstance(item.high, int)
    )


def draw_range(ledger: Ledger, name: str) -> Drawing:
    """Return the axis of possible counts, the claim's true part filled and its ends said.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the claim turns on no single number.
    """
    found = one_number(ledger, name)
    possible, turn = f"{range_in_words(*found.free)} {found.quantity}", float(found.turn)
    title = f"True only with {found.needed} {found.quantity}"
    if found.settled:
        title = f"{'True' if found.true else 'False'} throughout: the printed numbers leave "
        title += possible
    elif not found.decides:
        title = f"Can be true only with {found.needed} {found.quantity}"
    alt = (
        f"The printed numbers leave {possible}; there are {found.whole:,} {found.group}; "
        f"{found.turn_name} would be {turn:,.1f}. The claim: {found.entry.statement}."
    )
    # Every possible count, and that of no difference.
    low = found.free[0] if found.free[0] <= turn else 0
    high = max(found.free[1], ceil(turn))
    # In each part of the bar that has room stands whether the claim is true there.
    edges = [found.free[0], *(end for run in found.true for end in run), found.free[1]]
    words = ("false", "true" if found.decides else "can be true")

    def draw(on: Canvas) -> float:
        place = scale(low, high, EDGE, on.width - EDGE)

        def write(x: float, y: float, words: str, colour: str, bold: bool = False) -> None:
            half = text_width(words, bold) / 2
            on.text(min(max(x, half), on.width - half), y, words, "center", colour, bold)

        write(place(turn), 13, f"{found.turn_name}: {turn:,.1f}", "quiet")
        left, right = (place(end) for end in found.free)
        _bar(on, found, place, 26)
        on.hook(left, 26, right - left, THICK, *found.free)
        for rank, (start, end) in enumerate(pairwise(map(place, edges))):
            if end - start >= text_width(words[rank % 2]) + 6:
                colour = ("quiet", "paper")[rank % 2]
                on.text((start + end) / 2, THICK + 21, words[rank % 2], "center", colour)
        on.line(place(turn), 17, place(turn), 26, "ink", width=1.5)
        for first, last in found.true:
            # The counts at which the claim turns; two that are close as one.
            ends = [end for end in (first, last) if end not in found.free] or [first, last]
            labels = [(place(end), f"{end:,}") for end in dict.fromkeys(ends)]
            if len(labels) == 2 and labels[1][0] - labels[0][0] < 44:
                labels = [((labels[0][0] + labels[1][0]) / 2, f"{first:,}–{last:,}")]
            for x, said in labels:
                write(x, THICK + 42, said, "accent", bold=True)
        ticks = [(place(t), f"{t:,}") for t in round_ticks(low, high, 5 if on.narrow else 8)]
        on.number_line(THICK + 52, ticks, EDGE, on.width - EDGE)
        return on.note(EDGE, THICK + 88, f"{found.quantity}; {found.group}: {found.whole:,}")

    return make_drawing(title, alt, draw)


def _bar(on: Canvas, found: OneNumber, place: Callable[[float], float], top: float) -> None:
    """Draw what is possible as an outlined bar, and what is true filled."""
    low, high = (place(end) for end in found.free)
    on.box(low, top, high - low, THICK, "accent-soft", stroke="rule")
    for first, last in found.true:
        on.box(place(first), top, place(last) - place(first), THICK, "accent")


def draw_ranges(ledger: Ledger, *names: str) -> Drawing:
    """Return several claims below each other, each number as a share of the group it counts.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If a claim turns on no single number.
    """
    rows = [one_number(ledger, name) for name in names]
    verdicts = Counter(row.entry.verdict for row in rows)
    title = f"Of {len(rows)} statements, "
    title += listed([tally(number, word) for word, number in verdicts.items()])
    if len(verdicts) == 1 and len(rows) > 1:
        word = tally(len(rows), rows[0].entry.verdict).split(" ", 1)[1]
        title = f"All {len(rows)} statements {word}"
    title += "; each can be true only in the strong part of its bar"
    alt = ". ".join(
        f"{row.entry.statement}: {row.entry.verdict}, "
        f"{f'true only with {row.needed}' if row.true else 'never true'} of {row.whole:,}, "
        f"{range_in_words(*row.free)} possible"
        for row in rows
    )

    def draw(on: Canvas) -> float:
        # The bars stand beside the claims where there is room, else below them.
        left, right = (14, on.width - 18) if on.narrow else (270, on.width - 128)
        y = 4.0
        for row in rows:
            lines = wrapped(row.entry.statement, (on.width if on.narrow else left) - 28)
            on.line(0, y, on.width, y)
            draw_marks(on, row.entry.verdict, [(8, y + 13)])
            on.paragraph(22, y + 18, lines)
            tall = len(lines) * LINE
            middle = y + tall + 20 if on.narrow else y + 4 + tall / 2
            said = f"{row.needed if row.true else 'none'} of {row.whole:,}"
            x, base = (0, middle + 26) if on.narrow else (right + 10, middle + 5)
            on.text(x, base, said, colour="accent")
            place = scale(0, row.whole, left, right)
            _bar(on, row, place, middle - THICK / 2)
            turn = place(float(row.turn))
            on.line(turn, middle - 13, turn, middle + 13, "ink", width=1.5)
            y = middle + 36 if on.narrow else y + max(tall, 22) + 14
        ticks = [(left + step / 4 * (right - left), f"{25 * step}%") for step in range(5)]
        on.number_line(y + 2, ticks, left, right)
        names = listed(list(dict.fromkeys(row.turn_name for row in rows)), ", ", " or ")
        return on.note(left, y + 36, f"share of the group’s cases; upright stroke: {names}")

    return make_drawing(title, f"{alt}.", draw)
