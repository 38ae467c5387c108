"""Calls of Pandoc: the binary that pypandoc_binary brings, with a time limit."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from press.problems import PressError, Problem

__all__ = ["ASSETS", "pandoc", "pandoc_json"]

ASSETS = Path(__file__).resolve().parent / "assets"
_TIME_LIMIT = 120
# More room before the first sweep of memory: a chapter then needs none.
_MEMORY = ("+RTS", "-A64m", "-RTS")


@cache
def _path() -> str:
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
    """Run Pandoc and return its output, and its warnings."""
    try:
        done = subprocess.run(
            [_path(), *_MEMORY, *arguments],
            input=text.encode(),
            capture_output=True,
            cwd=cwd,
            timeout=_TIME_LIMIT,
            check=False,
            # Names of files are UTF-8, whatever the reader's language.
            env={**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        message = f"Pandoc took more than {_TIME_LIMIT} seconds"
        raise PressError(Problem(subject, 0, message)) from error
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode != 0:
        raise PressError(Problem(subject, 0, f"Pandoc stopped: {said}"))
    lines = re.split(r"\n(?=\[)", said)
    warnings = (each.removeprefix("[WARNING] ") for each in lines if each.startswith("[WARNING]"))
    return done.stdout.decode("utf-8"), tuple(warnings)


def pandoc_json(document: Any) -> str:
    """Return a document of Pandoc's as it reads it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
