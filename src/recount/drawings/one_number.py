"""The one number that a claim turns on: where it can lie, and where the claim is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from recount.drawings.canvas import (
    LINE,
    Canvas,
    Drawing,
    make_drawing,
    round_ticks,
    text_width,
    wrapped,
)
from recount.drawings.marks import draw_marks, tally
from recount.ledger import Entry, Ledger
from recount.report import Contrast, Overlap
from recount.verdicts import Implied, cross
from recount.words import listed, quantity_in_words, span, within_words

__all__ = ["Margins", "OneNumber", "Run", "draw_range", "draw_ranges", "one_number"]

#: The test that decides; a claim that has none of its own is judged by counting.
DECIDES = "pearson"
THICK, EDGE = 18, 18

Run = tuple[int, int]
"""A run of counts: the first and the last."""
Place = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Margins:
    """The table of two rows and two columns that one number fills: names and totals of each."""

    rows: tuple[str, str]
    columns: tuple[str, str]
    row_totals: tuple[int, int]
    column_totals: tuple[int, int]


@dataclass(frozen=True, slots=True)
class OneNumber:
    """The number that a claim turns on.

    Attributes:
        entry: The claim's entry.
        quantity: What is counted, in words.
        free: Fewest and most that the printed numbers leave possible.
        true: The runs with which the claim is true in some table.
        whole: Cases of the group that is counted: what a share is a share of.
        group: Their name: "cases with a male victim".
        turn: The number that says nothing either way, and its name: equal shares, or one half.
        margins: The table that the number fills, where it decides the claim alone; else None.
    """

    entry: Entry
    quantity: str
    free: Run
    true: tuple[Run, ...]
    whole: int
    group: str
    turn: Fraction
    turn_name: str
    margins: Margins | None

    @property
    def decides(self) -> bool:
        """Whether the number alone decides the claim."""
        settled = self.true in ((self.free,), ())
        return self.margins is not None or self.turn_name == "one half" or settled

    @property
    def needed(self) -> str:
        """Where the claim is true; an end that the printed numbers set anyway is not said."""
        return within_words(self.true, *self.free)

    @property
    def finding(self) -> str:
        """What follows for the number, as a sentence without its full stop."""
        possible = f"{span(*self.free)} {self.quantity}"
        if self.true in ((self.free,), ()):
            word = "True" if self.true else "False"
            return f"{word} throughout: the printed numbers leave {possible}"
        verb = "True" if self.decides else "Can be true"
        return f"{verb} only with {self.needed} {self.quantity}"


def one_number(ledger: Ledger, name: str) -> OneNumber:
    """Return the number that a claim turns on.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the claim turns on no single number.
    """
    entry = ledger[name]
    claim = next((row for row in ledger.report.claims if row.id == name), None)
    free = _runs(item for item in entry.implied if item.test is None and not item.given_claim)
    reading = None if claim is None else claim.reading
    if not isinstance(reading, Contrast | Overlap) or len(free) != 1:
        raise ValueError(f"{name}: the claim turns on no single number, so nothing is drawn")
    quantity = quantity_in_words(ledger.report, replace(entry.implied[0].quantity, whole=None))
    if isinstance(reading, Overlap):
        base = entry.judgement.fact("base")
        assert isinstance(base, int)
        low, high = max(free[0][0], base // 2 + 1), free[0][1]
        true = ((low, high),) if low <= high else ()
        half = Fraction(base, 2)
        return OneNumber(entry, quantity, free[0], true, base, "cases", half, "one half", None)
    given = _runs(
        item
        for item in entry.implied
        if item.given_claim and item.test == DECIDES and not item.undefined
    )
    if entry.verdict == "open" and not given:
        raise ValueError(f"{name}: no range of the number is known if it is true")
    space = cross(ledger.report, reading, ledger.assumed)
    pivot = space.indices(reading.pivot)
    rows, columns = space.space.rows, space.space.columns
    whole = sum(rows.totals[row] for row in pivot)
    rest = {row for group in reading.against for row in space.indices(group)}
    alone = (
        len(reading.against) == 1
        and len(rest) + len(pivot) == len(rows.totals)
        and not rows.missing + columns.missing
        and len(columns.totals) == 2
    )
    return OneNumber(
        entry,
        quantity,
        free[0],
        given,
        whole,
        ledger.report.phrase(reading.sample, reading.characteristic, reading.pivot).cases,
        Fraction(whole * columns.totals[0], rows.n),
        "no difference",
        _margins(ledger, reading, whole, columns.totals) if alone else None,
    )


def _margins(ledger: Ledger, reading: Contrast, whole: int, outcome: tuple[int, ...]) -> Margins:
    def named(variable: str, *groups: tuple[str, ...]) -> tuple[str, str]:
        first, second = (
            ledger.report.group_label(reading.sample, variable, levels) for levels in groups
        )
        return first, second

    return Margins(
        named(reading.characteristic, reading.pivot, reading.against[0]),
        named(reading.outcome, reading.yes, reading.no),
        (whole, sum(outcome) - whole),
        (outcome[0], outcome[1]),
    )


def _runs(items: Iterable[Implied]) -> tuple[Run, ...]:
    return tuple(
        (item.low, item.high)
        for item in items
        if isinstance(item.low, int) and isinstance(item.high, int)
    )


def draw_range(ledger: Ledger, name: str) -> Drawing:
    """Return the axis of possible counts, the claim's true part filled and its ends said.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the claim turns on no single number.
    """
    found = one_number(ledger, name)
    alt = (
        f"The printed numbers leave {span(*found.free)} {found.quantity}; there are "
        f"{found.whole:,} {found.group}; {found.turn_name} would be {float(found.turn):,.1f}. "
        f"The claim: {found.entry.statement}."
    )
    return make_drawing(found.finding, alt, lambda on: _draw_one(on, found))


def _draw_one(on: Canvas, found: OneNumber) -> float:
    turn = float(found.turn)
    # Every possible count, and that of no difference.
    low = found.free[0] if found.free[0] <= turn else 0
    high = max(found.free[1], int(turn) + (turn > int(turn)))
    scale = (on.width - 2 * EDGE) / max(high - low, 1)

    def place(value: float) -> float:
        return EDGE + (value - low) * scale

    def within(x: float, half: float) -> float:
        return min(max(x, half), on.width - half)

    top, middle = 26, place(turn)
    words = f"{found.turn_name}: {turn:,.1f}"
    on.text(within(middle, text_width(words) / 2), 13, words, "middle", "quiet")
    left, right = (place(end) for end in found.free)
    _bar(on, found, place, top)
    on.hook(left, top, right - left, THICK, *found.free)
    _words_in_bar(on, found, place, top + THICK - 5)
    on.line(middle, 17, middle, top, colour="ink", width=1.5)
    y = top + THICK + 16
    for first, last in found.true:
        # The counts at which the claim turns; two that are close as one.
        ends = [end for end in (first, last) if end not in found.free] or [first, last]
        labels = [(place(end), f"{end:,}") for end in dict.fromkeys(ends)]
        if len(labels) == 2 and labels[1][0] - labels[0][0] < 44:
            labels = [((labels[0][0] + labels[1][0]) / 2, f"{first:,}–{last:,}")]
        for x, words in labels:
            x = within(x, text_width(words, bold=True) / 2)
            on.text(x, y, words, "middle", colour="accent", bold=True)
    y += 10
    ticks = [(place(tick), f"{tick:,}") for tick in round_ticks(low, high, 5 if on.narrow else 8)]
    on.number_line(y, ticks, EDGE, on.width - EDGE)
    return on.note(EDGE, y + 36, f"{found.quantity}; {found.group}: {found.whole:,}")


def _bar(on: Canvas, found: OneNumber, place: Place, top: float) -> None:
    """Draw what is possible as an outlined bar, and what is true filled."""
    low, high = (place(end) for end in found.free)
    on.box(low, top, high - low, THICK, "accent-soft", stroke="rule")
    for first, last in found.true:
        on.box(place(first), top, place(last) - place(first), THICK, "accent")


def _words_in_bar(on: Canvas, found: OneNumber, place: Place, y: float) -> None:
    """Write in each part of a bar whether the claim is true there."""
    edges = [found.free[0], *(end for run in found.true for end in run), found.free[1]]
    word = "true" if found.decides else "can be true"
    for rank, (low, high) in enumerate(pairwise(edges)):
        said, colour = (word, "paper") if rank % 2 else ("false", "quiet")
        left, right = place(low), place(high)
        if right - left >= text_width(said) + 6:
            on.text((left + right) / 2, y, said, "middle", colour=colour)


def draw_ranges(ledger: Ledger, *names: str) -> Drawing:
    """Return several claims below each other, each number as a share of the group it counts.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If a claim turns on no single number, or none is named.
    """
    if not names:
        raise ValueError("no entry is named, so there is nothing to draw")
    rows = [one_number(ledger, name) for name in names]
    verdicts = Counter(row.entry.verdict for row in rows)
    title = f"Of {len(rows)} statements, "
    title += listed([tally(number, word) for word, number in verdicts.items()])
    if len(verdicts) == 1 and len(rows) > 1:
        word = tally(len(rows), rows[0].entry.verdict).split(" ", 1)[1]
        title = f"All {len(rows)} statements {word}"
    alt = ". ".join(
        f"{row.entry.statement}: {row.entry.verdict}, "
        f"{f'true only with {row.needed}' if row.true else 'never true'} of {row.whole:,}, "
        f"{span(*row.free)} possible"
        for row in rows
    )
    title += "; each can be true only in the strong part of its bar"
    return make_drawing(title, f"{alt}.", lambda on: _draw_several(on, rows))


def _draw_several(on: Canvas, rows: Sequence[OneNumber]) -> float:
    """Draw the claims with their bars: beside each other where there is room, else below."""
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

        def place(value: float, whole: int = row.whole) -> float:
            return left + value / whole * (right - left)

        _bar(on, row, place, middle - THICK / 2)
        turn = place(float(row.turn))
        on.line(turn, middle - 13, turn, middle + 13, colour="ink", width=1.5)
        y = middle + 36 if on.narrow else y + max(tall, 22) + 14
    ticks = [(left + step / 4 * (right - left), f"{25 * step}%") for step in range(5)]
    on.number_line(y + 2, ticks, left, right)
    names = listed(list(dict.fromkeys(row.turn_name for row in rows)), ", ", " or ")
    return on.note(left, y + 36, f"share of the group’s cases; upright stroke: {names}")
