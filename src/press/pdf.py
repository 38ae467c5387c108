"""The book's PDF: chapters written by Pandoc, joined, and set by Typst."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path

from press.kernel import repeatable_environment
from press.numbering import Page
from press.paths import write_file
from press.problems import PressError, Problem
from press.project import Book
from press.site import asset_path
from press.typeset import compile_pdf, missing_label, typst_document, write_chapter
from press.typst_nodes import typst_blocks

__all__ = ["set_pdf", "start_chapters"]


def start_chapters(book: Book, pages: Sequence[Page], workers: Executor) -> list[Future[str]]:
    """Let Pandoc begin to write all chapters as Typst.

    Raises:
        PressError: With every link whose target the PDF does not hold.
    """
    last = asset_path("typst.lua")
    blocks = typst_blocks(book, pages, book.root)
    return [
        workers.submit(write_chapter, book, page, chapter, last)
        for page, chapter in zip(pages, blocks, strict=True)
    ]


def set_pdf(
    book: Book,
    pages: Sequence[Page],
    chapters: Sequence[Future[str]],
    pictures: Mapping[str, bytes],
    site: Path,
) -> tuple[str, ...]:
    """Set the PDF into the site's directory.

    Args:
        book: The book.
        pages: The chapters.
        chapters: What `start_chapters` began.
        pictures: Pictures by their paths in the site.
        site: The directory.

    Returns:
        Typst's warnings.

    Raises:
        PressError: If Pandoc, a filter or Typst fails, placed where that is possible.
    """
    document = typst_document(book, pages, [chapter.result() for chapter in chapters])
    if book.typst.get("keep-typ"):
        write_file(site, f"{Path(book.pdf_name).stem}.typ", document.encode())
    paths = book.typst.get("font-paths") or []
    fonts = [book.root / str(path) for path in (paths if isinstance(paths, list) else [paths])]
    epoch = int(repeatable_environment(book.environment)["SOURCE_DATE_EPOCH"])
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        for path, content in pictures.items():
            write_file(Path(folder), path, content)
        source = Path(folder) / "book.typ"
        source.write_text(document, encoding="utf-8")
        try:
            return compile_pdf(book, source, site / book.pdf_name, fonts, epoch)
        except PressError as error:
            if label := missing_label(error):
                raise PressError(_placed(pages, label)) from error
            raise


def _placed(pages: Sequence[Page], label: str) -> list[Problem]:
    message = f"something links to `{label}`, but nothing in the PDF bears that identifier"
    found = [page.composed.problem(message, label) for page in pages if page.composed.find(label)]
    return found or [Problem("_quarto.yml", 0, message)]
