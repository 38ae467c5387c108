"""The ledger: every entry with its verdict, made from the published data in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from recount.ledger.claims import claim_entries
from recount.ledger.entry import Entry
from recount.ledger.expected import Expected, load_expected
from recount.ledger.numbers import completeness_entry, percentage_entry, total_entry
from recount.published import Published, load_published
from recount.settings import Settings
from recount.verdicts import VERDICTS, Assumed, numerators_together

__all__ = ["Ledger", "build_ledger", "open_ledger"]


@dataclass(frozen=True)
class Ledger:
    """All entries with their verdicts, in the order of the report's pages.

    Attributes:
        published: What the report prints.
        settings: Settings of the tests.
        assumed: Assumptions that the verdicts were reached under.
        entries: One a place and statement.
    """

    published: Published
    settings: Settings
    assumed: Assumed
    entries: tuple[Entry, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in self.entries}

    def __getitem__(self, name: str) -> Entry:
        """Return the entry with an id.

        Raises:
            KeyError: If there is none.
        """
        return self.by_id[name]

    @property
    def summary(self) -> dict[str, int]:
        """How many entries have each verdict, every verdict word listed."""
        tally = Counter(entry.verdict for entry in self.entries)
        return {word: tally[word] for word in VERDICTS}

    @property
    def unexpected(self) -> tuple[Entry, ...]:
        """The entries whose verdict is not the expected one."""
        return tuple(entry for entry in self.entries if not entry.as_expected)


def build_ledger(
    published: Published,
    expected: Mapping[str, Expected],
    settings: Settings | None = None,
    assumed: Assumed | None = None,
) -> Ledger:
    """Return the ledger of a report.

    Args:
        published: What the report prints.
        expected: The expected verdicts by entry id.
        settings: Settings of the tests; the defaults when None.
        assumed: Assumptions; those of assumptions.csv when None.

    Example:
        >>> ledger = open_ledger()
        >>> ledger["p22-one-pubescent"].verdict
        'differs'
        >>> sum(ledger.summary.values()) == len(ledger.entries)
        True
    """
    settings = Settings() if settings is None else settings
    assumed = Assumed.from_data(published) if assumed is None else assumed
    entries = sorted(_entries(published, settings, assumed), key=lambda entry: entry.page)
    return Ledger(
        published,
        settings,
        assumed,
        tuple(_with_expected(entry, expected.get(entry.id)) for entry in entries),
    )


def open_ledger(folder: Path | None = None, assumed: Assumed | None = None) -> Ledger:
    """Return the ledger of the data in a folder, the project's own when None.

    Raises:
        DataError: If the data is bad, with every problem.
    """
    published = load_published(folder)
    return build_ledger(published, load_expected(published, folder), assumed=assumed)


def _entries(published: Published, settings: Settings, assumed: Assumed) -> Iterator[Entry]:
    for stated in published.percentages:
        together = None
        if stated.denominator and not stated.numerator:
            together = numerators_together(published, stated, assumed)
        yield percentage_entry(published, stated, assumed.convention, together)
    for total in published.totals:
        yield total_entry(published, total)
    for completeness in published.completeness:
        yield completeness_entry(published, completeness)
    yield from claim_entries(published, settings, assumed)


def _with_expected(entry: Entry, expected: Expected | None) -> Entry:
    if expected is None:
        return entry
    return replace(entry, expected=expected.verdict, reason=expected.reason or None)
