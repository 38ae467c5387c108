"""The website's pages: what their template is given, and their links once Pandoc wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from press.book import ASSETS, asset
from press.compose import Composed
from press.links import is_external, relative, resolve
from press.markup import Tag, rewrite_tags, tags
from press.paths import outside, read_text
from press.pictures import picture_size
from press.policy import PLACEHOLDER, with_policy
from press.problems import PressError, Problem
from press.project import Book
from press.search import search_script, sections

__all__ = ["finished_pages", "html_settings", "resource_files"]

# Where a site keeps what press brings along.
_OWN = {f"press/{name}": name for name in ("press.css", "press.js", "icon.svg")}
_RESOURCES = {"img": "src", "script": "src", "iframe": "src", "source": "src", "audio": "src",
              "video": "src", "embed": "src", "object": "data", "track": "src"}  # fmt: skip
_NEVER = {"__pycache__", "node_modules"}


def html_settings(book: Book, chapters: Sequence[Composed], with_pdf: bool) -> dict[str, Any]:
    """Return what `html.lua` and the template are given.

    Args:
        book: The book.
        chapters: The chapters.
        with_pdf: Whether the site offers the PDF.
    """
    beside = _beside_filters(book)
    own = sorted(_OWN)
    date = book.text("book", "date")
    facts = (", ".join(book.texts("book", "author")), date)
    pdf = f"/{book.pdf_name}" if with_pdf and book.config.get("book", "downloads") else ""
    variables: dict[str, Any] = {
        "lang": book.text("lang", default="en"),
        "csp": PLACEHOLDER,
        "author": list(book.texts("book", "author")),
        "styles": [f"/{name}" for name in (*own, *beside, *_css(book)) if name.endswith(".css")],
        "scripts": [f"/{name}" for name in (*own, *beside) if name.endswith(".js")],
        "book-title": book.title,
        "subtitle": book.text("book", "subtitle"),
        "byline": " · ".join(fact for fact in facts if fact),
        "search": book.search,
        "contents-title": str(book.html("toc-title", "On this page")),
        "pdf": pdf,
        "license": book.text("license"),
        "page-navigation": bool(book.config.get("book", "page-navigation", default=True)),
        "citation": _citation(book),
        "bibtex": _bibtex(book),
    }
    sizes = (
        (f"/{path}", size)
        for chapter in chapters
        for path, content in chapter.files.items()
        if (size := picture_size(content))
    )
    return {
        "template": str(ASSETS / "page.html"),
        "theme_script": asset("theme.js").strip(),
        "variables": {name: value for name, value in variables.items() if value},
        "chapters": [_chapter(book, chapter) for chapter in chapters],
        "head": [read_text(book.root, name) for name in book.texts(*_HEAD)],
        "code_fold": book.html("code-fold", False),
        "code_summary": book.html("code-summary", "Code"),
        "toc_depth": book.html("toc-depth", 3),
        "sizes": dict(sizes),
    }


_HEAD = ("format", "html", "include-in-header")


def _chapter(book: Book, chapter: Composed) -> dict[str, Any]:
    entry, meta = chapter.source.entry, chapter.source.meta
    site_url = book.text("book", "site-url").rstrip("/")
    kinds = ["home" if entry.path == "index.qmd" else "chapter"]
    kinds += ["page-full"] if meta.get("page-layout") == "full" else []
    variables = {
        "root": "../" * entry.path.count("/"),
        "description": meta.get("description", default=book.text("book", "description")),
        "canonical": f"{site_url}/{entry.url}" if site_url else "",
        "body-class": " ".join(kinds),
        "source": chapter.source.text if book.html("code-tools", False) else "",
    }
    return {
        "path": entry.path,
        **({"part": entry.part} if entry.part else {}),
        "appendix": entry.appendix,
        "toc": meta.get("toc", default=book.html("toc", True)),
        "variables": {name: value for name, value in variables.items() if value},
    }


def _css(book: Book) -> tuple[str, ...]:
    return book.texts("format", "html", "css")


def _beside_filters(book: Book) -> list[str]:
    """Return the styles and scripts that stand beside the project's filters.

    A filter `x.lua` whose output wants a style or a script brings `x.css` and `x.js`: under
    Quarto it adds them by `quarto.doc.add_html_dependency`, press links them by their names.
    """
    names = (re.sub(r"\.lua$", "", name) + end for name in book.filters for end in (".css", ".js"))
    return [name for name in names if (book.root / name).is_file()]


def _citation(book: Book) -> str:
    year = book.text("book", "date")[:4]
    parts = [", ".join(book.texts("book", "author")), f"({year})" if year else "", book.title]
    subtitle = book.text("book", "subtitle")
    whole = " ".join(part for part in parts if part) + (f": {subtitle}" if subtitle else "")
    return f"{whole}. {book.text('book', 'site-url')}".strip()


def _bibtex(book: Book) -> str:
    subtitle, year = book.text("book", "subtitle"), book.text("book", "date")[:4]
    fields = {
        "title": f"{{{book.title}{': ' if subtitle else ''}{subtitle}}}",
        # Braces keep a name as it is: whether it is a person's, BibTeX cannot tell.
        "author": " and ".join(f"{{{name}}}" for name in book.texts("book", "author")),
        "year": year,
        "url": book.text("book", "site-url"),
    }
    key = "".join(c for c in book.title.lower() if c.isalnum())[:24] + year
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def resource_files(book: Book) -> dict[str, bytes]:
    """Return the project's own files that go to the site as they are, by their paths.

    Quarto's `resources` may be files, folders or patterns.

    Raises:
        PressError: If one matches nothing, or leads out of the project.
    """
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


def finished_pages(
    book: Book,
    chapters: Sequence[Composed],
    pages: Sequence[str],
    files: frozenset[str],
    checking: bool = False,
) -> dict[str, bytes]:
    """Return the pages with their links settled and their policies, and what press adds.

    Args:
        book: The book.
        chapters: The chapters.
        pages: What Pandoc wrote of each, its links still those of the sources.
        files: Every other file that the site will hold.
        checking: Whether nothing was run: identifiers of chapters with cells are then not known.

    Raises:
        PressError: With each link or resource that leads nowhere or to another host.
    """
    found = [list(tags(page)) for page in pages]
    names = {
        chapter.source.entry.path: frozenset(tag.attributes.get("id", "") for tag in each)
        for chapter, each in zip(chapters, found, strict=True)
    }
    runs = (chapter.source.entry.path for chapter in chapters if chapter.source.runs)
    unknown = frozenset(runs if checking else ())
    done: dict[str, bytes] = {}
    records: list[dict[str, str]] = []
    problems: list[Problem] = []
    for chapter, page, each in zip(chapters, pages, found, strict=True):
        linker = _Linker(chapter, names, files | set(_OWN), unknown)
        url = chapter.source.entry.url
        html = with_policy(rewrite_tags(page, each, linker.change), each)
        problems += linker.problems + _twice(chapter, each)
        done[url] = html.encode()
        if book.search:
            records += sections(page, each, url)
    if problems:
        raise PressError(problems)
    if book.search:
        done["search-index.js"] = search_script(records).encode()
    return done | {path: asset(name).encode() for path, name in _OWN.items()}


def _twice(chapter: Composed, found: Sequence[Tag]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for tag in found:
        name = "" if tag.closing else tag.attributes.get("id", "")
        if name and name in seen:
            message = f"the identifier `{name}` stands twice on the page"
            problems.append(chapter.problem(message, f"#{name}", f'id="{name}"', name))
        seen.add(name)
    return problems


@dataclass
class _Linker:
    """Turns links between sources into links between pages."""

    chapter: Composed
    names: Mapping[str, frozenset[str]]
    files: frozenset[str]
    unknown: frozenset[str]

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self.here = self.chapter.source.entry
        self.urls = {path: path.removesuffix(".qmd") + ".html" for path in self.names}
        self.by_url = {url: path for path, url in self.urls.items()}

    def change(self, tag: Tag) -> dict[str, str] | None:
        if tag.name == "a" and tag.attributes.get("href"):
            return self._link(tag.attributes["href"])
        key = _RESOURCES.get(tag.name)
        if tag.name == "link" and tag.attributes.get("rel") != "canonical":
            key = "href"
        if key and key in tag.attributes:
            return self._resource(key, tag.attributes[key])
        return None

    def _link(self, href: str) -> dict[str, str] | None:
        if is_external(href):
            return None
        path, fragment = resolve(self.here.path, href)
        path = self.by_url.get(path, path)
        place = f"#{fragment}" if fragment else ""
        if path in self.names:
            if fragment and path not in self.unknown and fragment not in self.names[path]:
                self._complain(f"{path} has no `{fragment}`", href)
            same = path == self.here.path and fragment
            return {"href": ("" if same else relative(self.here.url, self.urls[path])) + place}
        if path not in self.files:
            kind = "is not a chapter of the book" if path.endswith(".qmd") else "is not in the site"
            self._complain(f"{path} {kind}", href)
        return {"href": relative(self.here.url, path) + place}

    def _resource(self, key: str, href: str) -> dict[str, str] | None:
        if href.startswith("data:") or not href:
            return None
        if is_external(href):
            message = f"the page loads {href}, which is on another host"
            self.problems.append(self.chapter.problem(message, href))
            return None
        path, fragment = resolve(self.here.path, href)
        if path in self.by_url:
            return None
        if path not in self.files:
            name = path.rsplit("/", 1)[-1]
            self.problems.append(
                self.chapter.problem(f"there is no file {path} in the site", href, name)
            )
        return {key: relative(self.here.url, path) + (f"#{fragment}" if fragment else "")}

    def _complain(self, wrong: str, href: str) -> None:
        message = f"the link to {href} leads nowhere: {wrong}"
        self.problems.append(self.chapter.problem(message, href, href.rsplit("#", 1)[-1]))
