"""Pandoc: the binary that pypandoc_binary brings, in processes that take job after job."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from press.problems import PressError, Problem

__all__ = ["ASSETS", "Pandoc"]

ASSETS = Path(__file__).resolve().parent / "assets"
# Threads at work at once; more would only wait for each other on small machines.
_WORKERS = 2
# Seconds that a job may take.
_TIME_LIMIT = 120
# More room before a sweep of memory, of which a chapter then needs one or none.
_MEMORY = ("+RTS", "-A64m", "-n4m", "-O64m", "-RTS")
# What `assets/pandoc.lua` begins an answer with.
_ANSWER = b"\x1dpress:"


def _path() -> str:
    """Return the path of the Pandoc that the project pins, never another one on the PATH."""
    spec = find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        for name in ("pandoc", "pandoc.exe"):
            bundled = Path(spec.origin).parent / "files" / name
            if bundled.is_file():
                return str(bundled)
    raise PressError(Problem("pypandoc_binary", 0, "is not installed: it brings Pandoc"))


class Pandoc:
    """Pandoc at work in a folder: threads for what needs it, and a process for each of them."""

    def __init__(self, root: Path) -> None:
        self.workers = ThreadPoolExecutor(_WORKERS)
        self._root = root
        self._own = threading.local()
        self._all: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Pandoc:
        """Return it; a process starts with its first job."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the threads, which after a fault begin nothing more, and the processes."""
        self.workers.shutdown(cancel_futures=True)
        for process in self._all:
            process.kill()
            process.communicate()

    def convert(
        self, source: Any, subject: str, reader: str, writer: str, *filters: str, **options: Any
    ) -> tuple[str, tuple[str, ...]]:
        """Return what Pandoc read (a text, or its own JSON), filtered and wrote, and its warnings.

        The options are those of the writer, and `citeproc`.
        """
        text = source if isinstance(source, str) else json.dumps(source, ensure_ascii=False)
        content = text.encode()
        job = {"reader": reader, "writer": writer, "filters": filters, "options": options}
        head = json.dumps({**job, "length": len(content)}).encode()
        process = self._process()
        limit = threading.Timer(_TIME_LIMIT, process.kill)
        limit.start()
        done, answer, said = _answer(process, head + b"\n" + content)
        if limit.finished.is_set():
            answer = f"it took more than {_TIME_LIMIT} seconds"
        limit.cancel()
        if not done:
            raise PressError(Problem(subject, 0, f"Pandoc stopped: {answer}".rstrip()))
        lines = re.split(r"\n(?=\[)", said.strip())
        told = (each.removeprefix("[WARNING] ") for each in lines if each.startswith("[WARNING]"))
        return answer, tuple(told)

    def _process(self) -> subprocess.Popen[bytes]:
        known: subprocess.Popen[bytes] | None = getattr(self._own, "process", None)
        if known is None or known.returncode is not None:
            known = self._own.process = subprocess.Popen(
                [_path(), *_MEMORY, "lua", str(ASSETS / "pandoc.lua")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=self._root,
                # Names of files are UTF-8, whatever the reader's language.
                env={**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"},
            )
            self._all.append(known)
        return known


def _answer(process: subprocess.Popen[bytes], asked: bytes) -> tuple[bool, str, str]:
    """Return whether a job succeeded, its text, and what Pandoc said before."""
    assert process.stdin is not None
    assert process.stdout is not None
    said = b""
    with suppress(OSError):  # where it has ended there will be no answer
        process.stdin.write(asked)
        process.stdin.flush()
        for line in process.stdout:
            before, sign, head = line.partition(_ANSWER)
            said += before
            if sign:
                word, length = head.split()
                answer = process.stdout.read(int(length)).decode("utf-8", "replace")
                return word == b"done", answer, said.decode("utf-8", "replace")
    process.kill()
    process.wait()
    return False, said.decode("utf-8", "replace").strip(), ""
