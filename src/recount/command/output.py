"""Write a result whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from recount.command.options import CallError

__all__ = ["discard_output", "write_output"]


def discard_output() -> None:
    """Let go of what is left to print, as nobody can read it: nothing is flushed at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_output(text: str, path: Path | None) -> None:
    """Print a text, or write it to a file that is put in place only when it is complete.

    Raises:
        CallError: If it cannot be written; an older file is then untouched.
        BrokenPipeError: If a reader has seen enough of what is printed.
    """
    if path is None:
        _print(text)
        return
    name = None
    try:
        if "\0" in str(path) or path.is_dir() or not path.parent.is_dir():
            expected = "a file in a folder that exists"
            raise CallError(f"--output: found {str(path)!r}, expected {expected}")
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # A temporary file is for its owner alone; the result has the mode of any new file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException as error:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            message = f"--output: {str(path)!r} cannot be written ({error.strerror})"
            raise CallError(message) from None
        raise


def _print(text: str) -> None:
    if sys.stdout is None:
        raise CallError("standard output is closed; --output FILE writes to a file")
    # A terminal that cannot show a letter shows a question mark instead.
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_output()
        raise CallError(f"standard output cannot be written ({error.strerror})") from None
