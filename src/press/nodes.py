"""Pandoc's syntax tree as plain JSON: making nodes, walking them, reading their text."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = [
    "attribute",
    "attributes",
    "children",
    "classes",
    "code_text",
    "copied",
    "div",
    "identifier",
    "link",
    "para",
    "plain",
    "raw",
    "raw_inline",
    "rewrite",
    "span",
    "text",
    "walk",
    "words",
]

Node = dict[str, Any]
Attr = list[Any]

# Where a node keeps its attributes within its content.
_ATTR_AT = {
    "Div": 0, "Span": 0, "Link": 0, "Image": 0, "Code": 0, "CodeBlock": 0, "Table": 0,
    "Figure": 0, "Header": 1,
}  # fmt: skip
_INLINE_LISTS = {
    "Emph": None, "Strong": None, "Underline": None, "Strikeout": None, "Superscript": None,
    "Subscript": None, "SmallCaps": None, "Quoted": 1, "Span": 1, "Link": 1, "Image": 1,
}  # fmt: skip


def attr(node: Node) -> Attr:
    """Return a node's attributes as Pandoc keeps them: identifier, classes, pairs."""
    at = _ATTR_AT.get(node["t"])
    return ["", [], []] if at is None else node["c"][at]


def identifier(node: Node) -> str:
    """Return a node's identifier, or nothing."""
    return str(attr(node)[0])


def classes(node: Node) -> list[str]:
    """Return a node's classes."""
    return list(attr(node)[1])


def attributes(node: Node) -> dict[str, str]:
    """Return a node's further attributes."""
    return dict(attr(node)[2])


def attribute(node: Node, name: str) -> str:
    """Return one further attribute, or nothing."""
    return attributes(node).get(name, "")


def new_attr(
    identifier: str = "", classes: Iterable[str] = (), pairs: dict[str, str] | None = None
) -> Attr:
    """Return attributes as Pandoc keeps them."""
    return [identifier, list(classes), [[key, value] for key, value in (pairs or {}).items()]]


def div(blocks: list[Node], identifier: str = "", *classes: str, **pairs: str) -> Node:
    """Return a block that holds blocks; an underscore in a name stands for a hyphen."""
    named = {key.replace("_", "-"): value for key, value in pairs.items()}
    return {"t": "Div", "c": [new_attr(identifier, classes, named), blocks]}


def span(inlines: list[Node], identifier: str = "", *classes: str, **pairs: str) -> Node:
    """Return an inline that holds inlines."""
    named = {key.replace("_", "-"): value for key, value in pairs.items()}
    return {"t": "Span", "c": [new_attr(identifier, classes, named), inlines]}


def link(inlines: list[Node], target: str, *classes: str) -> Node:
    """Return a link."""
    return {"t": "Link", "c": [new_attr("", classes), inlines, [target, ""]]}


def plain(inlines: list[Node]) -> Node:
    """Return text that is no paragraph of its own."""
    return {"t": "Plain", "c": inlines}


def para(inlines: list[Node]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": inlines}


def raw(format_: str, content: str) -> Node:
    """Return a raw block."""
    return {"t": "RawBlock", "c": [format_, content]}


def raw_inline(format_: str, content: str) -> Node:
    """Return a raw inline."""
    return {"t": "RawInline", "c": [format_, content]}


def copied(nodes: list[Node]) -> list[Node]:
    """Return a copy that shares nothing with the original."""
    # The tree is plain lists, dictionaries and texts, for which this is the fastest way.
    made: list[Node] = marshal.loads(marshal.dumps(nodes))
    return made


def words(content: str) -> list[Node]:
    """Return text as inlines.

    Example:
        >>> words("a b")
        [{'t': 'Str', 'c': 'a'}, {'t': 'Space'}, {'t': 'Str', 'c': 'b'}]
    """
    found: list[Node] = []
    for index, word in enumerate(content.split(" ")):
        if index:
            found.append({"t": "Space"})
        if word:
            found.append({"t": "Str", "c": word})
    return found


def children(node: Node) -> Iterator[list[Node]]:
    """Yield the lists of nodes that a node holds, so that a caller can change them in place."""
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind in ("Para", "Plain", "BlockQuote"):
        yield content
    elif kind == "Header":
        yield content[2]
    elif kind in _INLINE_LISTS:
        at = _INLINE_LISTS[kind]
        yield content if at is None else content[at]
    elif kind == "Cite":
        yield content[1]
    elif kind == "Note":
        yield content
    elif kind == "Div":
        yield content[1]
    elif kind == "LineBlock" or kind == "BulletList":
        yield from content
    elif kind == "OrderedList":
        yield from content[1]
    elif kind == "DefinitionList":
        for term, definitions in content:
            yield term
            yield from definitions
    elif kind == "Figure":
        yield content[1][1]
        yield content[2]
    elif kind == "Table":
        yield content[1][1]
        for cell in cells(node):
            yield cell[4]


def rows(table: Node) -> Iterator[list[Any]]:
    """Yield the rows of a table, head, bodies and foot."""
    _, _, _, head, bodies, foot = table["c"]
    yield from head[1]
    for body in bodies:
        yield from body[2]
        yield from body[3]
    yield from foot[1]


def cells(table: Node) -> Iterator[list[Any]]:
    """Yield the cells of a table; the blocks of a cell are its item 4."""
    for row in rows(table):
        yield from row[1]


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node beneath, each before what it holds."""
    for node in nodes:
        yield node
        for inner in children(node):
            yield from walk(inner)


def rewrite(nodes: list[Node], change: Callable[[Node], list[Node] | None]) -> None:
    """Replace nodes in place, from the leaves up.

    Args:
        nodes: A list of blocks or of inlines.
        change: Returns what stands in a node's place, or None to leave it.
    """
    result: list[Node] = []
    for node in nodes:
        for inner in children(node):
            rewrite(inner, change)
        changed = change(node)
        result.extend([node] if changed is None else changed)
    nodes[:] = result


def text(nodes: Iterable[Node]) -> str:
    """Return the visible text of nodes, without notes and raw parts.

    Example:
        >>> text([{"t": "Emph", "c": words("a b")}])
        'a b'
    """
    return "".join(_parts(nodes)).strip()


def _parts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        kind = node["t"]
        if kind == "Str":
            yield node["c"]
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield " "
        elif kind in ("Code", "Math"):
            yield node["c"][1]
        elif kind == "CodeBlock":
            yield node["c"][1] + " "
        elif kind == "Quoted":
            marks = "‘’" if node["c"][0]["t"] == "SingleQuote" else "“”"
            yield marks[0]
            yield from _parts(node["c"][1])
            yield marks[1]
        elif kind in ("Note", "RawInline", "RawBlock"):
            continue
        else:
            for inner in children(node):
                yield from _parts(inner)
            if kind in ("Para", "Plain", "Header"):
                yield " "


def code_text(node: Node) -> str:
    """Return the content of code, inline or block."""
    return str(node["c"][1])
