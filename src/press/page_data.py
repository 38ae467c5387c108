"""What the page template is given: navigation, addresses, data for search engines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from press.links import relative
from press.nodes import Node, raw_inline
from press.numbering import Page
from press.page_nodes import contents
from press.policy import PLACEHOLDER
from press.project import Book

__all__ = ["asset", "page_variables"]

# Where a site keeps what press brings along.
ASSETS = "press"


def asset(name: str) -> str:
    """Return the text of one of press's own files."""
    return (files("press") / "assets" / name).read_text(encoding="utf-8")


def page_variables(book: Book, pages: Sequence[Page], index: int, extras: Sequence[str]) -> Node:
    """Return the template's variables for one page, as Pandoc's metadata.

    Args:
        book: The book.
        pages: All chapters.
        index: The chapter's place among them.
        extras: Styles and scripts that stand beside the project's filters.
    """
    page = pages[index]
    url = page.entry.url
    meta = page.composed.source.meta.value
    home = page.entry.path == "index.qmd"
    title = book.title if home else f"{page.title_text} – {book.title}"
    description = str(meta.get("description") or meta.get("abstract") or book.description)
    styles = [f"{ASSETS}/press.css", *(e for e in extras if e.endswith(".css")), *_css(book)]
    scripts = [f"{ASSETS}/press.js", *(e for e in extras if e.endswith(".js"))]
    depth = int(meta.get("toc-depth", book.html.get("toc-depth", 3)))
    shown = meta.get("toc", book.html.get("toc", True))
    found = contents(page, depth) if shown else []
    navigation = (book.config.value.get("book") or {}).get("page-navigation", True)
    body = ["home" if home else "chapter"]
    if meta.get("page-layout", book.html.get("page-layout")) == "full":
        body.append("page-full")
    if not found:
        body.append("no-contents")
    values: dict[str, Any] = {
        "lang": str(meta.get("lang", book.lang)),
        "root": "../" * url.count("/"),
        "csp": PLACEHOLDER,
        "pagetitle": title,
        "theme-script": Verbatim(asset("theme.js").strip()),
        "description": description,
        "author": list(book.authors),
        "canonical": f"{book.site_url}/{url}" if book.site_url else "",
        "favicon": relative(url, book.favicon or f"{ASSETS}/icon.svg"),
        "styles": [relative(url, path) for path in styles],
        "scripts": [relative(url, path) for path in scripts],
        "jsonld": Verbatim(_structured(book, page, description)),
        "body-class": " ".join(body),
        "home": relative(url, "index.html"),
        "book-title": book.title,
        "search": book.search,
        "searchable": meta.get("search", True) is not False,
        "groups": _groups(pages, index),
        "contents-title": str(book.html.get("toc-title", "On this page")),
        "contents": Blocks(found),
        "pdf": relative(url, book.pdf_name) if book.downloads else "",
        "repo": book.repo_url,
        "license": book.license,
        "page-navigation": bool(navigation),
        "previous": _neighbour(pages, index, -1),
        "next": _neighbour(pages, index, 1),
        "citation": _citation(book),
        "bibtex": _bibtex(book),
        "source": page.composed.source.text if _shows_source(book, page) else "",
        "head": [Verbatim(text) for text in included(book, "include-in-header")],
        "before": [Verbatim(text) for text in included(book, "include-before-body")],
        "after": [Verbatim(text) for text in included(book, "include-after-body")],
    }
    return {key: _meta(value) for key, value in values.items()}


class Verbatim(str):
    """Text that goes into a page as it is."""

    __slots__ = ()


class Blocks(list[Node]):
    """Blocks that Pandoc writes where the template asks for them."""

    __slots__ = ()


def included(book: Book, key: str, format_: str = "html") -> list[str]:
    """Return the texts that `include-in-header` and its like name."""
    given = (book.html if format_ == "html" else book.typst).get(key) or []
    texts = []
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict) and "text" in item:
            texts.append(str(item["text"]))
        else:
            file = item["file"] if isinstance(item, dict) else item
            texts.append((book.root / str(file)).read_text(encoding="utf-8"))
    return texts


def _meta(value: Any) -> Node:
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    if isinstance(value, Blocks):
        return {"t": "MetaBlocks", "c": list(value)}
    if isinstance(value, Verbatim):
        return {"t": "MetaInlines", "c": [raw_inline("html", value)]}
    if isinstance(value, str):
        shown = [raw_inline("html", escape(value, quote=True))] if value else []
        return {"t": "MetaInlines", "c": shown}
    if isinstance(value, Mapping):
        return {"t": "MetaMap", "c": {key: _meta(item) for key, item in value.items()}}
    if value is None:
        return {"t": "MetaBool", "c": False}
    return {"t": "MetaList", "c": [_meta(item) for item in value]}


def _css(book: Book) -> list[str]:
    given = book.html.get("css") or []
    return [str(item) for item in (given if isinstance(given, list) else [given])]


def _shows_source(book: Book, page: Page) -> bool:
    meta = page.composed.source.meta.value
    return bool(meta.get("code-tools", book.html.get("code-tools", False)))


def _groups(pages: Sequence[Page], index: int) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    url = pages[index].entry.url
    for place, page in enumerate(pages):
        title = page.entry.part or ("Appendices" if page.entry.appendix else "")
        if not groups or groups[-1]["title"] != title:
            groups.append({"title": title, "chapters": []})
        groups[-1]["chapters"].append(
            {
                "href": relative(url, page.entry.url),
                "number": page.number,
                "title": page.title_text,
                "current": place == index,
            }
        )
    return groups


def _neighbour(pages: Sequence[Page], index: int, step: int) -> dict[str, str] | None:
    place = index + step
    if not 0 <= place < len(pages):
        return None
    page = pages[place]
    return {"href": relative(pages[index].entry.url, page.entry.url), "title": page.label}


def _structured(book: Book, page: Page, description: str) -> str:
    people = [{"@type": "Person", "name": name} for name in book.authors]
    whole: dict[str, Any] = {"@type": "Book", "name": book.title, "inLanguage": book.lang}
    if people:
        whole["author"] = people
    if book.date:
        whole["datePublished"] = book.date
    if book.site_url:
        whole["url"] = book.site_url + "/"
    data = dict(whole)
    if page.entry.path != "index.qmd":
        data = {
            "@type": "Chapter",
            "name": page.title_text,
            "inLanguage": book.lang,
            "isPartOf": whole,
        }
        if page.number:
            data["position"] = page.number
        if book.site_url:
            data["url"] = f"{book.site_url}/{page.entry.url}"
    if description:
        data["description"] = description
    text = json.dumps(
        {"@context": "https://schema.org", **data}, ensure_ascii=False, sort_keys=True
    )
    return text.replace("</", "<\\/")


def _citation(book: Book) -> str:
    parts = [", ".join(book.authors), f"({book.date[:4]})" if book.date else "", book.title]
    whole = " ".join(part for part in parts if part)
    if book.subtitle:
        whole += f": {book.subtitle}"
    return f"{whole}. {book.site_url}".strip() if book.site_url else f"{whole}."


def _bibtex(book: Book) -> str:
    title = f"{book.title}: {book.subtitle}" if book.subtitle else book.title
    fields = {
        "title": f"{{{title}}}",
        # Braces keep a name as it is: whether it is a person's, BibTeX cannot tell.
        "author": " and ".join(f"{{{name}}}" for name in book.authors),
        "year": book.date[:4],
        "url": book.site_url,
    }
    key = "".join(c for c in book.title.lower() if c.isalnum())[:24] + book.date[:4]
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])
