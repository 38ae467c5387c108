"""Tables by great-tables, slimmed to what a page and the PDF need."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import escape

from recount.book.inline import Block
from recount.drawings.canvas import LEDGER
from recount.words import SIGNS

__all__ = ["linked", "make_table", "plain", "verdict_cell"]

# Frames, styles of its own, and names that bind each cell to its heads: scope says that already.
_FRAME = re.compile(r"^.*?(?=<table)|(?<=</table>).*$", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>")
_BOUND = re.compile(r' (?:headers|id)="[^"]*"| (?:row|col)span="1"')
_BETWEEN = re.compile(r">\s*\n\s*<")
_CLASSES = re.compile(r' class="([^"]*)"')
_KEPT = ("gt_table", "gt_right", "gt_center", "gt_group_heading", "gt_stub")


def plain(text: object) -> str:
    """Return text as a cell.

    Example:
        >>> plain("<1 & 2>")
        '&lt;1 &amp; 2&gt;'
    """
    return escape(str(text), quote=False)


def verdict_cell(verdict: str) -> str:
    r"""Return a verdict as a cell: sign and word.

    Example:
        >>> verdict_cell("differs")[-23:]
        '≠</span>\xa0differs</span>'
    """
    return (
        f'<span class="verdict" data-verdict="{verdict}"><span aria-hidden="true">'
        f"{SIGNS[verdict].sign}</span>\u00a0{SIGNS[verdict].word}</span>"
    )


def linked(name: str, cell: str) -> str:
    """Return a cell that links to the ledger row of an entry.

    Example:
        >>> linked("a-total", "518")
        '<a href="/chapters/ledger.qmd#a-total">518</a>'
    """
    return f'<a href="{LEDGER}#{name}">{cell}</a>'


def make_table(
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Collection[int] = (),
    groups: Sequence[str] = (),
    spanners: Sequence[tuple[str, range]] = (),
    note: str = "",
) -> Block:
    """Return a table of finished cells in HTML, the first of each row being its head.

    Args:
        name: Name of the table, so that two builds give the same bytes.
        heads: Heads of the columns.
        rows: Cells; a row may end early.
        right: Columns that are aligned to the right.
        groups: For each row the head of the group under which it stands.
        spanners: Heads over several columns.
        note: A line below the table.

    Example:
        >>> table = make_table("t", ["A", "B"], [["x", "1,209"]], right=[1])
        >>> table.html.count("<tr"), 'scope="row"' in table.html, "<style" in table.html
        (2, True, False)
    """
    # Seconds of import that a reader of values alone need not wait for.
    from great_tables import GT, html
    from pandas import DataFrame

    keys = [str(place) for place in range(len(heads))]
    filled = [[*row, *[""] * (len(heads) - len(row))] for row in rows]
    frame = DataFrame(filled, columns=keys, dtype=object)
    if groups:
        frame["group"] = list(groups)
    made = GT(frame, id=name, rowname_col="0", groupname_col="group" if groups else None)
    made = made.fmt_passthrough(columns=keys, escape=False).tab_stubhead(label=html(heads[0]))
    made = made.cols_label({key: html(head) for key, head in zip(keys, heads, strict=True)})
    made = made.cols_align("left", columns=[key for key in keys if int(key) not in right])
    if right:
        made = made.cols_align("right", columns=[keys[place] for place in right])
    for text, over in spanners:
        made = made.tab_spanner(label=text, columns=[keys[place] for place in over])
    if note:
        made = made.tab_source_note(html(note))
    text = _CELL.sub(lambda match: _BOUND.sub("", match[0]), _FRAME.sub("", made.as_raw_html()))
    return Block(_BETWEEN.sub(">\n<", _CLASSES.sub(_kept_classes, text)).strip())


def _kept_classes(match: re.Match[str]) -> str:
    names = match[1].split()
    if names == ["verdict"] or not any(name.startswith("gt_") for name in names):
        return match[0]
    kept = [name for name in names if name in _KEPT]
    # Pandoc reads a cell's alignment from its style, not from its class.
    style = ' style="text-align: right"' if "gt_right" in kept else ""
    return (f' class="{" ".join(kept)}"' if kept else "") + style
