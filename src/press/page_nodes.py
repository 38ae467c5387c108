"""A chapter's blocks as they go to Pandoc's HTML writer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import count

from press.callouts import Callout, callout_of
from press.nodes import (
    Node,
    attr,
    attribute,
    attributes,
    classes,
    copied,
    div,
    identifier,
    para,
    plain,
    raw,
    raw_inline,
    rewrite,
    span,
    text,
    words,
)
from press.normal import caption_of, float_body, is_float
from press.numbering import Page, visible_in
from press.project import Book
from press.references import float_label

__all__ = ["contents", "page_blocks"]

_TABLE_OPEN = re.compile(r"<table\b[^>]*>", re.IGNORECASE)


def page_blocks(
    book: Book, page: Page, size_of: Callable[[str], tuple[float, float] | None]
) -> list[Node]:
    """Return a chapter's blocks for the website.

    Args:
        book: The book.
        page: The chapter; it is left as it is.
        size_of: Gives the width and height of a picture by its path within the chapter's directory.
    """
    writer = _Writer(book, size_of)
    blocks = copied(page.blocks)
    rewrite(blocks, writer.change)
    return _with_lead(book, page, blocks)


def contents(page: Page, depth: int) -> list[Node]:
    """Return the list of a page's sections, nested, as blocks; nothing where there are none."""
    headings = [
        node
        for node in _all_headers(page.blocks)
        if 2 <= node["c"][0] <= depth and "unlisted" not in classes(node)
    ]
    return _nested(headings, 2) if headings else []


def _all_headers(blocks: Sequence[Node]) -> list[Node]:
    found = []
    for node in blocks:
        if node["t"] == "Header":
            found.append(node)
        elif node["t"] == "Div" and visible_in(node, "html") and callout_of(node) is None:
            found += _all_headers(node["c"][1])
    return found


def _nested(headings: Sequence[Node], level: int) -> list[Node]:
    items: list[list[Node]] = []
    at = 0
    while at < len(headings):
        end = at + 1
        while end < len(headings) and headings[end]["c"][0] > level:
            end += 1
        node = headings[at]
        if node["c"][0] > level:
            items.append(_nested(headings[at:end], node["c"][0]))
        else:
            shown = [*_number_span(node), *words(text(node["c"][2]))]
            entry = plain([{"t": "Link", "c": [["", [], []], shown, [f"#{identifier(node)}", ""]]}])
            below = headings[at + 1 : end]
            items.append([entry, *(_nested(below, level + 1) if below else [])])
        at = end
    return [{"t": "BulletList", "c": items}]


def _number_span(node: Node) -> list[Node]:
    number = attribute(node, "press-number")
    if not number:
        return []
    return [span(words(number), "", "header-section-number"), {"t": "Space"}]


def _with_lead(book: Book, page: Page, blocks: list[Node]) -> list[Node]:
    """Put subtitle and description under a chapter's heading, and the book's on the home page."""
    meta = page.composed.source.meta.value
    lead: list[Node] = []
    if meta.get("subtitle"):
        lead.append(div([para(words(str(meta["subtitle"])))], "", "chapter-subtitle"))
    before: list[Node] = []
    if page.entry.path == "index.qmd":
        if page.title_text != book.title:
            before.append(div([para(words(book.title))], "", "book-title"))
        (lead if page.title_text == book.title else before).extend(_byline(book))
    at = next(i for i, b in enumerate(blocks) if b["t"] == "Header" and b["c"][0] == 1)
    return [*blocks[:at], *before, blocks[at], *lead, *blocks[at + 1 :]]


def _byline(book: Book) -> list[Node]:
    found: list[Node] = []
    if book.subtitle:
        found.append(div([para(words(book.subtitle))], "", "book-subtitle"))
    facts = [", ".join(book.authors), book.date]
    shown = " · ".join(fact for fact in facts if fact)
    if shown:
        found.append(div([para(words(shown))], "", "book-byline"))
    return found


class _Writer:
    def __init__(self, book: Book, size_of: Callable[[str], tuple[float, float] | None]) -> None:
        self.book = book
        self.size_of = size_of
        self._callouts = count(1)

    def change(self, node: Node) -> list[Node] | None:
        if not visible_in(node, "html"):
            return []
        kind = node["t"]
        if kind in ("RawBlock", "RawInline"):
            return self._raw(node)
        if kind == "Header":
            return [self._header(node)]
        if kind == "Image":
            return [self._image(node)]
        if kind == "CodeBlock":
            return self._code(node)
        if kind == "Table":
            return [_scroll([node], "Table")]
        if kind == "Math" and node["c"][0]["t"] == "DisplayMath":
            box = {"role": "group", "tabindex": "0", "aria_label": "Formula"}
            return [span([node], "", "formula", **box)]
        if kind == "Span" and "press-equation" in classes(node):
            return [_equation(node)]
        if kind == "Div":
            return self._div(node)
        return None

    def _raw(self, node: Node) -> list[Node] | None:
        format_, content = node["c"]
        if format_ == "typst":
            return []
        # Markdown takes an HTML table outside a raw block apart, tag by tag: those are left.
        whole = node["t"] == "RawBlock" and format_ == "html" and "</table" in content.lower()
        if whole and _TABLE_OPEN.search(content):
            return [_scroll([node], "Table")]
        return None

    def _header(self, node: Node) -> Node:
        level, (name, kinds, _), inlines = node["c"]
        number = _number_span(node)
        anchor: list[Node] = []
        if level > 1 and name and self.book.html.get("anchor-sections", True):
            label = escape(text(inlines), quote=True)
            anchor = [
                raw_inline(
                    "html",
                    f'<a class="anchor" href="#{escape(name)}" '
                    f'aria-label="Link to the section {label}"></a>',
                )
            ]
        kept = [kind for kind in kinds if kind != "unnumbered"]
        return {"t": "Header", "c": [level, [name, kept, []], [*number, *inlines, *anchor]]}

    def _image(self, node: Node) -> Node:
        (name, kinds, pairs), inlines, (path, title) = node["c"]
        given = dict(pairs)
        alt = given.pop("fig-alt", "") or given.pop("alt", "") or text(inlines)
        given.pop("fig-align", None)
        size = self.size_of(path)
        if size and "width" not in given and "height" not in given:
            # The browser keeps the room free while the picture loads.
            given["width"], given["height"] = (f"{round(side)}" for side in size)
        given |= {"alt": alt, "loading": "lazy", "decoding": "async"}
        return {
            "t": "Image",
            "c": [[name, kinds, [[k, v] for k, v in given.items()]], [], [path, title]],
        }

    def _code(self, node: Node) -> list[Node] | None:
        given = attributes(node)
        fold = given.pop("code-fold", "")
        summary = given.pop("code-summary", "Code")
        attr(node)[2] = [[k, v] for k, v in given.items()]
        if not fold:
            return None
        state = " open" if fold == "show" else ""
        head = f'<details class="code-fold"{state}><summary>{escape(summary)}</summary>'
        return [raw("html", head), node, raw("html", "</details>")]

    def _div(self, node: Node) -> list[Node] | None:
        if is_float(node):
            return _float(node)
        callout = callout_of(node)
        if callout is not None:
            return _callout(callout, next(self._callouts))
        if "press-page-break" in classes(node):
            return [raw("html", '<div class="page-break"></div>')]
        attr(node)[2] = [[k, v] for k, v in attr(node)[2] if not k.startswith("press-")]
        return None


def _scroll(blocks: list[Node], label: str) -> Node:
    """A box of its own for what may be wider than the page; the keyboard can scroll it."""
    return div(blocks, "", "table-scroll", role="group", tabindex="0", aria_label=label)


def _float(node: Node) -> list[Node]:
    kind, number = attribute(node, "press-kind"), attribute(node, "press-number")
    caption = caption_of(node)
    label = float_label(kind, number) if number else ""
    shown: list[Node] = []
    if label:
        shown = [span(words(label), "", "float-label"), {"t": "Space"}]
    shown += caption
    extra = [c for c in classes(node) if c != "press-float"]
    body = float_body(node)
    if kind == "tbl" and _caption_table(body, shown, label):
        return [div(body, identifier(node), "float", "float-tbl", *extra)]
    name = escape(identifier(node), quote=True)
    identity = f' id="{name}"' if name else ""
    kinds = " ".join(["float", f"float-{kind}", *extra])
    figcaption = [raw("html", "<figcaption>"), plain(shown), raw("html", "</figcaption>")]
    parts = [*figcaption, *body] if kind == "tbl" else [*body, *figcaption]
    return [raw("html", f'<figure{identity} class="{kinds}">'), *parts, raw("html", "</figure>")]


def _caption_table(blocks: list[Node], shown: list[Node], label: str) -> bool:
    """Put a caption into the first table beneath; say whether there was one."""
    for node in blocks:
        if node["t"] == "Table":
            node["c"][1] = [None, [plain(shown)]]
            return True
        if node["t"] == "RawBlock":
            match = _TABLE_OPEN.search(node["c"][1])
            if match:
                content = node["c"][1]
                node.clear()
                node.update(
                    div(
                        [
                            raw("html", content[: match.end()] + "<caption>"),
                            plain(shown),
                            raw("html", "</caption>" + content[match.end() :]),
                        ]
                    )
                )
                return True
        if node["t"] == "Div" and _caption_table(node["c"][1], shown, label):
            if "table-scroll" in classes(node) and label:
                attr(node)[2] = [[k, label if k == "aria-label" else v] for k, v in attr(node)[2]]
            return True
    return False


def _callout(callout: Callout, number: int) -> list[Node]:
    kinds = f"callout callout-{callout.kind}"
    head = [
        raw("html", f'<span class="callout-kind">{callout.word}</span>'),
        plain(callout.title),
    ]
    if callout.collapse is not None:
        state = "" if callout.collapse else " open"
        start = [raw("html", f'<details class="{kinds}"{state}><summary class="callout-title">')]
        middle, end = raw("html", '</summary><div class="callout-body">'), "</div></details>"
    else:
        name = f"callout-{number}"
        start = [
            raw("html", f'<div class="{kinds}" role="note" aria-labelledby="{name}">'),
            raw("html", f'<p class="callout-title" id="{name}">'),
        ]
        middle, end = raw("html", '</p><div class="callout-body">'), "</div></div>"
    return [*start, *head, middle, *callout.blocks, raw("html", end)]


def _equation(node: Node) -> Node:
    number = attribute(node, "press-number")
    shown = span(words(f"({number})"), "", "equation-number")
    return span([*node["c"][1], shown], identifier(node), "equation")
