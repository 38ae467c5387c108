"""What is run: commands before the book, and its cells, which two processes share.

What is unchanged is not run again.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from press.book import gathered
from press.chapter import Cell, Prose, Source
from press.compose import Ran
from press.kept import Kept
from press.problems import PressError, Problem
from press.project import Book, repeatable_environment

__all__ = ["Runner", "run_before"]

_PROCESSES = 2
# Seconds that a part of a chapter, or a command, may take.
_TIME_LIMIT = 300
_HERE = Path(__file__).resolve().parent
_IMPORT = re.compile(r"^[ \t]*(?:from|import) +(\w[\w.]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Worker:
    """One running IPython, by our ends of its pipes. Only one thread at a time may use it."""

    asked: IO[str]
    answers: IO[str]

    def run(self, source: Source) -> Ran:
        """Run a chapter, knowing nothing of those before, and return what each part gave."""
        asked = [
            [text for text, _ in part.expressions]
            if isinstance(part, Prose)
            else "\n".join(part.code)
            for part in source.parts
        ]
        with suppress(OSError):  # where it has ended there will be no answer
            self.asked.write(json.dumps(asked) + "\n")
            self.asked.flush()
        found = []
        for part in source.parts:
            start = time.monotonic()
            line = self.answers.readline()
            late = time.monotonic() - start > _TIME_LIMIT - 1
            why = f"it took more than {_TIME_LIMIT} seconds" if late else "the Python process ended"
            answer: dict[str, Any] = json.loads(line) if line else {"error": why}
            if "error" in answer:
                raise PressError(_failure(part, answer))
            found.append(answer["values"] if isinstance(part, Prose) else answer["outputs"])
        return found


class Runner:
    """Runs chapters in processes of their own."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._programs: list[subprocess.Popen[bytes]] = []
        self._workers: list[_Worker] = []

    def start(self, ahead: bool = False) -> None:
        """Let the processes start: on Linux as one, which divides once it is ready.

        Ahead of time they load all that any chapter imports, while the caller does other things;
        otherwise each loads what its chapters ask for.
        """
        if self._workers:
            return
        pairs = [(*os.pipe(), *os.pipe()) for _ in range(_PROCESSES)]
        imported = _imported(self._book) if ahead else []
        # No drawing opens a window, and the same drawing has the same bytes.
        rc = {"MPLBACKEND": "agg", "MATPLOTLIBRC": str(_HERE / "assets" / "matplotlibrc")}
        for group in [pairs] if sys.platform == "linux" else [[pair] for pair in pairs]:
            theirs = [(asked, answers) for asked, _, _, answers in group]
            told = json.dumps([theirs, _TIME_LIMIT, imported])
            program = subprocess.Popen(
                [sys.executable, "-P", str(_HERE / "worker.py"), told],
                cwd=self._book.root,
                env=repeatable_environment(self._book.environment) | rc,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[end for pair in theirs for end in pair],
                start_new_session=True,
            )
            self._programs.append(program)
        for asked, asking, answered, answers in pairs:
            os.close(asked)
            os.close(answers)
            ends = os.fdopen(asking, "w", encoding="utf-8"), os.fdopen(answered, encoding="utf-8")
            self._workers.append(_Worker(*ends))

    def __enter__(self) -> Runner:
        """Return the runner."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the processes at once, whatever happened: there is nothing in them to save."""
        self._end()
        for worker in self._workers:
            for end in (worker.asked, worker.answers):
                with suppress(OSError):
                    end.close()

    def _end(self) -> None:
        for program in self._programs:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def run(self, sources: Sequence[Source], kept: Kept, told: Callable[[str], None]) -> list[Ran]:
        """Run the chapters that have to be run and return what each gave, in their order."""
        found: dict[int, Ran] = {}
        waiting: list[tuple[int, Source, str]] = []
        for index, source in enumerate(sources):
            key = kept.code(source) if source.runs else ""
            result = kept.get("cells", source.entry.path, key) if key else [[]] * len(source.parts)
            if result is None:
                waiting.append((index, source, key))
            else:
                found[index] = result
        if found:
            told(f"{len(found)} of {len(sources)} chapters need no running")
        queue: SimpleQueue[tuple[int, Source, str]] = SimpleQueue()
        # The longest first, so that no process is left with a long one at the end.
        for chapter in sorted(waiting, key=lambda each: -len(each[1].parts)):
            queue.put(chapter)

        def work(worker: _Worker) -> None:
            problems: list[Problem] = []
            with suppress(Empty):
                while True:
                    index, source, key = queue.get_nowait()
                    try:
                        found[index] = worker.run(source)
                    except PressError as error:
                        problems += error.problems
                        continue
                    kept.put("cells", source.entry.path, key, found[index])
                    told(f"{source.entry.path} was run")
            if problems:
                raise PressError(problems)

        if waiting:
            self.start()
            with ThreadPoolExecutor(_PROCESSES) as threads:
                try:
                    gathered([threads.submit(work, worker) for worker in self._workers])
                except BaseException:
                    self._end()  # so that no thread waits for an answer
                    raise
        return [found[index] for index in range(len(sources))]


def _imported(book: Book) -> list[str]:
    """Return the installed modules that the chapters, or the modules beneath them, import."""
    paths = repeatable_environment(book.environment).get("PYTHONPATH", "").split(os.pathsep)
    folders = {book.root / path for path in paths}
    waiting = [book.root / entry.path for entry in book.entries]
    found: set[str] = set()
    own: dict[str, list[Path]] = {}
    while waiting:
        for name in _IMPORT.findall(waiting.pop().read_text(encoding="utf-8", errors="replace")):
            top = name.partition(".")[0]
            if top not in own:
                files = (
                    f for each in folders for f in (each / f"{top}.py", *(each / top).rglob("*.py"))
                )
                own[top] = [file for file in files if file.is_file()]
                waiting += own[top]
            if not own[top]:
                found.add(name)
    return sorted(found)


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


def run_before(book: Book, kept: Kept, runner: Runner) -> bool:
    """Run the commands of `project.pre-render`, and say whether they had to be run."""
    commands = book.texts("project", "pre-render")
    if not commands or kept.get("before", "", kept.surroundings) is not None:
        return False
    # Then anything that has cells is to be run, too.
    runner.start(ahead=True)
    environment = repeatable_environment(book.environment)
    environment["QUARTO_PROJECT_ROOT"] = str(book.root)
    environment["QUARTO_PROJECT_OUTPUT_DIR"] = str(book.root / book.output_dir)
    for index, text in enumerate(commands):
        try:
            command = shlex.split(text) or [""]
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
    kept.look_again()
    kept.put("before", "", kept.surroundings, True)
    return True
