"""Write the files that the website offers to download; run before the book is rendered.

As a script it writes into ``downloads`` in the current folder, which is the project's.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

try:
    from recount.files import write_whole
    from recount.ledger import FORMATS, SCHEMA, kept_ledger
    from recount.report import default_folder
except ModuleNotFoundError as missing:  # `quarto render` in a fresh clone comes here first
    raise SystemExit(
        f"{missing}. The book's packages are not installed: `make site` installs them and renders "
        "the book; `make venv` only installs them, and then `quarto render` works."
    ) from None


#: The earliest time that a zip file can hold: the same bytes on every day.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_downloads(folder: Path) -> None:
    """Write the ledger, the whole audit with its schema, and the data package.

    The same data gives the same bytes. A file is put in place only when it is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ledger = kept_ledger(default_folder())
    for name, content in {
        "recount-audit.json": FORMATS["json"](ledger).encode(),
        "recount-ledger.csv": FORMATS["csv"](ledger).encode(),
        "recount-audit.schema.json": SCHEMA.read_bytes(),
        "recount-data.zip": _packed(default_folder()),
    }.items():
        write_whole(folder / name, content)


def _packed(folder: Path) -> bytes:
    """Return the data package as a zip file, in a fixed order and without times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".csv", ".json"):
                name = f"recount-data/{path.relative_to(folder).as_posix()}"
                entry = zipfile.ZipInfo(name, NO_TIME)
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    write_downloads(Path("downloads"))
