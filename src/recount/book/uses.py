"""Which sections of the chapters use an entry, found by reading the chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recount.book.values import entry_of_count
from recount.ledger import Ledger

__all__ = ["Section", "entries_used", "find_uses", "identifier_of", "sections_of"]

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(\{[^{}]*\})?\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_VALUE = re.compile(r"\b([nsc])\.([a-z]\w*)")
_QUOTED = re.compile(r"""["']([a-z0-9][a-z0-9 +-]*)["']""")
_LINK = re.compile(r"ledger\.qmd#([\w-]+)")
_TABLE_3 = re.compile(r"""table_3\(\s*["'](\w+)["']""")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a chapter.

    Attributes:
        path: The chapter, from the project's root.
        title: Its heading.
        identifier: Its anchor; empty for the chapter itself.
        text: Everything in it up to the next heading.
    """

    path: str
    title: str
    identifier: str
    text: str = ""

    @property
    def href(self) -> str:
        """Its address from the project's root, which the renderer turns into the page's."""
        return f"/{self.path}" + (f"#{self.identifier}" if self.identifier else "")


def identifier_of(heading: str) -> str:
    """Return the anchor that Pandoc gives a heading which has none of its own.

    Example:
        >>> identifier_of("Figure 4: victim gender by traded status")
        'figure-4-victim-gender-by-traded-status'
    """
    text = re.sub(r"[^\w\s.-]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
    return re.sub(r"^[^a-z]+", "", "-".join(text.split())) or "section"


def sections_of(text: str, path: str) -> list[Section]:
    r"""Return the sections of a chapter's source, in order; headings in code are not headings.

    Example:
        >>> source = "# Title\n\nA.\n\n## Part {#sec-p}\n\nB.\n"
        >>> parts = sections_of(source, "chapters/x.qmd")
        >>> [(part.title, part.href) for part in parts]
        [('Title', '/chapters/x.qmd'), ('Part', '/chapters/x.qmd#sec-p')]
    """
    heads: list[tuple[str, str, list[str]]] = [("", "", [])]
    taken: dict[str, int] = {}
    fence = ""
    for line in text.splitlines():
        marks = _FENCE.match(line)
        if marks and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else marks[1]
        match = None if fence else _HEADING.match(line)
        if match is None:
            heads[-1][2].append(line)
            continue
        own = re.search(r"#([\w-]+)", match[3] or "")
        name = own[1] if own else identifier_of(match[2])
        if not own:
            # Pandoc numbers the anchors of headings that say the same.
            taken[name] = taken.get(name, -1) + 1
            name += f"-{taken[name]}" if taken[name] else ""
        heads.append((match[2], "" if len(match[1]) == 1 else name, []))
    title = next((head for head, name, _ in heads if head and not name), Path(path).stem)
    return [
        Section(path, head or title, name, "\n".join(lines))
        for head, name, lines in heads
        if head or any(map(str.strip, lines))
    ]


def entries_used(ledger: Ledger, text: str) -> Iterator[str]:
    """Yield the ids of entries that a section names: values, counts, tables, guards and links.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> sorted(set(entries_used(ledger, "`{python} s.t1_total` and `{python} n.one_n`")))
        ['p3-text-one-n', 't1-total']
    """
    counts = ledger.published.counts
    for space, attribute in _VALUE.findall(text):
        name = attribute.replace("_", "-")
        if space == "n" and name in counts:
            yield entry_of_count(ledger, name)
        elif space != "n" and name in ledger.by_id:
            yield name
    for quoted in _QUOTED.findall(text):
        for name in quoted.split():
            if name in ledger.by_id:
                yield name
            elif name in counts:
                yield entry_of_count(ledger, name)
    for name in _LINK.findall(text):
        if name in ledger.by_id:
            yield name
    for sample in _TABLE_3.findall(text):
        for stated in ledger.published.percentages:
            if stated.sample == sample and stated.place.startswith("Table 3"):
                yield stated.id


def find_uses(ledger: Ledger, root: Path) -> dict[str, tuple[Section, ...]]:
    """Return the sections that use each entry, in the order of the files' names.

    Args:
        ledger: The ledger.
        root: The project's root, with ``index.qmd`` and ``chapters/``.
    """
    found: dict[str, dict[tuple[str, str], Section]] = {}
    for path in [root / "index.qmd", *sorted((root / "chapters").glob("*.qmd"))]:
        if not path.is_file() or path.name == "ledger.qmd":
            continue
        where = path.relative_to(root).as_posix()
        for section in sections_of(_without_front_matter(path.read_text("utf-8")), where):
            for name in entries_used(ledger, section.text):
                found.setdefault(name, {})[section.path, section.identifier] = section
    return {name: tuple(sections.values()) for name, sections in found.items()}


def _without_front_matter(text: str) -> str:
    """Return a chapter without front matter, whose title becomes its first heading."""
    match = re.match(r"---\n(.*?)\n(?:---|\.\.\.)\n", text, re.DOTALL)
    if match is None:
        return text
    title = re.search(r"^title:\s*[\"']?(.*?)[\"']?\s*$", match[1], re.MULTILINE)
    return (f"# {title[1]}\n" if title else "") + text[match.end() :]
