"""Several readings asked of one table: can all of them be true together?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from recount.report import (
    Association,
    Contrast,
    CrossTable,
    Jointly,
    Levels,
    Report,
    Slope,
)
from recount.settings import Settings
from recount.tables import (
    Accept,
    Decisions,
    Found,
    IntArray,
    OutOfReach,
    all_of,
    ends,
    judge_lists,
    search,
)
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import Crossing, cross
from recount.verdicts.crosstables import (
    SEED,
    cases_of,
    free_range,
    if_true,
    judge_crosstable,
    judged,
    result_of,
)
from recount.verdicts.decisions import COMPANIONS, accept, companion_of, shared_tests
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Proof,
    TestResult,
)

__all__ = ["judge_together"]

LIMIT = 600_000

Range = tuple[int, int]

#: Relations of which no two can be true of the same comparison under the same test.
EXCLUDE = (
    {"higher", "lower", "no_difference"},
    {"highest", "lowest", "no_difference"},
    {"rises", "falls", "no_trend"},
)


def judge_together(
    report: Report, reading: Jointly, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge whether all parts of a joint reading are true in one consistent table.

    The verdict is that of "all of them hold": ``fails`` means that they cannot hold together.

    Raises:
        NoMarginError: A margin of the table is not printed.
        Infeasible: The printed numbers contradict each other.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "c43-female-traded-jointly-one")
        >>> judge_together(report, claim.reading, Assumed(), Settings()).verdict
        'fails'
    """
    groups = _by_table(reading.parts)
    if len(groups) > 1:
        return _apart(
            [
                judge_crosstable(report, parts[0], assumed, settings, briefly=True)
                if len(parts) == 1
                else judge_parts(report, parts, assumed, settings, shared_tests(parts)[:1])
                for parts in groups
            ]
        )
    return judge_parts(report, reading.parts, assumed, settings, shared_tests(reading.parts))


def _by_table(parts: Sequence[CrossTable]) -> list[tuple[CrossTable, ...]]:
    """Return the parts that are about one and the same table together."""
    groups: dict[object, tuple[CrossTable, ...]] = {}
    for part in parts:
        key = (part.sample, frozenset((part.characteristic, part.outcome)))
        groups[key] = (*groups.get(key, ()), part)
    return list(groups.values())


def _apart(found: Sequence[Judgement]) -> Judgement:
    """Return the verdict on parts about different tables, which do not touch each other."""
    verdicts = {each.verdict for each in found}
    verdict = "fails" if "fails" in verdicts else "holds" if verdicts == {"holds"} else "open"
    proof: Proof = "witnesses"
    if verdict != "open":
        proofs = [each.proof for each in found if each.verdict == verdict]
        proof = proofs[0] or "bound"
    elif any(each.proof == "one_witness" for each in found):
        proof = "one_witness"
    shown = next(each for each in found if each.verdict == verdict)
    return Judgement(
        verdict,
        "consistent_tables",
        proof,
        tables=ConsistentTables(None, None, None, "apart"),
        implied=tuple(
            replace(item, quantity=replace(item.quantity, named=True))
            for each in found
            for item in each.implied
        ),
        witness_for=shown.witness_for,
        witness_against=shown.witness_against,
        facts=tuple(Fact("part", each.verdict) for each in found),
    )


def judge_parts(
    report: Report,
    parts: Sequence[CrossTable],
    assumed: Assumed,
    settings: Settings,
    tests: Sequence[str],
) -> Judgement:
    """Return the verdict on readings of one and the same table, by each of some tests."""
    crossing = _common(report, parts, assumed)
    if _exclusive(parts):
        return Judgement(
            "fails",
            "consistent_tables",
            "closed_form",
            tables=ConsistentTables(None, 0, None, "exclusive"),
        )
    by_test = {
        test: [_accept(report, part, crossing, assumed, test, settings) for part in parts]
        for test in tests
    }
    if len(crossing.columns) > 2 or crossing.space.columns.missing:
        return _searched(report, crossing, by_test, parts, assumed, settings)
    groups = _groups(crossing, parts)
    ranges: dict[str, list[Range]] = {test: [] for test in tests}
    try:
        together = [
            _noted(_together(accepts), groups, ranges[test]) for test, accepts in by_test.items()
        ]
        found = judge_lists(crossing.space, together, limit=LIMIT)
    except OutOfReach:
        return _searched(report, crossing, by_test, parts, assumed, settings)
    results = [(_named(test, parts, each), each) for test, each in zip(by_test, found, strict=True)]
    implied = _free(crossing, groups)
    for test, noted in ranges.items():
        for free, (low, high) in zip(implied[: len(groups)], noted, strict=False):
            implied.append(Implied(free.quantity, test, low, high, True))
    return judged(crossing, results, implied=tuple(implied))


def _groups(crossing: Crossing, parts: Sequence[CrossTable]) -> list[tuple[int, ...]]:
    """Return the groups of rows whose cases with the outcome say what parts imply of each other.

    Each row by itself, and what a part takes together.
    """
    rows = [(row,) for row in range(len(crossing.rows))]
    pivots = [crossing.indices(part.pivot) for part in parts if isinstance(part, Contrast)]
    return list(dict.fromkeys([*rows, *pivots]))


def _noted(accept: Accept, groups: Sequence[tuple[int, ...]], ranges: list[Range]) -> Accept:
    """Return the same decisions; the ends of each group's cases are noted over what is true."""

    def judge(tables: IntArray) -> Decisions:
        decisions = accept(tables)
        true = tables[decisions == 1, :, 0]
        if len(true):
            cases = [true[:, list(group)].sum(axis=1) for group in groups]
            new = [(int(each.min()), int(each.max())) for each in cases]
            before = ranges or new
            ranges[:] = [
                (min(a, low), max(b, high)) for (a, b), (low, high) in zip(before, new, strict=True)
            ]
        return decisions

    return judge


def _free(crossing: Crossing, groups: Sequence[tuple[int, ...]]) -> list[Implied]:
    """Return the cases that each group of rows can have in the first column, claims left aside."""
    found = []
    for group in groups:
        rows = tuple(crossing.rows[row] for row in group)
        low, high = ends(crossing.space, [(row, 0, 1) for row in group])
        found.append(Implied(cases_of(crossing, rows), None, low, high, False))
    return found


def _named(test: str, parts: Sequence[CrossTable], found: Found) -> TestResult:
    """Return what was found under a test and, where parts need another kind, its companion."""
    slope, larger = COMPANIONS.get(test, ("", ""))
    companion = ""
    if any(isinstance(part, Slope) for part in parts):
        companion = slope
    elif any(isinstance(part, Association) for part in parts):
        companion = larger
    return replace(result_of(test, found), companion=companion)


def _exclusive(parts: Sequence[CrossTable]) -> bool:
    """Return whether two parts say what cannot both be true of one comparison."""

    def asked(part: CrossTable) -> object:
        if isinstance(part, Contrast):
            return (part.characteristic, part.pivot, part.against, part.outcome, part.yes, part.no)
        if isinstance(part, Slope):
            return (part.characteristic, part.outcome, part.yes, part.no)
        return part

    return any(
        asked(one) == asked(other)
        and one.relation != other.relation
        and any({one.relation, other.relation} <= group for group in EXCLUDE)
        for one, other in combinations(parts, 2)
    )


def _together(accepts: Sequence[Accept]) -> Accept:
    """Return whether all parts are true of tables (Kleene 1952); one false part is enough."""

    def judge(tables: IntArray) -> Decisions:
        found = np.ones(len(tables), dtype=np.int8)
        for part in accepts:
            live = np.flatnonzero(found)
            if 4 * len(live) > len(found):
                found = all_of(found, part(tables))
            else:
                found[live] = all_of(found[live], part(tables[live]))
        return found

    return judge


def _strict(accepts: Sequence[Accept]) -> Accept:
    """Return the same, but undefined wherever a part's test is: no counterexample rests on it."""

    def judge(tables: IntArray) -> Decisions:
        decisions = [part(tables) for part in accepts]
        undefined = np.logical_or.reduce([part == -1 for part in decisions])
        return np.where(undefined, -1, all_of(*decisions)).astype(np.int8)

    return judge


def _searched(
    report: Report,
    crossing: Crossing,
    by_test: dict[str, list[Accept]],
    parts: Sequence[CrossTable],
    assumed: Assumed,
    settings: Settings,
) -> Judgement:
    """Look for one table with all parts true, and one with some part false.

    Where the tables cannot all be looked at, a search under each test would say no more than one
    under the first.
    """
    results = []
    for test, accepts in by_test.items():
        found = search(crossing.space, _strict(accepts), seed=SEED)
        results.append((_named(test, parts, found), found))
        if not found.exhausted:
            break
    wide = next((part for part in parts if isinstance(part, Association)), None)
    ranges = [
        item
        for part in (*parts, *((wide,) if wide else ()))
        for item in free_range(part, cross(report, part, assumed))
    ]
    implied = list({frozenset(item.quantity.of): item for item in ranges}.values())
    if wide is not None and not results[0][1].exhausted:
        (free,) = free_range(wide, crossing)
        for part in parts:
            if isinstance(part, Contrast):
                alone = judge_crosstable(report, part, assumed, settings, briefly=True)
                free = _narrowed(free, alone)
        decide = _strict(next(iter(by_test.values())))
        implied += if_true(report, wide, crossing, free, decide, settings)
    return judged(crossing, results, implied=tuple(implied))


def _narrowed(free: Implied, alone: Judgement) -> Implied:
    """Return a range within the one that another claim about the same number implies."""
    runs = [
        (int(item.low or 0), int(item.high or 0))
        for item in alone.implied
        if item.given_claim and set(item.quantity.of) == set(free.quantity.of)
    ]
    if not runs:
        return free
    low, high = max(int(free.low or 0), runs[0][0]), min(int(free.high or 0), runs[-1][1])
    return replace(free, low=low, high=high)


def _common(report: Report, parts: Sequence[CrossTable], assumed: Assumed) -> Crossing:
    """Return one crossing on which every part can be judged."""
    first = parts[0]
    if len({_table_of(part) for part in parts}) == 1:
        return cross(report, first, assumed)
    # The part that is about the whole table sets the orientation; every level stays apart.
    widest = next((part for part in parts if isinstance(part, Association)), first)
    every = report.levels_of(widest.sample, widest.outcome)
    return cross(report, widest, assumed, tuple((level,) for level in every))


def _table_of(part: CrossTable) -> object:
    columns = part.columns if isinstance(part, Association) else (part.yes, part.no)
    return (part.characteristic, part.outcome, columns)


def _accept(
    report: Report,
    part: CrossTable,
    crossing: Crossing,
    assumed: Assumed,
    test: str,
    settings: Settings,
) -> Accept:
    own = cross(report, part, assumed)
    judge = accept(report, part, own, companion_of(part, test), settings)
    if (own.characteristic, own.rows, own.columns) == (
        crossing.characteristic,
        crossing.rows,
        crossing.columns,
    ):
        return judge
    return lambda tables: judge(_seen_by(tables, crossing, own))


def _seen_by(tables: IntArray, crossing: Crossing, own: Crossing) -> IntArray:
    """Return tables of a common crossing as a part's own crossing has them."""
    rows: tuple[Levels, ...] = tuple((level,) for level in crossing.rows)
    columns = crossing.columns
    if crossing.characteristic != own.characteristic:
        tables, rows, columns = tables.transpose(0, 2, 1), columns, rows
    order = [rows.index((level,)) for level in own.rows]
    rest_rows = [i for i in range(tables.shape[1]) if i not in order]
    groups = [[columns.index((level,)) for level in group] for group in own.columns]
    rest = [i for i in range(tables.shape[2]) if not any(i in group for group in groups)]
    tables = np.concatenate(
        [tables[:, order], tables[:, rest_rows].sum(axis=1, keepdims=True)], axis=1
    )
    return np.stack([tables[:, :, group].sum(axis=2) for group in (*groups, rest)], axis=2)
