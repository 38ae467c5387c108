"""Drawings with a control: drag the one number, and what follows from it moves.

The elements stand in the page with the values of the middle of the true range; ``theme/explore.js``
shows them and moves the numbers. What it does to one is said by its attributes, so that the script
holds no number and no word: ``data-base`` and ``data-sign`` make a count of the dragged number,
``data-of`` a share of that, ``data-runs`` a verdict. Without scripts, and in print, the drawing
stands there alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from recount.drawings.canvas import (
    LEADING,
    NARROW,
    SMALL,
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
from recount.drawings.marks import MARKS
from recount.drawings.one_number import OneNumber, one_number
from recount.drawings.palette import APART, OPEN, PAPER, QUIET, TOGETHER
from recount.drawings.ranges import draw_range
from recount.ledger import Ledger
from recount.words import counted

__all__ = ["NO_TABLE", "Turn", "dial", "slider"]

#: In place of a verdict, where so many cannot be missing.
NO_TABLE = "no_table"
SCRIPT = "theme/explore.js"

Verdicts = tuple[tuple[int, int, str], ...]
"""Runs of a number with their verdicts: first, last, verdict."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of a claim as more and more cases of a row are taken as missing data.

    Attributes:
        entry: Its ledger entry.
        statement: The claim in our words.
        model: Whether missing cases stay in the row and in all denominators, or are left out.
        verdicts: From none missing to all; ``NO_TABLE`` where no table has the printed numbers.
    """

    entry: str
    statement: str
    model: Literal["kept", "left out"]
    verdicts: Verdicts


def slider(ledger: Ledger, name: str, root: str = "..") -> Drawing:
    """Return the range of a number that decides a claim alone, with a control on the page.

    Args:
        ledger: The ledger.
        name: The claim's entry.
        root: Way from the chapter's folder to the project's root.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If no single number decides the claim.

    Example:
        >>> from recount.ledger import open_ledger
        >>> page = slider(open_ledger(), "f04-no-difference").html
        >>> 'data-runs="0 25 fails 26 44 holds 45 143 fails"' in page, 'value="35"' in page
        (True, True)
    """
    found = one_number(ledger, name)
    if found.margins is None or not found.true:
        raise ValueError(f"{name}: no single number decides the claim, so there is none to drag")
    low, high = max(found.true, key=lambda run: run[1] - run[0])
    words = {"holds": "✓ true", "fails": "✗ false"}
    start = (low + high) // 2
    control = (
        f"<p>{_verdict(_verdicts(found), start, words)} {escape(found.entry.statement)}.</p>"
        f"{_table(found, start)}"
    )
    drawn = draw_range(ledger, name)
    page = _explored(drawn, found.quantity, found.free, start, control, words, root)
    return replace(drawn, page=page)


def _verdicts(found: OneNumber) -> Verdicts:
    """Return the verdict of every possible number: true within the runs, false between them."""
    runs, at = [], found.free[0]
    for low, high in found.true:
        if at < low:
            runs.append((at, low - 1, "fails"))
        runs.append((low, high, "holds"))
        at = high + 1
    if at <= found.free[1]:
        runs.append((at, found.free[1], "fails"))
    return tuple(runs)


def _verdict(verdicts: Verdicts, at: int, words: dict[str, str]) -> str:
    now = next(verdict for low, high, verdict in verdicts if low <= at <= high)
    runs = " ".join(f"{low} {high} {verdict}" for low, high, verdict in verdicts)
    return f'<span class="verdict" data-verdict="{now}" data-runs="{runs}">{words[now]}</span>'


def _table(found: OneNumber, at: int) -> str:
    """Return the table that the number fills, with the share of each row."""
    assert found.margins is not None
    margins = found.margins
    (n1, n2), outcome = margins.row_totals, margins.column_totals[0]
    heads = "".join(
        f'<th scope="col">{escape(words)}</th>'
        for words in (*margins.columns, f"share {margins.columns[0]}")
    )
    rows = (
        (margins.rows[0], n1, (0, 1), (n1, -1)),
        (margins.rows[1], n2, (outcome, -1), (n2 - outcome, 1)),
    )
    body = "".join(
        f'<tr><th scope="row">{escape(name)}, {whole:,}</th>{_moving(yes, at)}{_moving(no, at)}'
        f"{_moving(yes, at, whole)}</tr>"
        for name, whole, yes, no in rows
    )
    return (
        '<table data-quarto-disable-processing="true"><thead><tr><td></td>'
        f"{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _moving(parts: tuple[int, int], at: int, whole: int = 0) -> str:
    base, sign = parts
    value = base + sign * at
    shown = f"{100 * value / whole:.1f}%" if whole else f"{value:,}"
    of = f' data-of="{whole}"' if whole else ""
    return f'<td data-base="{base}" data-sign="{sign}"{of}>{shown}</td>'


def _explored(
    drawn: Drawing,
    quantity: str,
    ends: tuple[int, int],
    start: int,
    control: str,
    words: dict[str, str],
    root: str,
) -> str:
    """Return the drawing with a control below it, which is hidden until the script has it."""
    said = escape(json.dumps(words, ensure_ascii=False))
    label = escape(quantity[0].upper() + quantity[1:])
    return (
        f'{drawn.html}\n<div class="explore" data-words="{said}" hidden>'
        f'<label>{label}: <output data-base="0" data-sign="1">{start:,}</output>'
        f'<input type="range" min="{ends[0]}" max="{ends[1]}" value="{start}" autocomplete="off">'
        f'</label>{control}</div>\n<script src="{root}/{SCRIPT}" defer></script>'
    )


def dial(turns: Sequence[Turn], most: int, cases: str, target: str, root: str = "..") -> Drawing:
    """Return how many missing cases of a row each verdict bears, with a control on the page.

    Args:
        turns: Each claim under each model, those of one claim beside each other.
        most: Cases of the row.
        cases: Their name: "cases unknown to the child".
        target: Address of the ledger's page.
        root: Way from the chapter's folder to the project's root.

    Raises:
        ValueError: If there is no claim to show.

    Example:
        >>> turn = Turn("a", "Most are", "left out", ((0, 5, "holds"), (6, 9, "open")))
        >>> dial([turn], 9, "unknown cases", "ledger.html").title[:36]
        '1 of 1 statement changes its verdict'
    """
    if not turns:
        raise ValueError("no claim rests on the row, so there is nothing to draw")
    names = {turn.entry: turn.statement for turn in turns}
    lost = {t.entry: t.verdicts[0][1] + 1 for t in turns if len(t.verdicts) > 1}
    changing = sorted({t.entry for t in turns if len({v for *_, v in t.verdicts}) > 1})
    turned = "changes its verdict" if len(changing) == 1 else "change their verdicts"
    title = (
        f"{len(changing)} of {counted(len(names), 'statement')} {turned} if enough of the {most:,} "
        f"{cases} are missing data"
    )
    if lost:
        title += f", the first at {min(lost.values()):,}"
    alt = ". ".join(
        f"{turn.statement} (missing cases {turn.model}): "
        + ", ".join(f"{_word(word)} from {low:,} to {high:,}" for low, high, word in turn.verdicts)
        for turn in turns
    )
    drawn = make_drawing(title, f"{alt}.", lambda width: _runs(names, turns, most, cases, width))
    words = {name: f"{shown.glyph} {_word(name)}" for name, shown in MARKS.items()}
    words[NO_TABLE] = f"✗ {_word(NO_TABLE)}"
    page = _explored(
        drawn, f"{cases} that are missing data", (0, most), 0, _list(names, turns, words, target),
        words, root,
    )  # fmt: skip
    return replace(drawn, page=page)


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")


def _list(names: dict[str, str], turns: Iterable[Turn], words: dict[str, str], target: str) -> str:
    """Return the claims with their verdicts now, a column a model."""
    by_model: dict[str, dict[str, Verdicts]] = {}
    for turn in turns:
        by_model.setdefault(turn.model, {})[turn.entry] = turn.verdicts
    heads = "".join(f'<th scope="col">missing {escape(model)}</th>' for model in by_model)
    rows = "".join(
        f'<tr><th scope="row"><a href="{target}#{entry}">{escape(statement)}</a></th>'
        + "".join(
            f"<td>{_verdict(own[entry], 0, words) if entry in own else ''}</td>"
            for own in by_model.values()
        )
        + "</tr>"
        for entry, statement in names.items()
    )
    return (
        '<table data-quarto-disable-processing="true"><thead><tr><th scope="col">Statement</th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _runs(
    names: dict[str, str], turns: Sequence[Turn], most: int, cases: str, width: int
) -> tuple[float, list[Part]]:
    left, right = (20 if width == NARROW else 110), width - 20
    scale = (right - left) / max(most, 1)
    parts: list[Part] = []
    y = 2.0
    for entry, statement in names.items():
        rows = wrapped(statement, width - 4, SMALL)
        parts += [line(0, y, width, y), *paragraph(0, y + SMALL + 3, rows, size=SMALL)]
        y += len(rows) * SMALL * LEADING + 8
        for turn in turns:
            if turn.entry != entry:
                continue
            said = f"missing {turn.model}"
            if width == NARROW:
                parts.append(text(left, y + SMALL, said, size=SMALL, colour=QUIET))
                y += 18
            else:
                parts.append(text(0, y + SMALL, said, size=SMALL, colour=QUIET))
            for low, high, verdict in turn.verdicts:
                # A run reaches to where the next begins, the last one to the end.
                x, end = left + low * scale, left + min(high + 1, most) * scale
                parts += _run(verdict, low, x, end, y)
            y += 24
        y += 4
    ticks = [(left + tick * scale, f"{tick:,}") for tick in round_ticks(0, most, 5)]
    parts += number_line(y, ticks, left, right)
    parts.append(text(left, y + 36, f"missing among the {cases}", size=SMALL, colour=QUIET))
    parts.append(box(left, y, right - left, 0, "none", low="0", high=f"{most}"))
    return y + 44, parts


def _run(verdict: str, low: int, x: float, end: float, y: float) -> list[Part]:
    """Return a run as a bar with its word: filled where it is settled, outlined where not."""
    colour = {"holds": TOGETHER, "fails": APART, NO_TABLE: QUIET}.get(verdict, OPEN)
    filled = verdict in ("holds", "fails")
    dash = "2 3" if verdict == NO_TABLE else ""
    fill = colour if filled else "none"
    parts: list[Part] = [box(x, y, end - x, 18, fill, stroke=colour, dash=dash)]
    words = f"{_word(verdict)} from {low:,}" if low else _word(verdict)
    if text_width(words, SMALL) > end - x - 8:
        words = f"{low:,}" if low and text_width(f"{low:,}", SMALL) < end - x - 4 else ""
    if words:
        ink = PAPER if filled else colour
        parts.append(text(x + 5, y + 14, words, size=SMALL, colour=ink))
    return parts
