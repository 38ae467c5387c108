"""Type the rows of ``claims.csv``: relation words and levels become readings, or problems.

Levels joined by ``+`` are taken together, groups parted by ``|`` one by one. Each relation word of
the data dictionary has an entry in ``RELATIONS``: what types it, and the columns that it uses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from typing import get_args

from recount.report import readings as of
from recount.report.readings import CrossTable, Direction, Levels, Reading
from recount.report.records import Claim
from recount.report.report import Report
from recount.report.tables import Problem

DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("higher", "highest", "rises", "rises_each_step"), 1),
    **dict.fromkeys(("lower", "lowest", "falls", "falls_each_step"), -1),
}
#: The columns that say how a claim is read.
READ_COLUMNS = (
    *("characteristic", "level", "against"),
    *("outcome", "outcome_level", "outcome_against", "members", "reason"),
)
#: What says that a relation is not about one dataset or several pooled.
OF_NO_SAMPLE = ("cited", "shares", "not_testable")


def read_claims(claims: Iterable[Claim], report: Report) -> tuple[tuple[Claim, ...], list[Problem]]:
    """Return every claim with its reading, and what is wrong with those that cannot be read.

    Args:
        claims: The rows of ``claims.csv``.
        report: Everything else that is printed; its claims are not looked at.
    """
    readers = {claim.id: _Reader(claim, report) for claim in claims}
    found = {name: reader.reading() for name, reader in readers.items()}
    for name, reader in readers.items():
        joint = found[name]
        if isinstance(joint, of.Jointly) and joint.members:
            found[name] = replace(joint, parts=tuple(reader.parts(name, found, ())))
    own = Counter(reader.row.reading_of for reader in readers.values())
    read = []
    for name, reader in readers.items():
        reading = found[name]
        if reading is not None:
            reader.check_figure(reading)
            rests_on = tuple(_rests_on(report, reading))
            read.append(replace(reader.row, reading=reading, rests_on=rests_on))
        reader.check_others(found, readers, own[name])
    return tuple(read), [problem for reader in readers.values() for problem in reader.problems]


def _rests_on(report: Report, reading: Reading) -> Iterator[str]:
    """Yield the assumptions that a reading rests on, by the variables that it uses."""
    used = set(_uses(report, reading))
    for row in report.assumptions:
        bound = False
        match row.kind:
            case "missing_within":
                count = report.counts[row.binds]
                bound = (count.sample, count.variable) in used
            case "reading":
                bound = tuple(row.binds.split(":")) in used
            case "rounding":
                # Printed shares within a level cut the tables of both variables.
                cuts = ((p.sample, p.within) for p in report.percentages if p.within)
                bound = any({(s, w.outcome), (s, w.characteristic)} <= used for s, w in cuts)
        if bound:
            yield row.id


def _uses(report: Report, reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the samples and variables whose counts a reading is about."""
    samples = report.samples_of(reading.sample)
    variables = [getattr(reading, name, "") for name in ("characteristic", "outcome")]
    ids: Iterable[str] = ()
    match reading:
        case of.Jointly(parts=parts):
            for part in parts:
                yield from _uses(report, part)
        case of.Between(high=high, low=low):
            samples = (high, low)
        case of.Word(variable=variable):
            variables = [variable]
        case of.Overlap(properties=properties):
            variables = [name for name, _ in properties]
        case of.OverlapLarger(more=more, less=less):
            variables = [name for name, _ in (*more, *less)]
        case of.Comparison(left=left, right=right):
            ids = (*left, *right)
        case of.Shares(left=first, right=second):
            ids = (*first.whole, *second.whole)
        case of.Exists(sums=sums):
            ids = chain.from_iterable(sums)
    yield from ((sample, variable) for sample in samples for variable in variables if variable)
    yield from ((report.counts[name].sample, report.counts[name].variable) for name in ids)


def _parts(text: str, sign: str = " + ") -> tuple[str, ...]:
    return tuple(text.split(sign)) if text else ()


@dataclass(slots=True)
class _Reader:
    """One row being typed, and the problems met on the way."""

    row: Claim
    report: Report
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, column: str, expected: str) -> None:
        problem = self.row.problem(column, expected)
        if problem not in self.problems:
            self.problems.append(problem)

    def reading(self) -> Reading | None:
        """Return the reading of the row, None where something is wrong with it."""
        row = self.row
        if row.relation not in RELATIONS:
            self.wrong("relation", f"one of {', '.join(RELATIONS)}")
            return None
        make, needed, further = RELATIONS[row.relation]
        if not row.sample and row.relation not in OF_NO_SAMPLE:
            self.wrong("sample", f"a dataset, as the relation is {row.relation}")
        for column in READ_COLUMNS:
            given = getattr(row, column)
            if not given and column in needed.split():
                self.wrong(column, f"a value, as the relation is {row.relation}")
            if given and column not in f"{needed} {further}".split():
                self.wrong(column, f"nothing, as the relation is {row.relation}")
        made = None if self.problems else make(self)
        return None if self.problems else made

    def check_figure(self, reading: Reading) -> None:
        """Note where the row names another figure than the one that shows its table."""
        parts = reading.parts if isinstance(reading, of.Jointly) else (reading,)
        shown = {
            figure.number
            for part in parts
            if isinstance(part, get_args(CrossTable))
            for figure in self.report.figures
            if figure.sample == part.sample
            and {figure.characteristic, figure.outcome} == {part.characteristic, part.outcome}
        }
        if len(shown) == 1 and self.row.figure not in shown:
            self.wrong("figure", f"{shown.pop()}, which shows the table that it is about")

    def check_others(
        self, found: Mapping[str, Reading | None], readers: Mapping[str, _Reader], own: int
    ) -> None:
        """Note where the row does not go with rows that it names, or with its own readings."""
        row, whole = self.row, readers.get(self.row.reading_of)
        there = whole and (whole.row.relation, whole.row.page)
        if row.reading_of and (there != ("readings", row.page) or whole is self):
            self.wrong("reading_of", "another claim of its page with the relation readings")
        if row.relation == "readings" and own < 2 and not row.repeats:
            self.wrong("id", "the id that two readings or more have in reading_of")
        reading, again = found[row.id], found.get(row.repeats)
        if reading is None or again is None:
            return
        loose = isinstance(reading, of.NotTestable | of.Readings)
        if (again.relation != reading.relation) if loose else (again != reading):
            self.wrong("repeats", "a claim with the same reading")

    def known(self, variable: str, sample: str = "") -> Levels:
        """Return the levels that a sample has of the variable that a column names."""
        known = self.report.levels_of(sample or self.row.sample, getattr(self.row, variable))
        if not known:
            self.wrong(variable, f"a variable with levels in {sample or self.row.sample}")
        return known

    def levels(self, column: str, known: Levels, text: str | None = None) -> Levels:
        """Return levels joined by +, each checked: all of a column, or a part of it."""
        levels = _parts(getattr(self.row, column) if text is None else text)
        if known and (not set(levels) <= set(known) or len(set(levels)) < len(levels)):
            name = self.row.outcome if column.startswith("outcome") else self.row.characteristic
            self.wrong(column, f"levels of {name}: {', '.join(known)}; each once")
        return levels

    def counts(self, text: str) -> tuple[str, ...]:
        """Return ids of counts joined by +, each checked."""
        ids = _parts(text)
        if not set(ids) <= self.report.counts.keys() or len(set(ids)) < len(ids):
            self.wrong("members", f"ids of counts.csv joined by ' + ', each once, not {text!r}")
        return ids

    def two(self, what: str) -> tuple[str, str]:
        """Return the two sides of ``a > b``."""
        left, _, right = self.row.members.partition(" > ")
        if not right or " > " in right or left == right:
            self.wrong("members", f"two {what} joined by ' > '")
        return left, right

    def axes(self) -> tuple[Levels, Levels]:
        """Return the levels of the rows and of the columns of a cross-table of one sample."""
        if self.report.samples_of(self.row.sample) != (self.row.sample,):
            self.wrong("sample", "a dataset of its own, as pooled ones have no cross-table")
        if self.row.characteristic == self.row.outcome:
            self.wrong("outcome", "another variable than the characteristic")
        return self.known("characteristic"), self.known("outcome")

    def association(self) -> Reading:
        row, (known, columns) = self.row, self.axes()
        rows = self.levels("level", known) or known
        if len(rows) < 2:
            self.wrong("level", "two levels or more, or none for all")
        axes = (row.sample, row.characteristic, rows, row.outcome, columns)
        return of.Association(row.relation, *axes, present=row.relation == "association")

    def odds(self) -> Reading:
        """Type what is asked of one cross-table, of one outcome or of several jointly."""
        row, (known, columns) = self.row, self.axes()
        pivot = self.levels("level", known)
        direction = DIRECTIONS.get(row.relation, 0)
        groups = [self.levels("against", known, text) for text in _parts(row.against, " | ")]
        against = tuple(groups or ((level,) for level in known if level not in pivot))
        used = [*pivot, *chain.from_iterable(against)]
        if not against or len(set(used)) < len(used):
            self.wrong("against", "groups of levels, each level once and none of column level")
        if row.relation in ("highest", "lowest") and row.against:
            self.wrong("against", f"nothing, as {row.relation} is against each other level")
        if not pivot and not set(known) <= set(self.report.scores(row.characteristic)):
            self.wrong("characteristic", "a variable of which every level has a score")
        parts: list[CrossTable] = []
        for text in _parts(row.outcome_level, " | "):
            yes = self.levels("outcome_level", columns, text)
            no = self.levels("outcome_against", columns)
            no = no or tuple(level for level in columns if level not in yes)
            if not no or set(yes) & set(no):
                self.wrong("outcome_against", "levels, none of them in outcome_level")
            asked = (row.relation, row.sample, row.characteristic, row.outcome, yes, no)
            if row.relation == "majority_within":
                parts.append(of.Within(*asked, pivot))
            elif pivot:
                parts.append(of.Contrast(*asked, pivot, against, direction))
            else:
                kind = of.Steps if row.relation.endswith("each_step") else of.Slope
                parts.append(kind(*asked, direction))
        return parts[0] if len(parts) == 1 else of.Jointly("jointly", row.sample, (), tuple(parts))

    def word(self) -> Reading:
        row = self.row
        for member in self.report.samples_of(row.sample):
            self.levels("level", self.known("characteristic", member))
        return of.Word(row.relation, row.sample, row.characteristic, _parts(row.level))

    def larger(self) -> Reading:
        left, right = map(self.counts, self.two("sums of count ids"))
        if set(left) & set(right):
            self.wrong("members", "sums of count ids that share none")
        return of.Comparison(self.row.relation, self.row.sample, left, right)

    def shares(self) -> Reading:
        row = self.row
        found = re.fullmatch(r"(.+) (>=|[><~]) (.+)", row.members)
        if found is None:
            self.wrong("members", "two shares joined by >, >=, < or ~")
            return self.no_numbers()
        left, right = self.share(found[1]), self.share(found[3])
        if left == right or (found[2] == "~" and right.fraction is None):
            self.wrong("members", "two shares that differ, a fraction on the right of ~")
        return of.Shares(row.relation, row.sample, left, found[2], right)  # type: ignore[arg-type]

    def share(self, text: str) -> of.ShareSide:
        """Return one side: the id of a percentage, ``a of a + b``, or a fraction below one."""
        if re.fullmatch(r"[1-9][0-9]{0,2}/[1-9][0-9]{0,2}", text) and Fraction(text) < 1:
            return of.ShareSide(fraction=Fraction(text))
        part, sign, whole = text.partition(" of ")
        if sign:
            side = of.ShareSide(part=self.counts(part), whole=self.counts(whole))
            if not set(side.part) < set(side.whole):
                self.wrong("members", "a part each of whose ids stands in the whole, too")
            return side
        if text not in {row.id for row in self.report.percentages}:
            self.wrong("members", "ids of percentages, a of a + b, or a fraction such as 1/3")
        return of.ShareSide(percentage=text)

    def exists(self) -> Reading:
        sums = tuple(self.counts(text) for text in _parts(self.row.members, "; "))
        return of.Exists(self.row.relation, self.row.sample, sums)

    def elimination(self) -> Reading:
        row, known = self.row, self.known("characteristic")
        identified, kinds = self.levels("level", known), _parts(row.members, "; ")
        if row.against not in known or row.against in identified:
            self.wrong("against", "one level, none of those of column level")
        if len(set(kinds)) < len(kinds):
            self.wrong("members", "kinds joined by '; ', each once")
        asked = (row.relation, row.sample, row.characteristic)
        return of.Elimination(*asked, identified, row.against, kinds)

    def columns_off(self) -> Reading:
        row = self.row
        if not any(stated.place.startswith(row.members) for stated in self.report.percentages):
            self.wrong("members", "a table with which the place of some percentage begins")
        return of.ColumnsOff(row.relation, row.sample, row.members)

    def properties(self, text: str) -> of.Properties:
        """Return ``variable:level + level & variable:level`` taken apart."""
        sides = [part.partition(":") for part in text.split(" & ")]
        found = {variable: _parts(levels) for variable, _, levels in sides}
        good = len(found) == len(sides) >= 2
        for name, levels in found.items():
            samples = self.report.samples_of(self.row.sample)
            known = {level for each in samples for level in self.report.levels_of(each, name)}
            good = good and bool(levels) and set(levels) <= known
        if not good:
            form = "variable:level + level, joined by ' & ', of two variables or more, each once"
            self.wrong("members", form)
        return tuple(found.items())

    def overlap(self) -> Reading:
        """Type overlap_larger, two sets of properties, and overlap_majority, one set."""
        row = self.row
        self.sized("sample", self.report.samples_of(row.sample))
        if row.relation == "overlap_larger":
            more, less = map(self.properties, self.two("sets of properties"))
            return of.OverlapLarger(row.relation, row.sample, more, less)
        properties, first = self.properties(row.members), (row.characteristic, _parts(row.level))
        if first[0] and properties[0] != first:
            self.wrong("level", "the first of the members, whose cases are the whole")
        return of.Overlap(row.relation, row.sample, properties, bool(first[0]))

    def sized(self, column: str, samples: Iterable[str]) -> None:
        """Note a problem where the number of cases of a sample is not printed."""
        for sample in samples:
            if not self.report.of(sample, "cases", "total"):
                self.wrong(column, f"samples with a printed number of cases, not {sample}")

    def between(self) -> Reading:
        """Type samples_higher: ``a > b``, with levels of each parted by ``/``."""
        row, samples = self.row, self.two("samples")
        if not {*samples} <= {name for name, x in self.report.samples.items() if not x.members}:
            self.wrong("members", "two samples joined by ' > '")
            return self.no_numbers()
        if row.outcome:
            self.sized("members", samples)

        def of_both(column: str, variable: str) -> tuple[Levels, Levels]:
            texts = getattr(row, column).split(" / ")
            if len(texts) > 2:
                self.wrong(column, "levels of the first sample / levels of the second")
            every = ("", "all") if variable == "outcome" else ("",)
            first, second = (
                () if text in every else self.levels(column, self.known(variable, name), text)
                for text, name in zip((texts[0], texts[-1]), samples, strict=True)
            )
            return first, second

        levels, against = of_both("level", "characteristic"), of_both("against", "characteristic")
        yes = of_both("outcome_level", "outcome")
        if bool(row.outcome) != any(yes):
            self.wrong("outcome_level", "levels of the outcome in one sample, none without one")
        if any(set(levels[i]) & set(against[i]) for i in (0, 1)):
            self.wrong("against", "levels, none of them in column level")
        asked = (row.relation, row.sample, *samples, row.characteristic)
        return of.Between(*asked, levels, against, row.outcome, yes)

    def no_numbers(self) -> Reading:
        row = self.row
        if row.relation == "readings":
            return of.Readings(row.relation, row.sample)
        return of.NotTestable(row.relation, row.sample, row.reason)

    def jointly(self) -> Reading:
        """Type jointly; its parts are bound when every claim has been read."""
        members = _parts(self.row.members, "; ")
        return of.Jointly(self.row.relation, self.row.sample, members, ())

    def parts(
        self, name: str, found: Mapping[str, Reading | None], above: tuple[str, ...]
    ) -> Iterator[CrossTable]:
        """Yield the readings that a joint claim joins, joint ones among them taken apart."""
        reading = found.get(name)
        if isinstance(reading, get_args(CrossTable)):
            yield reading
        elif isinstance(reading, of.Jointly) and name not in above:
            yield from () if reading.members else reading.parts
            for member in reading.members:
                yield from self.parts(member, found, (*above, name))
        elif isinstance(reading, of.Jointly):
            self.wrong("members", f"claims that do not join this one, not {name!r}")
        elif reading is not None or name not in found:
            self.wrong("members", f"ids of other claims about a cross-table, not {name!r}")


Relation = tuple[Callable[[_Reader], Reading], str, str]
_TABLE, _ODDS = "characteristic outcome", "characteristic outcome outcome_level"
_STEPS = "rises falls no_trend rises_each_step falls_each_step no_difference_each_step"
_CONTRAST = "higher lower no_difference highest lowest"
_USES: Mapping[str, Relation] = {
    _CONTRAST: (_Reader.odds, f"{_ODDS} level", "against outcome_against"),
    _STEPS: (_Reader.odds, _ODDS, "outcome_against"),
    "majority_within": (_Reader.odds, f"{_ODDS} level", "outcome_against"),
    "association no_association": (_Reader.association, _TABLE, "level"),
    "majority plurality minority": (_Reader.word, "characteristic level", ""),
    "larger": (_Reader.larger, "members", ""),
    "shares": (_Reader.shares, "members", "characteristic level"),
    "exists": (_Reader.exists, "members", ""),
    "elimination": (_Reader.elimination, "characteristic level against members", ""),
    "columns_off": (_Reader.columns_off, "members", ""),
    "overlap_majority": (_Reader.overlap, "members", "characteristic level"),
    "overlap_larger": (_Reader.overlap, "members", ""),
    "samples_higher": (
        _Reader.between,
        "characteristic members level",
        "against outcome outcome_level",
    ),
    "jointly": (_Reader.jointly, "members", ""),
    "readings": (_Reader.no_numbers, "", ""),
    "not_testable places_differ uncounted cited": (_Reader.no_numbers, "reason", ""),
}
#: For each relation word: what types it, the columns that it needs, and further ones it may use.
RELATIONS = {word: use for words, use in _USES.items() for word in words.split()}
