"""Write a result whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from recount.command.options import CallError

__all__ = ["write_output"]


def write_output(text: str, path: Path | None) -> None:
    """Print a text, or write it to a file that is put in place only when it is complete.

    Raises:
        CallError: If the file cannot be written; an older file is then untouched.
    """
    if path is None:
        # A terminal that cannot show a letter shows a question mark instead.
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        return
    name = None
    try:
        if "\0" in str(path) or path.is_dir() or not path.parent.is_dir():
            expected = "a file in a folder that exists"
            raise CallError(f"--output: found {str(path)!r}, expected {expected}")
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
