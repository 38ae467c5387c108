"""What is run: commands before the book, and its cells, which two processes share.

What is unchanged is not run again.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

from press.book import gathered
from press.chapter import Cell, Prose, Source
from press.compose import Ran
from press.kept import Kept, digest
from press.problems import PressError, Problem
from press.project import Book, repeatable_environment

__all__ = ["Runner", "run_before"]

_PROCESSES = 2
# Seconds that a command may take.
_TIME_LIMIT = 300
_HERE = Path(__file__).resolve().parent


class _Process:
    """One running IPython. Only one thread at a time may call it."""

    def __init__(self, book: Book, time_limit: int = 300) -> None:
        self._limit, self._late = time_limit, False
        # No drawing opens a window, and the same drawing has the same bytes.
        rc = {"MPLBACKEND": "agg", "MATPLOTLIBRC": str(_HERE / "assets" / "matplotlibrc")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_HERE / "worker.py")],
            cwd=book.root,
            env=repeatable_environment(book.environment) | rc,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def run(self, source: Source) -> Ran:
        """Run a chapter, knowing nothing of those before, and return what each part gave."""
        asked = [
            [text for text, _ in part.expressions]
            if isinstance(part, Prose)
            else "\n".join(part.code)
            for part in source.parts
        ]
        self._ask(json.dumps(asked))
        found = []
        for part in source.parts:
            answer = self._answer()
            if "error" in answer:
                raise PressError(_failure(part, answer))
            found.append(answer["values"] if isinstance(part, Prose) else answer["outputs"])
        return found

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError:
            return  # it has ended: there will be no answer

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        limit = threading.Timer(self._limit, self._end_late)
        limit.daemon = True
        limit.start()
        try:
            line = self._process.stdout.readline()
        finally:
            limit.cancel()
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        ended = "the Python process ended"
        return {"error": f"it took more than {self._limit} seconds" if self._late else ended}

    def _end_late(self) -> None:
        self._late = True
        self._process.kill()

    def end(self) -> None:
        """End the process at once: there is nothing in it to save."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Runner:
    """Runs chapters; its processes may start while the caller still reads."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._processes: list[_Process] = []

    def start(self, wanted: int) -> None:
        """Let processes begin to start, as many as can be of use."""
        while len(self._processes) < min(_PROCESSES, wanted):
            self._processes.append(_Process(self._book))

    def __enter__(self) -> Runner:
        """Return the runner."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the processes, whatever happened."""
        for process in self._processes:
            process.end()

    def run(self, sources: Sequence[Source], kept: Kept, told: Callable[[str], None]) -> list[Ran]:
        """Run the chapters that have to be run and return what each gave, in their order."""
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
        # The longest first, so that no process is left with a long one at the end.
        waiting.sort(key=lambda each: -len(each[1].parts))
        self.start(len(waiting))
        queue: SimpleQueue[tuple[int, Source, str]] = SimpleQueue()
        for chapter in waiting:
            queue.put(chapter)

        def work(process: _Process) -> None:
            problems: list[Problem] = []
            while True:
                try:
                    index, source, key = queue.get_nowait()
                except Empty:
                    break
                try:
                    found[index] = process.run(source)
                except PressError as error:
                    problems += error.problems
                    continue
                kept.put("cells", source.entry.path, key, found[index])
                told(f"{source.entry.path} was run")
            if problems:
                raise PressError(problems)

        with ThreadPoolExecutor(_PROCESSES) as threads:
            try:
                gathered([threads.submit(work, process) for process in self._processes])
            except BaseException:
                for process in self._processes:
                    process.end()
                raise
        return [found[index] for index in range(len(sources))]


def _failure(part: Prose | Cell, answer: dict[str, Any]) -> Problem:
    error, place = answer["error"], answer.get("line", 0)
    if isinstance(part, Prose):
        expression, line = part.expressions[max(place - 1, 0)]
        found: Problem = line.problem(f"inline code `{expression}` failed: {error}")
        return found
    label = f" `{part.label}`" if part.label else ""
    message = f"the cell{label} failed: {error}"
    if answer.get("traceback"):
        message += "\n" + "\n".join(f"    {text}" for text in answer["traceback"].split("\n"))
    return Problem(part.file, part.code_line + place - 1 if place else part.line, message)


def run_before(book: Book, kept: Kept, starting: Callable[[], None]) -> bool:
    """Run the commands of `project.pre-render`, and say whether they had to be run."""
    commands = book.texts("project", "pre-render")

    def key() -> str:
        return digest(kept.tools, dict(book.environment), kept.state())

    if not commands or kept.get("before", "", key()) is not None:
        return False
    starting()
    environment = repeatable_environment(book.environment)
    environment["QUARTO_PROJECT_ROOT"] = str(book.root)
    environment["QUARTO_PROJECT_OUTPUT_DIR"] = str(book.root / book.output_dir)
    for index, text in enumerate(commands):
        try:
            command = shlex.split(text, posix=os.name != "nt") or [""]
            if command[0].endswith(".py"):
                command.insert(0, sys.executable)
            elif command[0] in ("python", "python3"):
                command[0] = sys.executable
            done = subprocess.run(
                command,
                cwd=book.root,
                env=environment,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_TIME_LIMIT,
                check=False,
            )
            last = "\n".join(f"    {line}" for line in done.stderr.splitlines()[-12:])
            wrong = f"ended with {done.returncode}\n{last}" if done.returncode else ""
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            wrong = f"failed: {error}"
        if wrong:
            place = ("project", "pre-render", index)
            raise PressError(book.config.problem(f"`{text}` {wrong}", *place))
    kept.put("before", "", key(), True)
    return True
