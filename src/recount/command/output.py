"""Write a result whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

__all__ = ["write_output"]


def write_output(text: str, path: Path | None) -> None:
    """Print a text, or write it to a file that is put in place only when it is complete.

    Raises:
        OSError: If the file cannot be written; an older file is then untouched.
    """
    if path is None:
        sys.stdout.write(text)
        return
    if not path.parent.is_dir():
        raise OSError(f"--output: found {str(path)!r}, expected a file in a folder that exists")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # A temporary file is for its owner alone; the result has the mode of any new file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
