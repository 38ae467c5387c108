"""The website's pages: what their template is given, and their links once Pandoc wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from press.book import Ready, asset, write_chapter
from press.kept import Kept, digest
from press.pandoc import ASSETS, Pandoc
from press.paths import read_text
from press.project import Book
from press.site import Page, beside_filters, finished_page

__all__ = ["write_page"]


def write_page(
    book: Book, chapters: Sequence[Ready], kept: Kept, pandoc: Pandoc, with_pdf: bool, index: int
) -> Page:
    """Return the page of a chapter, the kept one where nothing that it depends on has changed."""
    chapter = chapters[index]
    variables = _variables(book, chapters, with_pdf, index)
    key = digest(kept.surroundings, variables, chapter.document)
    if known := kept.get("page", chapter.entry.path, key):
        return Page(**known)
    look = {**_LOOK, "toc_depth": book.html("toc-depth", 3), "variables": variables}
    html = write_chapter(book, pandoc, chapter, "html5", "html.lua", **look)
    urls = {each.entry.path: each.entry.url for each in chapters}
    page = finished_page(html, chapter.entry.path, urls)
    kept.put(
        "page", chapter.entry.path, key, {name: getattr(page, name) for name in Page.__slots__}
    )
    return page


def _variables(book: Book, chapters: Sequence[Ready], with_pdf: bool, index: int) -> dict[str, str]:
    """Return what the template is given, as HTML."""
    own = chapters[index]
    source = own.composed.source
    home, beside = index == 0, beside_filters(book)
    styles = (
        "press/press.css",
        *(n for n in beside if n.endswith(".css")),
        *book.texts("format", "html", "css"),
    )
    scripts = ("press/press.js", *(n for n in beside if n.endswith(".js")))
    contents = source.meta.get("toc", default=True)
    kinds = ["home" if home else "chapter"]
    kinds += ["page-full"] if source.meta.get("page-layout") == "full" else []
    facts = (", ".join(book.texts("book", "author")), book.text("book", "date"))
    description = source.meta.get("description", default=book.text("book", "description"))
    number = f'<span class="header-section-number">{own.number}</span> ' if own.number else ""
    unnumbered = "" if own.number else ' class="unnumbered"'
    plain = {
        "lang": book.text("lang", default="en"),
        "root": "../" * source.entry.path.count("/"),
        "pagetitle": book.title if home else f"{own.title} – {book.title}",
        "description": description,
        "author": ", ".join(book.texts("book", "author")),
        "book-title": book.title,
        "cover-title": book.title if home and own.title != book.title else "",
        "subtitle": book.text("book", "subtitle") if home else "",
        "byline": " · ".join(fact for fact in facts if fact) if home else "",
        "contents-title": str(book.html("toc-title", "On this page")) if contents else "",
        "pdf": f"/{book.pdf_name}" if with_pdf and book.config.get("book", "downloads") else "",
        "license": book.text("license"),
        "body-class": " ".join(kinds),
        "source": source.text if book.html("code-tools", False) else "",
        "chapter-id": own.name,
    }
    head = [f'<link rel="stylesheet" href="/{name}">' for name in styles]
    head += [f'<script src="/{name}" defer></script>' for name in scripts]
    own_head = book.texts("format", "html", "include-in-header")
    head += [read_text(book.root, name) for name in own_head]
    return {name: escape(text) for name, text in plain.items() if text} | {
        "theme-script": asset("theme.js").strip(),
        "head": "\n".join(head),
        "heading": f"<h1{unnumbered}>{number}{escape(own.title)}</h1>",
        "chapters": _chapters(chapters, index),
        "turns": _turns(chapters, index),
    }


# Colours for code would take Pandoc half a second a page.
_LOOK: dict[str, Any] = {
    "template": str(ASSETS / "page.html"),
    **{"section_divs": True, "table_of_contents": True, "number_sections": True},
    **{"html_math_method": "mathml", "highlight_method": "none"},
}


def _chapters(chapters: Sequence[Ready], current: int) -> str:
    """Return the list of chapters, by their parts."""
    lines: list[str] = []
    part: str | None = None
    for index, own in enumerate(chapters):
        entry = own.entry
        if index == 0 or entry.part != part:
            lines += ["</ul>"] if lines else []
            lines += [f'<p class="book-nav-part">{escape(entry.part)}</p>'] if entry.part else []
            lines.append("<ul>")
        part = entry.part
        here = ' aria-current="page"' if index == current else ""
        number = f'<span class="chapter-number">{own.number}</span> ' if own.number else ""
        title = f"{number}<span>{escape(own.title)}</span>"
        lines.append(f'<li><a href="/{escape(entry.path)}"{here}>{title}</a></li>')
    return "\n".join([*lines, "</ul>"])


def _turns(chapters: Sequence[Ready], current: int) -> str:
    """Return the links to the chapters before and after."""
    lines = []
    for index, name, rel in ((current - 1, "Previous", "prev"), (current + 1, "Next", "next")):
        if 0 <= index < len(chapters):
            own = chapters[index]
            title = f"{own.number}\u2002{own.title}" if own.number else own.title
            lines.append(
                f'<a class="page-turn-{name.lower()}" href="/{escape(own.entry.path)}" rel="{rel}">'
                f'<span class="page-turn-word">{name}</span> {escape(title)}</a>'
            )
    return "\n".join(lines)
