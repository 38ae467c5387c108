"""HTML tables in raw blocks as Pandoc's tables, so that the PDF shows them, too.

Quarto does the same for Typst: great-tables and others write HTML only.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from press.nodes import Node, attr, cells, children, classes, identifier, rows, span, walk
from press.pandoc import read_blocks

__all__ = ["convert_tables"]

_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_ALIGNMENTS = {
    "gt_left": "AlignLeft",
    "gt_right": "AlignRight",
    "gt_center": "AlignCenter",
}
_MARK = "press-table-"


def convert_tables(blocks: list[Node], cwd: Path, subject: str) -> None:
    """Replace raw HTML blocks that hold a table, in place, by one call of Pandoc.

    A block beside which raw Typst stands is left: its author gave the table for both formats.

    Args:
        blocks: The chapter's blocks.
        cwd: The project's directory.
        subject: The chapter's path, for messages.
    """
    found: list[tuple[list[Node], int]] = []
    _collect(blocks, found)
    if not found:
        return
    pieces = [
        f'<div id="{_MARK}{index}">' + "".join(_TABLE.findall(holder[place]["c"][1])) + "</div>"
        for index, (holder, place) in enumerate(found)
    ]
    parsed, _ = read_blocks("\n".join(pieces), cwd, subject, "html")
    tables = {identifier(node): node["c"][1] for node in parsed if node["t"] == "Div"}
    # From the end, so that the earlier places stay right.
    for index, (holder, place) in reversed(list(enumerate(found))):
        made = tables.get(f"{_MARK}{index}", [])
        for node in walk(made):
            if node["t"] == "Table":
                _tidy(node)
        holder[place : place + 1] = made


def _collect(blocks: list[Node], found: list[tuple[list[Node], int]]) -> None:
    for place, node in enumerate(blocks):
        if node["t"] == "RawBlock" and node["c"][0] == "html":
            beside = blocks[max(place - 1, 0) : place + 2]
            twin = any(b["t"] == "RawBlock" and b["c"][0] == "typst" for b in beside)
            if not twin and _TABLE.search(node["c"][1]):
                found.append((blocks, place))
        else:
            for inner in children(node):
                if inner and inner[0]["t"] != "Str":
                    _collect(inner, found)


def _tidy(table: Node) -> None:
    """Keep what Pandoc's HTML reader leaves behind: alignment by class, identifiers of rows."""
    columns = table["c"][2]
    votes: list[dict[str, int]] = [{} for _ in columns]
    for row in rows(table):
        if row[0][0] and row[1]:
            _identify(row[1][0], row[0][0])
            row[0][0] = ""
        place = 0
        for cell in row[1]:
            alignment = next((_ALIGNMENTS[c] for c in cell[0][1] if c in _ALIGNMENTS), None)
            if alignment and cell[1]["t"] == "AlignDefault":
                cell[1] = {"t": alignment}
            if cell[3] == 1 and place < len(votes):
                kind = cell[1]["t"]
                votes[place][kind] = votes[place].get(kind, 0) + 1
            place += cell[3]
            if cell[0][0]:
                _identify(cell, cell[0][0])
                cell[0][0] = ""
            # Groups and titles across the table are set apart from its data.
            if {"gt_group_heading", "gt_title"} & set(cell[0][1]):
                _strengthen(cell)
    for column, vote in zip(columns, votes, strict=True):
        if vote:
            column[0] = {"t": max(sorted(vote), key=lambda kind: vote[kind])}
    for cell in cells(table):
        cell[0][1], cell[0][2] = [], []
    attr(table)[1] = [c for c in classes(table) if c != "gt_table"]


def _first_inlines(cell: list[Any]) -> list[Node] | None:
    blocks: list[Node] = cell[4]
    if blocks and blocks[0]["t"] in ("Plain", "Para"):
        inlines: list[Node] = blocks[0]["c"]
        return inlines
    return None


def _identify(cell: list[Any], name: str) -> None:
    inlines = _first_inlines(cell)
    if inlines:
        inlines[:] = [span(list(inlines), name)]


def _strengthen(cell: list[Any]) -> None:
    inlines = _first_inlines(cell)
    if inlines:
        inlines[:] = [{"t": "Strong", "c": list(inlines)}]
