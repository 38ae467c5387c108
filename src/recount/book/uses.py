"""Which sections of the chapters use an entry, found by reading the chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recount.book.values import entry_of_count
from recount.ledger import Ledger

__all__ = ["Section", "entries_used", "find_uses", "sections_of"]

_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$|^# (.*?)\s*(?:\{.*\})?$", re.MULTILINE)
_SECTION = re.compile(r"^#{2,6} (.*?)\s*\{#([\w-]+)\}\s*$", re.MULTILINE)
_VALUE = re.compile(r"\b([nsc])\.([a-z]\w*)")
_QUOTED = re.compile(r"""["']([a-z0-9][a-z0-9 +-]*)["']""")
_LINK = re.compile(r"ledger\.qmd#([\w-]+)")
_SHARES = re.compile(r"""table_shares\(\s*["']([^"']+)["'],\s*["'](\w+)["']""")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a chapter.

    Attributes:
        path: The chapter, from the project's root.
        title: Its heading.
        identifier: Its anchor; empty for what stands before a chapter's first section.
        text: Everything in it up to the next heading that has an anchor.
    """

    path: str
    title: str
    identifier: str
    text: str = ""

    @property
    def href(self) -> str:
        """Its address from the project's root, which the renderer turns into the page's."""
        return f"/{self.path}" + (f"#{self.identifier}" if self.identifier else "")


def sections_of(text: str, path: str) -> list[Section]:
    r"""Return the parts of a chapter's source, in order: its beginning, and sections by anchor.

    Example:
        >>> source = "# Title\n\nA.\n\n## Part {#sec-p}\n\nB.\n"
        >>> [(part.title, part.href) for part in sections_of(source, "chapters/x.qmd")]
        [('Title', '/chapters/x.qmd'), ('Part', '/chapters/x.qmd#sec-p')]
    """
    title = _TITLE.search(text)
    start, *rest = _SECTION.split(text)
    parts = [Section(path, (title[1] or title[2]) if title else Path(path).stem, "", start)]
    for head, name, body in zip(rest[0::3], rest[1::3], rest[2::3], strict=True):
        parts.append(Section(path, head, name, body))
    return parts


def entries_used(ledger: Ledger, text: str) -> Iterator[str]:
    """Yield the ids of entries that a section names: values, counts, tables, guards and links.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> sorted(set(entries_used(ledger, "`{python} s.t1_total` and `{python} n.one_n`")))
        ['p3-text-one-n', 't1-total']
    """
    counts = ledger.report.counts
    for space, attribute in _VALUE.findall(text):
        name = attribute.replace("_", "-")
        if space == "n" and name in counts:
            yield entry_of_count(ledger, name)
        elif space != "n" and name in ledger.by_id:
            yield name
    quoted = [name for names in _QUOTED.findall(text) for name in names.split()]
    for name in [*quoted, *_LINK.findall(text)]:
        if name in ledger.by_id:
            yield name
        elif name in counts:
            yield entry_of_count(ledger, name)
    for table, sample in _SHARES.findall(text):
        for stated in ledger.report.percentages:
            if stated.sample == sample and stated.place.startswith(table):
                yield stated.id


def find_uses(ledger: Ledger, root: Path) -> dict[str, tuple[Section, ...]]:
    """Return the sections that use each entry, in the order of the files' names.

    Args:
        ledger: The ledger.
        root: The project's root, with ``index.qmd`` and ``chapters/``.
    """
    found: dict[str, dict[str, Section]] = {}
    for path in [root / "index.qmd", *sorted((root / "chapters").glob("*.qmd"))]:
        if not path.is_file() or path.name == "ledger.qmd":
            continue
        for section in sections_of(path.read_text("utf-8"), path.relative_to(root).as_posix()):
            for name in entries_used(ledger, section.text):
                found.setdefault(name, {})[section.href] = section
    return {name: tuple(sections.values()) for name, sections in found.items()}
