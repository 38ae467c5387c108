"""Works of references.bib by key: enough of each to name it in a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Work", "read_works"]

_ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),(.*?)^\}", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*(?:\{(.*?)\}|(\w+)),?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the list of references.

    Attributes:
        key: Its key.
        authors: Surnames, as a citation names them.
        year: Year of publication, empty where none is given.
        title: Its title.
    """

    key: str
    authors: str
    year: str
    title: str


def read_works(path: Path) -> dict[str, Work]:
    """Return the works of a BibTeX file by key.

    Args:
        path: A file in the form of the project's own: one field a line, closing brace alone.

    Raises:
        OSError: If it cannot be read.
    """
    found = {}
    for match in _ENTRY.finditer(path.read_text(encoding="utf-8")):
        fields = {field[1]: _text(field[2] or field[3]) for field in _FIELD.finditer(match[3])}
        found[match[2]] = Work(
            match[2], _authors(fields.get("author", "")), fields.get("year", ""), fields["title"]
        )
    return found


def _text(value: str) -> str:
    return value.replace("\\&", "&").replace("{", "").replace("}", "").replace("--", "–")


def _authors(names: str) -> str:
    """Return surnames: one, two, or the first of several.

    Example:
        >>> _authors("Seto, M. C. and Buckman, C."), _authors("A, B. and C, D. and E, F.")
        ('Seto & Buckman', 'A et al.')
    """
    surnames = [name.split(",")[0].strip() for name in names.split(" and ") if name.strip()]
    if len(surnames) > 2:
        return f"{surnames[0]} et al."
    return " & ".join(surnames)
