"""Running the book's cells: one kernel in one thread, chapters parsed while the next one runs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import TracebackType

from press.book import collect, parse
from press.chapter import Source
from press.compose import Composed, compose
from press.kernel import Kernel
from press.nodes import Node
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["Runner"]


class Runner:
    """Runs chapters; the kernel starts at once, while the caller still reads.

    Args:
        book: The book.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        # The kernel's sockets belong to the thread that made them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="press-kernel")
        self._kernel: Future[Kernel] | None = None
        if any(_may_run(book, entry.path) for entry in book.entries):
            size = (float(book.html.get("fig-width", 7)), float(book.html.get("fig-height", 5)))
            self._kernel = self._thread.submit(Kernel, book.root, book.environment, size)

    def __enter__(self) -> Runner:
        """Return the runner."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the kernel, whatever happened."""
        if self._kernel is not None and self._kernel.exception() is None:
            self._thread.submit(self._kernel.result().close).result()
        self._thread.shutdown()

    def run(
        self, sources: Sequence[Source], workers: Executor
    ) -> list[tuple[Composed, list[Node]]]:
        """Run and parse the chapters, in order.

        Raises:
            PressError: With every cell that failed and every output that is refused; a chapter is
                left at its first failing cell, the others still run.
        """
        try:
            kernel = self._kernel.result() if self._kernel is not None else None
        except Exception as error:  # whatever keeps Jupyter from starting is the reader's to mend
            message = f"the Jupyter kernel did not start: {error}"
            raise PressError(Problem("ipykernel", 0, message)) from error
        running = [self._thread.submit(compose, source, kernel) for source in sources]
        composed: list[Composed] = []
        parsing: list[Future[list[Node]]] = []
        for future in running:
            composed.append(future.result())
            parsing.append(workers.submit(parse, self._book, composed[-1]))
        problems = [problem for each in composed for problem in each.problems]
        if problems:
            raise PressError(problems)
        return collect(composed, parsing)


def _may_run(book: Book, path: str) -> bool:
    # Included files may hold the only cells of a chapter.
    text = (book.root / path).read_text(encoding="utf-8", errors="replace")
    return "{python}" in text or "{{< include" in text
