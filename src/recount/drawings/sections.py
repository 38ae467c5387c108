"""The sections of the report and the ledger entries that belong to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recount.ledger import Entry
from recount.report import Report, Section

__all__ = ["SectionTally", "by_section"]


@dataclass(frozen=True, slots=True)
class SectionTally:
    """The entries of a section."""

    section: Section
    members: tuple[Entry, ...]

    @property
    def pages(self) -> str:
        """The section's pages in words."""
        first, last = self.section.first_page, self.section.last_page
        return f"p. {first}" if first == last else f"pp. {first}–{last}"

    @property
    def verdicts(self) -> Counter[str]:
        """How many of them have each verdict."""
        return Counter(entry.verdict for entry in self.members)

    @property
    def entries(self) -> int:
        """How many they are."""
        return len(self.members)


def by_section(report: Report, entries: Iterable[Entry]) -> tuple[SectionTally, ...]:
    """Return the verdicts of each section that has entries, in the report's order.

    Raises:
        ValueError: If an entry stands on a page that no section has.

    Example:
        >>> from recount.ledger import open_ledger
        >>> ledger = open_ledger()
        >>> tallies = by_section(ledger.report, ledger.entries)
        >>> tallies[0].section.name, tallies[0].pages
        ('Executive summary', 'pp. 3–4')
    """
    members: dict[Section, list[Entry]] = {section: [] for section in report.sections}
    for entry in entries:
        found = [row for row in report.sections if row.first_page <= entry.page <= row.last_page]
        if not found:
            raise ValueError(f"{entry.id}: page {entry.page} belongs to no section")
        members[found[0]].append(entry)
    return tuple(SectionTally(section, tuple(own)) for section, own in members.items() if own)
