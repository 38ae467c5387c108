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
    LINE,
    Canvas,
    Drawing,
    make_drawing,
    round_ticks,
    text_width,
    wrapped,
)
from recount.drawings.one_number import OneNumber, draw_range, one_number
from recount.ledger import Ledger
from recount.verdicts import Rests, row_with_missing
from recount.words import SIGNS, counted

__all__ = ["dial", "slider"]

#: In place of a verdict, where so many cannot be missing.
NO_TABLE = "no_table"
SCRIPT = "theme/explore.js"
COLOURS = {"holds": "holds", "fails": "fails", NO_TABLE: "quiet"}

Verdicts = tuple[tuple[int, int, str], ...]
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
    control = (
        f"<p>{_verdict(verdicts, start, words)} {escape(found.entry.statement)}.</p>"
        f"{_table(found, start)}"
    )
    drawn = draw_range(ledger, name)
    return _explored(drawn, found.quantity, found.free, start, control, words, root)


def _verdict(verdicts: Sequence[tuple[int, int, str]], at: int, words: dict[str, str]) -> str:
    now = next(verdict for low, high, verdict in verdicts if low <= at <= high)
    runs = " ".join(f"{low} {high} {verdict}" for low, high, verdict in verdicts)
    return f'<span class="verdict" data-verdict="{now}" data-runs="{runs}">{words[now]}</span>'


def _table(found: OneNumber, at: int) -> str:
    """Return the table that the number fills, with the share of each row."""
    assert found.margins is not None
    margins = found.margins
    (n1, n2), outcome = margins.row_totals, margins.column_totals[0]

    def cell(base: int, sign: int, whole: int = 0) -> str:
        value = base + sign * at
        shown = f"{100 * value / whole:.1f}%" if whole else f"{value:,}"
        of = f' data-of="{whole}"' if whole else ""
        return f'<td data-base="{base}" data-sign="{sign}"{of}>{shown}</td>'

    heads = (*margins.columns, f"share {margins.columns[0]}")
    rows = [
        [f"{margins.rows[0]}, {n1:,}", cell(0, 1), cell(n1, -1), cell(0, 1, n1)],
        [f"{margins.rows[1]}, {n2:,}", cell(outcome, -1), cell(n2 - outcome, 1)],
    ]
    rows[1].append(cell(outcome, -1, n2))
    return _html_table(
        "<td></td>" + "".join(f'<th scope="col">{escape(words)}</th>' for words in heads),
        [[escape(name), *cells] for name, *cells in rows],
    )


def _html_table(heads: str, rows: Sequence[Sequence[str]]) -> str:
    body = "".join(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>' for name, *cells in rows)
    return (
        f'<table data-quarto-disable-processing="true"><thead><tr>{heads}</tr></thead>'
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
    page = (
        f'{drawn.html}\n<div class="explore" data-words="{said}" hidden>'
        f"<label>Try a number, ours and not the report’s: {escape(quantity)} "
        f'<output data-base="0" data-sign="1">{start:,}</output>'
        f'<input type="range" min="{ends[0]}" max="{ends[1]}" value="{start}" autocomplete="off">'
        f'</label>{control}</div>\n<script src="{root}/{SCRIPT}" defer></script>'
    )
    return replace(drawn, page=page)


def dial(ledger: Ledger, *names: str, target: str, root: str = "..") -> Drawing:
    """Return how many missing cases of a row each verdict bears, with a control on the page.

    Args:
        ledger: The ledger.
        names: Entries that rest on how many cases of the row are missing data.
        target: Address of the ledger's page.
        root: Way from the chapter's folder to the project's root.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If no row may hold missing data, or no entry rests on it.
    """
    report = ledger.report
    row = row_with_missing(report)
    turns = {
        (name, rests.model.replace("_", " ")): _runs(ledger[name].verdict, rests, row.value)
        for name in names
        for rests in ledger[name].rests
        if rests.model and row is not None
    }
    if row is None or not turns:
        raise ValueError("no claim rests on missing data in a row, so there is nothing to draw")
    statements = {name: ledger[name].statement for name, _ in turns}
    most, cases = row.value, report.phrase(row.sample, row.variable, (row.category,)).cases
    turning = {
        name: low
        for (name, _), verdicts in turns.items()
        for low, _, word in verdicts
        if low and word == "open"
    }
    title = (
        f"{len(turning)} of {counted(len(statements), 'statement')} would be open if enough of "
        f"the {most:,} {cases} were missing data"
    )
    if turning:
        title += f", the first from {min(turning.values()):,} on"
    alt = ". ".join(
        f"{statements[name]} (missing cases {model}): "
        + ", ".join(f"{_word(word)} from {low:,} to {high:,}" for low, high, word in verdicts)
        for (name, model), verdicts in turns.items()
    )
    drawn = make_drawing(title, f"{alt}.", lambda on: _draw(on, statements, turns, most, cases))
    words = {name: f"{shown.sign} {shown.word}" for name, shown in SIGNS.items()}
    words[NO_TABLE] = f"✗ {_word(NO_TABLE)}"
    models = list(dict.fromkeys(model for _, model in turns))
    cells = {key: f"<td>{_verdict(verdicts, 0, words)}</td>" for key, verdicts in turns.items()}
    heads = "".join(f'<th scope="col">missing {model}</th>' for model in models)
    rows = [
        [
            f'<a href="{target}#{name}">{escape(statement)}</a>',
            *(cells.get((name, model), "<td></td>") for model in models),
        ]
        for name, statement in statements.items()
    ]
    control = _html_table(f'<th scope="col">Statement</th>{heads}', rows)
    return _explored(drawn, f"{cases} that are missing data", (0, most), 0, control, words, root)


def _runs(verdict: str, rests: Rests, most: int) -> Verdicts:
    """Return a verdict from no missing case to all, as runs."""
    last = most if rests.last is None else min(rests.last, most)
    turns = last + 1 if rests.turns is None else min(rests.turns, last + 1)
    runs = ((0, turns - 1, verdict), (turns, last, "open"), (last + 1, most, NO_TABLE))
    return tuple(run for run in runs if run[0] <= run[1])


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")


def _draw(
    on: Canvas,
    statements: dict[str, str],
    turns: dict[tuple[str, str], Verdicts],
    most: int,
    cases: str,
) -> float:
    left, right = (20 if on.narrow else 110), on.width - 20
    scale = (right - left) / max(most, 1)
    y = -2.0
    for entry, statement in statements.items():
        rows = wrapped(statement, on.width - 4)
        on.line(0, y + 4, on.width, y + 4)
        on.paragraph(0, y + 20, rows)
        y += len(rows) * LINE + 12
        for model, verdicts in ((m, runs) for (name, m), runs in turns.items() if name == entry):
            on.text(left if on.narrow else 0, y + 13, f"missing {model}", colour="quiet")
            y += 18 if on.narrow else 0
            for low, high, verdict in verdicts:
                # A run reaches to where the next begins, the last one to the end.
                x, end = left + low * scale, left + min(high + 1, most) * scale
                _draw_run(on, verdict, low, x, end, y)
            y += 24
    y += 4
    ticks = [(left + tick * scale, f"{tick:,}") for tick in round_ticks(0, most, 5)]
    on.number_line(y, ticks, left, right)
    on.text(left, y + 36, f"missing among the {cases}", colour="quiet")
    on.hook(left, y, right - left, 0, 0, most)
    return y + 44


def _draw_run(on: Canvas, verdict: str, low: int, x: float, end: float, y: float) -> None:
    """Draw a run as a bar with its word: filled where it is settled, outlined where not."""
    colour = COLOURS.get(verdict, "open")
    filled = verdict in ("holds", "fails")
    dash = "2 3" if verdict == NO_TABLE else ""
    on.box(x, y, end - x, 18, colour if filled else "none", stroke=colour, dash=dash)
    words = f"{_word(verdict)} from {low:,}" if low else _word(verdict)
    if text_width(words) > end - x - 8:
        words = f"{low:,}" if low and text_width(f"{low:,}") < end - x - 4 else ""
    if words:
        on.text(x + 5, y + 14, words, colour="paper" if filled else colour)
