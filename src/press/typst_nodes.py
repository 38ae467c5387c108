"""The chapters' blocks as they go to Pandoc's Typst writer: one document, so one set of labels."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from press.callouts import Callout, callout_of
from press.links import is_external, resolve
from press.nodes import (
    Node,
    attr,
    attribute,
    attributes,
    classes,
    copied,
    identifier,
    plain,
    raw,
    raw_inline,
    rewrite,
    text,
    walk,
)
from press.normal import caption_of, float_body, is_float
from press.numbering import Page, visible_in
from press.problems import PressError, Problem
from press.project import Book
from press.raw_tables import convert_tables

__all__ = ["typst_blocks", "typst_string"]


def typst_string(content: str) -> str:
    r"""Return text as a Typst string.

    Example:
        >>> print(typst_string('a "b"'))
        "a \"b\""
    """
    escaped = content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def typst_blocks(book: Book, pages: Sequence[Page], root: Path) -> list[list[Node]]:
    """Return each chapter's blocks for the PDF.

    Labels are made unique over the book, links between chapters lead to labels.

    Args:
        book: The book.
        pages: The chapters; they are left as they are.
        root: The project's directory.

    Raises:
        PressError: With every link whose target the PDF does not hold.
    """
    chapters: list[list[Node]] = []
    for page in pages:
        blocks = [b for b in copied(page.blocks) if visible_in(b, "typst")]
        rewrite(blocks, lambda node: None if visible_in(node, "typst") else [])
        convert_tables(blocks, root, page.entry.path)
        chapters.append(blocks)
    labels = _labels(pages, chapters)
    writer = _Writer(book, pages, labels)
    for index, blocks in enumerate(chapters):
        writer.index = index
        rewrite(blocks, writer.change)
    if writer.problems:
        raise PressError(writer.problems)
    return chapters


def _identifiers(blocks: Sequence[Node]) -> list[str]:
    return [identifier(node) for node in walk(blocks) if identifier(node)]


def _labels(pages: Sequence[Page], chapters: Sequence[Sequence[Node]]) -> list[dict[str, str]]:
    """Return, for each chapter, the label of each identifier in it."""
    own = [_identifiers(blocks) for blocks in chapters]
    times = Counter(name for names in own for name in names)
    return [
        {name: name if times[name] == 1 else f"{page.entry.slug}--{name}" for name in names}
        for page, names in zip(pages, own, strict=True)
    ]


class _Writer:
    def __init__(self, book: Book, pages: Sequence[Page], labels: Sequence[dict[str, str]]) -> None:
        self.book, self.pages, self.labels = book, pages, labels
        self.places = {page.entry.path: i for i, page in enumerate(pages)}
        self.problems: list[Problem] = []
        self.index = 0

    def change(self, node: Node) -> list[Node] | None:
        kind = node["t"]
        if kind in ("RawBlock", "RawInline"):
            return [] if node["c"][0] == "html" else None
        name = identifier(node)
        if name:
            attr(node)[0] = self.labels[self.index][name]
        if kind == "Header":
            self._header(node)
        elif kind == "Link":
            return self._link(node)
        elif kind == "Image":
            return [self._image(node)]
        elif kind == "CodeBlock":
            if "cell-code" in classes(node) and self.book.typst.get("echo") is False:
                return []
            kept = [c for c in classes(node) if c != "cell-code"]
            attr(node)[:] = [attr(node)[0], kept, []]
        elif kind == "Span" and "press-equation" in classes(node):
            return _equation(node)
        elif kind == "Div":
            return self._div(node)
        return None

    def _header(self, node: Node) -> None:
        """Say in attributes what the last filter (typst.lua) writes as Typst's heading."""
        page = self.pages[self.index]
        level = node["c"][0]
        role = {2: "Section", 3: "Subsection"}.get(level, "Paragraph")
        if level == 1:
            role = "Appendix" if page.entry.appendix and page.number else "Chapter"
        pairs = {
            "press-role": role,
            "press-number": attribute(node, "press-number"),
            "press-level": str(level + (1 if page.entry.part else 0)),
            "press-listed": "no" if "unlisted" in classes(node) else "yes",
        }
        attr(node)[1] = []
        attr(node)[2] = [[key, value] for key, value in pairs.items()]

    def _link(self, node: Node) -> list[Node] | None:
        target = node["c"][2][0]
        page = self.pages[self.index]
        attr(node)[1] = []
        if is_external(target):
            return None
        path, fragment = resolve(page.entry.path, target)
        if path not in self.places:
            # A file of the website: the PDF points to it where the website's address is known.
            if self.book.site_url:
                node["c"][2] = [f"{self.book.site_url}/{path}", ""]
                return None
            return list(node["c"][1])
        place = self.places[path]
        label = self.labels[place].get(fragment or self.pages[place].name)
        if label is None:
            message = f"the link to {target} leads nowhere in the PDF"
            self.problems.append(page.composed.problem(message, target, fragment))
            return None
        node["c"][2] = [f"#{label}", ""]
        return None

    def _image(self, node: Node) -> Node:
        given = attributes(node)
        alt = given.get("fig-alt") or given.get("alt") or text(node["c"][1])
        path = node["c"][2][0]
        if not path.startswith("/"):
            folder = posixpath.dirname(self.pages[self.index].entry.path)
            path = "/" + posixpath.normpath(posixpath.join(folder, path))
        options = "".join(
            f", {side}: {given[side].replace('px', 'pt')}"
            for side in ("width", "height")
            if given.get(side, "")[-1:] in ("%", "m", "t", "n", "x") and given.get(side)
        )
        call = f"image({typst_string(path)}{options}, alt: {typst_string(alt)})"
        return raw_inline("typst", f"#box({call})")

    def _div(self, node: Node) -> list[Node] | None:
        if {"press-caption", "press-callout-title"} & set(classes(node)):
            return None
        if is_float(node):
            return _float(node)
        callout = callout_of(node)
        if callout is not None:
            return _callout(callout)
        if "press-page-break" in classes(node):
            return [raw("typst", "#pagebreak(weak: true)")]
        kinds = classes(node)
        if "csl-bib-body" in kinds:
            return [raw("typst", "#press-bibliography["), *node["c"][1], raw("typst", "]")]
        if "cell-output-stdout" in kinds or "cell-output-stderr" in kinds:
            return [raw("typst", "#press-output["), *node["c"][1], raw("typst", "]")]
        attr(node)[2] = []
        return None if identifier(node) else list(node["c"][1])


def _float(node: Node) -> list[Node]:
    kind, number = attribute(node, "press-kind"), attribute(node, "press-number")
    label = f" <{identifier(node)}>" if identifier(node) else ""
    caption = caption_of(node)
    word = {"fig": "Figure", "tbl": "Table"}[kind]
    numbering = f"(..) => {typst_string(number)}" if number else "none"
    tail = f'], kind: "press-{kind}", supplement: [{word}], numbering: {numbering}){label}'
    if not caption:
        return [raw("typst", "#figure(["), *float_body(node), raw("typst", tail)]
    return [
        raw("typst", "#figure(["),
        *float_body(node),
        raw("typst", "], caption: ["),
        plain(caption),
        raw("typst", tail),
    ]


def _callout(callout: Callout) -> list[Node]:
    head = f"#press-callout(kind: {typst_string(callout.kind)}, word: [{callout.word}], title: "
    if not callout.title:
        return [raw("typst", head + "none)["), *callout.blocks, raw("typst", "]")]
    return [
        raw("typst", head + "["),
        plain(callout.title),
        raw("typst", "])["),
        *callout.blocks,
        raw("typst", "]"),
    ]


def _equation(node: Node) -> list[Node]:
    number = typst_string(f"({attribute(node, 'press-number')})")
    head = f"#math.equation(block: true, numbering: (..) => {number}, ["
    tail = f"])<{identifier(node)}>"
    return [raw_inline("typst", head), *node["c"][1], raw_inline("typst", tail)]
