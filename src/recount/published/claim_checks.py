"""Checks of what claims and assumptions name: samples, variables, levels, counts and entries.

A claim's reading is data that people edit, so that every name in it is checked before anything is
judged, and all faults are told at once with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recount.published.descriptor import Row, Table
from recount.published.problems import DataProblem

__all__ = ["check_assumptions", "check_claims", "check_groups", "check_samples"]

CONTRASTS = ("higher", "lower", "highest", "lowest", "no_difference")
SCALES = ("rises", "falls", "no_trend", "rises_each_step")
WORDS = ("majority", "plurality", "minority")
#: Columns that a relation cannot do without.
NEEDED = {
    **dict.fromkeys(CONTRASTS, ("characteristic", "level", "outcome", "outcome_level")),
    **dict.fromkeys(SCALES, ("characteristic", "outcome", "outcome_level")),
    **dict.fromkeys(WORDS, ("characteristic", "level")),
    "no_association": ("characteristic", "outcome"),
    "majority_within": ("characteristic", "level", "outcome", "outcome_level"),
    "samples_higher": ("members", "characteristic", "level"),
    **dict.fromkeys(
        ("larger", "part_majority", "share_above", "overlap_majority", "jointly", "columns_off"),
        ("members",),
    ),
    "unbounded": ("reason",),
    "not_testable": ("reason",),
}
#: Values that an assumption of these kinds can take whatever the data says.
READINGS = ("as read", "not read")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the other files hold.

    Attributes:
        levels: Levels by sample and variable.
        scored: Variables whose every level has a score, by sample and variable.
        counts: Ids of counts.
        percentages: Ids of percentages.
        relations: Relation of each claim.
        joins: Members of each joint claim.
        assumptions: Ids of assumptions.
        members: The datasets that each sample name stands for.
        sized: Samples whose number of cases is printed.
        places: Places of percentages.
    """

    levels: Mapping[tuple[str, str], tuple[str, ...]]
    scored: frozenset[tuple[str, str]]
    counts: frozenset[str]
    percentages: frozenset[str]
    relations: Mapping[str, str]
    joins: Mapping[str, tuple[str, ...]]
    assumptions: frozenset[str]
    members: Mapping[str, tuple[str, ...]]
    sized: frozenset[str]
    places: tuple[str, ...]

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> _Known:
        levels: dict[tuple[str, str], tuple[str, ...]] = {}
        sized = set()
        for row in tables["counts"].rows:
            key = (row["sample"], row["variable"])
            if row["role"] == "level":
                levels[key] = (*levels.get(key, ()), row["category"])
            if row["role"] == "total" and row["variable"] == "cases":
                sized.add(row["sample"])
        scores = {(row["variable"], row["level"]) for row in tables["levels"].rows if row["score"]}
        return cls(
            levels,
            frozenset(
                key for key, names in levels.items() if all((key[1], n) in scores for n in names)
            ),
            frozenset(row["id"] for row in tables["counts"].rows),
            frozenset(row["id"] for row in tables["percentages"].rows),
            {row["id"]: row["relation"] for row in tables["claims"].rows},
            {
                row["id"]: tuple(row["members"].split("; "))
                for row in tables["claims"].rows
                if row["relation"] == "jointly"
            },
            frozenset(row["id"] for row in tables["assumptions"].rows),
            {
                row["sample"]: tuple(row["members"].split(" + "))
                if row["members"]
                else (row["sample"],)
                for row in tables["samples"].rows
            },
            frozenset(sized),
            tuple(row["place"] for row in tables["percentages"].rows),
        )


def check_claims(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every claim that names what there is not, or leaves out what it needs."""
    known, table = _Known.of(tables), tables["claims"]
    for row in table.rows:
        for column in NEEDED.get(row["relation"], ()):
            if not row[column]:
                yield table.problem(row, column, f"a value, as the relation is {row['relation']}")
        for name in filter(None, row["rests_on"].split("; ")):
            if name not in known.assumptions:
                yield table.problem(row, "rests_on", f"ids of assumptions.csv, not {name!r}")
        for column, expected in _faults(row, known):
            yield table.problem(row, column, expected)


def _faults(row: Row, known: _Known) -> Iterator[tuple[str, str]]:
    """Yield the column of each fault of a claim, and what was expected."""
    relation = row["relation"]
    if not all(row[column] for column in NEEDED.get(relation, ())):
        return
    if row["sample"] not in known.members:
        yield "sample", f"a sample of samples.csv: {', '.join(known.members)}"
    elif relation in (*CONTRASTS, *SCALES, "majority_within", "no_association"):
        yield from _table_faults(row, known)
    elif relation in WORDS:
        for sample in known.members[row["sample"]]:
            yield from _unknown_levels(row, "level", sample, row["characteristic"], known)
    elif relation == "samples_higher":
        yield from _sample_faults(row, known)
    elif relation == "overlap_majority":
        yield from _overlap_faults(row, known)
    elif relation == "jointly":
        yield from _member_faults(row, known)
    elif relation in ("larger", "part_majority"):
        sign = " > " if relation == "larger" else " of "
        sides = row["members"].split(sign)
        if len(sides) != 2:
            yield "members", f"two sums of count ids joined by {sign.strip()!r}"
        for name in (name for side in sides for name in side.split(" + ")):
            if name not in known.counts:
                yield "members", f"ids of counts.csv, which has no {name!r}"
    elif relation == "share_above":
        found = re.fullmatch(r"([a-z0-9-]+) (>|>=) [0-9]+/[1-9][0-9]*", row["members"])
        if found is None or found[1] not in known.percentages:
            yield "members", "the id of a percentage, > or >=, and a fraction such as 1/3"
    elif relation == "columns_off" and not any(
        place.startswith(row["members"]) for place in known.places
    ):
        yield "members", "a table with which the place of some percentage begins"


def _table_faults(row: Row, known: _Known) -> Iterator[tuple[str, str]]:
    sample = row["sample"]
    if known.members[sample] != (sample,):
        yield "sample", "a dataset of its own, as a cross-table of pooled ones is not printed"
        return
    for column, variable in (
        ("level", "characteristic"),
        ("against", "characteristic"),
        ("outcome_level", "outcome"),
        ("outcome_against", "outcome"),
    ):
        yield from _unknown_levels(row, column, sample, row[variable], known)
    if row["relation"] in SCALES and (sample, row["characteristic"]) not in known.scored:
        yield "characteristic", "a variable of which every level has a score in levels.csv"


def _unknown_levels(
    row: Row, column: str, sample: str, variable: str, known: _Known
) -> Iterator[tuple[str, str]]:
    name = "outcome" if column.startswith("outcome") else "characteristic"
    levels = known.levels.get((sample, variable))
    if levels is None:
        if not column.endswith("against"):
            yield name, f"a variable with printed counts in {sample}"
        return
    for level in re.split(r" \+ | \| ", row[column]) if row[column] else ():
        if level not in levels:
            yield column, f"levels of {variable}: {', '.join(levels)}"


def _sample_faults(row: Row, known: _Known) -> Iterator[tuple[str, str]]:
    samples = row["members"].split(" > ")
    if len(samples) != 2 or any(name not in known.members for name in samples):
        yield "members", "two samples joined by >, such as a > b"
        return
    sides = row["level"].split(" / ")
    outcomes = row["outcome_level"].split(" / ")
    if len(sides) > 2 or len(outcomes) > 2 or (row["outcome"] and len(sides) != 2):
        yield "level", "levels of the first sample / levels of the second"
        return
    for place, sample in enumerate(samples):
        if row["outcome"] and sample not in known.sized:
            yield "members", f"samples with a printed number of cases, not {sample}"
        for column, variable, parts in (
            ("level", row["characteristic"], sides),
            ("outcome_level", row["outcome"], outcomes),
        ):
            levels = known.levels.get((sample, variable), ())
            text = parts[min(place, len(parts) - 1)]
            if not text or (column == "outcome_level" and text == "all"):
                continue
            for level in text.split(" + "):
                if level not in levels:
                    yield column, f"levels of {variable} in {sample}: {', '.join(levels)}"


def _overlap_faults(row: Row, known: _Known) -> Iterator[tuple[str, str]]:
    samples = known.members[row["sample"]]
    for sample in samples:
        if sample not in known.sized:
            yield "sample", f"samples with a printed number of cases, not {sample}"
    for part in row["members"].split(" & "):
        variable, sign, names = part.partition(":")
        levels = {level for sample in samples for level in known.levels.get((sample, variable), ())}
        for level in names.split(" + "):
            if not sign or level not in levels:
                yield "members", "variable:level + level, joined by &, with printed counts"


def _member_faults(row: Row, known: _Known) -> Iterator[tuple[str, str]]:
    for name in row["members"].split("; "):
        relation = known.relations.get(name)
        if relation is None or name == row["id"]:
            yield "members", f"ids of other claims joined by '; ', not {name!r}"
        elif relation == "jointly" and row["id"] in _joined(name, known, {name}):
            yield "members", f"claims that do not join this one, as {name!r} does"
        elif relation not in (*CONTRASTS, *SCALES, "no_association", "jointly"):
            yield "members", f"claims about a cross-table, which {name!r} is not"


def _joined(name: str, known: _Known, seen: set[str]) -> set[str]:
    """Return all claims that a joint claim joins, directly or not."""
    for member in known.joins.get(name, ()):
        if member not in seen:
            seen.add(member)
            _joined(member, known, seen)
    return seen


def check_assumptions(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every assumption that binds nothing, or has a value it cannot take."""
    table, kinds = tables["assumptions"], set[str]()
    printed = {row["id"]: row["printed"] for row in tables["counts"].rows if row["role"] == "level"}
    variables = {(row["sample"], row["variable"]) for row in tables["counts"].rows}
    for row in table.rows:
        kind, value = row["kind"], row["value"]
        if kind in kinds:
            yield table.problem(row, "kind", "each kind once")
        kinds.add(kind)
        if kind == "missing_within":
            if row["binds"] not in printed:
                yield table.problem(row, "binds", "the id of a level in counts.csv")
                continue
            top = int(printed[row["binds"]].replace(",", ""))
            if not value.isdecimal() or int(value) > top:
                yield table.problem(row, "value", f"a number from 0 to {top}")
        elif kind == "reading":
            sample, _, variable = row["binds"].partition(":")
            if (sample, variable) not in variables:
                yield table.problem(row, "binds", "a sample and a variable of it, joined by ':'")
            if value not in READINGS:
                yield table.problem(row, "value", f"one of {', '.join(READINGS)}")
        elif value not in row["values"].split("; "):
            yield table.problem(row, "value", f"one of {row['values']}")


def check_groups(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every group that names a level which levels.csv does not have."""
    table = tables["groups"]
    known = {(row["variable"], row["level"]) for row in tables["levels"].rows}
    for row in table.rows:
        for level in row["levels"].split(" + "):
            if (row["variable"], level) not in known:
                yield table.problem(row, "levels", f"levels of levels.csv, which has no {level!r}")


def check_samples(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every sample that pools one which samples.csv does not have."""
    table = tables["samples"]
    alone = {row["sample"] for row in table.rows if not row["members"]}
    for row in table.rows:
        for member in row["members"].split(" + ") if row["members"] else ():
            if member not in alone:
                yield table.problem(row, "members", f"datasets of their own, not {member!r}")
