"""Calls of Pandoc: the binary that pypandoc_binary brings, with a time limit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from press.problems import PressError, Problem

__all__ = ["Block", "document", "pandoc", "pandoc_path", "read_blocks"]

Block = dict[str, Any]

_API_VERSION = [1, 23, 1]
_TIME_LIMIT = 120
# More room before the first sweep of memory: a chapter then needs hardly any.
_MEMORY = ("+RTS", "-A32m", "-RTS")


@cache
def pandoc_path() -> str:
    """Return the path of the Pandoc that the project pins, never another one on the PATH."""
    spec = find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        for name in ("pandoc", "pandoc.exe"):
            bundled = Path(spec.origin).parent / "files" / name
            if bundled.is_file():
                return str(bundled)
    raise PressError(Problem("pypandoc_binary", 0, "is not installed: it brings Pandoc"))


def pandoc(
    arguments: Sequence[str], text: str, cwd: Path, subject: str
) -> tuple[str, tuple[str, ...]]:
    r"""Run Pandoc.

    Args:
        arguments: Its options.
        text: Its input.
        cwd: The directory in which it looks for files.
        subject: The file it works on, for messages.

    Returns:
        Its output, and its warnings.

    Raises:
        PressError: If it fails or takes too long.

    Example:
        >>> pandoc(["-f", "markdown", "-t", "plain"], "*a*", Path("."), "a.qmd")
        ('a\n', ())
    """
    try:
        done = subprocess.run(
            [pandoc_path(), *_MEMORY, *arguments],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd,
            timeout=_TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"Pandoc took more than {_TIME_LIMIT} seconds"
        raise PressError(Problem(subject, 0, message)) from error
    if done.returncode != 0:
        raise PressError(Problem(subject, 0, f"Pandoc stopped: {done.stderr.strip()}"))
    warnings = tuple(line for line in done.stderr.splitlines() if line.startswith("[WARNING]"))
    return done.stdout, warnings


def document(blocks: list[Block], meta: dict[str, Any] | None = None) -> str:
    """Return blocks as the JSON that Pandoc reads."""
    content = {"pandoc-api-version": _API_VERSION, "meta": meta or {}, "blocks": blocks}
    return json.dumps(content, ensure_ascii=False)


def read_blocks(
    text: str, cwd: Path, subject: str, reader: str = "markdown"
) -> tuple[list[Block], tuple[str, ...]]:
    """Parse text into Pandoc's blocks; return them with Pandoc's warnings."""
    output, warnings = pandoc(["-f", reader, "-t", "json"], text, cwd, subject)
    blocks: list[Block] = json.loads(output)["blocks"]
    return blocks, warnings
