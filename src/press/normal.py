"""One form for what Markdown can say in several ways: floats, equations, page breaks.

A float is a `Div` of the class `press-float` whose last block is a `Div` of the class
`press-caption`; its attribute `press-kind` is `fig` or `tbl`. An equation with a number is a
`Span` of the class `press-equation` around its formula.
"""

from __future__ import annotations

import re
from typing import Any

from press.callouts import mark_title
from press.nodes import (
    Node,
    attr,
    attribute,
    children,
    classes,
    div,
    identifier,
    plain,
    rewrite,
    span,
    text,
    walk,
)

__all__ = ["caption_of", "float_body", "is_float", "normalise"]

_EQUATION = re.compile(r"^\{#(eq-[\w-]+)\}([.,;:]?)$")


def normalise(blocks: list[Node]) -> None:
    """Bring a chapter's blocks into the one form, in place."""
    _equations(blocks)
    rewrite(blocks, _block)


def is_float(node: Node) -> bool:
    """Whether a node is a float in the one form."""
    return node["t"] == "Div" and "press-float" in classes(node)


def caption_of(node: Node) -> list[Node]:
    """Return the inlines of a float's caption."""
    last = node["c"][1][-1]
    inner = last["c"][1]
    return list(inner[0]["c"]) if inner else []


def float_body(node: Node) -> list[Node]:
    """Return the blocks of a float without its caption."""
    return list(node["c"][1][:-1])


def _block(node: Node) -> list[Node] | None:
    kind = node["t"]
    if kind == "Figure":
        return [_from_figure(node)]
    if kind == "Table":
        return _from_table(node)
    if kind == "Div":
        mark_title(node)
        return _from_div(node)
    if kind == "Para" and text([node]) == "{{< pagebreak >}}":
        return [div([], "", "press-page-break")]
    return None


def _float(
    kind: str, name: str, body: list[Node], caption: list[Node], extra: dict[str, str]
) -> Node:
    made = div([*body, div([plain(caption)] if caption else [], "", "press-caption")], name)
    attr(made)[1] = ["press-float"]
    attr(made)[2] = [["press-kind", kind], *([k, v] for k, v in extra.items())]
    return made


def _inlines(blocks: list[Node]) -> list[Node]:
    return list(blocks[0]["c"]) if blocks and blocks[0]["t"] in ("Plain", "Para") else []


def _from_figure(node: Node) -> Node:
    (name, _, pairs), (_, caption), body = node["c"]
    blocks = [{"t": "Para", "c": b["c"]} if b["t"] == "Plain" else b for b in body]
    return _float("fig", name, blocks, _inlines(caption), dict(pairs))


def _from_table(node: Node) -> list[Node] | None:
    caption = _inlines(node["c"][1][1])
    name = identifier(node)
    if not caption and not name.startswith("tbl-"):
        return None
    widths = attribute(node, "tbl-colwidths")
    node["c"][1] = [None, []]
    attr(node)[0] = ""
    attr(node)[2] = []
    if widths:
        set_widths(node, widths)
    return [_float("tbl", name, [node], caption, {})]


def _from_div(node: Node) -> list[Node] | None:
    name = identifier(node)
    marked = "press-float" in classes(node)
    if marked and node["c"][1] and "press-caption" in classes(node["c"][1][-1]):
        return None
    if not marked and name[:4] not in ("fig-", "tbl-"):
        return None
    kind = attribute(node, "press-kind") or name[:3]
    blocks = list(node["c"][1])
    caption: list[Node] = []
    if blocks and blocks[-1]["t"] in ("Para", "Plain") and len(blocks) > 1:
        caption = list(blocks.pop()["c"])
    blocks = [_unwrapped(block, caption) for block in blocks]
    widths = attribute(node, "tbl-colwidths")
    if widths:
        for inner in walk(blocks):
            if inner["t"] == "Table":
                set_widths(inner, widths)
    extra = {k: v for k, v in attr(node)[2] if k not in ("press-kind", "tbl-colwidths")}
    made = _float(kind, name, blocks, caption, extra)
    attr(made)[1] += [c for c in classes(node) if c != "press-float"]
    return [made]


def _unwrapped(block: Node, caption: list[Node]) -> Node:
    """Take an unlabelled float within a float apart: its caption serves if there is no other."""
    if is_float(block) and not identifier(block):
        if not caption:
            caption += caption_of(block)
        body = float_body(block)
        return body[0] if len(body) == 1 else div(body)
    return block


def set_widths(table: Node, widths: str) -> None:
    """Give a table's columns their shares of the width, from `[25, 75]` or `25,75`."""
    numbers = [float(part) for part in re.findall(r"[\d.]+", widths)]
    total = sum(numbers)
    columns: list[list[Any]] = table["c"][2]
    if len(numbers) == len(columns) and total > 0:
        for column, number in zip(columns, numbers, strict=True):
            column[1] = {"t": "ColWidth", "c": round(number / total, 4)}


def _equations(blocks: list[Node]) -> None:
    for node in list(walk(blocks)):
        for inlines in children(node):
            _number_formulas(inlines)


def _number_formulas(inlines: list[Node]) -> None:
    for index in range(len(inlines) - 1, -1, -1):
        if index >= len(inlines):
            continue
        node = inlines[index]
        if node.get("t") != "Str":
            continue
        match = _EQUATION.match(node["c"])
        if match is None:
            continue
        before = index - 1
        while before >= 0 and inlines[before]["t"] in ("Space", "SoftBreak"):
            before -= 1
        formula = inlines[before] if before >= 0 else None
        if formula and formula["t"] == "Math" and formula["c"][0]["t"] == "DisplayMath":
            rest = [{"t": "Str", "c": match[2]}] if match[2] else []
            inlines[before : index + 1] = [span([formula], match[1], "press-equation"), *rest]
