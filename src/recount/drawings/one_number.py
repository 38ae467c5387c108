"""The one number that a claim turns on: where it can lie, and where the claim is true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from recount.drawings.canvas import THICK, Canvas, Drawing, Scale, make_drawing, text_width
from recount.drawings.verdict_map import draw_marks, tally
from recount.ledger import Entry, Ledger
from recount.report import Claim, Contrast, Overlap
from recount.tables import Margin
from recount.verdicts import Known
from recount.words import listed, quantity_in_words, range_in_words, within_words

#: The test that decides; a claim that has none of its own is judged by counting.
DECIDES = "pearson"
#: Room beside an axis for the half of a label.
EDGE = 18


@dataclass(frozen=True, slots=True)
class OneNumber:
    """The number that a claim turns on.

    Attributes:
        quantity: What is counted, in words.
        free: Fewest and most that the printed numbers leave possible.
        true: The runs with which the claim is true in some table, each its first and its last.
        whole, group: Cases of the group that is counted, and their name: "cases with a boy".
        turn, turn_name: The number that says nothing either way: equal shares, or one half.
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
    def runs(self) -> list[tuple[int, int, str]]:
        """The possible numbers in runs, with whether the claim is true: first, last, verdict."""
        runs, at = [], self.free[0]
        for low, high in self.true:
            runs += [(at, low - 1, "fails"), (low, high, "holds")]
            at = high + 1
        return [run for run in (*runs, (at, self.free[1], "fails")) if run[0] <= run[1]]

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

    def draw(self, on: Canvas, place: Scale, top: float) -> None:
        """Draw what is possible as an outlined bar, and what is true filled."""
        on.bar(place, top, *self.free, "accent-soft", stroke="rule")
        for run in self.true:
            on.bar(place, top, *run)


def one_number(ledger: Ledger, name: str) -> OneNumber:
    """Return the number that a claim turns on; a ValueError tells that there is none."""
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
    known, outcome = Known(report, ledger.assumed), (reading.yes, reading.no)
    rows = known.margin(reading.sample, reading.characteristic, groups)
    columns = known.margin(reading.sample, reading.outcome, outcome)
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
    true = "true" if found.decides else "can be true"

    def draw(on: Canvas) -> float:
        place = Scale(low, high, EDGE, on.width - EDGE)

        def write(x: float, y: float, words: str, colour: str, bold: bool = False) -> None:
            half = text_width(words, bold) / 2
            on.text(min(max(x, half), on.width - half), y, words, "center", colour, bold)

        write(place(turn), 13, f"{found.turn_name}: {turn:,.1f}", "quiet")
        found.draw(on, place, 26)
        on.hook(place, 26, *found.free)
        for first, last, verdict in found.runs:
            # In each part of the bar that has room stands whether the claim is true there.
            said, colour = (true, "paper") if verdict == "holds" else ("false", "quiet")
            beyond = verdict == "fails"  # to where it is true
            start, end = max(first - beyond, found.free[0]), min(last + beyond, found.free[1])
            if place(end) - place(start) >= text_width(said) + 6:
                on.text(place((start + end) / 2), 26 + THICK - 5, said, "center", colour)
        on.line(place(turn), 17, place(turn), 26, "ink", width=1.5)
        for run in found.true:
            # The counts at which the claim turns; two that are close as one.
            ends = [end for end in run if end not in found.free] or run
            labels = {f"{end:,}": place(end) for end in ends}
            if len(labels) == 2 and place(run[1]) - place(run[0]) < 44:
                labels = {"–".join(labels): place(sum(run) / 2)}
            for said, x in labels.items():
                write(x, THICK + 42, said, "accent", bold=True)
        on.number_line(place, THICK + 52, 5 if on.narrow else 8)
        return on.note(EDGE, THICK + 88, f"{found.quantity}; {found.group}: {found.whole:,}")

    return make_drawing(title, alt, draw)


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
            on.line(0, y, on.width, y)
            draw_marks(on, row.entry.verdict, [(8, y + 13)])
            room = (on.width if on.narrow else left) - 28
            tall = on.paragraph(22, y + 18, row.entry.statement, room)
            middle = y + tall + 20 if on.narrow else y + 4 + tall / 2
            said = f"{row.needed if row.true else 'none'} of {row.whole:,}"
            x, base = (0, middle + 26) if on.narrow else (right + 10, middle + 5)
            on.text(x, base, said, colour="accent")
            place = Scale(0, row.whole, left, right)
            row.draw(on, place, middle - THICK / 2)
            turn = place(float(row.turn))
            on.line(turn, middle - 13, turn, middle + 13, "ink", width=1.5)
            y = middle + 36 if on.narrow else y + max(tall, 22) + 14
        quarters = {step / 4: f"{25 * step}%" for step in range(5)}
        on.number_line(Scale(0, 1, left, right), y + 2, quarters)
        turns = listed(list(dict.fromkeys(row.turn_name for row in rows)), ", ", " or ")
        return on.note(left, y + 36, f"share of the group’s cases; upright stroke: {turns}")

    return make_drawing(title, f"{alt}.", draw)
