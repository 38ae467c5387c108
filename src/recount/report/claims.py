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
from typing import get_args

from recount.report.readings import (
    Association,
    Between,
    ColumnsOff,
    Comparison,
    Contrast,
    CrossTable,
    Direction,
    Elimination,
    Exists,
    Jointly,
    Levels,
    NotTestable,
    Overlap,
    OverlapLarger,
    Properties,
    Reading,
    Readings,
    Shares,
    ShareSide,
    Slope,
    Steps,
    Within,
    Word,
)
from recount.report.records import Claim
from recount.report.report import Report
from recount.report.tables import Problem

__all__ = ["read_claims"]

UP: dict[str, Direction] = dict.fromkeys(("higher", "highest", "rises", "rises_each_step"), 1)
DOWN: dict[str, Direction] = dict.fromkeys(("lower", "lowest", "falls", "falls_each_step"), -1)
#: The columns that say how a claim is read.
READ_COLUMNS = (
    *("characteristic", "level", "against"),
    *("outcome", "outcome_level", "outcome_against", "members", "reason"),
)


def read_claims(claims: Iterable[Claim], report: Report) -> tuple[tuple[Claim, ...], list[Problem]]:
    """Return every claim with its reading, and what is wrong with those that cannot be read.

    Args:
        claims: The rows of ``claims.csv``.
        report: Everything else that is printed; its claims are not looked at.
    """
    readers = {claim.id: _Reader(claim, report) for claim in claims}
    readings = {name: reader.reading() for name, reader in readers.items()}
    for name, reader in readers.items():
        joint = readings[name]
        if isinstance(joint, Jointly) and joint.members:
            readings[name] = replace(joint, parts=tuple(reader.parts(name, readings, ())))
    own = Counter(reader.row.reading_of for reader in readers.values())
    read = []
    for name, reader in readers.items():
        reading = readings[name]
        reader.check(readings, readers, own[name])
        if reading is not None:
            rests_on = tuple(_rests_on(report, reading))
            read.append(replace(reader.row, reading=reading, rests_on=rests_on))
    return tuple(read), [problem for reader in readers.values() for problem in reader.problems]


def _rests_on(report: Report, reading: Reading) -> Iterator[str]:
    """Yield the assumptions that a reading rests on, by the variables that it uses."""
    used = set(_uses(report, reading))
    cut = any(
        {(row.sample, row.within.outcome), (row.sample, row.within.characteristic)} <= used
        for row in report.percentages
        if row.within
    )
    for row in report.assumptions:
        if row.kind == "missing_within":
            count = report.counts[row.binds]
            bound = (count.sample, count.variable) in used
        else:
            bound = row.kind == "rounding" and cut
            bound |= row.kind == "reading" and tuple(row.binds.split(":")) in used
        if bound:
            yield row.id


def _uses(report: Report, reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the samples and variables whose counts a reading is about."""
    samples = report.samples_of(reading.sample)
    variables: Iterable[str] = ()
    ids: Iterable[str] = ()
    match reading:
        case Jointly(parts=parts):
            for part in parts:
                yield from _uses(report, part)
        case Between():
            samples = (reading.high, reading.low)
            variables = [x for x in (reading.characteristic, reading.outcome) if x]
        case Word():
            variables = (reading.variable,)
        case Overlap(properties=properties):
            variables = [name for name, _ in properties]
        case OverlapLarger(more=more, less=less):
            variables = [name for name, _ in (*more, *less)]
        case Comparison():
            ids = (*reading.left, *reading.right)
        case Shares():
            ids = (*reading.left.whole, *reading.right.whole)
        case Exists(sums=sums):
            ids = [name for names in sums for name in names]
        case Contrast() | Slope() | Steps() | Association() | Within():
            variables = (reading.characteristic, reading.outcome)
    yield from ((sample, variable) for sample in samples for variable in variables)
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
        """Note a problem of this row."""
        problem = self.row.problem(column, expected)
        if problem not in self.problems:
            self.problems.append(problem)

    def reading(self) -> Reading | None:
        """Return the reading of the row, None where something is wrong with it."""
        relation = self.row.relation
        if relation not in RELATIONS:
            self.wrong("relation", f"one of {', '.join(RELATIONS)}")
            return None
        make, needed, further = RELATIONS[relation]
        if not self.row.sample and relation not in ("cited", "shares", "not_testable"):
            self.wrong("sample", f"a dataset, as the relation is {relation}")
        for column in READ_COLUMNS:
            given = getattr(self.row, column)
            if not given and column in needed.split():
                self.wrong(column, f"a value, as the relation is {relation}")
            if given and column not in f"{needed} {further}".split():
                self.wrong(column, f"nothing, as the relation is {relation}")
        made = None if self.problems else make(self, relation, self.row.sample)
        return None if self.problems else made

    def check(
        self, readings: Mapping[str, Reading | None], readers: Mapping[str, _Reader], own: int
    ) -> None:
        """Note where the row does not go with its figure, or with rows that it names.

        Args:
            readings: The readings of all rows.
            readers: All rows.
            own: How many rows are readings of this one.
        """
        row, reading = self.row, readings[self.row.id]
        shown = {
            figure.number
            for part in (reading.parts if isinstance(reading, Jointly) else (reading,))
            if isinstance(part, get_args(CrossTable))
            for figure in self.report.figures
            if figure.sample == part.sample
            and {figure.characteristic, figure.outcome} == {part.characteristic, part.outcome}
        }
        if len(shown) == 1 and row.figure not in shown:
            self.wrong("figure", f"{shown.pop()}, which shows the table that it is about")
        whole = readers.get(row.reading_of)
        if row.reading_of and (
            whole is None or whole.row.relation != "readings" or whole.row.page != row.page
        ):
            self.wrong("reading_of", "a claim of its page with the relation readings")
        if row.relation == "readings" and own < 2 and not row.repeats:
            self.wrong("id", "the id that two readings or more have in reading_of")
        again = readings.get(row.repeats)
        if again is None or reading is None:
            return
        same = again == reading
        if isinstance(reading, NotTestable | Readings):
            same = again.relation == reading.relation
        if not same:
            self.wrong("repeats", "a claim with the same reading")

    def known(self, sample: str, column: str) -> Levels:
        """Return the levels that a sample has of the variable that a column names."""
        known = self.report.levels_of(sample, getattr(self.row, column))
        if not known:
            self.wrong(column, f"a variable with levels in {sample}")
        return known

    def levels(self, text: str, column: str, known: Levels) -> Levels:
        """Return levels joined by +, each checked."""
        levels = _parts(text)
        if known and not set(levels) <= set(known):
            outcome = column.startswith("outcome")
            name = self.row.outcome if outcome else self.row.characteristic
            self.wrong(column, f"levels of {name}: {', '.join(known)}")
        if len(set(levels)) < len(levels):
            self.wrong(column, "each level once")
        return levels

    def counts(self, text: str) -> tuple[str, ...]:
        """Return ids of counts joined by +, each checked."""
        ids = _parts(text)
        for name in ids:
            if name not in self.report.counts:
                self.wrong("members", f"ids of counts.csv, which has no {name!r}")
        if len(set(ids)) < len(ids):
            self.wrong("members", "each id of a sum once")
        return ids

    def cross_table(self, relation: str, sample: str) -> Reading:
        """Type what is asked of one cross-table of one sample."""
        row = self.row
        if self.report.samples_of(sample) != (sample,):
            self.wrong("sample", "a dataset of its own, as pooled ones have no cross-table")
        if row.characteristic == row.outcome:
            self.wrong("outcome", "another variable than the characteristic")
        known, columns = self.known(sample, "characteristic"), self.known(sample, "outcome")
        pivot = self.levels(row.level, "level", known)
        direction = {**UP, **DOWN}.get(relation, 0)
        if relation in ("association", "no_association"):
            rows, present = pivot or known, relation == "association"
            if len(rows) < 2:
                self.wrong("level", "two levels or more, or none for all")
            axes = (row.characteristic, rows, row.outcome, columns)
            return Association(relation, sample, *axes, present)
        against = tuple(
            self.levels(text, "against", known) for text in _parts(row.against, " | ")
        ) or tuple((level,) for level in known if level not in pivot)
        used = [level for group in (pivot, *against) for level in group]
        if not against or len(set(used)) < len(used):
            self.wrong("against", "groups of levels, each level once and none of column level")
        if relation in ("highest", "lowest") and row.against:
            self.wrong("against", f"nothing, as {relation} is against each other level")
        if not pivot and not set(known) <= set(self.report.scores(row.characteristic)):
            self.wrong("characteristic", "a variable of which every level has a score")
        parts: list[CrossTable] = []
        for text in _parts(row.outcome_level, " | "):
            yes = self.levels(text, "outcome_level", columns)
            no = self.levels(row.outcome_against, "outcome_against", columns)
            no = no or tuple(level for level in columns if level not in yes)
            if not no or set(yes) & set(no):
                self.wrong("outcome_against", "levels, none of them in outcome_level")
            named = (relation, sample, row.characteristic)
            if relation == "majority_within":
                parts.append(Within(*named, pivot, row.outcome, yes, no))
            elif pivot:
                parts.append(Contrast(*named, pivot, against, row.outcome, yes, no, direction))
            else:
                kind = Steps if relation.endswith("each_step") else Slope
                parts.append(kind(*named, row.outcome, yes, no, direction))
        return parts[0] if len(parts) == 1 else Jointly("jointly", sample, (), tuple(parts))

    def word(self, relation: str, sample: str) -> Reading:
        """Type majority, plurality and minority, of one sample or of pooled ones."""
        for member in self.report.samples_of(sample):
            self.levels(self.row.level, "level", self.known(member, "characteristic"))
        return Word(relation, sample, self.row.characteristic, _parts(self.row.level))

    def comparison(self, relation: str, sample: str) -> Reading:
        """Type larger: ``a + b > c``."""
        sides = [self.counts(side) for side in self.row.members.split(" > ")]
        if len(sides) != 2 or set(sides[0]) & set(sides[-1]):
            self.wrong("members", "two sums of count ids joined by ' > ', which share none")
        return Comparison(relation, sample, sides[0], sides[-1])

    def shares(self, relation: str, sample: str) -> Reading:
        """Type shares: two shares and a sign between them."""
        found = re.fullmatch(r"(.+) (>=|[><~]) (.+)", self.row.members)
        if found is None:
            self.wrong("members", "two shares joined by >, >=, < or ~")
            return NotTestable(relation, sample, "")
        left, right = self.share(found[1]), self.share(found[3])
        if left == right or (found[2] == "~" and right.fraction is None):
            self.wrong("members", "two shares that differ, a fraction on the right of ~")
        return Shares(relation, sample, left, found[2], right)  # type: ignore[arg-type]

    def share(self, text: str) -> ShareSide:
        """Return one side: the id of a percentage, ``a of a + b``, or a fraction below one."""
        if re.fullmatch(r"[1-9][0-9]{0,2}/[1-9][0-9]{0,2}", text) and Fraction(text) < 1:
            return ShareSide(fraction=Fraction(text))
        part, sign, whole = text.partition(" of ")
        if sign:
            side = ShareSide(part=self.counts(part), whole=self.counts(whole))
            if not set(side.part) < set(side.whole):
                self.wrong("members", "a part each of whose ids stands in the whole, too")
            return side
        if text not in {row.id for row in self.report.percentages}:
            self.wrong("members", "ids of percentages, a of a + b, or a fraction such as 1/3")
        return ShareSide(percentage=text)

    def exists(self, relation: str, sample: str) -> Reading:
        """Type exists: sums of counts joined by ``; ``."""
        sums = tuple(self.counts(text) for text in _parts(self.row.members, "; "))
        return Exists(relation, sample, sums)

    def elimination(self, relation: str, sample: str) -> Reading:
        """Type elimination: levels known, the one that is left, and the kinds that are named."""
        row, known = self.row, self.known(sample, "characteristic")
        identified = self.levels(row.level, "level", known)
        kinds = _parts(row.members, "; ")
        if row.against not in known or row.against in identified:
            self.wrong("against", "one level, none of those of column level")
        if len(set(kinds)) < len(kinds):
            self.wrong("members", "kinds joined by '; ', each once")
        return Elimination(relation, sample, row.characteristic, identified, row.against, kinds)

    def columns_off(self, relation: str, sample: str) -> Reading:
        """Type columns_off: the name of a printed table."""
        name = self.row.members
        if not any(row.place.startswith(name) for row in self.report.percentages):
            self.wrong("members", "a table with which the place of some percentage begins")
        return ColumnsOff(relation, sample, name)

    def properties(self, text: str, sample: str) -> Properties:
        """Return ``variable:level + level & variable:level`` taken apart."""
        samples = self.report.samples_of(sample)
        sides = [part.partition(":") for part in text.split(" & ")]
        found = tuple((variable, _parts(names)) for variable, _, names in sides)
        good = len({variable for variable, _ in found}) == len(found) >= 2
        for variable, levels in found:
            known = {level for name in samples for level in self.report.levels_of(name, variable)}
            good = good and bool(levels) and set(levels) <= known
        if not good:
            form = "variable:level + level, joined by ' & ', of two variables or more, each once"
            self.wrong("members", form)
        return found

    def overlap(self, relation: str, sample: str) -> Reading:
        """Type overlap_majority, one set of properties, and overlap_larger, two joined by >."""
        self.sized(self.report.samples_of(sample), "sample")
        if relation == "overlap_larger":
            sides = self.row.members.split(" > ")
            if len(sides) != 2 or sides[0] == sides[1]:
                self.wrong("members", "two sets of properties joined by ' > '")
            more, less = (self.properties(text, sample) for text in (sides[0], sides[-1]))
            return OverlapLarger(relation, sample, more, less)
        properties = self.properties(self.row.members, sample)
        first = (self.row.characteristic, _parts(self.row.level))
        if first[0] and properties[0] != first:
            self.wrong("level", "the first of the members, whose cases are the whole")
        return Overlap(relation, sample, properties, bool(first[0]))

    def sized(self, samples: tuple[str, ...], column: str) -> None:
        """Note a problem where the number of cases of a sample is not printed."""
        for sample in samples:
            if not self.report.of(sample, "cases", "total"):
                self.wrong(column, f"samples with a printed number of cases, not {sample}")

    def between(self, relation: str, sample: str) -> Reading:
        """Type samples_higher: ``a > b``, with levels of each parted by ``/``."""
        row, (high, _, low) = self.row, self.row.members.partition(" > ")
        alone = {name for name, each in self.report.samples.items() if not each.members}
        if not {high, low} <= alone or high == low:
            self.wrong("members", "two samples joined by ' > '")
            return NotTestable(relation, sample, "")
        if row.outcome:
            self.sized((high, low), "members")

        def of_both(column: str, variable: str) -> tuple[Levels, Levels]:
            texts = getattr(row, column).split(" / ")
            if len(texts) > 2:
                self.wrong(column, "levels of the first sample / levels of the second")
            first, second = (
                self.levels(text, column, self.known(name, variable))
                if text and not (text == "all" and variable == "outcome")
                else ()
                for text, name in ((texts[0], high), (texts[-1], low))
            )
            return first, second

        levels = of_both("level", "characteristic")
        against = of_both("against", "characteristic")
        yes = of_both("outcome_level", "outcome")
        if bool(row.outcome) != any(yes):
            self.wrong("outcome_level", "levels of the outcome in one sample, none without one")
        if any(set(levels[i]) & set(against[i]) for i in (0, 1)):
            self.wrong("against", "levels, none of them in column level")
        of = (row.characteristic, levels, against, row.outcome, yes)
        return Between(relation, sample, high, low, *of)

    def no_numbers(self, relation: str, sample: str) -> Reading:
        """Type what is not computed: not_testable, places_differ, uncounted, cited, readings."""
        if relation == "readings":
            return Readings(relation, sample)
        return NotTestable(relation, sample, self.row.reason)

    def jointly(self, relation: str, sample: str) -> Reading:
        """Type jointly; its parts are bound when every claim has been read."""
        return Jointly(relation, sample, _parts(self.row.members, "; "), ())

    def parts(
        self, name: str, readings: Mapping[str, Reading | None], above: tuple[str, ...]
    ) -> Iterator[CrossTable]:
        """Yield the readings that a joint claim joins, joint ones among them taken apart."""
        reading = readings.get(name)
        if isinstance(reading, get_args(CrossTable)):
            yield reading
        elif isinstance(reading, Jointly) and name not in above:
            if not reading.members:
                yield from reading.parts
            for member in reading.members:
                yield from self.parts(member, readings, (*above, name))
        elif isinstance(reading, Jointly):
            self.wrong("members", f"claims that do not join this one, not {name!r}")
        elif reading is not None or name not in readings:
            self.wrong("members", f"ids of other claims about a cross-table, not {name!r}")


Make = Callable[[_Reader, str, str], Reading]
_USES: Mapping[str, tuple[Make, str, str]] = {
    "higher lower no_difference highest lowest": (
        _Reader.cross_table,
        "characteristic outcome outcome_level level",
        "against outcome_against",
    ),
    "rises falls no_trend rises_each_step falls_each_step no_difference_each_step": (
        _Reader.cross_table,
        "characteristic outcome outcome_level",
        "outcome_against",
    ),
    "association no_association": (_Reader.cross_table, "characteristic outcome", "level"),
    "majority_within": (
        _Reader.cross_table,
        "characteristic outcome outcome_level level",
        "outcome_against",
    ),
    "majority plurality minority": (_Reader.word, "characteristic level", ""),
    "larger": (_Reader.comparison, "members", ""),
    "shares": (_Reader.shares, "members", "characteristic level"),
    "exists": (_Reader.exists, "members", ""),
    "elimination": (_Reader.elimination, "characteristic level against members", ""),
    "columns_off": (_Reader.columns_off, "members", ""),
    "overlap_majority": (_Reader.overlap, "members", "characteristic level"),
    "overlap_larger": (_Reader.overlap, "members", ""),
    "samples_higher": (
        _Reader.between,
        "members characteristic level",
        "against outcome outcome_level",
    ),
    "jointly": (_Reader.jointly, "members", ""),
    "readings": (_Reader.no_numbers, "", ""),
    "not_testable places_differ uncounted cited": (_Reader.no_numbers, "reason", ""),
}
#: For each relation word: what types it, the columns that it needs, and further ones it may use.
RELATIONS = {word: use for words, use in _USES.items() for word in words.split()}
