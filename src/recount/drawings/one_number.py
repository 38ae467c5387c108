"""The one number that a claim turns on: where it can lie, and where the claim is true.

On the website it can be dragged: elements stand empty in the page until ``theme/explore.js`` fills
them. What it writes is said by their attributes, so that the script holds no number and no word:
``data-base`` and ``data-sign`` make a count of the dragged number, ``data-of`` a share of that,
``data-runs`` a verdict. Without scripts, and in print, the drawing stands there alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from itertools import groupby
from math import ceil

from recount import words
from recount.drawings.canvas import THICK, Canvas, Drawing, Scale, make_drawing, text_width
from recount.drawings.verdict_map import draw_marks, tally
from recount.ledger import Entry, Ledger
from recount.markup import LEDGER, Html, plain, small_table
from recount.report import Claim, Contrast, Overlap
from recount.tables import Margin
from recount.verdicts import Implied, Rests

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
    true: Sequence[tuple[int, int]]  # runs with which the claim is true in some table
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
        return words.within_words(self.true, self.free)

    def draw(self, on: Canvas, place: Scale, top: float) -> None:
        """Draw what is possible as an outlined bar, and what is true filled."""
        bars = [(self.free, "accent-soft", "rule"), *((run, "accent", "none") for run in self.true)]
        for (low, high), fill, stroke in bars:
            on.box(place(low), top, place(high) - place(low), THICK, fill, stroke=stroke)


def one_number(ledger: Ledger, name: str) -> OneNumber:
    """Return the number that a claim turns on; a ValueError tells that there is none."""
    report, entry = ledger.report, ledger[name]
    reading = entry.source.reading if isinstance(entry.source, Claim) else None
    free = _ends(run for run in entry.implied if not run.given_claim)
    if not isinstance(reading, Contrast | Overlap) or len(free) != 1:
        raise ValueError(f"{name}: the claim turns on no single number, so nothing is drawn")
    quantity = words.quantity_in_words(report, replace(entry.implied[0].quantity, whole=None))
    if isinstance(reading, Overlap):
        base, most = entry.facts["base"], free[0][1]
        low = max(free[0][0], entry.facts["needed"])
        half, true = Fraction(base, 2), [(low, most)] if low <= most else []
        return OneNumber(entry, quantity, free[0], true, base, "cases", half, "one half")
    true = _ends(words.runs_if_true(entry))
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


def _ends(runs: Iterable[Implied]) -> list[tuple[int, int]]:
    """Return the ends of runs of whole numbers."""
    return [
        (run.low, run.high)
        for run in runs
        if isinstance(run.low, int) and isinstance(run.high, int)
    ]


def draw_range(ledger: Ledger, name: str) -> Drawing:
    """Return the axis of possible counts, the claim's true part filled and its ends said."""
    found = one_number(ledger, name)
    possible, turn = f"{words.range_in_words(*found.free)} {found.quantity}", float(found.turn)
    settled = found.true in ([found.free], [])
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

        def write(x: float, y: float, said: str, colour: str, bold: bool = False) -> None:
            half = text_width(said, bold) / 2
            on.text(min(max(x, half), on.width - half), y, said, "middle", colour, bold)

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
    tallied = [tally(number, verdict) for verdict, number in verdicts.items()]
    title = f"Of {len(rows)} statements, {words.listed(tallied)}"
    if len(tallied) == 1 and len(rows) > 1:
        title = f"All {len(rows)} statements {tallied[0].partition(' ')[2]}"
    title += "; each can be true only in the strong part of its bar"
    alt = ". ".join(
        f"{row.entry.statement}: {row.entry.verdict}, "
        f"{f'true only with {row.needed}' if row.true else 'never true'} of {row.whole:,}, "
        f"{words.range_in_words(*row.free)} possible"
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
        turns = words.listed(list(dict.fromkeys(row.turn_name for row in rows)), ", ", " or ")
        return on.note(left, y + 36, f"share of the group’s cases; upright stroke: {turns}")

    return make_drawing(title, f"{alt}.", draw)


def slider(ledger: Ledger, name: str, root: str = "..") -> Drawing:
    """Return the range of a number that decides a claim alone, with a control on the page."""
    found = one_number(ledger, name)
    if found.margins is None or not found.true:
        raise ValueError(f"{name}: no single number decides the claim, so there is none to drag")
    # The number fills the table: the first cell is the number, the others what the margins leave.
    rows, columns = found.margins
    (n1, n2), outcome = rows.totals, columns.totals[0]
    first, second = (f"{name}, {n:,}" for name, n in zip(rows.labels, rows.totals, strict=True))
    table = small_table(
        ["", *columns.labels, f"share {columns.labels[0]}"],
        [
            [first, _number(0, 1), _number(n1, -1), _number(0, 1, n1)],
            [second, _number(outcome, -1), _number(n2 - outcome, 1), _number(outcome, -1, n2)],
        ],
    )
    below = f"<p>{_verdict(found.runs)} {plain(found.entry.statement)}.</p>{table}"
    low, high = max(found.true, key=lambda run: run[1] - run[0])
    said = {"holds": "✓ would be true", "fails": "✗ would be false"}
    drawn = draw_range(ledger, name)
    return _with_control(drawn, found.quantity, (*found.free, (low + high) // 2), said, below, root)


def _number(base: int, sign: int, whole: int = 0) -> Html:
    """Return the place of a count that goes with the dragged number, or of its share of a whole."""
    of = f' data-of="{whole}"' if whole else ""
    return Html(f'<span data-base="{base}" data-sign="{sign}"{of}></span>')


def _verdict(runs: Runs) -> Html:
    """Return the place of the verdict that goes with the dragged number."""
    said = " ".join(f"{low} {high} {verdict}" for low, high, verdict in runs)
    return Html(f'<span class="verdict" data-runs="{said}"></span>')


def _with_control(
    drawn: Drawing,
    quantity: str,
    number: tuple[int, int, int],  # from, to, and at first
    verdicts: Mapping[str, str],  # what is said of each
    below: str,
    root: str = "..",
) -> Drawing:
    """Return a drawing with a number to drag below it, and what that moves."""
    low, high, start = number
    said = escape(json.dumps(verdicts, ensure_ascii=False))
    html = (
        f'{drawn.html}\n<div class="explore" data-words="{said}" hidden>'
        f"<label>Try a number, ours and not the report’s: {plain(quantity)} "
        f'<output data-base="0" data-sign="1"></output>'
        f'<input type="range" min="{low}" max="{high}" value="{start}" '
        f'autocomplete="off"></label>{below}</div>\n'
        f'<script src="{root}/theme/explore.js" defer></script>'
    )
    return replace(drawn, html=html)


def dial(ledger: Ledger, *names: str) -> Drawing:
    """Return how many missing cases of a row each verdict bears, with a control on the page."""
    row = ledger.report.row_with_missing
    most = row.value if row else 0
    # Of each entry a bar for each model of what becomes of missing cases.
    bars = [
        (entry, rests.model.replace("_", " "), _missing_runs(entry.verdict, rests, most))
        for entry in map(ledger.__getitem__, names)
        for rests in entry.rests
        if rests.model
    ]
    if row is None or not bars:
        raise ValueError("no claim rests on missing data, so there is nothing to draw")
    entries = {entry.id: entry for entry, *_ in bars}
    cases = ledger.report.phrase(row.sample, row.variable, (row.category,)).cases
    opening = [
        (low, entry.id)
        for entry, _, runs in bars
        for low, _, verdict in runs
        if low and verdict == "open"
    ]
    statements = words.counted(len(entries), "statement")
    title = f"{len({name for _, name in opening})} of {statements} would be open if enough of "
    title += f"the {most:,} {cases} were missing data"
    if opening:
        title += f", from {min(opening)[0]:,} on or later"
    alt = ". ".join(
        f"{entry.statement} (missing cases {model}): "
        + ", ".join(f"{_word(verdict)} from {low:,} to {high:,}" for low, high, verdict in runs)
        for entry, model, runs in bars
    )

    def draw(on: Canvas) -> float:
        place = Scale(0, most, 20 if on.narrow else 110, on.width - 20)
        y = -2.0
        for name, own in groupby(bars, lambda bar: bar[0].id):
            on.line(0, y + 4, on.width, y + 4)
            y += on.paragraph(0, y + 20, entries[name].statement, on.width - 4) + 12
            for _, model, runs in own:
                on.text(place.left if on.narrow else 0, y + 13, f"missing {model}", colour="quiet")
                y += 22 if on.narrow else 0
                on.hook(place, y, 0, most)
                for low, high, verdict in runs:
                    # A run reaches to where the next begins, the last one to the end.
                    _draw_run(on, verdict, low, place(low), place(min(high + 1, most)), y)
                y += 28
        on.number_line(place, y, 5)
        return on.note(place.left, y + 36, f"missing among the {cases}")

    verdicts = {name: words.verdict_words(name) for name in words.SIGNS}
    verdicts[NO_TABLE] = f"✗ {_word(NO_TABLE)}"
    models = list(dict.fromkeys(model for _, model, _ in bars))
    said = {(entry.id, model): _verdict(runs) for entry, model, runs in bars}
    cells = [
        [Html(f'<a href="{LEDGER}#{name}">{plain(entry.statement)}</a>')]
        + [said.get((name, model), Html()) for model in models]
        for name, entry in entries.items()
    ]
    table = small_table(["Statement", *(f"missing {model}" for model in models)], cells)
    drawn, quantity = make_drawing(title, f"{alt}.", draw), f"{cases} that are missing data"
    return _with_control(drawn, quantity, (0, most, 0), verdicts, table)


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
    fitting = next((each for each in said if text_width(each) <= end - x - 8), "")
    if fitting:
        on.text(x + 5, y + 14, fitting, colour="paper" if filled else colour)
