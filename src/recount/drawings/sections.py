"""The sections of the report and the ledger entries that belong to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recount.ledger import Entry

__all__ = ["SECTIONS", "Section", "SectionTally", "by_section"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report.

    Attributes:
        name: Its title; the last chapter of results is parted as its figures are.
        chapter: Stem of the chapter that follows it.
        first, last: Its pages.
    """

    name: str
    chapter: str
    first: int
    last: int

    @property
    def pages(self) -> str:
        """Its pages in words."""
        return f"p. {self.first}" if self.first == self.last else f"pp. {self.first}–{self.last}"


#: From the table of contents (page 2); the modern results are parted at pages 25 and 32.
SECTIONS = (
    Section("Executive summary", "executive-summary", 3, 4),
    Section("Project aim", "project-aim", 5, 5),
    Section("Background", "background", 6, 7),
    Section("Data collection", "data-collection", 8, 13),
    Section("Datasets", "datasets", 14, 14),
    Section("Historic dataset", "historic-dataset", 15, 20),
    Section("Modern dataset", "modern-dataset", 21, 24),
    Section("One relationship", "one-relationship", 25, 31),
    Section("Multiple relationships", "multiple-relationships", 32, 41),
    Section("Conclusions", "conclusions", 42, 44),
    Section("References", "references", 45, 46),
    Section("Appendix", "appendix", 47, 48),
)


@dataclass(frozen=True, slots=True)
class SectionTally:
    """The entries of a section."""

    section: Section
    members: tuple[Entry, ...]

    @property
    def verdicts(self) -> Counter[str]:
        """How many of them have each verdict."""
        return Counter(entry.verdict for entry in self.members)

    @property
    def entries(self) -> int:
        """How many they are."""
        return len(self.members)


def by_section(entries: Iterable[Entry]) -> tuple[SectionTally, ...]:
    """Return the verdicts of each section that has entries, in the report's order.

    Raises:
        ValueError: If an entry stands on a page that no section has.

    Example:
        >>> from recount.ledger import open_ledger
        >>> tallies = by_section(open_ledger().entries)
        >>> tallies[0].section.name, tallies[0].section.pages, tallies[0].verdicts["holds"]
        ('Executive summary', 'pp. 3–4', 4)
    """
    members: dict[Section, list[Entry]] = {section: [] for section in SECTIONS}
    for entry in entries:
        found = [section for section in SECTIONS if section.first <= entry.page <= section.last]
        if not found:
            raise ValueError(f"{entry.id}: page {entry.page} belongs to no section")
        members[found[0]].append(entry)
    return tuple(SectionTally(section, tuple(own)) for section, own in members.items() if own)
