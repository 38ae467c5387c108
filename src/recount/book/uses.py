"""Which sections of the chapters use an entry, found by reading the chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recount.book.values import entry_of_count
from recount.ledger import Ledger

__all__ = ["Use", "entries_used", "find_uses"]

_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$|^# (.*?)\s*(?:\{.*\})?$", re.MULTILINE)
_SECTION = re.compile(r"^#{2,6} (.*?)\s*\{#([\w-]+)\}\s*$", re.MULTILINE)
_VALUE = re.compile(r"\b([nsc])\.([a-z]\w*)")
_QUOTED = re.compile(r"""["']([a-z0-9][a-z0-9 +-]*)["']""")
_LINK = re.compile(r"ledger\.qmd#([\w-]+)")
_SHARES = re.compile(r"""table_shares\(\s*["']([^"']+)["'],\s*["'](\w+)["']""")


@dataclass(frozen=True, slots=True)
class Use:
    """A section of a chapter: its heading, and its address from the project's root.

    A chapter's beginning, up to its first heading that has an anchor, is a section, too.
    """

    title: str
    href: str


def find_uses(ledger: Ledger, root: Path) -> dict[str, tuple[Use, ...]]:
    """Return the sections that use each entry, in the order of the files' names.

    Args:
        ledger: The ledger.
        root: The project's root, with ``index.qmd`` and ``chapters/``.
    """
    found: dict[str, dict[Use, None]] = {}
    for path in [root / "index.qmd", *sorted((root / "chapters").glob("*.qmd"))]:
        if not path.is_file() or path.name == "ledger.qmd":
            continue
        text = path.read_text("utf-8")
        title = _TITLE.search(text)
        start, *rest = _SECTION.split(text)
        heads = [(title[1] or title[2]) if title else path.stem, *rest[0::3]]
        anchors = ["", *(f"#{name}" for name in rest[1::3])]
        for head, anchor, body in zip(heads, anchors, [start, *rest[2::3]], strict=True):
            use = Use(head, f"/{path.relative_to(root).as_posix()}{anchor}")
            for name in entries_used(ledger, body):
                found.setdefault(name, {})[use] = None
    return {name: tuple(uses) for name, uses in found.items()}


def entries_used(ledger: Ledger, text: str) -> Iterator[str]:
    """Yield the ids of entries that a section names: values, counts, tables, guards and links."""
    counts = ledger.report.counts
    named = [
        attribute.replace("_", "-")
        for space, attribute in _VALUE.findall(text)
        if (space == "n") == (attribute.replace("_", "-") in counts)
    ]
    quoted = [name for names in _QUOTED.findall(text) for name in names.split()]
    for name in [*named, *quoted, *_LINK.findall(text)]:
        if name in ledger.by_id:
            yield name
        elif name in counts:
            yield entry_of_count(ledger, name)
    for table, sample in _SHARES.findall(text):
        for stated in ledger.report.percentages:
            if stated.sample == sample and stated.place.startswith(table):
                yield stated.id
