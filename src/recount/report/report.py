"""Everything that the report prints, in one value, with the look-ups that the judging needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recount.report.readings import Levels
from recount.report.records import (
    Assumption,
    Category,
    Citation,
    Claim,
    Completeness,
    Count,
    DatasetDate,
    Figure,
    InventoryRow,
    Level,
    Percentage,
    Period,
    Phrase,
    PrintedTable,
    Sample,
    Section,
    Total,
    TypedNumber,
)

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the report prints, checked and keyed by id.

    Attributes:
        report: Citation of the report, and its first and last page.
        groups: How sentences speak of levels, by sample, variable and levels.
        variables: Name of each variable for readers.
        comparisons: Categories in which two datasets are compared, in order.
        typed: The numbers that readers typed in from figures, by figure; none of most.
        rows: Every row of every file, by the file's name without its ending.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> report.counts["one-n"].value
        1965
        >>> report.total_of(("one-relationship-extended", "one-relationship-nuclear"))
        514
    """

    counts: Mapping[str, Count]
    levels: tuple[Level, ...]
    report: Mapping[str, Any] = field(default_factory=dict)
    percentages: tuple[Percentage, ...] = ()
    totals: tuple[Total, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    dates: Mapping[str, DatasetDate] = field(default_factory=dict)
    periods: tuple[Period, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[PrintedTable, ...] = ()
    comparisons: tuple[Category, ...] = ()
    citations: tuple[Citation, ...] = ()
    groups: Mapping[tuple[str, str, Levels], Phrase] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    inventory: tuple[InventoryRow, ...] = ()
    samples: Mapping[str, Sample] = field(default_factory=dict)
    typed: Mapping[int, tuple[TypedNumber, ...]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Any]] = field(default_factory=dict, repr=False, compare=False)
    _by_role: Mapping[tuple[str, str, str], tuple[Count, ...]] = field(
        init=False, repr=False, compare=False
    )
    _levels: Mapping[tuple[str, str], Levels] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[tuple[str, str, str], tuple[Count, ...]] = {}
        for count in self.counts.values():
            key = (count.sample, count.variable, count.role)
            found[key] = (*found.get(key, ()), count)
        levels: dict[tuple[str, str], Levels] = {}
        for row in self.levels:
            for sample in row.samples:
                place = (sample, row.variable)
                levels[place] = (*levels.get(place, ()), row.level)
        for sample, variable, role in found:
            if role == "level":
                named = tuple(count.category for count in found[sample, variable, role])
                levels[sample, variable] = named
        object.__setattr__(self, "_by_role", found)
        object.__setattr__(self, "_levels", levels)

    @property
    def entries(self) -> tuple[Percentage | Total | Completeness | Claim, ...]:
        """What becomes an entry of the ledger."""
        return (*self.percentages, *self.totals, *self.completeness, *self.claims)

    def total_of(self, ids: tuple[str, ...]) -> int:
        """Return the sum of the counts with these ids."""
        return sum(self.counts[name].value for name in ids)

    def of(self, sample: str, variable: str, role: str = "level") -> tuple[Count, ...]:
        """Return the counts of one variable of one sample, in printed order."""
        return self._by_role.get((sample, variable, role), ())

    def levels_of(self, sample: str, variable: str) -> Levels:
        """Return the levels that a variable has in a sample, with printed counts or without.

        Example:
            >>> from recount.report import load_report
            >>> load_report().levels_of("historic", "victim-gender")
            ('female', 'male')
        """
        return self._levels.get((sample, variable), ())

    def samples_of(self, sample: str) -> tuple[str, ...]:
        """Return the datasets that a name pools; the name itself for a dataset of its own.

        Example:
            >>> from recount.report import load_report
            >>> load_report().samples_of("both")
            ('one_to_one', 'multiple')
        """
        pooled = self.samples.get(sample)
        return pooled.members if pooled is not None and pooled.members else (sample,)

    def cases_of(self, sample: str) -> int:
        """Return the number of cases of a dataset, or of all that a name pools."""
        return sum(
            count.value
            for member in self.samples_of(sample)
            for count in self.of(member, "cases", "total")
        )

    def figure(self, number: int) -> Figure:
        """Return a figure by its number.

        Raises:
            ValueError: If the report has no such figure.
        """
        found = next((row for row in self.figures if row.number == number), None)
        if found is None:
            numbers = [row.number for row in self.figures] or [0]
            raise ValueError(
                f"no figure {number}; the report has Figures {min(numbers)} to {max(numbers)}"
            )
        return found

    def margins_printed(self, figure: Figure) -> bool:
        """Return whether the counts of both variables of a figure are printed for its sample."""
        pair = (figure.characteristic, figure.outcome)
        return all(self.of(figure.sample, variable) for variable in pair)

    def missing_within(self) -> tuple[Count | None, int]:
        """Return the count that may hold missing cases, and how many are taken to be missing."""
        for row in self.assumptions:
            if row.kind == "missing_within":
                return self.counts[row.binds], int(row.value)
        return None, 0

    def assumption(self, kind: str) -> Assumption | None:
        """Return the assumption of a kind, None where the data has none."""
        return next((row for row in self.assumptions if row.kind == kind), None)

    def section_of(self, page: int) -> Section:
        """Return the section that a page belongs to.

        Raises:
            ValueError: If no section has the page.
        """
        for section in self.sections:
            if section.first_page <= page <= section.last_page:
                return section
        raise ValueError(f"page {page} belongs to no section")

    def span_of(self, sample: str) -> tuple[date, date] | None:
        """Return the first and the last day of a dataset, or of the one that pools it."""
        pools = [name for name, row in self.samples.items() if sample in row.members]
        for name in (sample, *pools):
            days = {row.end: row.day for row in self.dates.values() if row.sample == name}
            if days:
                return days["first"], days["last"]
        return None

    def label(self, variable: str, level: str) -> str:
        """Return the name of a level for readers.

        Raises:
            KeyError: If there is no such level.
        """
        for row in self.levels:
            if (row.variable, row.level) == (variable, level):
                return row.label
        raise KeyError(f"{variable}: {level}")

    def group_label(self, sample: str, variable: str, levels: Levels) -> str:
        """Return the name of levels taken together, from groups.csv or else from their labels.

        Example:
            >>> from recount.report import load_report
            >>> load_report().group_label("one_to_one", "relationship", ("extended", "nuclear"))
            'familial'
        """
        for key in self._group_keys(sample, variable, levels):
            if key in self.groups:
                return self.groups[key].label
        if len(levels) == 1:
            return self.label(variable, levels[0]).lower()
        return " or ".join(self.group_label(sample, variable, (level,)) for level in levels)

    def _group_keys(
        self, sample: str, variable: str, levels: Levels
    ) -> tuple[tuple[str, str, Levels], ...]:
        """Return where groups.csv may name levels: for the sample, or for one that pools it."""
        pools = [name for name, row in self.samples.items() if sample in row.members]
        return tuple((where, variable, levels) for where in (sample, *pools))

    def phrase(self, sample: str, variable: str, levels: Levels) -> Phrase:
        """Return how sentences speak of levels, from groups.csv or else made from their labels.

        Example:
            >>> from recount.report import load_report
            >>> load_report().phrase("one_to_one", "victim-gender", ("male",)).predicate
            'had a male victim'
        """
        for key in self._group_keys(sample, variable, levels):
            if key in self.groups:
                return self.groups[key]
        label = self.group_label(sample, variable, levels)
        words = f"{self.variables[variable]} {label}"
        return Phrase(sample, variable, levels, label, f"cases with {words}", f"had {words}")

    def scores(self, variable: str) -> dict[str, int]:
        """Return the score of each level that has one; empty for a variable without order."""
        return {
            row.level: row.score
            for row in self.levels
            if row.variable == variable and row.score is not None
        }
