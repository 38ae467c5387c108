"""The whole way from a project to its site and PDF."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from press.before import run_before
from press.book import join_chapters, read_sources
from press.paths import alone, checked_output, swapped_in, write_file
from press.pdf import set_pdf, start_chapters
from press.pictures import collect_pictures
from press.problems import PressError
from press.project import Book, read_book
from press.running import Runner
from press.search import pagefind
from press.site import resource_files
from press.site_pages import finish_site, start_pages

__all__ = ["RenderReport", "render"]

Progress = Callable[[str], None]

# Pandoc calls under way at once; more would only wait for each other on small machines.
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What a build made.

    Attributes:
        output: The site's directory.
        index: The home page, or None if no pages were made.
        pdf: The PDF, or None if none was made.
        pages: How many chapters.
        cells: How many cells were run.
        seconds: How long each stage took; stages that run side by side count what was waited.
    """

    output: Path
    index: Path | None
    pdf: Path | None
    pages: int
    cells: int
    seconds: dict[str, float] = field(default_factory=dict)


def _silent(_message: str) -> None:
    """Tell nobody."""


class _Clock:
    """Times the stages and tells of them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._start = self._last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def done(self, stage: str, detail: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = now - self._last
        self._last = now
        self._progress(f"[{now - self._start:5.1f} s] {stage}: {detail}")


def render(
    project: Path,
    *,
    formats: Sequence[str] = ("html", "typst"),
    output: Path | str | None = None,
    progress: Progress = _silent,
) -> RenderReport:
    """Render a project.

    Nothing is written unless everything succeeded; until then an older site stays.

    Args:
        project: The directory of `_quarto.yml`.
        formats: ``html``, ``typst`` or both.
        output: Where the site goes; by default `output-dir` of the project.
        progress: Is given a line for each stage.

    Raises:
        PressError: With every problem found, each with file and line.
    """
    clock = _Clock(progress)
    book = read_book(project.resolve())
    target = _target(book, output)
    above = next(folder for folder in target.parents if folder.is_dir())
    waiting = "another render is under way in this place: waiting for it to end"
    with alone(book.root, above, waiting=lambda: progress(waiting)):
        return _render(book, target, formats, progress, clock)


def _target(book: Book, output: Path | str | None) -> Path:
    if output is not None:
        return checked_output(book.root, str(output))
    return checked_output(book.root, book.output_dir, "_quarto.yml", book.output_line)


def _render(
    book: Book, target: Path, formats: Sequence[str], progress: Progress, clock: _Clock
) -> RenderReport:
    with_pdf = "typst" in formats
    # A page may link to the PDF even where this build makes only the pages; no list offers it then.
    promised = [book.pdf_name] if with_pdf or book.downloads else []
    book = replace(book, downloads=book.downloads and with_pdf)
    with Runner(book) as runner, ThreadPoolExecutor(_WORKERS) as workers:
        if book.pre_render:
            run_before(book)
            clock.done("pre-render", f"{len(book.pre_render)} commands")
        sources = read_sources(book)
        clock.done("read", f"{len(sources)} chapters")
        chapters = runner.run(sources, workers)
        cells = sum(len(source.cells) for source in sources)
        clock.done("run", f"{cells} cells")
    pages = join_chapters(book, chapters)
    clock.done("number", "chapters, figures, tables, references")
    resources, problems = resource_files(book)
    pictures, missing = collect_pictures(book.root, pages)
    if problems or missing:
        raise PressError([*problems, *missing])
    with (
        swapped_in(target) as site,
        ThreadPoolExecutor(_WORKERS) as workers,
        ThreadPoolExecutor(1) as typesetter,
    ):
        for path, content in pictures.items():
            write_file(site, path, content)
        for path, file in resources.items():
            write_file(site, path, file.read_bytes())
        texts = start_chapters(book, pages, workers) if with_pdf else []
        writing = start_pages(book, pages, workers) if "html" in formats else []
        setting = None
        if with_pdf:
            setting = typesetter.submit(set_pdf, book, pages, texts, pictures, site)
        if writing:
            written = [future.result() for future in writing]
            finish_site(book, written, site, frozenset({*pictures, *resources, *promised}))
            clock.done("pages", f"{len(pages)} written")
            if book.search:
                pagefind(site, book.lang)
                clock.done("search", "indexed")
        if setting is not None:
            for warning in setting.result():
                progress(f"Typst warns: {warning}")
            clock.done("PDF", book.pdf_name)
    return RenderReport(
        output=target,
        index=target / "index.html" if "html" in formats else None,
        pdf=target / book.pdf_name if with_pdf else None,
        pages=len(pages),
        cells=cells,
        seconds=clock.seconds,
    )
