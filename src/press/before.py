"""The project's `pre-render` commands, run before anything is read."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from press.kernel import repeatable_environment
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["run_before"]

_TIME_LIMIT = 300


def run_before(book: Book) -> None:
    """Run the commands of `project.pre-render`, in order, in the project's directory.

    As in Quarto, a Python script is named without an interpreter; `python` means this one.

    Raises:
        PressError: If one fails or takes too long, with its last lines.
    """
    environment = repeatable_environment(book.environment)
    environment["QUARTO_PROJECT_ROOT"] = str(book.root)
    environment["QUARTO_PROJECT_OUTPUT_DIR"] = str(book.root / book.output_dir)
    for index, text in enumerate(book.pre_render):
        place = book.config.line("project", "pre-render", index)
        command = shlex.split(text, posix=os.name != "nt")
        if command[0].endswith(".py"):
            command.insert(0, sys.executable)
        elif command[0] in ("python", "python3"):
            command[0] = sys.executable
        try:
            done = subprocess.run(
                command,
                cwd=book.root,
                env=environment,
                capture_output=True,
                text=True,
                timeout=_TIME_LIMIT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PressError(Problem("_quarto.yml", place, f"`{text}` failed: {error}")) from error
        if done.returncode != 0:
            last = "\n".join(f"    {line}" for line in done.stderr.splitlines()[-12:])
            message = f"`{text}` ended with {done.returncode}\n{last}"
            raise PressError(Problem("_quarto.yml", place, message))
