"""Several readings asked of one table: can all of them be true together?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from recount import tables
from recount.arrays import Decisions, Ints
from recount.report import Association, Contrast, CrossTable, Jointly, Slope
from recount.verdicts.crossings import Crossing, cross
from recount.verdicts.crosstables import Results, free_range, judgement_of
from recount.verdicts.decisions import COMPANIONS, accept, ask, companion_of, every, shared_tests
from recount.verdicts.judgement import ConsistentTables, Implied, Judgement
from recount.verdicts.known import Known
from recount.verdicts.larger import range_if_true

LISTED = 600_000
Parts = Sequence[CrossTable]
Alone = Callable[[CrossTable], Judgement]
Answers = tuple[Results, tuple[Implied, ...]]


def judge_together(known: Known, reading: Jointly, alone: Alone) -> Judgement:
    """Judge whether all parts of a joint reading are true in one consistent table."""
    # The verdict is that of "all of them hold": ``fails`` means that they cannot hold together.
    # Parts about a table of their own are judged ``alone``.
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
        facts={"parts": [each.verdict for each in found]},
    )


def _on_one_table(known: Known, parts: Parts, tests: Sequence[str], alone: Alone) -> Judgement:
    """Return the verdict on readings of one and the same table, by each of some tests."""
    crossing = _common(known, parts)
    directions: dict[CrossTable, set[int]] = {}
    for part in parts:
        if isinstance(part, Contrast | Slope):
            same = replace(part, relation="", direction=0)
            directions.setdefault(same, set()).add(part.direction)
    if any(len(each) > 1 for each in directions.values()):
        # Two parts say of one comparison what cannot both be true.
        none = ConsistentTables(None, 0, None, "exclusive")
        return Judgement("fails", "consistent_tables", "closed_form", none)
    found = None
    if len(crossing.columns) == 2 and not crossing.space.columns.missing:
        with suppress(tables.OutOfReach):
            found = _listed(known, crossing, parts, tests)
    results, implied = found or _searched(known, crossing, parts, tests, alone)
    # The test that goes with each, where parts need another kind.
    others = [x for kind in (Slope, Association) for x in parts if isinstance(x, kind)][:1]
    pairs = {test: companion_of(x, test) for x in others for test in tests if test in COMPANIONS}
    return judgement_of(crossing, results, companions=pairs, implied=implied)


def _common(known: Known, parts: Parts) -> Crossing:
    """Return one crossing on which every part can be judged."""
    axes = {
        (x.characteristic, x.columns if isinstance(x, Association) else (x.yes, x.no))
        for x in parts
    }
    if len(axes) == 1:
        return cross(known, parts[0])
    # The part that is about the whole table sets the orientation; every level stays apart.
    widest = next((part for part in parts if isinstance(part, Association)), parts[0])
    levels = known.report.levels_of(widest.sample, widest.outcome)
    return cross(known, widest, tuple((level,) for level in levels))


def _accept(known: Known, crossing: Crossing, parts: Parts, tests: Sequence[str]) -> tables.Accept:
    """Return the function that tells of which tables all parts are true, by each of some tests."""

    def accepted(part: CrossTable) -> tables.Accept:
        turned = part.characteristic != crossing.characteristic
        asked = ask(known, part, crossing.turned() if turned else crossing)
        judge = accept(asked, *(companion_of(part, test) for test in tests))
        return (lambda some: judge(some.transpose(0, 2, 1))) if turned else judge

    return every([accepted(part) for part in parts])


def _listed(known: Known, crossing: Crossing, parts: Parts, tests: Sequence[str]) -> Answers:
    """Judge all tables; note the cases that each row and each pivot can have in the true ones."""
    yes = crossing.columns[0]
    pivots = [part.pivot for part in parts if isinstance(part, Contrast)]
    groups = list(dict.fromkeys([*((row,) for row in crossing.rows), *pivots]))
    ranges: dict[str, list[tables.Run]] = {}
    judge = _accept(known, crossing, parts, tests)

    def noted(some: Ints) -> Decisions:
        decisions = judge(some)
        cases = [some[:, list(crossing.indices(group)), 0].sum(axis=1) for group in groups]
        for test, true in zip(tests, decisions == 1, strict=True):
            if true.any():
                spans = [(int(each[true].min()), int(each[true].max())) for each in cases]
                pairs = zip(ranges.get(test, spans), spans, strict=True)
                ranges[test] = [(min(a, low), max(b, high)) for (a, b), (low, high) in pairs]
        return decisions

    found = tables.judge_list(crossing.space, noted, limit=LISTED, tests=len(tests))
    free = [
        Implied(crossing.cases(x, yes), None, *tables.ends(crossing.space, crossing.form(x, yes)))
        for x in groups
    ]
    given = [
        Implied(item.quantity, test, *span, True)
        for test in tests
        for item, span in zip(free, ranges.get(test, ()), strict=False)
    ]
    return dict(zip(tests, found, strict=True)), (*free, *given)


def _searched(
    known: Known, crossing: Crossing, parts: Parts, tests: Sequence[str], alone: Alone
) -> Answers:
    """Look for one table with all parts true, and one with some part false."""
    # Where the tables cannot all be looked at, a search under each test would say no more than one
    # under the first.
    results: Results = {}
    for test in tests:
        judge = _accept(known, crossing, parts, [test])
        results[test] = found = tables.search(crossing.space, judge)
        if not found.exhausted:
            break
    wide = [part for part in parts if isinstance(part, Association)][:1]
    implied: dict[object, Implied] = {}
    for part in (*parts, *wide):  # the last word on a number that others name
        for item in free_range(ask(known, part)):
            implied[frozenset(item.quantity.of)] = item
    narrowed = []
    if wide and not found.exhausted:
        asked = ask(known, wide[0], crossing)
        (free,) = free_range(asked)
        # Other parts about the same number leave it a narrower range.
        for part in parts:
            if isinstance(part, Contrast):
                own = alone(part)
                of, test = set(free.quantity.of), own.tests[0].test
                runs = [x for x in own.implied if x.test == test and set(x.quantity.of) == of]
                low = max(free.low or 0, runs[0].low or 0) if runs else free.low
                high = min(free.high or 0, runs[-1].high or 0) if runs else free.high
                free = replace(free, low=low, high=high)
        narrowed = range_if_true(asked, free, _accept(known, crossing, parts, tests[:1]))
    return results, (*implied.values(), *narrowed)
