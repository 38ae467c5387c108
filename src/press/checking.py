"""A look at a project without running it: what press refuses, and what refers to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from press.book import join_chapters, parse_all, read_sources
from press.compose import compose_unrun
from press.links import is_external, resolve
from press.nodes import identifier, walk
from press.numbering import Page
from press.pictures import collect_pictures
from press.problems import PressError, Problem
from press.project import read_book
from press.site import resource_files

__all__ = ["check"]


def check(project: Path) -> None:
    """Look for what press refuses and for references that lead nowhere; run nothing.

    What cells will print is not known: links to identifiers in chapters with cells are left to
    `render`.

    Raises:
        PressError: With every problem found.
    """
    book = read_book(project.resolve())
    chapters = [compose_unrun(source) for source in read_sources(book)]
    with ThreadPoolExecutor(2) as workers:
        parsed = parse_all(book, chapters, workers)
    pages = join_chapters(book, parsed)
    problems = [*resource_files(book)[1], *collect_pictures(book.root, pages)[1]]
    problems += _broken_links(pages)
    if problems:
        raise PressError(problems)


def _broken_links(pages: Sequence[Page]) -> list[Problem]:
    known = {page.entry.path: page for page in pages}
    problems = []
    for page in pages:
        for node in walk(page.blocks):
            if node["t"] != "Link" or is_external(node["c"][2][0]):
                continue
            href = node["c"][2][0]
            path, fragment = resolve(page.entry.path, href)
            if path in known:
                wrong = _missing(known[path], fragment)
            else:
                wrong = f"{path} is not a chapter of the book" if path.endswith(".qmd") else ""
            if wrong:
                message = f"the link to {href} leads nowhere: {wrong}"
                problems.append(page.composed.problem(message, href))
    return problems


def _missing(page: Page, fragment: str) -> str:
    if not fragment or page.composed.source.runs:
        return ""
    known = any(identifier(node) == fragment for node in walk(page.blocks))
    if known or page.composed.find(f'id="{fragment}"'):
        return ""
    return f"{page.entry.path} has no `{fragment}`"
