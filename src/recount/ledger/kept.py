"""The ledger, judged once for everything that one build shows.

Judging takes seconds, and a build needs the ledger several times: the files to download, and each
process that runs chapters. Whoever needs it first keeps it beside the build, under a name for all
that it depends on; under another name it is not looked at. It may be removed at any time. The
audit itself, and every test of it, judges anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from recount.ledger.build import Ledger, open_ledger

__all__ = ["kept_ledger"]


def kept_ledger(data: Path) -> Ledger:
    """Return the ledger of a project's data folder: the kept one, or a new one, which is then kept.

    It lies in ``.recount`` in the project's folder, and is read as Python objects: it is as much
    to be trusted as the code beside it.

    Raises:
        DataProblems: If the data is bad, with every problem.
    """
    key, keep = _key(data), data.parents[1] / ".recount" / "ledger.pickle"
    with suppress(OSError):
        name, _, content = keep.read_bytes().partition(b"\n")
        if name.decode("ascii", "replace") == f"{key} {hashlib.sha256(content).hexdigest()}":
            found = pickle.loads(content)
            if isinstance(found, Ledger):
                return found
    ledger = open_ledger(data)
    content = pickle.dumps(ledger)
    part = keep.with_name(f"{keep.name}.{os.getpid()}")
    with suppress(OSError):
        keep.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(f"{key} {hashlib.sha256(content).hexdigest()}\n".encode() + content)
        part.replace(keep)
    with suppress(OSError):
        part.unlink(missing_ok=True)
    return ledger


def _key(data: Path) -> str:
    """Return a name for what a ledger depends on: the data, this package, what it counts with."""
    package = Path(__file__).resolve().parents[1]
    made = hashlib.sha256(f"{platform.python_version()} {platform.machine()}".encode())
    for library in ("numpy", "python-flint", "scipy"):
        made.update(f"{library} {version(library)}\n".encode())
    files = (*package.rglob("*.py"), *data.parent.glob("*.csv"), *data.rglob("*.*"))
    for path in sorted(path for path in files if path.is_file()):
        content = path.read_bytes()
        made.update(f"{path} {len(content)}\n".encode() + content)
    return made.hexdigest()
