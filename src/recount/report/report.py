"""Everything that the report prints, in one value, with the look-ups that the judging needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recount.report.readings import Levels
from recount.report.records import (
    Assumption,
    Claim,
    Completeness,
    Count,
    DatasetDate,
    Figure,
    InventoryRow,
    Level,
    Percentage,
    Phrase,
    Sample,
    Total,
)

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the report prints, checked and keyed by id.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> report.counts["one-n"].value
        1965
        >>> report.total_of(("one-relationship-extended", "one-relationship-nuclear"))
        514
    """

    report: Mapping[str, Any]
    counts: Mapping[str, Count]
    levels: tuple[Level, ...]
    percentages: tuple[Percentage, ...]
    totals: tuple[Total, ...]
    completeness: tuple[Completeness, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    assumptions: tuple[Assumption, ...]
    dates: Mapping[str, DatasetDate]
    groups: Mapping[tuple[str, str, str], Phrase]
    variables: Mapping[str, str]
    inventory: tuple[InventoryRow, ...]
    samples: Mapping[str, Sample] = field(default_factory=dict)
    _by_role: Mapping[tuple[str, str, str], tuple[Count, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        found: dict[tuple[str, str, str], tuple[Count, ...]] = {}
        for count in self.counts.values():
            key = (count.sample, count.variable, count.role)
            found[key] = (*found.get(key, ()), count)
        object.__setattr__(self, "_by_role", found)

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
        printed = tuple(count.category for count in self.of(sample, variable))
        return printed or tuple(
            row.level for row in self.levels if row.variable == variable and sample in row.samples
        )

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

    def label(self, variable: str, level: str) -> str:
        """Return the name of a level for readers.

        Raises:
            KeyError: If there is no such level.
        """
        for row in self.levels:
            if (row.variable, row.level) == (variable, level):
                return row.label
        raise KeyError(f"{variable}: {level}")

    def group_label(self, sample: str, variable: str, levels: tuple[str, ...]) -> str:
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
        self, sample: str, variable: str, levels: tuple[str, ...]
    ) -> tuple[tuple[str, str, str], ...]:
        """Return where groups.csv may name levels: for the sample, or for one that pools it."""
        joined = " + ".join(levels)
        pools = [name for name, row in self.samples.items() if sample in row.members]
        return tuple((where, variable, joined) for where in (sample, *pools))

    def phrase(self, sample: str, variable: str, levels: tuple[str, ...]) -> Phrase:
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
        return Phrase(label, f"cases with {words}", f"had {words}")

    def scores(self, variable: str) -> dict[str, int]:
        """Return the score of each level that has one; empty for a variable without order."""
        return {
            row.level: row.score
            for row in self.levels
            if row.variable == variable and row.score is not None
        }
