"""Finished pages: their links and policy, the index of search, and the files beside them."""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from lxml import html as markup

from press.book import Ready, asset
from press.paths import outside
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["Page", "beside_filters", "finished_page", "finished_site", "resource_files"]

# Where a site keeps what press brings along.
_OWN = {f"press/{name}": name for name in ("press.css", "press.js", "icon.svg")}
_NEVER = {"__pycache__", "node_modules"}
_SCHEME = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_LOADED = ("href", "src", "srcset", "data", "poster")
_LOADING = f"//*[{' or '.join(f'@{key}' for key in _LOADED)}]"
_DATA_BLOCKS = ("application/ld+json", "application/json", "text/plain")
_HEADINGS = ("h1", "h2", "h3")
_APART = {*("p", "li", "td", "th", "div", "h4", "h5", "h6", "tr", "dt", "dd"),
          *("figcaption", "caption", "pre")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes to the site, and what it asks of the rest of the site."""

    html: str
    names: Sequence[str]  # the identifiers on it
    links: Sequence[tuple[str, str, str]]  # the file, the place in it, the link as written
    foreign: Sequence[str]  # what it would load from another host
    records: Sequence[dict[str, str]]  # its sections, as search knows them


def finished_page(html: str, path: str, urls: Mapping[str, str]) -> Page:
    """Return a chapter's page as Pandoc wrote it, with links between pages and its policy."""
    tree = markup.document_fromstring(html)
    for table in tree.xpath("//main//table[not(ancestor::table)]"):
        _shape(table)
    links: list[tuple[str, str, str]] = []
    foreign: list[str] = []
    for element in tree.xpath(_LOADING):
        for key in _LOADED:
            href = element.get(key)
            if not href or href.startswith("data:"):
                continue
            if _SCHEME.match(href):
                foreign += [href] if element.tag != "a" else []
                continue
            file, place = _resolved(path, href)
            target = urls.get(file, file)
            links.append((target, place, href))
            folder = posixpath.dirname(urls[path]) or "."
            here = place and target == urls[path]
            shown = "" if here else posixpath.relpath(target, folder)
            element.set(key, shown + (f"#{place}" if place else ""))
    tree.find(".//meta[@http-equiv='Content-Security-Policy']").set("content", _policy(tree))
    names = [str(name) for name in tree.xpath("//@id")]
    records = list(_sections(tree.find(".//main"), urls[path]))
    text = markup.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return Page(text, names, links, foreign, records)


def _shape(table: Any) -> None:
    """Give a table the caption of its float, and a box of its own that the keyboard can scroll."""
    label = "Table"
    figure = next(table.iterancestors("figure"), None)
    if figure is not None and "float-tbl" in figure.get("class", ""):
        caption = figure.find("figcaption")
        label = caption.findtext("span[@class='float-label']", label)
        figure.tag, caption.tag = "div", "caption"
        table.insert(0, caption)
    given = {"class": "table-scroll", "role": "group", "tabindex": "0", "aria-label": label}
    box = markup.Element("div", given)
    table.addprevious(box)
    box.tail, table.tail = table.tail, None
    box.append(table)


def _resolved(base: str, href: str) -> tuple[str, str]:
    """Return the file within the project that a link names, and the place in it."""
    path, _, place = href.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return base, unquote(place)
    folder = "/" if path.startswith("/") else posixpath.dirname(base)
    return posixpath.normpath(posixpath.join(folder, path)).lstrip("/"), unquote(place)


def _policy(tree: Any) -> str:
    """Return the policy under which a page works and nothing else does."""

    def allowed(text: str | None) -> str:
        hashed = hashlib.sha256((text or "").encode()).digest()
        return f"'sha256-{base64.b64encode(hashed).decode()}'"

    runs = (each for each in tree.iter("script") if "src" not in each.attrib)
    scripts = {allowed(each.text) for each in runs if each.get("type", "") not in _DATA_BLOCKS}
    inline = {allowed(text) for text in tree.xpath("//@style")}
    styles = inline | {allowed(each.text) for each in tree.iter("style")}
    own = "'self'"
    rules = {
        "default-src": ["'none'"],
        "script-src": [own, *sorted(scripts)],
        "style-src": [own, *(["'unsafe-hashes'"] if inline else []), *sorted(styles)],
        "img-src": [own, "data:"],
        **{f"{kind}-src": [own] for kind in ("font", "media", "connect", "worker", "manifest")},
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def _sections(main: Any, url: str) -> Iterator[dict[str, str]]:
    """Yield a page's sections as search knows them: address, title, heading, text."""
    found: list[tuple[str, str, list[str]]] = []

    def walk(element: Any, name: str) -> None:
        if element.tag in _HEADINGS:
            heading = " ".join(element.text_content().split())
            found.append((element.get("id") or name, heading, []))
        elif not _ignored(element):
            name = element.get("id", name) if element.tag == "section" else name
            texts = found[-1][2] if found else []
            texts.append(element.text or "")
            for child in element:
                walk(child, name)
            if element.tag in _APART and found:
                found[-1][2].append(" ")
        if found:
            found[-1][2].append(element.tail or "")

    walk(main, "")
    for index, (name, heading, texts) in enumerate(found):
        text = " ".join("".join(texts).split())
        if heading and (text or not index):
            address = f"{url}#{name}" if name else url
            yield {"u": address, "t": found[0][1], "h": heading, "x": text}


def _ignored(element: Any) -> bool:
    given = element.attrib
    kind = element.tag in ("nav", "script", "style") or not isinstance(element.tag, str)
    return kind or bool({"popover", "data-search-ignore", "data-pagefind-ignore"} & set(given))


def beside_filters(book: Book) -> list[str]:
    """Return the styles and scripts `x.css` and `x.js` that stand beside a filter `x.lua`.

    Under Quarto a filter adds them by `quarto.doc.add_html_dependency`.
    """
    names = (re.sub(r"\.lua$", "", name) + end for name in book.filters for end in (".css", ".js"))
    return [name for name in names if (book.root / name).is_file()]


def resource_files(book: Book) -> dict[str, bytes]:
    """Return the project's own files that go to the site as they are, by their paths."""
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    own = {*(entry.url for entry in book.entries), *_OWN, "search-index.js", book.pdf_name}
    for index, pattern in enumerate(book.texts("project", "resources")):
        names, wrong = _fitting(book, pattern.strip("/"))
        wrong = wrong or ("" if names else f"no file fits `{pattern}`")
        for name in names:
            if message := outside(book.root, name):
                wrong = f"{name} {message}"
            elif name in own:
                wrong = f"{name} would stand where press puts a file of its own"
            else:
                found[name] = (book.root / name).read_bytes()
        if wrong:
            problems.append(book.config.problem(wrong, "project", "resources", index))
    if problems:
        raise PressError(problems)
    for name in (*book.texts("format", "html", "css"), *beside_filters(book)):
        found[name] = (book.root / name).read_bytes()
    return found


def _fitting(book: Book, pattern: str) -> tuple[list[str], str]:
    """Return the files that a pattern or folder of `resources` names, and what is wrong."""
    if not PurePosixPath(pattern).parts:
        return [], f"`{pattern}` names no files"
    if wrong := outside(book.root, pattern.partition("*")[0] or pattern):
        return [], f"`{pattern}` {wrong}"
    try:
        matches = sorted(book.root.glob(pattern))
    except ValueError as error:
        return [], f"`{pattern}` is no pattern: {error}"
    files = [f for m in matches for f in ([m] if m.is_file() else sorted(m.rglob("*")))]
    names = [f.relative_to(book.root).as_posix() for f in files if f.is_file()]
    hidden = (any(p.startswith(".") or p in _NEVER for p in n.split("/")) for n in names)
    return [name for name, away in zip(names, hidden, strict=True) if not away], ""


def finished_site(
    chapters: Sequence[Ready], pages: Sequence[Page], files: frozenset[str], checking: bool = False
) -> dict[str, bytes]:
    """Return the pages and what press adds to a site, if every link leads somewhere.

    Where nothing was run (`checking`), the identifiers of chapters with cells are not known.
    """
    composed = [chapter.composed for chapter in chapters]
    urls = [chapter.entry.url for chapter in chapters]
    names = {url: frozenset(page.names) for url, page in zip(urls, pages, strict=True)}
    unknown = {each.source.entry.url for each in composed if checking and each.source.runs}
    known = files | set(_OWN)
    problems: list[Problem] = []
    for chapter, page in zip(composed, pages, strict=True):
        for href in page.foreign:
            message = f"the page loads {href}, which is on another host"
            problems.append(chapter.problem(message, href))
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
        for name in sorted(name for name in set(page.names) if page.names.count(name) > 1):
            message = f"the identifier `{name}` stands twice on the page"
            problems.append(chapter.problem(message, f"#{name}", f'id="{name}"', name))
    if problems:
        raise PressError(problems)
    done = {url: page.html.encode() for url, page in zip(urls, pages, strict=True)}
    records = [record for page in pages for record in page.records]
    done["search-index.js"] = _search_script(records).encode()
    return done | {path: asset(name).encode() for path, name in _OWN.items()}


def _search_script(records: Sequence[dict[str, str]]) -> str:
    """Return the index of search as a script, so that it loads from a folder, too."""
    content = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    # No closing tag and no line separator may break the script.
    safe = content.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.pressSearchIndex={safe};\n"
