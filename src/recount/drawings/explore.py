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

from recount.drawings.canvas import (
    LEDGER,
    LINE,
    Canvas,
    Drawing,
    make_drawing,
    round_ticks,
    scale,
    text_width,
    wrapped,
)
from recount.drawings.one_number import draw_range, one_number
from recount.ledger import Entry, Ledger
from recount.verdicts import Rests, row_with_missing
from recount.words import SIGNS, counted, verdict_words

__all__ = ["dial", "slider"]

#: In place of a verdict, where so many cannot be missing.
NO_TABLE = "no_table"
SCRIPT = "theme/explore.js"

Verdicts = Sequence[tuple[int, int, str]]
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
    words = {"holds": "✓ would be true", "fails": "✗ would be false"}
    start = (low + high) // 2
    # True within the runs, false between them.
    verdicts, at = [], found.free[0]
    for low, high in found.true:
        verdicts += [(at, low - 1, "fails"), (low, high, "holds")]
        at = high + 1
    verdicts = [run for run in (*verdicts, (at, found.free[1], "fails")) if run[0] <= run[1]]

    def cell(base: int, sign: int, whole: int = 0) -> str:
        value = base + sign * start
        shown, of = f"{value:,}", ""
        if whole:
            shown, of = f"{100 * value / whole:.1f}%", f' data-of="{whole}"'
        return f'<td data-base="{base}" data-sign="{sign}"{of}>{shown}</td>'

    # The number fills the table: the first cell is the number, the others what the margins leave.
    rows, columns = found.margins
    (n1, n2), outcome = rows.totals, columns.totals[0]
    cells = [
        [cell(0, 1), cell(n1, -1), cell(0, 1, n1)],
        [cell(outcome, -1), cell(n2 - outcome, 1), cell(outcome, -1, n2)],
    ]
    heads = [escape(f"{name}, {n:,}") for name, n in zip(rows.labels, rows.totals, strict=True)]
    shares = f"share {columns.labels[0]}"
    control = (
        f"<p>{_verdict(verdicts, start, words)} {escape(found.entry.statement)}.</p>"
        + _html_table(
            ["", *map(escape, (*columns.labels, shares))],
            [[head, *own] for head, own in zip(heads, cells, strict=True)],
        )
    )
    drawn = draw_range(ledger, name)
    return _explored(drawn, found.quantity, found.free, start, control, words, root)


def _verdict(verdicts: Verdicts, at: int, words: dict[str, str]) -> str:
    now = next(verdict for low, high, verdict in verdicts if low <= at <= high)
    runs = " ".join(f"{low} {high} {verdict}" for low, high, verdict in verdicts)
    return f'<span class="verdict" data-verdict="{now}" data-runs="{runs}">{words[now]}</span>'


def _html_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{words}</th>' if words else "<td></td>" for words in heads)
    body = "".join(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>' for name, *cells in rows)
    return (
        f'<table data-quarto-disable-processing="true"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _explored(
    drawn: Drawing,
    quantity: str,
    ends: tuple[int, int],
    start: int,
    control: str,
    words: dict[str, str],
    root: str,
) -> Drawing:
    """Return the drawing with a control below it, which is hidden until the script has it."""
    said = escape(json.dumps(words, ensure_ascii=False))
    explored = (
        f'{drawn.html}\n<div class="explore" data-words="{said}" hidden>'
        f"<label>Try a number, ours and not the report’s: {escape(quantity)} "
        f'<output data-base="0" data-sign="1">{start:,}</output>'
        f'<input type="range" min="{ends[0]}" max="{ends[1]}" value="{start}" autocomplete="off">'
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
    if row is None:
        raise ValueError("no row may hold missing data, so there is nothing to draw")
    # A bar for each model of what becomes of missing cases.
    bars = [
        (ledger[name], rests.model.replace("_", " "), _runs(ledger[name], rests, row.value))
        for name in names
        for rests in ledger[name].rests
        if rests.model
    ]
    if not bars:
        raise ValueError("no claim rests on missing data, so there is nothing to draw")
    most = row.value
    cases = ledger.report.phrase(row.sample, row.variable, (row.category,)).cases
    opening = [
        (low, entry.id)
        for entry, _, runs in bars
        for low, _, verdict in runs
        if low and verdict == "open"
    ]
    statements = {entry.id: entry.statement for entry, _, _ in bars}
    title = (
        f"{len({name for _, name in opening})} of {counted(len(statements), 'statement')} would be "
        f"open if enough of the {most:,} {cases} were missing data"
    )
    if opening:
        title += f", from {min(opening)[0]:,} on or later"
    alt = ". ".join(
        f"{entry.statement} (missing cases {model}): "
        + ", ".join(f"{_word(verdict)} from {low:,} to {high:,}" for low, high, verdict in runs)
        for entry, model, runs in bars
    )

    def draw(on: Canvas) -> float:
        left, right = (20 if on.narrow else 110), on.width - 20
        place = scale(0, most, left, right)
        y, above = -2.0, None
        for entry, model, runs in bars:
            if entry is not above:
                lines = wrapped(entry.statement, on.width - 4)
                on.line(0, y + 4, on.width, y + 4)
                on.paragraph(0, y + 20, lines)
                y, above = y + len(lines) * LINE + 12, entry
            on.text(left if on.narrow else 0, y + 13, f"missing {model}", colour="quiet")
            y += 22 if on.narrow else 0
            on.hook(left, y, right - left, 18, 0, most)
            for low, high, verdict in runs:
                # A run reaches to where the next begins, the last one to the end.
                _draw_run(on, verdict, low, place(low), place(min(high + 1, most)), y)
            y += 28
        ticks = [(place(tick), f"{tick:,}") for tick in round_ticks(0, most, 5)]
        on.number_line(y, ticks, left, right)
        return on.note(left, y + 36, f"missing among the {cases}")

    words = {name: verdict_words(name) for name in SIGNS}
    words[NO_TABLE] = f"✗ {_word(NO_TABLE)}"
    models = list(dict.fromkeys(model for _, model, _ in bars))
    shown = {(entry.id, model): _verdict(runs, 0, words) for entry, model, runs in bars}
    table = [
        [f'<a href="{LEDGER}#{name}">{escape(statement)}</a>']
        + [f"<td>{shown.get((name, model), '')}</td>" for model in models]
        for name, statement in statements.items()
    ]
    control = _html_table(["Statement", *(f"missing {model}" for model in models)], table)
    drawn = make_drawing(title, f"{alt}.", draw)
    return _explored(drawn, f"{cases} that are missing data", (0, most), 0, control, words, "..")


def _runs(entry: Entry, rests: Rests, most: int) -> Verdicts:
    """Return the verdict on an entry from no missing case to all, as runs."""
    last = most if rests.last is None else min(rests.last, most)
    turns = last + 1 if rests.turns is None else min(rests.turns, last + 1)
    runs = ((0, turns - 1, entry.verdict), (turns, last, "open"), (last + 1, most, NO_TABLE))
    return [run for run in runs if run[0] <= run[1]]


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")


def _draw_run(on: Canvas, verdict: str, low: int, x: float, end: float, y: float) -> None:
    """Draw a run as a bar with its word: filled where it is settled, outlined where not."""
    filled = verdict in ("holds", "fails")
    colour = verdict if filled else "quiet" if verdict == NO_TABLE else "open"
    dash = "2 3" if verdict == NO_TABLE else ""
    on.box(x, y, end - x, 18, colour if filled else "none", stroke=colour, dash=dash)
    words = f"{_word(verdict)} from {low:,}" if low else _word(verdict)
    if text_width(words) > end - x - 8:
        words = f"{low:,}" if low and text_width(f"{low:,}") < end - x - 4 else ""
    if words:
        on.text(x + 5, y + 14, words, colour="paper" if filled else colour)
