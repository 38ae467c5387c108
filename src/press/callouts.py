"""Callouts: boxes for notes, tips, warnings and the like, as Quarto writes them."""

from __future__ import annotations

from dataclasses import dataclass

from press.nodes import Node, attribute, classes, div, plain, words

__all__ = ["Callout", "callout_of", "mark_title"]

_KINDS = {
    "callout-note": "Note",
    "callout-tip": "Tip",
    "callout-important": "Important",
    "callout-warning": "Warning",
    "callout-caution": "Caution",
}


@dataclass(frozen=True, slots=True)
class Callout:
    """A callout.

    Attributes:
        kind: ``note``, ``tip``, ``important``, ``warning`` or ``caution``.
        word: The kind as readers see it.
        title: Inlines of its title; empty where the kind alone is the title.
        blocks: What it holds.
        collapse: True for closed at first, False for open but closable, None for neither.
    """

    kind: str
    word: str
    title: list[Node]
    blocks: list[Node]
    collapse: bool | None


def callout_of(node: Node) -> Callout | None:
    """Return the callout that a node is, or None.

    Its title is the attribute `title` or the heading that it begins with, which
    `mark_title` has taken out of the sections before they were numbered.
    """
    name = _kind(node)
    if name is None:
        return None
    blocks = list(node["c"][1])
    title = words(attribute(node, "title"))
    if blocks and "press-callout-title" in classes(blocks[0]):
        title = list(blocks.pop(0)["c"][1][0]["c"])
    collapse = {"true": True, "false": False}.get(attribute(node, "collapse"))
    return Callout(name.removeprefix("callout-"), _KINDS[name], title, blocks, collapse)


def mark_title(node: Node) -> None:
    """Turn the heading that a callout begins with into a title that is no section, in place."""
    if _kind(node) is None or attribute(node, "title"):
        return
    blocks = node["c"][1]
    if blocks and blocks[0]["t"] == "Header":
        blocks[0] = div([plain(blocks[0]["c"][2])], "", "press-callout-title")


def _kind(node: Node) -> str | None:
    if node["t"] != "Div":
        return None
    return next((kind for kind in classes(node) if kind in _KINDS), None)
