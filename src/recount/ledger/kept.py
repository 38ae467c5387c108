"""The ledger, judged once for everything that one build shows.

Judging takes seconds, and a build needs the ledger several times: the files to download, and each
process that runs chapters. Whoever needs it first keeps it beside the build, under a name for all
that it depends on; under another name it is not looked at. It may be removed at any time. The
audit itself, and every test of it, judges anew.
"""

from __future__ import annotations

import os
import pickle
import platform
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from recount.ledger.build import Ledger, open_ledger


def kept_ledger(data: Path) -> Ledger:
    """Return the ledger of a project's data folder: the kept one, or a new one, which is then kept.

    It lies in ``.recount`` in the project's folder, and is read as Python objects: it is as much
    to be trusted as the code beside it.

    Raises:
        DataProblems: If the data is bad, with every problem.
    """
    key, keep = _key(data), data.parents[1] / ".recount" / "ledger.pickle"
    with suppress(OSError):
        stored = keep.read_bytes()
        if stored[:32] == sha256(key + stored[32:]).digest():
            found: Ledger = pickle.loads(stored[32:])
            return found
    ledger = open_ledger(data)
    content, part = pickle.dumps(ledger), keep.with_name(f"{keep.name}.{os.getpid()}")
    with suppress(OSError):
        keep.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(sha256(key + content).digest() + content)
        part.replace(keep)
    return ledger


def _key(data: Path) -> bytes:
    """Return a name for what a ledger depends on: the data, this package, what it counts with."""
    from importlib.metadata import version  # a tenth of what the audit imports, for builds alone

    libraries = [version(library) for library in ("numpy", "python-flint", "scipy")]
    made = sha256(repr((sys.version, platform.machine(), libraries)).encode())
    files = (*Path(__file__).parents[1].rglob("*.py"), *data.parent.rglob("*.*"))
    for path in sorted(path for path in files if path.is_file()):
        content = path.read_bytes()
        made.update(f"{path} {len(content)}\n".encode() + content)
    return made.digest()
