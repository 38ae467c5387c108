"""From the project's files to chapters with numbers and references: what both formats share."""

from __future__ import annotations

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

__all__ = ["join_chapters", "parse", "read_sources"]


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
    blocks, _ = read_blocks(composed.markdown, book.root, composed.source.entry.path)
    normalise(blocks)
    return blocks


def parse_all(
    book: Book, chapters: Sequence[Composed], workers: Executor
) -> list[tuple[Composed, list[Node]]]:
    """Parse all chapters, as many at once as there are workers."""
    futures: list[Future[list[Node]]] = [workers.submit(parse, book, each) for each in chapters]
    return [(each, future.result()) for each, future in zip(chapters, futures, strict=True)]


def join_chapters(book: Book, chapters: Sequence[tuple[Composed, list[Node]]]) -> list[Page]:
    """Number the chapters, and settle references and citations among them.

    Raises:
        PressError: With every problem of numbers and references, or every unknown work.
    """
    pages, targets = number_book(book, chapters)
    resolve_references(pages, targets)
    cite(book, pages)
    return pages
