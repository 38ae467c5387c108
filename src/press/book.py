"""From the project's files to chapters with numbers and references: what both formats share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Executor, Future

from press.chapter import Source, read_chapter
from press.citations import cite
from press.compose import Composed
from press.nodes import Node
from press.normal import normalise
from press.numbering import Page, number_book
from press.pandoc import read_blocks
from press.problems import PressError, Problem
from press.project import Book
from press.references import resolve_references

__all__ = ["collect", "join_chapters", "parse", "parse_all", "read_sources"]


def read_sources(book: Book) -> list[Source]:
    """Read all chapters.

    Raises:
        PressError: With everything in all of them that press does not support.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    for entry in book.entries:
        try:
            sources.append(read_chapter(book, entry))
        except PressError as error:
            problems += error.problems
    if problems:
        raise PressError(problems)
    return sources


def parse(book: Book, composed: Composed) -> list[Node]:
    """Return a chapter's blocks in the one form."""
    path = composed.source.entry.path
    blocks, warnings = read_blocks(composed.markdown, book.root, path)
    if warnings:
        raise PressError([_warned(composed, warning) for warning in warnings])
    normalise(blocks)
    return blocks


def _warned(composed: Composed, warning: str) -> Problem:
    """Return a warning of Pandoc's reader, such as a `:::` that is never closed, with its line."""
    message = f"Pandoc warns: {warning.removeprefix('[WARNING] ')}"
    match = re.search(r"\bline (\d+)", warning)
    place = int(match[1]) - 1 if match else -1
    if 0 <= place < len(composed.lines):
        line = composed.lines[place]
        return Problem(line.file, line.number, message)
    return Problem(composed.source.entry.path, 0, message)


def parse_all(
    book: Book, chapters: Sequence[Composed], workers: Executor
) -> list[tuple[Composed, list[Node]]]:
    """Parse all chapters, as many at once as there are workers."""
    futures: list[Future[list[Node]]] = [workers.submit(parse, book, each) for each in chapters]
    return collect(chapters, futures)


def collect(
    composed: Sequence[Composed], parsing: Sequence[Future[list[Node]]]
) -> list[tuple[Composed, list[Node]]]:
    """Return the parsed chapters.

    Raises:
        PressError: With the problems of all of them.
    """
    found: list[tuple[Composed, list[Node]]] = []
    problems: list[Problem] = []
    for each, future in zip(composed, parsing, strict=True):
        try:
            found.append((each, future.result()))
        except PressError as error:
            problems += error.problems
    if problems:
        raise PressError(problems)
    return found


def join_chapters(book: Book, chapters: Sequence[tuple[Composed, list[Node]]]) -> list[Page]:
    """Number the chapters, and settle references and citations among them.

    Raises:
        PressError: With every problem of numbers and references, or every unknown work.
    """
    pages, targets = number_book(book, chapters)
    resolve_references(pages, targets)
    cite(book, pages)
    return pages
