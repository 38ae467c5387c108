"""The website's pages: Pandoc writes each, then links, policy and search records are settled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from press.filters import located
from press.links import is_external, relative, resolve
from press.markup import Tag, rewrite_tags, tags
from press.nodes import Node
from press.numbering import Page
from press.page_data import page_variables
from press.pandoc import document, pandoc
from press.policy import with_policy
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["WrittenPage", "beside_filters", "finish_pages", "write_page"]

_RESOURCES = {"img": "src", "script": "src", "iframe": "src", "source": "src", "audio": "src",
              "video": "src", "embed": "src", "object": "data", "track": "src"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page as Pandoc wrote it, its links still those of the sources.

    Attributes:
        page: The chapter.
        html: The page.
    """

    page: Page
    html: str


def beside_filters(book: Book) -> tuple[str, ...]:
    """Return the styles and scripts that stand beside the project's filters.

    A filter `x.lua` whose output wants a style or a script brings `x.css` and `x.js`: under
    Quarto it adds them by `quarto.doc.add_html_dependency`, press links them by their names.
    """
    found = []
    for name in book.filters:
        for ending in (".css", ".js"):
            path = re.sub(r"\.lua$", "", name) + ending
            if (book.root / path).is_file():
                found.append(path)
    return tuple(found)


def write_page(
    book: Book, pages: Sequence[Page], index: int, blocks: list[Node], template: Path
) -> WrittenPage:
    """Let Pandoc write one page.

    Args:
        book: The book.
        pages: All chapters.
        index: The chapter's place among them.
        blocks: Its blocks, from `page_nodes`.
        template: Pandoc's template for a page.

    Raises:
        PressError: If Pandoc or one of the project's filters fails.
    """
    meta = page_variables(book, pages, index, beside_filters(book))
    arguments = ["-f", "json", "-t", "html5", "--mathml", "--section-divs", "--wrap=none"]
    arguments += ["--standalone", f"--template={template}", "--email-obfuscation=none"]
    arguments += [f"--lua-filter={book.root / name}" for name in book.filters]
    page = pages[index]
    with located(page):
        html, warnings = pandoc(arguments, document(blocks, meta), book.root, page.entry.path)
    if warnings:
        raise PressError([_warned(page, warning) for warning in warnings])
    return WrittenPage(page, html)


def _warned(page: Page, warning: str) -> Problem:
    """Return a warning of Pandoc's writer, such as a formula that it cannot read."""
    words = re.findall(r"[^\s`'\"]{4,}", warning.removeprefix("[WARNING]"))
    longest = sorted(words, key=len, reverse=True)[:2]
    return page.composed.problem(f"Pandoc warns: {warning.removeprefix('[WARNING] ')}", *longest)


def finish_pages(
    written: Sequence[WrittenPage], files: frozenset[str]
) -> tuple[dict[str, str], list[Problem]]:
    """Settle the links of all pages and give each its policy.

    Args:
        written: The pages.
        files: Every other file that the site will hold.

    Returns:
        The pages by address, and a problem for each link or resource that leads nowhere or to
        another host.
    """
    names = {each.page.entry.path: _identifiers(each.html) for each in written}
    urls = {each.page.entry.path: each.page.entry.url for each in written}
    done: dict[str, str] = {}
    problems: list[Problem] = []
    for each in written:
        linker = _Linker(each, names, urls, files)
        html = rewrite_tags(each.html, linker.change)
        problems += linker.problems
        problems += _twice(each)
        done[each.page.entry.url] = with_policy(html)
    return done, problems


def _identifiers(html: str) -> frozenset[str]:
    found = set()
    for tag in tags(html):
        if not tag.closing and tag.attributes.get("id"):
            found.add(tag.attributes["id"])
    return frozenset(found)


def _twice(each: WrittenPage) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for tag in tags(each.html):
        name = "" if tag.closing else tag.attributes.get("id", "")
        if name and name in seen:
            message = f"the identifier `{name}` stands twice on the page"
            problems.append(each.page.composed.problem(message, f"#{name}", f'id="{name}"', name))
        seen.add(name)
    return problems


class _Linker:
    def __init__(
        self,
        each: WrittenPage,
        names: Mapping[str, frozenset[str]],
        urls: Mapping[str, str],
        files: frozenset[str],
    ) -> None:
        self.page, self.names, self.urls, self.files = each.page, names, urls, files
        self.pages_by_url = {url: path for path, url in urls.items()}
        self.problems: list[Problem] = []

    def change(self, tag: Tag) -> dict[str, str] | None:
        if tag.name == "a" and "href" in tag.attributes:
            return self._link(tag.attributes["href"])
        key = _RESOURCES.get(tag.name)
        if tag.name == "link" and tag.attributes.get("rel") != "canonical":
            key = "href"
        if key and key in tag.attributes:
            return self._resource(key, tag.attributes[key])
        return None

    def _link(self, href: str) -> dict[str, str] | None:
        if is_external(href) or not href:
            return None
        path, fragment = resolve(self.page.entry.path, href)
        path = self.pages_by_url.get(path, path)
        if path in self.names:
            if fragment and fragment not in self.names[path]:
                self._complain(
                    f"the link to {href} leads nowhere: {path} has no `{fragment}`", href
                )
            same = path == self.page.entry.path
            target = "" if same and fragment else relative(self.page.entry.url, self.urls[path])
            return {"href": target + (f"#{fragment}" if fragment else "")}
        if path not in self.files:
            kind = "is not a chapter of the book" if path.endswith(".qmd") else "is not in the site"
            self._complain(f"the link to {href} leads nowhere: {path} {kind}", href)
        shown = relative(self.page.entry.url, path)
        return {"href": shown + (f"#{fragment}" if fragment else "")}

    def _resource(self, key: str, href: str) -> dict[str, str] | None:
        if href.startswith("data:") or not href:
            return None
        if is_external(href):
            self._complain(f"the page loads {href}, which is on another host", href)
            return None
        path, fragment = resolve(self.page.entry.path, href)
        if path in self.pages_by_url:
            return None
        if path not in self.files:
            self._complain(f"there is no file {path} in the site", href, path.rsplit("/", 1)[-1])
        return {key: relative(self.page.entry.url, path) + (f"#{fragment}" if fragment else "")}

    def _complain(self, message: str, *texts: str) -> None:
        fragments = [text.rsplit("#", 1)[-1] for text in texts if "#" in text]
        self.problems.append(self.page.composed.problem(message, *texts, *fragments))
