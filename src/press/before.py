"""The project's `pre-render` commands, run before anything is read."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from press.kept import Kept, digest
from press.problems import PressError, Problem
from press.project import Book, repeatable_environment

__all__ = ["Before"]

_TIME_LIMIT = 300


class Before:
    """The commands of `project.pre-render`.

    As in Quarto, a Python script is named without an interpreter; `python` means this one.

    Args:
        book: The book.
        kept: Tells whether anything changed since the commands last ran.
    """

    def __init__(self, book: Book, kept: Kept) -> None:
        self._book, self._kept = book, kept
        self._commands = book.texts("project", "pre-render")

    def _key(self) -> str:
        return digest(self._kept.tools, dict(self._book.environment), self._kept.state())

    def needed(self) -> bool:
        """Whether there are commands, and the project is not as they left it."""
        if not self._commands:
            return False
        return self._kept.get("before", "", self._key()) is None

    def run(self) -> None:
        """Run the commands, in order, in the project's directory.

        Raises:
            PressError: If one fails or takes too long, with its last lines.
        """
        environment = repeatable_environment(self._book.environment)
        environment["QUARTO_PROJECT_ROOT"] = str(self._book.root)
        environment["QUARTO_PROJECT_OUTPUT_DIR"] = str(self._book.root / self._book.output_dir)
        for index, text in enumerate(self._commands):
            place = ("project", "pre-render", index)
            try:
                command = shlex.split(text, posix=os.name != "nt") or [""]
                if command[0].endswith(".py"):
                    command.insert(0, sys.executable)
                elif command[0] in ("python", "python3"):
                    command[0] = sys.executable
                done = subprocess.run(
                    command,
                    cwd=self._book.root,
                    env=environment,
                    capture_output=True,
                    text=True,
                    errors="replace",
                    timeout=_TIME_LIMIT,
                    check=False,
                )
            except (OSError, ValueError, subprocess.TimeoutExpired) as error:
                raise PressError(self._problem(f"`{text}` failed: {error}", *place)) from error
            if done.returncode != 0:
                last = "\n".join(f"    {line}" for line in done.stderr.splitlines()[-12:])
                message = f"`{text}` ended with {done.returncode}\n{last}"
                raise PressError(self._problem(message, *place))
        self._kept.put("before", "", self._key(), True)

    def _problem(self, message: str, *place: str | int) -> Problem:
        return self._book.config.problem(message, *place)
