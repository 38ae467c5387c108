"""Type the rows of ``claims.csv``: relation words and levels become readings, or problems.

Each relation word of the data dictionary has one function here that makes its reading. Levels
joined by ``+`` are taken together, groups parted by ``|`` one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from recount.report.problems import Problem
from recount.report.readings import (
    Association,
    Between,
    ColumnsOff,
    Comparison,
    Contrast,
    CrossTable,
    Direction,
    Jointly,
    Levels,
    NotTestable,
    Overlap,
    PartOf,
    Reading,
    ShareAbove,
    Slope,
    Steps,
    Within,
    Word,
)
from recount.report.records import Claim
from recount.report.tables import Row, Table

if TYPE_CHECKING:
    from recount.report.report import Report

__all__ = ["RELATIONS", "read_claims"]

DIRECTIONS: Mapping[str, Direction] = {
    **{"higher": 1, "highest": 1, "lower": -1, "lowest": -1, "no_difference": 0},
    **{"rises": 1, "falls": -1, "no_trend": 0},
}


def read_claims(table: Table, report: Report) -> tuple[tuple[Claim, ...], list[Problem]]:
    """Return every claim with its reading, and what is wrong with those that cannot be read.

    Args:
        table: The rows of ``claims.csv``.
        report: Everything else that is printed; its claims are not looked at.
    """
    readers = {row["id"]: _Reader(row, table, report) for row in table.rows}
    readings = {name: reader.reading() for name, reader in readers.items()}
    for name, reader in readers.items():
        reading = readings[name]
        if isinstance(reading, Jointly) and reading.members:
            parts = tuple(reader.parts(name, readings, ()))
            readings[name] = replace(reading, parts=parts)
    claims = [
        Claim(
            **{
                name: row[name]
                for name in ("id", "kind", "place", "sample", "repeats", "reading_of")
            },
            page=int(row["page"]),
            figure=int(row["figure"]) if row["figure"] else None,
            rests_on=_parts(row["rests_on"], "; "),
            statement=row["statement"],
            reason=row["reason"],
            note=row["note"],
            reading=reading,
        )
        for row in table.rows
        if (reading := readings[row["id"]]) is not None
    ]
    return tuple(claims), [problem for reader in readers.values() for problem in reader.problems]


def _parts(text: str, sign: str) -> tuple[str, ...]:
    return tuple(text.split(sign)) if text else ()


@dataclass(slots=True)
class _Reader:
    """One row being typed, and the problems met on the way."""

    row: Row
    table: Table
    report: Report
    problems: list[Problem] = field(default_factory=list)

    def reading(self) -> Reading | None:
        """Return the reading of the row, None where something is wrong with it."""
        if self.row["relation"] not in RELATIONS:
            self.wrong("relation", f"one of {', '.join(RELATIONS)}")
            return None
        make, needed = RELATIONS[self.row["relation"]]
        for column in needed:
            if not self.row[column]:
                self.wrong(column, f"a value, as the relation is {self.row['relation']}")
        used = {*needed, *OPTIONAL.get(make, ())}
        for column in READ_COLUMNS:
            if self.row[column] and column not in used:
                self.wrong(column, f"nothing, as the relation is {self.row['relation']}")
        if self.row["sample"] not in self.report.samples:
            self.wrong("sample", f"a sample of samples.csv: {', '.join(self.report.samples)}")
        for name in _parts(self.row["rests_on"], "; "):
            if name not in {row.id for row in self.report.assumptions}:
                self.wrong("rests_on", f"ids of assumptions.csv, which has no {name!r}")
        if self.problems:
            return None
        made = make(self)
        return None if self.problems else made

    def wrong(self, column: str, expected: str) -> None:
        """Note a problem of this row."""
        problem = self.table.problem(self.row, column, expected)
        if problem not in self.problems:
            self.problems.append(problem)

    def own_sample(self) -> str:
        """Return the sample, which must not pool others: their cross-tables are not printed."""
        sample = self.row["sample"]
        if self.report.samples_of(sample) != (sample,):
            self.wrong("sample", "a dataset of its own, as a cross-table of pooled ones is none")
        return sample

    def known(self, sample: str, column: str) -> Levels:
        """Return the levels that a sample has of the variable that a column names."""
        known = self.report.levels_of(sample, self.row[column])
        if not known:
            self.wrong(column, f"a variable with levels in {sample}")
        return known

    def levels(self, text: str, column: str, known: Levels) -> Levels:
        """Return levels joined by +, each checked."""
        levels = _parts(text, " + ")
        name = self.row["outcome" if column.startswith("outcome") else "characteristic"]
        if known and not set(levels) <= set(known):
            self.wrong(column, f"levels of {name or 'the variable'}: {', '.join(known)}")
        if len(set(levels)) < len(levels):
            self.wrong(column, "each level once")
        return levels

    def outcomes(self, sample: str) -> Iterator[tuple[Levels, Levels]]:
        """Yield the outcome levels set against each other; empty against means all others."""
        known = self.known(sample, "outcome")
        for text in _parts(self.row["outcome_level"], " | "):
            yes = self.levels(text, "outcome_level", known)
            no = self.levels(self.row["outcome_against"], "outcome_against", known)
            no = no or tuple(level for level in known if level not in yes)
            if not no or set(yes) & set(no):
                self.wrong("outcome_against", "levels, none of them in outcome_level")
            yield yes, no

    def rows(self, sample: str) -> tuple[Levels, tuple[Levels, ...]]:
        """Return the pivot's levels and the groups against it; each other level where none is."""
        known = self.known(sample, "characteristic")
        pivot = self.levels(self.row["level"], "level", known)
        against = tuple(
            self.levels(text, "against", known) for text in _parts(self.row["against"], " | ")
        ) or tuple((level,) for level in known if level not in pivot)
        used = [level for group in (pivot, *against) for level in group]
        if not against or len(set(used)) < len(used):
            self.wrong("against", "groups of levels, each level once and none of column level")
        return pivot, against

    def variables(self) -> tuple[str, str]:
        """Return the variable in the rows and that in the columns, which must differ."""
        if self.row["characteristic"] == self.row["outcome"]:
            self.wrong("outcome", "another variable than the characteristic")
        return self.row["characteristic"], self.row["outcome"]

    def contrast(self) -> Reading:
        """Type higher, highest, lower, lowest and no_difference."""
        relation, sample = self.row["relation"], self.own_sample()
        characteristic, outcome = self.variables()
        pivot, against = self.rows(sample)
        if relation in ("highest", "lowest") and self.row["against"]:
            self.wrong("against", f"nothing, as {relation} is against each other level")
        parts = tuple(
            Contrast(
                relation,
                *(sample, characteristic, pivot, against, outcome, yes, no),
                DIRECTIONS[relation],
            )
            for yes, no in self.outcomes(sample)
        )
        return parts[0] if len(parts) == 1 else Jointly("jointly", sample, (), parts)

    def scale(self, sample: str) -> str:
        """Return the characteristic, each level of which must have a score."""
        scores = self.report.scores(self.row["characteristic"])
        if not set(self.known(sample, "characteristic")) <= set(scores):
            self.wrong("characteristic", "a variable of which every level has a score")
        return self.row["characteristic"]

    def slope(self) -> Reading:
        """Type rises, falls and no_trend."""
        relation, sample = self.row["relation"], self.own_sample()
        _, outcome = self.variables()
        characteristic = self.scale(sample)
        parts = tuple(
            Slope(relation, sample, characteristic, outcome, yes, no, DIRECTIONS[relation])
            for yes, no in self.outcomes(sample)
        )
        return parts[0] if len(parts) == 1 else Jointly("jointly", sample, (), parts)

    def steps(self) -> Reading:
        """Type rises_each_step."""
        sample = self.own_sample()
        _, outcome = self.variables()
        yes, no = next(self.outcomes(sample), ((), ()))
        return Steps(self.row["relation"], sample, self.scale(sample), outcome, yes, no)

    def association(self) -> Reading:
        """Type association and no_association, among all levels where none are named."""
        relation, sample = self.row["relation"], self.own_sample()
        characteristic, outcome = self.variables()
        known = self.known(sample, "characteristic")
        rows = self.levels(self.row["level"], "level", known) or known
        if len(rows) < 2:
            self.wrong("level", "two levels or more, or none for all")
        columns = self.known(sample, "outcome")
        present = relation == "association"
        return Association(relation, sample, characteristic, rows, outcome, columns, present)

    def within(self) -> Reading:
        """Type majority_within."""
        sample = self.own_sample()
        characteristic, outcome = self.variables()
        pivot = self.levels(self.row["level"], "level", self.known(sample, "characteristic"))
        yes, no = next(self.outcomes(sample), ((), ()))
        return Within(self.row["relation"], sample, characteristic, pivot, outcome, yes, no)

    def word(self) -> Reading:
        """Type majority, plurality and minority, of one sample or of pooled ones."""
        sample, variable = self.row["sample"], self.row["characteristic"]
        for member in self.report.samples_of(sample):
            self.levels(self.row["level"], "level", self.known(member, "characteristic"))
        levels = _parts(self.row["level"], " + ")
        return Word(self.row["relation"], sample, variable, levels)

    def _sums(self, sign: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        sides = [_parts(side, " + ") for side in self.row["members"].split(f" {sign} ")]
        if len(sides) != 2:
            self.wrong("members", f"two sums of count ids joined by ' {sign} '")
            return (), ()
        for side in sides:
            for name in side:
                if name not in self.report.counts:
                    self.wrong("members", f"ids of counts.csv, which has no {name!r}")
            if len(set(side)) < len(side):
                self.wrong("members", "each id of a sum once")
        return sides[0], sides[1]

    def comparison(self) -> Reading:
        """Type larger: ``a + b > c``."""
        left, right = self._sums(">")
        if set(left) & set(right):
            self.wrong("members", "two sums that share no count")
        return Comparison(self.row["relation"], self.row["sample"], left, right)

    def part_of(self) -> Reading:
        """Type part_majority: ``a of a + b``."""
        part, whole = self._sums("of")
        if not set(part) <= set(whole):
            self.wrong("members", "a part each of whose ids stands in the whole, too")
        return PartOf(self.row["relation"], self.row["sample"], part, whole)

    def share_above(self) -> Reading | None:
        """Type share_above: ``percentage-id > 1/3``."""
        found = re.fullmatch(r"([a-z0-9-]+) (>=?) ([0-9]{1,3})/([1-9][0-9]{0,2})", self.text)
        if found is None or found[1] not in {row.id for row in self.report.percentages}:
            self.wrong("members", "the id of a percentage, > or >=, and a fraction such as 1/3")
            return None
        sign, fraction = found[2], Fraction(int(found[3]), int(found[4]))
        if fraction >= 1:
            self.wrong("members", "a fraction below one")
        return ShareAbove(
            self.row["relation"],
            *(self.row["sample"], found[1], ">=" if sign == ">=" else ">", fraction),
        )

    @property
    def text(self) -> str:
        """The column ``members``."""
        return self.row["members"]

    def columns_off(self) -> Reading:
        """Type columns_off: the name of a printed table."""
        if not any(row.place.startswith(self.text) for row in self.report.percentages):
            self.wrong("members", "a table with which the place of some percentage begins")
        return ColumnsOff(self.row["relation"], self.row["sample"], self.text)

    def overlap(self) -> Reading:
        """Type overlap_majority: ``variable:level + level & variable:level``."""
        samples = self.report.samples_of(self.row["sample"])
        self._sized(samples, "sample")
        properties = []
        form = "variable:level + level, joined by ' & ', of two variables or more, each once"
        for part in self.text.split(" & "):
            variable, _, names = part.partition(":")
            known = {level for name in samples for level in self.report.levels_of(name, variable)}
            properties.append((variable, _parts(names, " + ")))
            if not names or not set(properties[-1][1]) <= known:
                self.wrong("members", form)
        if len({variable for variable, _ in properties}) < max(len(properties), 2):
            self.wrong("members", form)
        first = (self.row["characteristic"], _parts(self.row["level"], " + "))
        if self.row["characteristic"] and properties[:1] != [first]:
            self.wrong("level", "the first of the members, whose cases are the whole")
        return Overlap(
            self.row["relation"],
            *(self.row["sample"], tuple(properties), bool(self.row["characteristic"])),
        )

    def _sized(self, samples: tuple[str, ...], column: str) -> None:
        for sample in samples:
            if not self.report.of(sample, "cases", "total"):
                self.wrong(column, f"samples with a printed number of cases, not {sample}")

    def between(self) -> Reading | None:
        """Type samples_higher: ``a > b``, with levels of each parted by ``/``."""
        samples = self.text.split(" > ")
        if len(samples) != 2 or any(self.report.samples_of(name) != (name,) for name in samples):
            self.wrong("members", "two samples joined by ' > '")
            return None
        if any(name not in self.report.samples for name in samples) or samples[0] == samples[1]:
            self.wrong("members", "two samples of samples.csv")
            return None
        if self.row["outcome"]:
            self.variables()
            self._sized((samples[0], samples[1]), "members")
        levels = self._sides("level", "characteristic", samples)
        against = self._sides("against", "characteristic", samples)
        yes = self._sides("outcome_level", "outcome", samples)
        if self.row["outcome"] and not any(yes):
            self.wrong("outcome_level", "levels of the outcome in one sample at least")
        for own, others in zip(levels, against, strict=True):
            if set(own) & set(others):
                self.wrong("against", "levels, none of them in column level")
        return Between(
            self.row["relation"],
            *(self.row["sample"], samples[0], samples[1], self.row["characteristic"]),
            *(levels, against, self.row["outcome"], yes),
        )

    def _sides(self, column: str, variable: str, samples: list[str]) -> tuple[Levels, Levels]:
        sides = self.row[column].split(" / ")
        if len(sides) > 2:
            self.wrong(column, "levels of the first sample / levels of the second")
        if not self.row[column]:
            return (), ()
        first, second = (
            ()
            if side == "all" and column == "outcome_level"
            else self.levels(side, column, self.known(sample, variable))
            for side, sample in zip((sides[0], sides[-1]), samples, strict=True)
        )
        return first, second

    def not_testable(self) -> Reading:
        """Type not_testable, which gives its reason."""
        return NotTestable(self.row["relation"], self.row["sample"], self.row["reason"])

    def jointly(self) -> Reading:
        """Type jointly; its parts are bound when every claim has been read."""
        return Jointly(self.row["relation"], self.row["sample"], _parts(self.text, "; "), ())

    def parts(
        self, name: str, readings: Mapping[str, Reading | None], above: tuple[str, ...]
    ) -> Iterator[CrossTable]:
        """Yield the readings that a joint claim joins, joint ones among them taken apart."""
        reading = readings.get(name)
        if isinstance(reading, CROSS_TABLES):
            if reading.sample != self.row["sample"]:
                self.wrong("members", f"claims about {self.row['sample']}, which {name!r} is not")
            yield reading
        elif isinstance(reading, Jointly) and name not in above:
            yield from (
                reading.parts
                if not reading.members
                else (
                    part
                    for member in reading.members
                    for part in self.parts(member, readings, (*above, name))
                )
            )
        elif name not in readings:
            self.wrong("members", f"ids of other claims joined by '; ', not {name!r}")
        elif isinstance(reading, Jointly):
            self.wrong("members", f"claims that do not join this one, not {name!r}")
        elif reading is not None:
            self.wrong("members", f"claims about a cross-table, which {name!r} is not")


CROSS_TABLES = get_args(CrossTable)
#: The columns that say how a claim is read.
READ_COLUMNS = (
    *("characteristic", "level", "against"),
    *("outcome", "outcome_level", "outcome_against", "members", "reason"),
)
Make = Callable[[_Reader], Reading | None]
_CROSS = ("characteristic", "outcome", "outcome_level")
#: For each relation word: what types it, and the columns that it cannot do without.
RELATIONS: Mapping[str, tuple[Make, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("higher", "highest", "lower", "lowest", "no_difference"),
        (_Reader.contrast, (*_CROSS, "level")),
    ),
    **dict.fromkeys(("rises", "falls", "no_trend"), (_Reader.slope, _CROSS)),
    "rises_each_step": (_Reader.steps, _CROSS),
    **dict.fromkeys(
        ("association", "no_association"), (_Reader.association, ("characteristic", "outcome"))
    ),
    "majority_within": (_Reader.within, (*_CROSS, "level")),
    **dict.fromkeys(
        ("majority", "plurality", "minority"), (_Reader.word, ("characteristic", "level"))
    ),
    "larger": (_Reader.comparison, ("members",)),
    "part_majority": (_Reader.part_of, ("members",)),
    "share_above": (_Reader.share_above, ("members",)),
    "columns_off": (_Reader.columns_off, ("members",)),
    "overlap_majority": (_Reader.overlap, ("members",)),
    "samples_higher": (_Reader.between, ("members", "characteristic", "level")),
    "jointly": (_Reader.jointly, ("members",)),
    "not_testable": (_Reader.not_testable, ("reason",)),
}
#: Further columns that a relation may use.
OPTIONAL: Mapping[Make, tuple[str, ...]] = {
    _Reader.contrast: ("against", "outcome_against"),
    _Reader.slope: ("outcome_against",),
    _Reader.steps: ("outcome_against",),
    _Reader.within: ("outcome_against",),
    _Reader.association: ("level",),
    _Reader.overlap: ("characteristic", "level"),
    _Reader.between: ("against", "outcome", "outcome_level"),
}
