"""Running the book's cells: two kernels share the chapters, and what is unchanged is not run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from types import TracebackType

from press.chapter import Source
from press.compose import Ran
from press.kept import Kept
from press.kernel import Kernel
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["Runner"]

_KERNELS = 2


class Runner:
    """Runs chapters; its kernels may start while the caller still reads.

    Args:
        book: The book.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        # A kernel's sockets belong to the thread that made it.
        self._threads: list[ThreadPoolExecutor] = []
        self._kernels: list[Future[Kernel]] = []

    def start(self, wanted: int) -> None:
        """Let kernels begin to start, as many as can be of use."""
        while len(self._threads) < min(_KERNELS, wanted):
            thread = ThreadPoolExecutor(1)
            self._threads.append(thread)
            self._kernels.append(thread.submit(Kernel, self._book.root, self._book.environment))

    def __enter__(self) -> Runner:
        """Return the runner."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the kernels, whatever happened."""
        for thread, kernel in zip(self._threads, self._kernels, strict=True):
            if kernel.exception() is None:
                # At once, also where a cell still runs.
                kernel.result().kill()
                thread.submit(kernel.result().close).result()
            thread.shutdown()

    def run(self, sources: Sequence[Source], kept: Kept, told: Callable[[str], None]) -> list[Ran]:
        """Run the chapters that have to be run and return what each gave, in their order.

        Args:
            sources: The chapters.
            kept: What earlier renders gave.
            told: Is given a line for each chapter.

        Raises:
            PressError: With the first failing cell of each chapter; all chapters are tried.
        """
        found: dict[int, Ran] = {}
        waiting: list[tuple[int, Source, str]] = []
        for index, source in enumerate(sources):
            if not source.runs:
                found[index] = [[] for _ in source.parts]
                continue
            key = kept.code(source)
            result = kept.get("cells", source.entry.path, key)
            if result is None:
                waiting.append((index, source, key))
            else:
                found[index] = result
        if len(sources) > len(waiting):
            told(f"{len(sources) - len(waiting)} of {len(sources)} chapters need no running")
        # The longest first, so that no kernel is left with a long one at the end.
        waiting.sort(key=lambda each: -len(each[1].parts))
        self.start(len(waiting))
        queue: SimpleQueue[tuple[int, Source, str]] = SimpleQueue()
        for each in waiting:
            queue.put(each)
        problems: list[Problem] = []
        lock = threading.Lock()

        def work(kernel: Future[Kernel]) -> None:
            while True:
                try:
                    index, source, key = queue.get_nowait()
                except Empty:
                    return
                try:
                    result = kernel.result().run_chapter(source)
                except PressError as error:
                    with lock:
                        problems.extend(error.problems)
                    continue
                with lock:
                    found[index] = result
                    kept.put("cells", source.entry.path, key, result)
                    told(f"{source.entry.path} was run")

        try:
            running = zip(self._threads, self._kernels, strict=True)
            for done in [thread.submit(work, kernel) for thread, kernel in running]:
                done.result()
        except Exception as error:  # whatever keeps Jupyter from starting is the reader's to mend
            message = f"the Jupyter kernel did not start: {error}"
            raise PressError(Problem("ipykernel", 0, message)) from error
        if problems:
            raise PressError(problems)
        return [found[index] for index in range(len(sources))]
