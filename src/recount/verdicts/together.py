"""Several readings asked of one table: can all of them be true together?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from recount.report import Association, Contrast, CrossTable, Jointly, Slope
from recount.tables import (
    Accept,
    Decisions,
    Found,
    IntArray,
    OutOfReach,
    Run,
    ends,
    judge_lists,
    search,
)
from recount.verdicts.crossings import Crossing, cross
from recount.verdicts.crosstables import SEED, free_range, judgement_of, result_of
from recount.verdicts.decisions import COMPANIONS, accept, ask, companion_of, every, shared_tests
from recount.verdicts.judgement import ConsistentTables, Fact, Implied, Judgement, TestResult
from recount.verdicts.known import Known
from recount.verdicts.larger import range_if_true

LIMIT = 600_000
Parts = Sequence[CrossTable]
Alone = Callable[[CrossTable], Judgement]

#: Relations of which no two can be true of the same comparison under the same test.
EXCLUDE = (
    {"higher", "lower", "no_difference"},
    {"highest", "lowest", "no_difference"},
    {"rises", "falls", "no_trend"},
)


def judge_together(known: Known, reading: Jointly, alone: Alone) -> Judgement:
    """Judge whether all parts of a joint reading are true in one consistent table.

    The verdict is that of "all of them hold": ``fails`` means that they cannot hold together. Parts
    about a table of their own are judged ``alone``.
    """
    groups: dict[object, tuple[CrossTable, ...]] = {}
    for part in reading.parts:
        key = (part.sample, frozenset((part.characteristic, part.outcome)))
        groups[key] = (*groups.get(key, ()), part)
    if len(groups) == 1:
        return _on_one_table(known, reading.parts, shared_tests(reading.parts), alone)
    return _apart(
        [
            alone(parts[0])
            if len(parts) == 1
            else _on_one_table(known, parts, shared_tests(parts)[:1], alone)
            for parts in groups.values()
        ]
    )


def _apart(found: Sequence[Judgement]) -> Judgement:
    """Return the verdict on parts about different tables, which do not touch each other."""
    verdicts = {each.verdict for each in found}
    verdict = "fails" if "fails" in verdicts else "holds" if verdicts == {"holds"} else "open"
    proofs = [each.proof for each in found if each.verdict == verdict]
    shown = next(each for each in found if each.verdict == verdict)
    return Judgement(
        verdict,
        "consistent_tables",
        "one_witness" if "one_witness" in proofs else proofs[0] or "bound",
        ConsistentTables(None, None, None, "apart"),
        tuple(
            replace(item, quantity=replace(item.quantity, named=True))
            for each in found
            for item in each.implied
            if item.test in (None, *(result.test for result in each.tests[:1]))
        ),
        shown.witness_for,
        shown.witness_against,
        facts=tuple(Fact("part", each.verdict) for each in found),
    )


def _on_one_table(known: Known, parts: Parts, tests: Sequence[str], alone: Alone) -> Judgement:
    """Return the verdict on readings of one and the same table, by each of some tests."""
    crossing = _common(known, parts)
    if _exclusive(parts):
        tables = ConsistentTables(None, 0, None, "exclusive")
        return Judgement("fails", "consistent_tables", "closed_form", tables)
    by_test = {
        test: every([_accept(known, part, crossing, test) for part in parts]) for test in tests
    }
    if len(crossing.columns) == 2 and not crossing.space.columns.missing:
        try:
            return _listed(crossing, parts, by_test)
        except OutOfReach:
            pass
    return _searched(known, crossing, parts, by_test, alone)


def _common(known: Known, parts: Parts) -> Crossing:
    """Return one crossing on which every part can be judged."""

    def table_of(part: CrossTable) -> object:
        columns = part.columns if isinstance(part, Association) else (part.yes, part.no)
        return part.characteristic, columns

    if len({table_of(part) for part in parts}) == 1:
        return cross(known, parts[0])
    # The part that is about the whole table sets the orientation; every level stays apart.
    widest = next((part for part in parts if isinstance(part, Association)), parts[0])
    levels = known.report.levels_of(widest.sample, widest.outcome)
    return cross(known, widest, tuple((level,) for level in levels))


def _accept(known: Known, part: CrossTable, crossing: Crossing, test: str) -> Accept:
    turned = part.characteristic != crossing.characteristic
    asked = ask(known, part, crossing.turned() if turned else crossing)
    judge = accept(asked, companion_of(part, test))
    return (lambda tables: judge(tables.transpose(0, 2, 1))) if turned else judge


def _exclusive(parts: Parts) -> bool:
    """Return whether two parts say what cannot both be true of one comparison."""

    def asked(part: CrossTable) -> CrossTable:
        if isinstance(part, Contrast | Slope):
            return replace(part, relation="", direction=0)
        return part

    return any(
        asked(one) == asked(other)
        and one.relation != other.relation
        and any({one.relation, other.relation} <= group for group in EXCLUDE)
        for one, other in combinations(parts, 2)
    )


def _listed(crossing: Crossing, parts: Parts, by_test: Mapping[str, Accept]) -> Judgement:
    """Judge all tables; note the cases that each row and each pivot can have in the true ones."""
    pivots = [crossing.indices(part.pivot) for part in parts if isinstance(part, Contrast)]
    groups = list(dict.fromkeys([*((row,) for row in range(len(crossing.rows))), *pivots]))
    ranges: dict[str, list[Run]] = {test: [] for test in by_test}
    together = [_noted(judge, groups, ranges[test]) for test, judge in by_test.items()]
    found = judge_lists(crossing.space, together, limit=LIMIT)
    results = [(_named(test, parts, each), each) for test, each in zip(by_test, found, strict=True)]
    free = []
    for group in groups:
        rows, yes = tuple(crossing.rows[row] for row in group), crossing.columns[0]
        span = ends(crossing.space, crossing.form(rows, yes))
        free.append(Implied(crossing.cases(rows, yes), None, *span))
    implied = [
        replace(item, test=test, low=low, high=high, given_claim=True)
        for test, noted in ranges.items()
        for item, (low, high) in zip(free, noted, strict=False)
    ]
    return judgement_of(crossing, results, implied=(*free, *implied))


def _noted(accept: Accept, groups: Sequence[tuple[int, ...]], ranges: list[Run]) -> Accept:
    """Return the same decisions; the ends of each group's cases are noted over what is true."""

    def judge(tables: IntArray) -> Decisions:
        decisions = accept(tables)
        true = tables[decisions == 1, :, 0]
        if len(true):
            cases = np.stack([true[:, list(group)].sum(axis=1) for group in groups])
            new = list(zip(cases.min(axis=1).tolist(), cases.max(axis=1).tolist(), strict=True))
            pairs = zip(ranges or new, new, strict=True)
            ranges[:] = [(min(a, low), max(b, high)) for (a, b), (low, high) in pairs]
        return decisions

    return judge


def _named(test: str, parts: Parts, found: Found) -> TestResult:
    """Return what was found under a test and, where parts need another kind, its companion."""
    others = [x for kind in (Slope, Association) for x in parts if isinstance(x, kind)]
    names = [companion_of(part, test) for part in others]
    companion = names[0] if names and test in COMPANIONS else ""
    return replace(result_of(test, found), companion=companion)


def _searched(
    known: Known, crossing: Crossing, parts: Parts, by_test: Mapping[str, Accept], alone: Alone
) -> Judgement:
    """Look for one table with all parts true, and one with some part false.

    Where the tables cannot all be looked at, a search under each test would say no more than one
    under the first.
    """
    results = []
    for test, judge in by_test.items():
        found = search(crossing.space, judge, seed=SEED)
        results.append((_named(test, parts, found), found))
        if not found.exhausted:
            break
    wide = [part for part in parts if isinstance(part, Association)][:1]
    implied: dict[frozenset[object], Implied] = {}
    for part in (*parts, *wide):  # the last word on a number that others name
        for item in free_range(ask(known, part)):
            implied[frozenset(item.quantity.of)] = item
    narrowed = []
    if wide and not results[0][1].exhausted:
        asked = ask(known, wide[0], crossing)
        (free,) = free_range(asked)
        for part in parts:
            if isinstance(part, Contrast):
                free = _narrowed(free, alone(part))
        narrowed = range_if_true(asked, free, next(iter(by_test.values())))
    return judgement_of(crossing, results, implied=(*implied.values(), *narrowed))


def _narrowed(free: Implied, alone: Judgement) -> Implied:
    """Return a range within the one that another claim about the same number implies."""
    of, test = set(free.quantity.of), alone.tests[0].test
    own = [x for x in alone.implied if x.test == test and set(x.quantity.of) == of]
    if not own:
        return free
    low, high = max(free.low or 0, own[0].low or 0), min(free.high or 0, own[-1].high or 0)
    return replace(free, low=low, high=high)
