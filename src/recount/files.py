"""How files are written, whole or not at all, and what a build keeps from one step to the next."""

from __future__ import annotations

import os
import pickle
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

Kept = TypeVar("Kept")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there; where that fails, nothing is left of it."""
    part = path.with_name(f".{path.name[:200]}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()


def kept(data: Path, name: str, make: Callable[[], Kept]) -> Kept:
    """Return what is made of a project's data folder: as it was kept, or made now and then kept.

    It lies in ``.recount`` in the project's folder, as Python objects, which are as much to be
    trusted as the code beside them, and may be removed at any time.
    """
    key, keep = _key(data), data.parents[1] / ".recount" / f"{name}.pickle"
    with suppress(OSError):
        stored = keep.read_bytes()
        if stored[:32] == sha256(key + stored[32:]).digest():
            found: Kept = pickle.loads(stored[32:])
            return found
    made = make()
    content = pickle.dumps(made)
    with suppress(OSError):
        keep.parent.mkdir(parents=True, exist_ok=True)
        write_whole(keep, sha256(key + content).digest() + content)
    return made


def _key(data: Path) -> bytes:
    """Return a name for what a result depends on: the data, this package, and what is installed."""
    # Their folders' names tell their versions.
    installed = {path.name for folder in sys.path for path in Path(folder).glob("*-info")}
    made = sha256(repr((sys.version, platform.machine(), sorted(installed))).encode())
    files = (*Path(__file__).parent.rglob("*.py"), *data.parent.rglob("*.*"))
    for path in sorted(path for path in files if path.is_file()):
        content = path.read_bytes()
        made.update(f"{path} {len(content)}\n".encode() + content)
    return made.digest()
