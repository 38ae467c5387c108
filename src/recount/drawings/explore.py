"""Drawings with a control: drag the one number, and what follows from it moves.

The elements stand in the page with the values of the middle of the true range; ``theme/explore.js``
shows them and moves the numbers. What it does to one is said by its attributes, so that the script
holds no number and no word: ``data-base`` and ``data-sign`` make a count of the dragged number,
``data-of`` a share of that, ``data-runs`` a verdict. Without scripts, and in print, the drawing
stands there alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from recount.drawings.canvas import THICK, Canvas, Drawing, Scale, make_drawing, text_width
from recount.drawings.one_number import draw_range, one_number
from recount.ledger import Ledger
from recount.markup import LEDGER, Html, plain, small_table
from recount.verdicts import Rests, row_with_missing
from recount.words import SIGNS, counted, verdict_words

#: In place of a verdict, where so many cannot be missing.
NO_TABLE = "no_table"
SCRIPT = "theme/explore.js"

Runs = Sequence[tuple[int, int, str]]
"""Runs of a number with their verdicts: first, last, verdict."""


def slider(ledger: Ledger, name: str, root: str = "..") -> Drawing:
    """Return the range of a number that decides a claim alone, with a control on the page.

    Args:
        ledger: The ledger.
        name: The claim's entry.
        root: Way from the chapter's folder to the project's root.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If no single number decides the claim.
    """
    found = one_number(ledger, name)
    if found.margins is None or not found.true:
        raise ValueError(f"{name}: no single number decides the claim, so there is none to drag")
    low, high = max(found.true, key=lambda run: run[1] - run[0])
    start = (low + high) // 2

    def cell(base: int, sign: int, whole: int = 0) -> Html:
        value = base + sign * start
        shown, of = f"{value:,}", ""
        if whole:
            shown, of = f"{100 * value / whole:.1f}%", f' data-of="{whole}"'
        return Html(f'<span data-base="{base}" data-sign="{sign}"{of}>{shown}</span>')

    # The number fills the table: the first cell is the number, the others what the margins leave.
    rows, columns = found.margins
    (n1, n2), outcome = rows.totals, columns.totals[0]
    first, second = (f"{name}, {n:,}" for name, n in zip(rows.labels, rows.totals, strict=True))
    table = small_table(
        ["", *columns.labels, f"share {columns.labels[0]}"],
        [
            [first, cell(0, 1), cell(n1, -1), cell(0, 1, n1)],
            [second, cell(outcome, -1), cell(n2 - outcome, 1), cell(outcome, -1, n2)],
        ],
    )
    words = {"holds": "✓ would be true", "fails": "✗ would be false"}
    verdict = _verdict(found.runs, start, words)
    control = f"<p>{verdict} {plain(found.entry.statement)}.</p>{table}"
    drawn = draw_range(ledger, name)
    return _explored(drawn, found.quantity, (*found.free, start), control, words, root)


def _verdict(runs: Runs, at: int, words: dict[str, str]) -> Html:
    now = next(verdict for low, high, verdict in runs if low <= at <= high)
    said = " ".join(f"{low} {high} {verdict}" for low, high, verdict in runs)
    return Html(
        f'<span class="verdict" data-verdict="{now}" data-runs="{said}">{words[now]}</span>'
    )


def _explored(
    drawn: Drawing,
    quantity: str,
    numbers: tuple[int, int, int],
    control: str,
    words: dict[str, str],
    root: str,
) -> Drawing:
    """Return the drawing with a control below it, which is hidden until the script has it.

    ``numbers`` are the ends of the quantity, and where it starts.
    """
    (low, high, start), said = numbers, escape(json.dumps(words, ensure_ascii=False))
    explored = (
        f'{drawn.html}\n<div class="explore" data-words="{said}" hidden>'
        f"<label>Try a number, ours and not the report’s: {plain(quantity)} "
        f'<output data-base="0" data-sign="1">{start:,}</output>'
        f'<input type="range" min="{low}" max="{high}" value="{start}" autocomplete="off">'
        f'</label>{control}</div>\n<script src="{root}/{SCRIPT}" defer></script>'
    )
    return replace(drawn, html=explored)


def dial(ledger: Ledger, *names: str) -> Drawing:
    """Return how many missing cases of a row each verdict bears, with a control on the page.

    Args:
        ledger: The ledger.
        names: Entries that rest on how many cases of the row are missing data.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If no row may hold missing data, or no entry rests on it.
    """
    row = row_with_missing(ledger.report)
    # A bar for each model of what becomes of missing cases.
    bars = [
        (ledger[name], rests.model.replace("_", " "), _runs(ledger[name].verdict, rests, row.value))
        for name in names
        for rests in ledger[name].rests
        if row and rests.model
    ]
    if row is None or not bars:
        raise ValueError("no claim rests on missing data, so there is nothing to draw")
    most = row.value
    cases = ledger.report.phrase(row.sample, row.variable, (row.category,)).cases
    opening: dict[str, int] = {}
    for entry, _, runs in bars:
        starts = [low for low, _, verdict in runs if low and verdict == "open"]
        opening |= {entry.id: min(starts)} if starts else {}
    statements = {entry.id: entry.statement for entry, _, _ in bars}
    title = (
        f"{len(opening)} of {counted(len(statements), 'statement')} would be open if enough of the "
        f"{most:,} {cases} were missing data"
    )
    if opening:
        title += f", from {min(opening.values()):,} on or later"
    alt = ". ".join(
        f"{entry.statement} (missing cases {model}): "
        + ", ".join(f"{_word(verdict)} from {low:,} to {high:,}" for low, high, verdict in runs)
        for entry, model, runs in bars
    )

    def draw(on: Canvas) -> float:
        place = Scale(0, most, 20 if on.narrow else 110, on.width - 20)
        y, above = -2.0, None
        for entry, model, runs in bars:
            if entry is not above:
                on.line(0, y + 4, on.width, y + 4)
                y += on.paragraph(0, y + 20, entry.statement, on.width - 4) + 12
                above = entry
            on.text(place.left if on.narrow else 0, y + 13, f"missing {model}", colour="quiet")
            y += 22 if on.narrow else 0
            on.hook(place, y, 0, most)
            for low, high, verdict in runs:
                # A run reaches to where the next begins, the last one to the end.
                _draw_run(on, verdict, low, place(low), place(min(high + 1, most)), y)
            y += 28
        on.number_line(place, y, 5)
        return on.note(place.left, y + 36, f"missing among the {cases}")

    words = {name: verdict_words(name) for name in SIGNS} | {NO_TABLE: f"✗ {_word(NO_TABLE)}"}
    models = list(dict.fromkeys(model for _, model, _ in bars))
    shown = {(entry.id, model): _verdict(runs, 0, words) for entry, model, runs in bars}
    rows = [
        [Html(f'<a href="{LEDGER}#{name}">{plain(statement)}</a>')]
        + [shown.get((name, model), Html()) for model in models]
        for name, statement in statements.items()
    ]
    control = small_table(["Statement", *(f"missing {model}" for model in models)], rows)
    drawn = make_drawing(title, f"{alt}.", draw)
    return _explored(drawn, f"{cases} that are missing data", (0, most, 0), control, words, "..")


def _runs(verdict: str, rests: Rests, most: int) -> Runs:
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
    words = f"{_word(verdict)} from {low:,}" if low else _word(verdict)
    if text_width(words) > end - x - 8:
        words = f"{low:,}" if low and text_width(f"{low:,}") < end - x - 4 else ""
    if words:
        on.text(x + 5, y + 14, words, colour="paper" if filled else colour)
