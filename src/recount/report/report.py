"""Everything that the report prints, in one value, with the look-ups that the judging needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from recount.report import records
from recount.report.readings import Levels, Reading, cross_tables
from recount.report.tables import columns_of


class UnknownError(ValueError):
    """What is asked for by its name or number is not in the data."""


@dataclass(frozen=True)
class Report:
    """Everything that the report prints, checked and keyed by id: a field for each file.

    ``report`` is its citation, ``typed`` holds the numbers that readers typed in from figures, by
    figure, and ``rows`` every row by the name of its file.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> [figure.number for figure in report.figures][:3]
        [1, 2, 3]
    """

    counts: Mapping[str, records.Count]
    levels: tuple[records.Level, ...]
    report: Mapping[str, Any] = field(default_factory=dict)
    percentages: tuple[records.Percentage, ...] = ()
    totals: tuple[records.Total, ...] = ()
    completeness: tuple[records.Completeness, ...] = ()
    claims: tuple[records.Claim, ...] = ()
    figures: tuple[records.Figure, ...] = ()
    assumptions: tuple[records.Assumption, ...] = ()
    dates: Mapping[str, records.DatasetDate] = field(default_factory=dict)
    sections: tuple[records.Section, ...] = ()
    tables: tuple[records.PrintedTable, ...] = ()
    comparisons: tuple[records.Category, ...] = ()
    citations: tuple[records.Citation, ...] = ()
    groups: Mapping[tuple[str, str, Levels], records.Phrase] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    inventory: tuple[records.InventoryRow, ...] = ()
    sentences: tuple[records.Sentence, ...] = ()
    samples: Mapping[str, records.Sample] = field(default_factory=dict)
    typed: Mapping[int, tuple[records.TypedNumber, ...]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Any]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of_rows(cls, rows: Mapping[str, Any], citation: Mapping[str, Any]) -> Report:
        """Return all records; the claims are not typed yet, as their readings need the others."""
        made: dict[str, Any] = {name: rows[name] for name in records.FILES}
        for name in ("counts", "dates", "samples"):
            key = columns_of(records.FILES[name][0])[0]
            made[name] = {getattr(row, key): row for row in rows[name]}
        made["variables"] = {row.variable: row.name for row in rows["variables"]}
        made["groups"] = {(row.sample, row.variable, row.levels): row for row in rows["groups"]}
        return cls(**made, report=citation, rows=rows)

    @property
    def entries(self) -> tuple[records.Judged, ...]:
        """What becomes an entry of the ledger."""
        return (*self.percentages, *self.totals, *self.completeness, *self.claims)

    @property
    def periods(self) -> tuple[tuple[records.Level, date, date], ...]:
        """The levels that are spans of time, with the first and the last day by their label."""
        return tuple((row, row.start, row.end) for row in self.levels if row.start and row.end)

    def total_of(self, ids: Sequence[str]) -> int:
        """Return the sum of the counts with these ids."""
        return sum(self.counts[name].value for name in ids)

    @cached_property
    def _by_role(self) -> Mapping[tuple[str, str, str], tuple[records.Count, ...]]:
        found: dict[tuple[str, str, str], tuple[records.Count, ...]] = {}
        for count in self.counts.values():
            key = (count.sample, count.variable, count.role)
            found[key] = (*found.get(key, ()), count)
        return found

    def of(self, sample: str, variable: str, role: str = "level") -> tuple[records.Count, ...]:
        """Return the counts of one variable of one sample, in printed order."""
        return self._by_role.get((sample, variable, role), ())

    @cached_property
    def _within(self) -> Sequence[tuple[records.Percentage, records.Conditional]]:
        return [(row, row.within) for row in self.percentages if row.within]

    def shares_within(self, sample: str) -> list[tuple[records.Percentage, records.Conditional]]:
        """Return the printed percentages within a level of another variable, with what they tie."""
        return [each for each in self._within if each[0].sample == sample]

    def levels_of(self, sample: str, variable: str) -> Levels:
        """Return the levels that a variable has in a sample, with printed counts or without."""
        printed = tuple(count.category for count in self.of(sample, variable))
        own = (row for row in self.levels if row.variable == variable and sample in row.samples)
        return printed or tuple(row.level for row in own)

    def samples_of(self, sample: str) -> tuple[str, ...]:
        """Return the datasets that a name pools; the name itself for a dataset of its own."""
        pooled = self.samples.get(sample)
        return pooled.members if pooled is not None and pooled.members else (sample,)

    def _with_pools(self, sample: str) -> list[str]:
        """Return a dataset and the names that pool it."""
        return [sample, *(name for name, row in self.samples.items() if sample in row.members)]

    def cases_of(self, sample: str) -> int:
        """Return the number of cases of a dataset, or of all that a name pools."""
        whole = [self.of(member, "cases", "total") for member in self.samples_of(sample)]
        return sum(count.value for counts in whole for count in counts)

    def figure(self, number: int) -> records.Figure:
        """Return a figure by its number; raise UnknownError if the report has no such figure."""
        found = {row.number: row for row in self.figures}
        if number not in found:
            span = f"{min(found, default=0)} to {max(found, default=0)}"
            raise UnknownError(f"no figure {number}; the report has Figures {span}")
        return found[number]

    def figures_of(self, sample: str, *variables: str) -> list[records.Figure]:
        """Return the figures that show the cross-table of two variables of a sample."""
        own = (row for row in self.figures if row.sample == sample)
        return [row for row in own if {row.characteristic, row.outcome} == {*variables}]

    def figures_about(self, reading: Reading) -> set[int]:
        """Return the numbers of the figures that show the cross-tables of a reading."""
        axes = ((x.sample, x.characteristic, x.outcome) for x in cross_tables(reading))
        return {figure.number for each in axes for figure in self.figures_of(*each)}

    def unit_of(self, sample: str, *variables: str) -> str:
        """Return what the figure of two variables counts: ``cases``, or ``victims``."""
        return next((row.unit for row in self.figures_of(sample, *variables)), "cases")

    def margins_printed(self, figure: records.Figure) -> bool:
        """Return whether the counts of both variables of a figure are printed for its sample."""
        pair = (figure.characteristic, figure.outcome)
        return all(self.of(figure.sample, variable) for variable in pair)

    def assumption(self, kind: str) -> records.Assumption | None:
        """Return the assumption of a kind, None where the data has none."""
        return next((row for row in self.assumptions if row.kind == kind), None)

    @property
    def row_with_missing(self) -> records.Count | None:
        """The printed row of which some cases may be missing data, None where there is none."""
        row = self.assumption("missing_within")
        return None if row is None else self.counts[row.binds]

    def section_of(self, page: int) -> records.Section:
        """Return the section that a page, which the checks have seen to lie in one, belongs to."""
        return next(row for row in self.sections if row.first_page <= page <= row.last_page)

    def span_of(self, sample: str) -> tuple[date, date] | None:
        """Return the first and the last day of a dataset, or of the one that pools it."""
        for name in self._with_pools(sample):
            days = {row.end: row.day for row in self.dates.values() if row.sample == name}
            if days:
                return days["first"], days["last"]
        return None

    def label(self, variable: str, level: str) -> str:
        """Return the name of a level for readers."""
        names = (row.label for row in self.levels if (row.variable, row.level) == (variable, level))
        return next(names)

    def group_label(self, sample: str, variable: str, levels: Levels) -> str:
        """Return the name of levels taken together, from groups.csv or else from their labels."""
        return self.phrase(sample, variable, levels).label

    def phrase(self, sample: str, variable: str, levels: Levels) -> records.Phrase:
        """Return how sentences speak of levels, from groups.csv or else made from their labels."""
        for name in self._with_pools(self.samples_of(sample)[0]):
            if (name, variable, levels) in self.groups:
                return self.groups[name, variable, levels]
        label = self.label(variable, levels[0]).lower() if len(levels) == 1 else ""
        label = label or " or ".join(self.group_label(sample, variable, (x,)) for x in levels)
        words = f"{self.variables[variable]} {label}"
        made = (label, f"cases with {words}", f"had {words}")
        return records.Phrase(sample, variable, levels, *made)

    def scores(self, variable: str) -> dict[str, int]:
        """Return the score of each level that has one; empty for a variable without order."""
        return {
            row.level: row.score
            for row in self.levels
            if row.variable == variable and row.score is not None
        }
