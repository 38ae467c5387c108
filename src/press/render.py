"""The whole way from a project to its site and PDF."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from press.book import gathered, read_book_text, spread
from press.chapter import read_chapters
from press.compose import Composed, compose, unrun
from press.kept import Kept
from press.pages import write_page
from press.pandoc import Pandoc
from press.paths import alone, clear, swapped_in, write_file
from press.pdf import set_pdf, write_typst
from press.problems import PressError
from press.project import Book, checked_output, read_book
from press.running import Runner, run_before
from press.site import finished_site, resource_files

__all__ = ["check", "render"]

Progress = Callable[[str], None]


def render(
    project: Path,
    *,
    formats: Sequence[str] = ("html", "typst"),
    output: Path | str | None = None,
    progress: Progress = lambda _line: None,
) -> Path:
    """Render a project and return the site's directory.

    Nothing is written unless everything succeeded; until then an older site stays, or returns.
    Pages that are ready stand beside the PDF of before until the new one is ready, too.

    Args:
        project: The directory of `_quarto.yml`.
        formats: ``html``, ``typst`` or both.
        output: Where the site goes; by default `output-dir` of the project.
        progress: Is given a line for each stage and chapter.

    Raises:
        PressError: With every problem found, each with file and line.
    """
    start = time.perf_counter()

    def told(line: str) -> None:
        progress(f"[{time.perf_counter() - start:5.1f} s] {line}")

    book = read_book(project.resolve())
    target = checked_output(book, None if output is None else str(output))
    above = next(folder for folder in target.parents if folder.is_dir())
    waiting = "another render is under way in this place: waiting for it to end"
    with (
        alone(book.root, above, waiting=lambda: progress(waiting)),
        ThreadPoolExecutor(1) as setter,
        Pandoc(book.root) as pandoc,
    ):
        clear(target)
        kept = Kept(book, target)
        composed = _composed(book, kept, told)
        chapters = read_book_text(book, composed, kept, pandoc)
        told(f"read: {len(chapters)} chapters")
        files = resource_files(book)
        setting: Future[tuple[bytes, tuple[str, ...]]] | None = None
        if "typst" in formats:
            write_text = partial(write_typst, book, chapters, kept, pandoc)
            texts = spread(pandoc, composed, write_text)
            setting = setter.submit(set_pdf, book, chapters, kept, texts)
        if "html" in formats:
            write = partial(write_page, book, chapters, kept, pandoc, setting is not None)
            pages = gathered(spread(pandoc, composed, write))
            # A page may link to the PDF even where this build makes only the pages.
            files |= finished_site(chapters, pages, frozenset({*files, book.pdf_name}))
            told(f"pages: {len(chapters)} written")
        with swapped_in(target) as (site, show):
            for name, content in files.items():
                write_file(site, name, content)
            if setting is not None:
                before = target / book.pdf_name
                if "html" in formats and before.is_file() and not setting.done():
                    write_file(site, book.pdf_name, before.read_bytes())
                    show()
                    site = target
                    told("pages: to be seen; the PDF follows")
                pdf, warnings = setting.result()
                for warning in dict.fromkeys(warnings):
                    told(f"Typst warns: {warning}")
                told(f"PDF: {book.pdf_name}, {len(pdf) / 1e6:.1f} MB")
                write_file(site, book.pdf_name, pdf)
        kept.save(whole=set(formats) == {"html", "typst"})
    return target


def _composed(book: Book, kept: Kept, told: Progress) -> list[Composed]:
    with Runner(book) as runner:
        if run_before(book, kept, runner):
            told("pre-render: commands run")
        sources = read_chapters(book)
        ran = runner.run(sources, kept, told)
        kept.save()
    told(f"run: {sum(source.runs for source in sources)} chapters with cells")
    chapters = [compose(source, found) for source, found in zip(sources, ran, strict=True)]
    if problems := [problem for chapter in chapters for problem in chapter.problems]:
        raise PressError(problems)
    return chapters


def check(project: Path) -> None:
    """Look for what press refuses and for references that lead nowhere; run nothing.

    What cells will print is not known: links to identifiers in chapters with cells are left to
    `render`.

    Raises:
        PressError: With every problem found.
    """
    book = read_book(project.resolve())
    resources = resource_files(book)
    composed = [unrun(source) for source in read_chapters(book)]
    with Pandoc(book.root) as pandoc:
        kept = Kept(book, book.root / book.output_dir)
        chapters = read_book_text(book, composed, kept, pandoc)
        write = partial(write_page, book, chapters, kept, pandoc, True)
        pages = gathered(spread(pandoc, composed, write))
    finished_site(chapters, pages, frozenset({*resources, book.pdf_name}), checking=True)
