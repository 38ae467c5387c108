"""The whole way from a project to its site and PDF."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from press.before import Before
from press.book import Written, parse, write_book
from press.chapter import read_chapters
from press.compose import Composed, compose, unrun
from press.kept import Kept
from press.pages import finished_pages, html_settings, resource_files
from press.paths import alone, checked_output, clear, swapped_in, write_file
from press.pdf import set_pdf, typst_document, typst_settings
from press.pictures import collect_pictures
from press.problems import PressError
from press.project import Book, read_book
from press.running import Runner

__all__ = ["RenderReport", "check", "render"]

Progress = Callable[[str], None]

# Programs under way at once; more would only wait for each other on small machines.
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What a build made.

    Attributes:
        output: The site's directory.
        index: The home page, or None if no pages were made.
        pdf: The PDF, or None if none was made.
        pages: How many chapters.
        seconds: How long each stage took; stages side by side count what was waited for.
    """

    output: Path
    index: Path | None
    pdf: Path | None
    pages: int
    seconds: dict[str, float] = field(default_factory=dict)


class _Clock:
    """Times the stages and tells of them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._start = self._last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def tell(self, line: str) -> None:
        self._progress(f"[{time.perf_counter() - self._start:5.1f} s] {line}")

    def done(self, stage: str, detail: str) -> None:
        now = time.perf_counter()
        self.seconds[stage], self._last = now - self._last, now
        self.tell(f"{stage}: {detail}")


def render(
    project: Path,
    *,
    formats: Sequence[str] = ("html", "typst"),
    output: Path | str | None = None,
    progress: Progress = lambda _line: None,
    pages_first: bool = False,
) -> RenderReport:
    """Render a project.

    Nothing is written unless everything succeeded; until then an older site stays.

    Args:
        project: The directory of `_quarto.yml`.
        formats: ``html``, ``typst`` or both.
        output: Where the site goes; by default `output-dir` of the project.
        progress: Is given a line for each stage and chapter.
        pages_first: Show the pages, beside an older PDF, before the new PDF is set.

    Raises:
        PressError: With every problem found, each with file and line.
    """
    clock = _Clock(progress)
    book = read_book(project.resolve())
    if output is None:
        place = book.config.line("project", "output-dir")
        target = checked_output(book.root, book.output_dir, "_quarto.yml", place)
    else:
        target = checked_output(book.root, str(output))
    above = next(folder for folder in target.parents if folder.is_dir())
    waiting = "another render is under way in this place: waiting for it to end"
    with (
        alone(book.root, above, waiting=lambda: progress(waiting)),
        tempfile.TemporaryDirectory(prefix="press-") as work,
        ThreadPoolExecutor(_WORKERS) as workers,
    ):
        clear(target)
        kept = Kept(book, target)
        chapters = _composed(book, kept, clock)
        parsed = parse(book, chapters, kept, workers)
        clock.done("read", f"{len(chapters)} chapters")
        resources = resource_files(book)
        settings = _settings(book, chapters, formats, "typst" in formats)
        writing = {
            name: workers.submit(write_book, book, chapters, parsed, name, given, Path(work))
            for name, given in settings.items()
        }
        files = dict(resources)
        setting: Future[tuple[bytes, tuple[str, ...]]] | None = None
        if "html" in writing:
            written = writing["html"].result()
            files |= collect_pictures(book.root, chapters, written.pictures)
        if "typst" in writing:
            setting = workers.submit(_pdf, book, chapters, writing["typst"])
        if "html" in writing:
            # A page may link to the PDF even where this build makes only the pages.
            known = frozenset({*files, book.pdf_name})
            files |= finished_pages(book, chapters, written.texts, known)
            clock.done("pages", f"{len(chapters)} written")
            if pages_first:
                older = target / book.pdf_name
                _put(
                    files | ({book.pdf_name: older.read_bytes()} if older.is_file() else {}), target
                )
        if setting is not None:
            files[book.pdf_name], warnings = setting.result()
            for warning in dict.fromkeys(warnings):
                clock.tell(f"Typst warns: {warning}")
            clock.done("PDF", f"{book.pdf_name}, {len(files[book.pdf_name]) / 1e6:.1f} MB")
        _put(files, target)
        kept.save(whole=True)
    return RenderReport(
        output=target,
        index=target / "index.html" if "html" in formats else None,
        pdf=target / book.pdf_name if "typst" in formats else None,
        pages=len(chapters),
        seconds=clock.seconds,
    )


def _put(files: dict[str, bytes], target: Path) -> None:
    """Write a whole site and put it in the place of the older one."""
    with swapped_in(target) as site:
        for name, content in files.items():
            write_file(site, name, content)


def _composed(book: Book, kept: Kept, clock: _Clock) -> list[Composed]:
    with Runner(book) as runner:
        before = Before(book, kept)
        if before.needed():
            # They will have to run anything that has cells; their kernels start meanwhile.
            runner.start(len(book.entries))
            before.run()
            clock.done("pre-render", "commands run")
        sources = read_chapters(book)
        ran = runner.run(sources, kept, clock.tell)
        kept.save()
    clock.done("run", f"{sum(source.runs for source in sources)} chapters with cells")
    chapters = [compose(source, found) for source, found in zip(sources, ran, strict=True)]
    if problems := [problem for chapter in chapters for problem in chapter.problems]:
        raise PressError(problems)
    return chapters


def _settings(
    book: Book, chapters: Sequence[Composed], formats: Sequence[str], with_pdf: bool
) -> dict[str, dict[str, Any]]:
    found = {}
    if "html" in formats:
        found["html"] = html_settings(book, chapters, with_pdf)
    if "typst" in formats:
        found["typst"] = typst_settings(book, chapters)
    return found


def _pdf(
    book: Book, chapters: Sequence[Composed], writing: Future[Written]
) -> tuple[bytes, tuple[str, ...]]:
    written = writing.result()
    pictures = collect_pictures(book.root, chapters, written.pictures)
    document, starts = typst_document(book, written.texts)
    return set_pdf(book, chapters, document, starts, pictures)


def check(project: Path) -> None:
    """Look for what press refuses and for references that lead nowhere; run nothing.

    What cells will print is not known: links to identifiers in chapters with cells are left to
    `render`.

    Raises:
        PressError: With every problem found.
    """
    book = read_book(project.resolve())
    resources = resource_files(book)
    chapters = [unrun(source) for source in read_chapters(book)]
    with (
        tempfile.TemporaryDirectory(prefix="press-") as work,
        ThreadPoolExecutor(_WORKERS) as workers,
    ):
        kept = Kept(book, book.root / book.output_dir)
        parsed = parse(book, chapters, kept, workers)
        for name, given in _settings(book, chapters, ("html", "typst"), True).items():
            written = write_book(book, chapters, parsed, name, {**given, "check": True}, Path(work))
            pictures = collect_pictures(book.root, chapters, written.pictures)
            if name == "html":
                known = frozenset({*resources, *pictures, book.pdf_name})
                finished_pages(book, chapters, written.texts, known, checking=True)
