"""The one number that a claim turns on: where it can lie, and where the claim is true.

On the website it can be dragged, and what follows from it moves. The elements stand in the page
with the values of the middle of the true range; ``theme/explore.js`` shows them and moves the
numbers. What it does to one is said by its attributes, so that the script holds no number and no
word: ``data-base`` and ``data-sign`` make a count of the dragged number, ``data-of`` a share of
that, ``data-runs`` a verdict. Without scripts, and in print, the drawing stands there alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from math import ceil

from recount.drawings.canvas import THICK, Canvas, Drawing, Scale, make_drawing, text_width
from recount.drawings.verdict_map import draw_marks, tally
from recount.ledger import Entry, Ledger
from recount.markup import LEDGER, Html, plain, small_table
from recount.report import Claim, Contrast, Overlap
from recount.tables import Margin
from recount.verdicts import Rests
from recount.words import (
    SIGNS,
    counted,
    listed,
    quantity_in_words,
    range_in_words,
    verdict_words,
    within_words,
)

#: The test that decides; a claim that has none of its own is judged by counting.
DECIDES = "pearson"
#: In place of a verdict, where so many cannot be missing.
NO_TABLE = "no_table"
#: Room beside an axis for the half of a label.
EDGE = 18
Runs = Sequence[tuple[int, int, str]]
"""Runs of a number with their verdicts: first, last, verdict."""


@dataclass(frozen=True, slots=True)
class OneNumber:
    """The number that a claim turns on."""

    entry: Entry
    quantity: str  # what is counted, in words
    free: tuple[int, int]  # fewest and most that the printed numbers leave possible
    true: tuple[tuple[int, int], ...]  # runs with which the claim is true in some table
    whole: int  # cases of the group that is counted
    group: str  # their name: "cases with a male victim"
    turn: Fraction  # the number that says nothing either way: equal shares, or one half
    turn_name: str
    #: Rows and columns of the table that the number fills, where it decides the claim alone.
    margins: tuple[Margin, Margin] | None = None

    @property
    def runs(self) -> Runs:
        """The possible numbers in runs, with whether the claim is true: first, last, verdict."""
        runs, at = [], self.free[0]
        for low, high in self.true:
            runs += [(at, low - 1, "fails"), (low, high, "holds")]
            at = high + 1
        return [run for run in (*runs, (at, self.free[1], "fails")) if run[0] <= run[1]]

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
        base = entry.facts.get("base")
        assert isinstance(base, int)
        low, high = max(free[0][0], base // 2 + 1), free[0][1]
        most, half = ((low, high),) if low <= high else (), Fraction(base, 2)
        return OneNumber(entry, quantity, free[0], most, base, "cases", half, "one half")
    true = _runs(entry, DECIDES)
    if entry.verdict == "open" and not true:
        raise ValueError(f"{name}: no range of the number is known if it is true")
    groups = (reading.pivot, *reading.against)
    rows = ledger.margin(reading.sample, reading.characteristic, groups)
    columns = ledger.margin(reading.sample, reading.outcome, (reading.yes, reading.no))
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
    """Return the axis of possible counts, the claim's true part filled and its ends said."""
    found = one_number(ledger, name)
    possible, turn = f"{range_in_words(*found.free)} {found.quantity}", float(found.turn)
    settled = found.true in ((found.free,), ())
    # Whether the number alone decides the claim.
    decides = settled or found.margins is not None or found.turn_name == "one half"
    true = "true" if decides else "can be true"
    title = f"{true.capitalize()} only with {found.needed} {found.quantity}"
    if settled:
        always = "True" if found.true else "False"
        title = f"{always} throughout: the printed numbers leave {possible}"
    alt = (
        f"The printed numbers leave {possible}; there are {found.whole:,} {found.group}; "
        f"{found.turn_name} would be {turn:,.1f}. The claim: {found.entry.statement}."
    )
    # Every possible count, and that of no difference.
    low = found.free[0] if found.free[0] <= turn else 0
    high = max(found.free[1], ceil(turn))

    def draw(on: Canvas) -> float:
        place = Scale(low, high, EDGE, on.width - EDGE)

        def write(x: float, y: float, words: str, colour: str, bold: bool = False) -> None:
            half = text_width(words, bold) / 2
            on.text(min(max(x, half), on.width - half), y, words, "middle", colour, bold)

        write(place(turn), 13, f"{found.turn_name}: {turn:,.1f}", "quiet")
        found.draw(on, place, 26)
        on.hook(place, 26, *found.free)
        for first, last, verdict in found.runs:
            # In each part of the bar that has room stands whether the claim is true there.
            said, colour = (true, "paper") if verdict == "holds" else ("false", "quiet")
            beyond = verdict == "fails"  # to where it is true
            start, end = max(first - beyond, found.free[0]), min(last + beyond, found.free[1])
            if place(end) - place(start) >= text_width(said) + 6:
                on.text(place((start + end) / 2), 26 + THICK - 5, said, "middle", colour)
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
    """Return several claims below each other, each number as a share of the group it counts."""
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


@dataclass(frozen=True, slots=True)
class Control:
    """A number to drag below a drawing, which is hidden until the script has it."""

    quantity: str
    low: int
    high: int
    start: int  # where the page begins
    words: dict[str, str]  # what is said of each verdict

    def number(self, base: int, sign: int, whole: int = 0) -> Html:
        """Return a count that goes with the number, or its share of a whole."""
        value, of = base + sign * self.start, f' data-of="{whole}"' if whole else ""
        shown = f"{100 * value / whole:.1f}%" if whole else f"{value:,}"
        return Html(f'<span data-base="{base}" data-sign="{sign}"{of}>{shown}</span>')

    def verdict(self, runs: Runs) -> Html:
        """Return the verdict that goes with the number."""
        now = next(verdict for low, high, verdict in runs if low <= self.start <= high)
        said = " ".join(f"{low} {high} {verdict}" for low, high, verdict in runs)
        look = f'class="verdict" data-verdict="{now}" data-runs="{said}"'
        return Html(f"<span {look}>{self.words[now]}</span>")

    def below(self, drawn: Drawing, what: str, root: str = "..") -> Drawing:
        """Return a drawing with the control below it, and what the number moves."""
        said = escape(json.dumps(self.words, ensure_ascii=False))
        html = (
            f'{drawn.html}\n<div class="explore" data-words="{said}" hidden>'
            f"<label>Try a number, ours and not the report’s: {plain(self.quantity)} "
            f'<output data-base="0" data-sign="1">{self.start:,}</output>'
            f'<input type="range" min="{self.low}" max="{self.high}" value="{self.start}" '
            f'autocomplete="off"></label>{what}</div>\n'
            f'<script src="{root}/theme/explore.js" defer></script>'
        )
        return replace(drawn, html=html)


def slider(ledger: Ledger, name: str, root: str = "..") -> Drawing:
    """Return the range of a number that decides a claim alone, with a control on the page."""
    found = one_number(ledger, name)
    if found.margins is None or not found.true:
        raise ValueError(f"{name}: no single number decides the claim, so there is none to drag")
    low, high = max(found.true, key=lambda run: run[1] - run[0])
    words = {"holds": "✓ would be true", "fails": "✗ would be false"}
    control = Control(found.quantity, *found.free, (low + high) // 2, words)
    # The number fills the table: the first cell is the number, the others what the margins leave.
    rows, columns = found.margins
    (n1, n2), outcome, number = rows.totals, columns.totals[0], control.number
    first, second = (f"{name}, {n:,}" for name, n in zip(rows.labels, rows.totals, strict=True))
    table = small_table(
        ["", *columns.labels, f"share {columns.labels[0]}"],
        [
            [first, number(0, 1), number(n1, -1), number(0, 1, n1)],
            [second, number(outcome, -1), number(n2 - outcome, 1), number(outcome, -1, n2)],
        ],
    )
    said = f"<p>{control.verdict(found.runs)} {plain(found.entry.statement)}.</p>{table}"
    return control.below(draw_range(ledger, name), said, root)


def dial(ledger: Ledger, *names: str) -> Drawing:
    """Return how many missing cases of a row each verdict bears, with a control on the page."""
    row = ledger.report.row_with_missing
    most = row.value if row else 0
    # Of each entry a bar for each model of what becomes of missing cases.
    bars: dict[str, dict[str, Runs]] = {}
    for name in names:
        for rests in ledger[name].rests:
            if rests.model:
                model = f"missing {rests.model.replace('_', ' ')}"
                runs = _missing_runs(ledger[name].verdict, rests, most)
                bars.setdefault(name, {})[model] = runs
    if row is None or not bars:
        raise ValueError("no claim rests on missing data, so there is nothing to draw")
    cases = ledger.report.phrase(row.sample, row.variable, (row.category,)).cases
    opening = [
        (low, name)
        for name, own in bars.items()
        for runs in own.values()
        for low, _, verdict in runs
        if low and verdict == "open"
    ]
    title = (
        f"{len({name for _, name in opening})} of {counted(len(bars), 'statement')} would be open "
        f"if enough of the {most:,} {cases} were missing data"
    )
    if opening:
        title += f", from {min(opening)[0]:,} on or later"
    alt = ". ".join(
        f"{ledger[name].statement} ({model.replace(' ', ' cases ', 1)}): "
        + ", ".join(f"{_word(verdict)} from {low:,} to {high:,}" for low, high, verdict in runs)
        for name, own in bars.items()
        for model, runs in own.items()
    )

    def draw(on: Canvas) -> float:
        place = Scale(0, most, 20 if on.narrow else 110, on.width - 20)
        y = -2.0
        for name, own in bars.items():
            on.line(0, y + 4, on.width, y + 4)
            y += on.paragraph(0, y + 20, ledger[name].statement, on.width - 4) + 12
            for model, runs in own.items():
                on.text(place.left if on.narrow else 0, y + 13, model, colour="quiet")
                y += 22 if on.narrow else 0
                on.hook(place, y, 0, most)
                for low, high, verdict in runs:
                    # A run reaches to where the next begins, the last one to the end.
                    _draw_run(on, verdict, low, place(low), place(min(high + 1, most)), y)
                y += 28
        on.number_line(place, y, 5)
        return on.note(place.left, y + 36, f"missing among the {cases}")

    words = {name: verdict_words(name) for name in SIGNS} | {NO_TABLE: f"✗ {_word(NO_TABLE)}"}
    control = Control(f"{cases} that are missing data", 0, most, 0, words)
    models = list(dict.fromkeys(model for own in bars.values() for model in own))
    rows = [
        [Html(f'<a href="{LEDGER}#{name}">{plain(ledger[name].statement)}</a>')]
        + [control.verdict(own[model]) if model in own else Html() for model in models]
        for name, own in bars.items()
    ]
    table = small_table(["Statement", *models], rows)
    return control.below(make_drawing(title, f"{alt}.", draw), table)


def _missing_runs(verdict: str, rests: Rests, most: int) -> Runs:
    """Return a verdict from no missing case to all, as runs."""
    last = most if rests.last is None else min(rests.last, most)
    turns = last + 1 if rests.turns is None else min(rests.turns, last + 1)
    runs = ((0, turns - 1, verdict), (turns, last, "open"), (last + 1, most, NO_TABLE))
    return [run for run in runs if run[0] <= run[1]]


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")


def _draw_run(on: Canvas, verdict: str, low: int, x: float, end: float, y: float) -> None:
    """Draw a run as a bar with its word: filled where it is settled, outlined where not."""
    filled = verdict in ("holds", "fails")
    colour = verdict if filled else "quiet" if verdict == NO_TABLE else "open"
    dash = "2 3" if verdict == NO_TABLE else ""
    on.box(x, y, end - x, THICK, colour if filled else "none", stroke=colour, dash=dash)
    said = (f"{_word(verdict)} from {low:,}", f"{low:,}") if low else (_word(verdict),)
    words = next((words for words in said if text_width(words) <= end - x - 8), "")
    if words:
        on.text(x + 5, y + 14, words, colour="paper" if filled else colour)
