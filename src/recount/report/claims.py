"""Type the rows of ``claims.csv``: relation words and levels become readings, or problems.

Levels joined by ``+`` are taken together, groups parted by ``|`` one by one. Each relation word of
the data dictionary has an entry in ``RELATIONS``: what types it, and the columns that it uses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from itertools import chain, product
from typing import Any

from recount.report import readings as of
from recount.report.readings import CrossTable, Direction, Levels, Reading
from recount.report.records import Claim
from recount.report.report import Report
from recount.report.tables import Problem, need, read_each

DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("higher", "highest", "rises", "rises_each_step"), 1),
    **dict.fromkeys(("lower", "lowest", "falls", "falls_each_step"), -1),
}
#: Relations that need not name a dataset.
OF_NO_SAMPLE = ("cited", "shares", "not_testable")


def read_claims(claims: Iterable[Claim], report: Report) -> tuple[tuple[Claim, ...], list[Problem]]:
    """Return every claim with its reading, and what is wrong with those that cannot be read."""
    rows = {claim.id: claim for claim in claims}
    own = Counter(row.reading_of for row in rows.values())
    found: dict[str, Reading] = {}
    read: list[Claim] = []

    def type_(row: Claim) -> None:
        found[row.id] = _reading(report, row)

    def join(row: Claim) -> None:
        joint = found.get(row.id)
        if not isinstance(joint, of.Jointly):
            return
        for name in joint.members:
            parts = of.cross_tables(found[name]) if name in found else ()
            # A claim that could not be read is told where it stands.
            unread = name in rows and name not in found
            expected = "ids of other claims about a cross-table, those of joint ones above it"
            need(parts or unread, "members", f"{expected}, not {name!r}")
            joint = replace(joint, parts=(*joint.parts, *parts))
        found[row.id] = joint

    def check(row: Claim) -> None:
        whole, reading, again = rows.get(row.reading_of), found.get(row.id), found.get(row.repeats)
        there = whole and whole is not row and (whole.relation, whole.page)
        expected = "another claim of its page with the relation readings"
        need(not row.reading_of or there == ("readings", row.page), "reading_of", expected)
        enough = row.relation != "readings" or own[row.id] >= 2 or row.repeats
        need(enough, "id", "the id that two readings or more have in reading_of")
        if reading is not None:
            shown = report.figures_about(reading)
            expected = f"{min(shown, default=0)}, which shows the table that it is about"
            need(len(shown) != 1 or row.figure in shown, "figure", expected)
            loose = isinstance(reading, of.NotTestable | of.Readings)
            same = again is None or again == reading or (loose and again.relation == row.relation)
            need(same, "repeats", "a claim with the same reading")
            rests_on = tuple(_rests_on(report, reading))
            read.append(replace(row, reading=reading, rests_on=rests_on))

    works = (type_, join, check)
    problems = [fault for work in works for fault in read_each(rows.values(), work)]
    return tuple(read), problems


def _rests_on(report: Report, reading: Reading) -> Iterator[str]:
    """Yield the assumptions that a reading rests on, by the counts and variables that it names."""
    named = set() if isinstance(reading, of.Elimination) else set(_names(reading))
    samples = {x for name in named & report.samples.keys() for x in report.samples_of(name)}
    used = set(product(samples, named & report.variables.keys()))
    counts = [report.counts[name] for name in named & report.counts.keys()]
    used |= {(count.sample, count.variable) for count in counts}
    # Printed shares within a level cut the tables of both variables.
    shares = [share for each in {x for x, _ in used} for share in report.shares_within(each)]
    cut = any({(x.sample, y.outcome), (x.sample, y.characteristic)} <= used for x, y in shares)
    for row in report.assumptions:
        place = tuple(row.binds.split(":"))
        if row.kind == "missing_within":
            place = report.counts[row.binds].sample, report.counts[row.binds].variable
        if (row.kind == "rounding" and cut) or place in used:
            yield row.id


def _names(value: object) -> Iterator[str]:
    """Yield every text of a reading: names of samples, variables and levels, and ids."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from (name for each in fields(value) for name in _names(getattr(value, each.name)))
    elif isinstance(value, tuple):
        yield from (name for part in value for name in _names(part))


def _reading(report: Report, row: Claim) -> Reading:
    """Return the reading of a row: for each relation word what its columns are made into."""
    need(row.relation in RELATIONS, "relation", f"one of {', '.join(RELATIONS)}")
    needed, further = RELATIONS[row.relation]
    relation, used = f"as the relation is {row.relation}", f"{needed} {further}".split()
    for column in READ_COLUMNS:
        given = getattr(row, column)
        need(given or column not in needed.split(), column, f"a value, {relation}")
        need(not given or column in used, column, f"nothing, {relation}")
    need(row.sample or row.relation in OF_NO_SAMPLE, "sample", f"a dataset, {relation}")
    asked = (row.relation, row.sample)
    match row.relation:
        case "readings":
            return of.Readings(*asked)
        case "not_testable" | "places_differ" | "uncounted" | "cited":
            return of.NotTestable(*asked, row.reason)
        case "jointly":
            # Its parts are bound when every claim has been read.
            return of.Jointly(*asked, _parts(row.members, "; "), ())
        case "samples_higher":
            return _between(report, row)
        case "majority" | "plurality" | "minority":
            for sample in report.samples_of(row.sample):
                _levels(row, "level", _known(report, row, "characteristic", sample))
            return of.Word(*asked, row.characteristic, _parts(row.level))
        case "larger":
            left, right = (_counts(report, text) for text in _two(row, "sums of count ids"))
            need(not set(left) & set(right), "members", "sums of count ids that share none")
            return of.Sums(*asked, (left, right))
        case "exists":
            return of.Sums(*asked, tuple(_counts(report, x) for x in row.members.split("; ")))
        case "shares":
            return _shares(report, row)
        case "columns_off":
            there = any(stated.place.startswith(row.members) for stated in report.percentages)
            need(there, "members", "a table with which the place of some percentage begins")
            return of.ColumnsOff(*asked, row.members)
        case "elimination":
            known, kinds = _known(report, row, "characteristic"), _parts(row.members, "; ")
            identified = _levels(row, "level", known)
            left_over = row.against in known and row.against not in identified
            need(left_over, "against", "one level, none of those of column level")
            need(len(set(kinds)) == len(kinds), "members", "kinds joined by '; ', each once")
            return of.Elimination(*asked, row.characteristic, identified, row.against, kinds)
        case "overlap_larger":
            sides = _two(row, "sets of properties")
            more, less = (_properties(report, row, text) for text in sides)
            return of.OverlapLarger(*asked, more, less)
        case "overlap_majority":
            properties, first = _properties(report, row, row.members), row.characteristic
            whole = (first, _parts(row.level)) in (("", ()), properties[0])
            need(whole, "level", "the first of the members, whose cases are the whole")
            return of.Overlap(*asked, properties, bool(first))
    return _cross_table(report, row)


def _parts(text: str, sign: str = " + ") -> tuple[str, ...]:
    return tuple(text.split(sign)) if text else ()


def _known(report: Report, row: Claim, column: str, sample: str = "") -> Levels:
    """Return the levels that a sample has of the variable that a column names."""
    known = report.levels_of(sample or row.sample, getattr(row, column))
    need(known, column, f"a variable with levels in {sample or row.sample}")
    return known


def _levels(row: Claim, column: str, known: Levels, text: str | None = None) -> Levels:
    """Return levels joined by +, each checked: all of a column, or a part of it."""
    levels = _parts(getattr(row, column) if text is None else text)
    name = row.outcome if column.startswith("outcome") else row.characteristic
    good = set(levels) <= set(known) and len(set(levels)) == len(levels)
    need(good, column, f"levels of {name}: {', '.join(known)}; each once")
    return levels


def _counts(report: Report, text: str) -> tuple[str, ...]:
    """Return ids of counts joined by +, each checked."""
    ids = _parts(text)
    good = set(ids) <= report.counts.keys() and len(set(ids)) == len(ids)
    need(good, "members", f"ids of counts.csv joined by ' + ', each once, not {text!r}")
    return ids


def _two(row: Claim, what: str) -> tuple[str, str]:
    """Return the two sides of ``a > b``."""
    sides = _parts(row.members, " > ")
    need(len(sides) == len(set(sides)) == 2, "members", f"two {what} joined by ' > '")
    return sides[0], sides[1]


def _cross_table(report: Report, row: Claim) -> Reading:
    """Type what is asked of one cross-table of one sample, of one outcome or of several jointly."""
    expected = "a dataset of its own, as pooled ones have no cross-table"
    need(report.samples_of(row.sample) == (row.sample,), "sample", expected)
    need(row.characteristic != row.outcome, "outcome", "another variable than the characteristic")
    known, columns = _known(report, row, "characteristic"), _known(report, row, "outcome")
    pivot = _levels(row, "level", known)
    if row.relation in ("association", "no_association"):
        rows, present = pivot or known, row.relation == "association"
        need(len(rows) >= 2, "level", "two levels or more, or none for all")
        axes = (row.characteristic, rows, row.outcome, columns)
        return of.Association(row.relation, row.sample, *axes, present)
    groups = [_levels(row, "against", known, text) for text in _parts(row.against, " | ")]
    against = tuple(groups or ((level,) for level in known if level not in pivot))
    used = [*pivot, *chain.from_iterable(against)]
    expected = "groups of levels, each level once and none of column level"
    need(against and len(set(used)) == len(used), "against", expected)
    ordered = pivot or set(known) <= set(report.scores(row.characteristic))
    need(ordered, "characteristic", "a variable of which every level has a score")
    direction = DIRECTIONS.get(row.relation, 0)
    parts: list[CrossTable] = []
    for text in _parts(row.outcome_level, " | "):
        yes = _levels(row, "outcome_level", columns, text)
        no = _levels(row, "outcome_against", columns)
        no = no or tuple(level for level in columns if level not in yes)
        apart = no and not set(yes) & set(no)
        need(apart, "outcome_against", "levels, none of them in outcome_level")
        asked = (row.relation, row.sample, row.characteristic, row.outcome, yes, no)
        if row.relation == "majority_within":
            parts.append(of.Within(*asked, pivot))
        elif pivot:
            parts.append(of.Contrast(*asked, pivot, against, direction))
        else:
            kind = of.Steps if row.relation.endswith("each_step") else of.Slope
            parts.append(kind(*asked, direction))
    return parts[0] if len(parts) == 1 else of.Jointly("jointly", row.sample, (), tuple(parts))


def _shares(report: Report, row: Claim) -> Reading:
    sides: list[Any] = re.split(r" (>=|[><~]) ", row.members)
    need(len(sides) == 3, "members", "two shares joined by >, >=, < or ~")
    left, right = (_share(report, side) for side in sides[::2])
    differ = left != right and (sides[1] != "~" or right.fraction is not None)
    need(differ, "members", "two shares that differ, a fraction on the right of ~")
    return of.Shares(row.relation, row.sample, left, sides[1], right)


def _share(report: Report, text: str) -> of.ShareSide:
    """Return one side: the id of a percentage, ``a of a + b``, or a fraction below one."""
    if re.fullmatch(r"[1-9][0-9]{0,2}/[1-9][0-9]{0,2}", text) and Fraction(text) < 1:
        return of.ShareSide(fraction=Fraction(text))
    part, sign, whole = text.partition(" of ")
    if sign:
        side = of.ShareSide(part=_counts(report, part), whole=_counts(report, whole))
        expected = "a part each of whose ids stands in the whole, too"
        need(set(side.part) < set(side.whole), "members", expected)
        return side
    expected = "ids of percentages, a of a + b, or a fraction such as 1/3"
    need(text in {stated.id for stated in report.percentages}, "members", expected)
    return of.ShareSide(percentage=text)


def _properties(report: Report, row: Claim, text: str) -> of.Properties:
    """Return ``variable:level + level & variable:level`` taken apart."""
    samples = report.samples_of(row.sample)
    _sized(report, "sample", samples)
    sides = [part.partition(":") for part in text.split(" & ")]
    found = {variable: _parts(levels) for variable, _, levels in sides}
    good = len(found) == len(sides) >= 2
    for name, levels in found.items():
        known = {level for sample in samples for level in report.levels_of(sample, name)}
        good = good and bool(levels) and set(levels) <= known
    form = "variable:level + level, joined by ' & ', of two variables or more, each once"
    need(good, "members", form)
    return tuple(found.items())


def _sized(report: Report, column: str, samples: Iterable[str]) -> None:
    for sample in samples:
        expected = f"samples with a printed number of cases, not {sample}"
        need(report.of(sample, "cases", "total"), column, expected)


def _between(report: Report, row: Claim) -> Reading:
    """Type samples_higher: ``a > b``, with levels of each parted by ``/``."""
    samples = _two(row, "samples")
    alone = {name for name, each in report.samples.items() if not each.members}
    need(set(samples) <= alone, "members", "two samples joined by ' > ', none of them pooled")
    _sized(report, "members", samples if row.outcome else ())

    def of_both(column: str, variable: str, every: str = "") -> Iterator[Levels]:
        texts = getattr(row, column).split(" / ")
        need(len(texts) <= 2, column, "levels of the first sample / levels of the second")
        for text, sample in zip((texts[0], texts[-1]), samples, strict=True):
            named = text and text != every
            known = _known(report, row, variable, sample) if named else ()
            yield _levels(row, column, known, text if named else "")

    levels, against = (tuple(of_both(x, "characteristic")) for x in ("level", "against"))
    yes = tuple(of_both("outcome_level", "outcome", "all"))
    limited = bool(row.outcome) == any(yes)
    need(limited, "outcome_level", "levels of the outcome in one sample, none without one")
    apart = not any(set(a) & set(b) for a, b in zip(levels, against, strict=True))
    need(apart, "against", "levels, none of them in column level")
    asked = (row.relation, row.sample, *samples, row.characteristic)
    return of.Between(*asked, levels, against, row.outcome, yes)


_TABLE, _BY = "characteristic outcome outcome_level", "characteristic level"
_STEPS = "rises falls no_trend rises_each_step falls_each_step no_difference_each_step"
_USES: Mapping[str, tuple[str, str]] = {
    "higher lower no_difference": (f"{_TABLE} level", "against outcome_against"),
    _STEPS: (_TABLE, "outcome_against"),
    "highest lowest majority_within": (f"{_TABLE} level", "outcome_against"),
    "association no_association": ("characteristic outcome", "level"),
    "majority plurality minority": (_BY, ""),
    "larger exists columns_off overlap_larger jointly": ("members", ""),
    "shares overlap_majority": ("members", _BY),
    "elimination": (f"{_BY} against members", ""),
    "samples_higher": (f"{_BY} members", "against outcome outcome_level"),
    "readings": ("", ""),
    "not_testable places_differ uncounted cited": ("reason", ""),
}
#: For each relation word the columns that it needs, and further ones that it may use.
RELATIONS = {word: use for words, use in _USES.items() for word in words.split()}
#: The columns that say how a claim is read.
READ_COLUMNS = tuple(dict.fromkeys(" ".join(chain(*_USES.values())).split()))
