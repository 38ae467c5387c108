"""The website's pages: what their template is given, and their links once Pandoc wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from press.book import Manuscript, asset, write_chapter
from press.kept import Kept, digest
from press.markup import (
    PLACEHOLDER,
    Tag,
    is_external,
    relative,
    resolve,
    rewrite_tags,
    tags,
    with_policy,
)
from press.pandoc import ASSETS
from press.paths import outside, read_text
from press.problems import PressError, Problem
from press.project import Book
from press.search import search_script, sections

__all__ = ["Page", "finished_site", "resource_files", "write_page"]

# Where a site keeps what press brings along.
_OWN = {f"press/{name}": name for name in ("press.css", "press.js", "icon.svg")}
_RESOURCES = {"img": "src", "script": "src", "iframe": "src", "source": "src", "audio": "src",
              "video": "src", "embed": "src", "object": "data", "track": "src"}  # fmt: skip
_NEVER = {"__pycache__", "node_modules"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes to the site, and what it asks of the rest of the site."""

    html: str
    names: Sequence[str]
    links: Sequence[tuple[str, str, str]]
    wrong: Sequence[Sequence[str]]
    records: Sequence[dict[str, str]]


def write_page(book: Book, manuscript: Manuscript, kept: Kept, with_pdf: bool, index: int) -> Page:
    """Return the page of a chapter, the kept one where nothing that it depends on has changed."""
    entry = manuscript.chapters[index].source.entry
    meta = {
        name: _raw(text)
        for name, text in _variables(book, manuscript, with_pdf, index).items()
        if text
    }
    key = digest(
        kept.surroundings,
        meta,
        *(part[index] for part in (manuscript.documents, manuscript.settings, manuscript.cited)),
    )
    if known := kept.get("page", entry.path, key):
        return Page(**known)
    depth = book.html("toc-depth", 3)
    arguments = ["-t", "html5", f"--lua-filter={ASSETS / 'html.lua'}", "--section-divs", "--toc"]
    arguments += [f"--template={ASSETS / 'page.html'}", f"--toc-depth={depth}"]
    html = write_chapter(book, manuscript, index, [*arguments, *_LOOK], meta)
    urls = {chapter.source.entry.path: chapter.source.entry.url for chapter in manuscript.chapters}
    found = list(tags(html))
    linker = _Linker(entry.path, urls)
    settled = with_policy(rewrite_tags(html, found, linker.change), found)
    names = [tag.attributes["id"] for tag in found if tag.attributes.get("id") and not tag.closing]
    page = Page(settled, names, linker.links, linker.wrong, sections(html, found, entry.url))
    kept.put("page", entry.path, key, {name: getattr(page, name) for name in Page.__slots__})
    return page


def _raw(text: str) -> dict[str, Any]:
    return {"t": "MetaInlines", "c": [{"t": "RawInline", "c": ["html", text]}]}


def _variables(book: Book, manuscript: Manuscript, with_pdf: bool, index: int) -> dict[str, str]:
    """Return what the template is given, as HTML."""
    source, own = manuscript.chapters[index].source, manuscript.numbered[index]
    home, beside = index == 0, _beside_filters(book)
    styles = ("press/press.css", *(n for n in beside if n.endswith(".css")), *_css(book))
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
        "csp": PLACEHOLDER,
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
    head += [read_text(book.root, name) for name in book.texts(*_HEAD)]
    return {name: escape(text) for name, text in plain.items()} | {
        "theme-script": asset("theme.js").strip(),
        "head": "\n".join(head),
        "heading": f"<h1{unnumbered}>{number}{escape(own.title)}</h1>",
        "chapters": _chapters(manuscript, index),
        "turns": _turns(manuscript, index),
    }


# Colours for code would take Pandoc half a second a page.
_LOOK = ("--number-sections", "--mathml", "--syntax-highlighting=none")
_HEAD = ("format", "html", "include-in-header")


def _chapters(manuscript: Manuscript, current: int) -> str:
    """Return the list of chapters, by their parts."""
    lines: list[str] = []
    part: str | None = None
    for index, (chapter, own) in enumerate(
        zip(manuscript.chapters, manuscript.numbered, strict=True)
    ):
        entry = chapter.source.entry
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


def _turns(manuscript: Manuscript, current: int) -> str:
    """Return the links to the chapters before and after."""
    lines = []
    for index, name, rel in ((current - 1, "Previous", "prev"), (current + 1, "Next", "next")):
        if 0 <= index < len(manuscript.chapters):
            own, entry = manuscript.numbered[index], manuscript.chapters[index].source.entry
            title = f"{own.number}\u2002{own.title}" if own.number else own.title
            lines.append(
                f'<a class="page-turn-{name.lower()}" href="/{escape(entry.path)}" rel="{rel}">'
                f'<span class="page-turn-word">{name}</span> {escape(title)}</a>'
            )
    return "\n".join(lines)


def _css(book: Book) -> tuple[str, ...]:
    return book.texts("format", "html", "css")


def _beside_filters(book: Book) -> list[str]:
    """Return the styles and scripts that stand beside the project's filters."""
    names = (re.sub(r"\.lua$", "", name) + end for name in book.filters for end in (".css", ".js"))
    return [name for name in names if (book.root / name).is_file()]


def resource_files(book: Book) -> dict[str, bytes]:
    """Return the project's own files that go to the site as they are, by their paths."""
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    pages = {entry.url for entry in book.entries}
    for index, pattern in enumerate(book.texts("project", "resources")):
        place = ("project", "resources", index)
        wanted = pattern.strip("/")
        message = _wrong_pattern(pattern, wanted)
        matches = [] if message else sorted(book.root.glob(wanted))
        files = [file for match in matches for file in ([match] if match.is_file() else
                 sorted(each for each in match.rglob("*") if each.is_file()))]  # fmt: skip
        names = [file.relative_to(book.root).as_posix() for file in files]
        names = [
            n for n in names if not any(p.startswith(".") or p in _NEVER for p in n.split("/"))
        ]
        if not message and not names:
            message = f"no file fits `{pattern}`"
        for name in names:
            if wrong := outside(book.root, name):
                message = f"{name} {wrong}"
            elif name in pages:
                message = f"{name} would stand where the page of a chapter stands"
            else:
                found[name] = (book.root / name).read_bytes()
        if message:
            problems.append(book.config.problem(message, *place))
    if problems:
        raise PressError(problems)
    for name in (*_css(book), *_beside_filters(book)):
        found[name] = (book.root / name).read_bytes()
    return found


def _wrong_pattern(pattern: str, wanted: str) -> str:
    parts = [part for part in wanted.split("/") if part != "."]
    if pattern.startswith("!"):
        return f"`{pattern}` leaves files out, which press does not do"
    if not any(parts) or "\0" in wanted:
        return f"`{pattern}` names no files"
    if ".." in parts:
        return f"`{pattern}` lies outside the project"
    if any("**" in part and part != "**" for part in parts):
        return f"`{pattern}` is no pattern: `**` stands between slashes"
    return ""


def finished_site(
    manuscript: Manuscript, pages: Sequence[Page], files: frozenset[str], checking: bool = False
) -> dict[str, bytes]:
    """Return the pages and what press adds to a site, if every link leads somewhere."""
    sources = [chapter.source for chapter in manuscript.chapters]
    names = {
        source.entry.url: frozenset(page.names) for source, page in zip(sources, pages, strict=True)
    }
    unknown = {source.entry.url for source in sources if checking and source.runs}
    known = files | set(_OWN)
    problems: list[Problem] = []
    for chapter, page in zip(manuscript.chapters, pages, strict=True):
        for message, *texts in page.wrong:
            problems.append(chapter.problem(message, *texts))
        for path, place, href in page.links:
            wrong = ""
            if path not in names and path not in known:
                kind = path.endswith(".qmd")
                wrong = f"{path} {'is not a chapter of the book' if kind else 'is not in the site'}"
            elif place and path in names and path not in unknown and place not in names[path]:
                wrong = f"{path.removesuffix('.html')}.qmd has no `{place}`"
            if wrong:
                message = f"the link to {href} leads nowhere: {wrong}"
                places = (href, href.rsplit("#", 1)[-1], href.rsplit("/", 1)[-1])
                problems.append(chapter.problem(message, *places))
        twice = sorted(name for name in set(page.names) if page.names.count(name) > 1)
        for name in twice:
            message = f"the identifier `{name}` stands twice on the page"
            problems.append(chapter.problem(message, f"#{name}", f'id="{name}"', name))
    if problems:
        raise PressError(problems)
    done = {s.entry.url: page.html.encode() for s, page in zip(sources, pages, strict=True)}
    done["search-index.js"] = search_script([r for page in pages for r in page.records]).encode()
    return done | {path: asset(name).encode() for path, name in _OWN.items()}


@dataclass
class _Linker:
    """Turns links between sources into links between pages, and notes where they lead."""

    path: str
    urls: Mapping[str, str]
    links: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[list[str]] = field(default_factory=list)

    def change(self, tag: Tag) -> dict[str, str] | None:
        if tag.name == "a" and tag.attributes.get("href"):
            return self._settle("href", tag.attributes["href"], is_link=True)
        key = _RESOURCES.get(tag.name)
        if tag.name == "link":
            key = "href"
        if key and key in tag.attributes:
            return self._settle(key, tag.attributes[key])
        return None

    def _settle(self, key: str, href: str, is_link: bool = False) -> dict[str, str] | None:
        if not href or href.startswith("data:"):
            return None
        if is_external(href):
            if not is_link:
                self.wrong.append([f"the page loads {href}, which is on another host", href])
            return None
        path, place = resolve(self.path, href)
        target = self.urls.get(path, path)
        self.links.append((target, place, href))
        here = target == self.urls[self.path] and place
        shown = "" if here else relative(self.urls[self.path], target)
        return {key: shown + (f"#{place}" if place else "")}
