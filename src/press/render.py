"""The whole way from a project to its site and PDF."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from press.before import run_before
from press.book import join_chapters, parse, parse_all, read_sources
from press.chapter import Source
from press.compose import Composed, compose, compose_unrun
from press.html_writer import beside_filters, finish_pages, write_page
from press.kernel import Kernel, repeatable_environment
from press.nodes import Node
from press.numbering import Page
from press.page_data import ASSETS, asset
from press.page_nodes import page_blocks, picture_sizes
from press.pictures import collect_pictures
from press.problems import PressError, Problem
from press.project import Book, read_book
from press.search import pagefind, search_script, sections
from press.site import resource_files, swapped_in
from press.typeset import compile_pdf, missing_label, typst_document, write_chapter
from press.typst_nodes import typst_blocks

__all__ = ["RenderReport", "check", "render"]

Progress = Callable[[str], None]
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What a build made.

    Attributes:
        output: The site's directory.
        index: The home page, or None if no pages were made.
        pdf: The PDF, or None if none was made.
        pages: How many pages.
        cells: How many cells were run.
        seconds: How long each stage took.
    """

    output: Path
    index: Path | None
    pdf: Path | None
    pages: int
    cells: int
    seconds: dict[str, float] = field(default_factory=dict)


def _silent(_message: str) -> None:
    return None


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


def check(project: Path) -> None:
    """Look for what press refuses and for references that lead nowhere; run nothing.

    Raises:
        PressError: With every problem found.
    """
    book = read_book(project.resolve())
    chapters = [compose_unrun(source) for source in read_sources(book)]
    with ThreadPoolExecutor(_WORKERS) as workers:
        parsed = parse_all(book, chapters, workers)
    pages = join_chapters(book, parsed)
    problems = resource_files(book)[1]
    problems += collect_pictures(book.root, pages)[1]
    problems += _unknown_chapters(book, pages)
    if problems:
        raise PressError(problems)


def render(
    project: Path,
    *,
    formats: Sequence[str] = ("html", "typst"),
    output: Path | None = None,
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
    run_before(book)
    sources = read_sources(book)
    clock.done("read", f"{len(sources)} chapters")
    chapters = _run(book, sources, clock)
    pages = join_chapters(book, chapters)
    clock.done("number", "chapters, figures, tables, references")
    resources, problems = resource_files(book)
    pictures, missing = collect_pictures(book.root, pages)
    if problems or missing:
        raise PressError([*problems, *missing])
    target = (output or book.root / book.output_dir).resolve()
    with swapped_in(target) as site, ThreadPoolExecutor(_WORKERS) as workers:
        for path, content in pictures.items():
            _write(site / path, content)
        for path, file in resources.items():
            _write(site / path, file.read_bytes())
        setting: Future[None] | None = None
        if "typst" in formats:
            setting = workers.submit(_set_pdf, book, pages, pictures, site, workers)
        if "html" in formats:
            _write_pages(book, pages, site, pictures, resources, "typst" in formats, workers)
            clock.done("pages", f"{len(pages)} written")
            if (book.config.value.get("book") or {}).get("search", True) is not False:
                pagefind(site, book.lang)
                clock.done("search", "indexed")
        if setting is not None:
            setting.result()
            clock.done("PDF", book.pdf_name)
    return RenderReport(
        output=target,
        index=target / "index.html" if "html" in formats else None,
        pdf=target / book.pdf_name if "typst" in formats else None,
        pages=len(pages),
        cells=sum(len(source.cells) for source in sources),
        seconds=clock.seconds,
    )


def _run(book: Book, sources: Sequence[Source], clock: _Clock) -> list[tuple[Composed, list[Node]]]:
    """Run and parse the chapters: one is parsed while the next one runs."""
    size = (float(book.html.get("fig-width", 7)), float(book.html.get("fig-height", 5)))
    runs = any(source.runs for source in sources)
    composed: list[Composed] = []
    parsing: list[Future[list[Node]]] = []
    # The kernel belongs to one thread, in which it starts while Pandoc's start is awaited, too.
    with ThreadPoolExecutor(1) as runner, ThreadPoolExecutor(_WORKERS) as workers:
        kernel = None
        if runs:
            starting = runner.submit(Kernel, book.root, book.environment, size)
        try:
            if runs:
                kernel = starting.result()
            running = [runner.submit(compose, source, kernel) for source in sources]
            for future in running:
                composed.append(future.result())
                parsing.append(workers.submit(parse, book, composed[-1]))
        finally:
            if kernel is not None:
                runner.submit(kernel.close).result()
        cells = sum(len(source.cells) for source in sources)
        clock.done("run", f"{cells} cells")
        problems = [problem for each in composed for problem in each.problems]
        if problems:
            raise PressError(problems)
        blocks = [future.result() for future in parsing]
    clock.done("parse", f"{len(blocks)} chapters")
    return list(zip(composed, blocks, strict=True))


def _write_pages(
    book: Book,
    pages: Sequence[Page],
    site: Path,
    pictures: dict[str, bytes],
    resources: dict[str, Path],
    with_pdf: bool,
    workers: ThreadPoolExecutor,
) -> None:
    template = _asset_file("page.html")
    for name in ("press.css", "press.js"):
        _write(site / ASSETS / name, asset(name).encode())
    extras = beside_filters(book)
    for name in extras:
        _write(site / name, (book.root / name).read_bytes())
    futures = []
    for index, page in enumerate(pages):
        sizes = picture_sizes(page.composed.files)
        blocks = page_blocks(book, page, sizes.get)
        futures.append(workers.submit(write_page, book, pages, index, blocks, template))
    written = [future.result() for future in futures]
    known = {*pictures, *resources, *extras, f"{ASSETS}/press.css", f"{ASSETS}/press.js"}
    # A page may link to the PDF even where this build makes only the pages.
    known |= {book.pdf_name} if with_pdf or book.downloads else set()
    done, problems = finish_pages(book, written, frozenset(known))
    if problems:
        raise PressError(problems)
    records = []
    for each in written:
        url = each.page.entry.url
        _write(site / url, done[url].encode())
        if each.page.composed.source.meta.value.get("search", True) is not False:
            records += sections(done[url], url)
    _write(site / "search-index.js", search_script(records).encode())


def _set_pdf(
    book: Book,
    pages: Sequence[Page],
    pictures: dict[str, bytes],
    site: Path,
    workers: ThreadPoolExecutor,
) -> None:
    import tempfile

    last = _asset_file("typst.lua")
    blocks = typst_blocks(book, pages, book.root)
    texts = [
        write_chapter(book, page, chapter, last)
        for page, chapter in zip(pages, blocks, strict=True)
    ]
    document = typst_document(book, pages, texts)
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        root = Path(folder)
        for path, content in pictures.items():
            _write(root / path, content)
        source = root / "book.typ"
        source.write_text(document, encoding="utf-8")
        if book.typst.get("keep-typ"):
            _write(site / (Path(book.pdf_name).stem + ".typ"), document.encode())
        paths = book.typst.get("font-paths") or []
        fonts = [book.root / str(path) for path in (paths if isinstance(paths, list) else [paths])]
        epoch = int(repeatable_environment(book.environment)["SOURCE_DATE_EPOCH"])
        try:
            compile_pdf(book, source, site / book.pdf_name, fonts, epoch)
        except PressError as error:
            label = missing_label(error)
            if not label:
                raise
            raise PressError(_missing_label(pages, label)) from error


def _missing_label(pages: Sequence[Page], label: str) -> list[Problem]:
    message = f"something links to `{label}`, but nothing in the PDF bears that identifier"
    found = [page.composed.problem(message, label) for page in pages if page.composed.find(label)]
    return found or [Problem("_quarto.yml", 0, message)]


def _unknown_chapters(book: Book, pages: Sequence[Page]) -> list[Problem]:
    from press.links import is_external, resolve
    from press.nodes import identifier, walk

    known = {page.entry.path: page for page in pages}
    problems = []
    for page in pages:
        for node in walk(page.blocks):
            if node["t"] != "Link" or is_external(node["c"][2][0]):
                continue
            href = node["c"][2][0]
            path, fragment = resolve(page.entry.path, href)
            if path.endswith(".qmd") and path not in known:
                message = f"the link to {href} leads nowhere: {path} is not a chapter of the book"
                problems.append(page.composed.problem(message, href))
            elif path in known and fragment and not known[path].composed.source.cells:
                names = {identifier(inner) for inner in walk(known[path].blocks)}
                if fragment not in names and not known[path].composed.find(f'id="{fragment}"'):
                    message = f"the link to {href} leads nowhere: {path} has no `{fragment}`"
                    problems.append(page.composed.problem(message, href))
    return problems


def _asset_file(name: str) -> Path:
    return Path(__file__).resolve().parent / "assets" / name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
