"""Several claims asked of one table: can all of them hold together?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from recount.phrases import counted
from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import (
    Comparison,
    IntArray,
    TooMany,
    all_of,
    find_table,
    list_tables,
)
from recount.verdicts.blocks import DIRECTIONS, SECONDS, SEED, Accept, predicate
from recount.verdicts.contrast import CONTRAST_TESTS, decision_matrix, verdict_of
from recount.verdicts.crossing import Assumed, Crossing, cross
from recount.verdicts.parts import ConsistentTables, Judgement, TestResult
from recount.verdicts.reading import Levels, Reading, levels_of, read_claim

__all__ = ["judge_jointly", "members_of"]

#: For each test of a 2 x 2 table, the test of a trend and of a larger table that goes with it.
COMPANIONS = {
    "wald": ("logistic_wald", "pearson"),
    "pearson": ("trend_score", "pearson"),
    "fisher": ("logistic_lr", "pearson"),
    "likelihood_ratio": ("logistic_lr", "likelihood_ratio"),
}
LIMIT = 1_500_000

Found = tuple[int | None, int | None, int | None, IntArray | None, IntArray | None]
"""Tables in all, holding, undecided; witness for and against."""


def members_of(claims: Mapping[str, Claim], claim: Claim) -> tuple[Claim, ...]:
    """Return the claims that a joint claim joins, joint members taken apart."""
    found: list[Claim] = []
    for name in claim.members.split("; "):
        member = claims[name]
        found += members_of(claims, member) if member.relation == "jointly" else (member,)
    return tuple(found)


def judge_jointly(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge whether all members of a joint claim hold in one consistent table.

    The verdict is that of "all of them hold": ``fails`` means that they cannot hold together.
    """
    members = members_of({row.id: row for row in published.claims}, claim)
    readings = [read_claim(published, member) for member in members]
    if _contradict(members):
        return _contradiction(members)
    crossing = _common(published, members, readings, assumed)
    tables = _listed(crossing)
    results = []
    first: Found | None = None
    for test in CONTRAST_TESTS:
        accepts = [
            _accept(published, member, reading, crossing, test, settings)
            for member, reading in zip(members, readings, strict=True)
        ]
        if tables is None:
            # A search under each test would say no more than the first one.
            first = _searched(crossing, accepts)
            results.append(TestResult(test, "open"))
            break
        decisions = all_of(*(accept(tables) for accept in accepts))
        holding, undecided = int((decisions == 1).sum()), int((decisions == -1).sum())
        results.append(TestResult(test, verdict_of(len(tables), holding, undecided)))
        if first is None:
            witnesses = _central(tables, decisions == 1), _central(tables, decisions == 0)
            first = (len(tables), holding, undecided, *witnesses)
    assert first is not None
    total, holding, undecided, witness_for, witness_against = first
    verdict = results[0].decision
    if total is not None:
        assert holding is not None
        sentence = (
            f"All of it holds together in {holding:,} of {counted(total, 'consistent table')}."
            if holding
            else f"They hold together in none of the {counted(total, 'consistent table')}."
        )
    elif witness_for is not None:
        sentence = "They can hold together: one consistent table shows all of them true."
    else:
        sentence = "No consistent table with all of them true was found; that proves nothing."
    both = witness_for is not None and witness_against is not None
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof="enumerated"
        if verdict in ("holds", "fails")
        else ("witnesses" if both else "one_witness"),
        consistent_tables=ConsistentTables(
            total,
            holding,
            f"every table listed; the test is undefined on {undecided:,}"
            if total is not None
            else "not counted; witnesses found by search and verified exactly",
            undecided,
        ),
        witness_for=None
        if witness_for is None
        else crossing.witness(witness_for, "all statements are true here"),
        witness_against=None
        if witness_against is None
        else crossing.witness(witness_against, "some statement is false here"),
        tests=tuple(results),
        sentence=sentence,
        steps=(
            f"asked together: {', '.join(member.id for member in members)}",
            *(f"{result.test}: {result.decision}" for result in results),
        ),
        settles="the full cross-table of the figure" if verdict == "open" else "",
    )


def _contradict(members: tuple[Claim, ...]) -> bool:
    """Return whether two members say the opposite of the same comparison under the same test."""
    keys = {}
    for member in members:
        key = (
            member.characteristic,
            member.level,
            member.against,
            member.outcome,
            member.outcome_level,
            member.outcome_against,
        )
        absent = member.relation in ("no_difference", "no_trend")
        if keys.setdefault(key, absent) != absent:
            return True
    return False


def _contradiction(members: tuple[Claim, ...]) -> Judgement:
    names = " and ".join(member.id for member in members)
    return Judgement(
        verdict="fails",
        basis="consistent_tables",
        proof="closed_form",
        consistent_tables=ConsistentTables(
            None, 0, "one test cannot be significant and not significant on the same table"
        ),
        sentence=(
            "They cannot both hold in one table: the same test would have to be significant and not "
            "significant."
        ),
        steps=(f"asked together: {names}", "significant and not significant exclude each other"),
    )


def _common(
    published: Published,
    members: tuple[Claim, ...],
    readings: list[Reading],
    assumed: Assumed,
) -> Crossing:
    """Return one crossing on which every member can be judged."""
    same = len({(r.characteristic, r.outcome, r.yes, r.no) for r in readings}) == 1
    if same:
        return cross(published, readings[0], assumed)
    # The member that is about the whole table sets the orientation; every level stays apart.
    widest = next(
        (r for m, r in zip(members, readings, strict=True) if m.relation == "no_association"),
        readings[0],
    )
    columns = tuple((level,) for level in levels_of(published, widest.sample, widest.outcome))
    return cross(published, widest, assumed, columns)


def _accept(
    published: Published,
    member: Claim,
    reading: Reading,
    crossing: Crossing,
    test: str,
    settings: Settings,
) -> Accept:
    slope, block = COMPANIONS[test]
    if member.relation == "no_association":
        return predicate(published, member.relation, reading, crossing, block, settings)
    two_columns = crossing.columns == (reading.yes, reading.no)
    if member.relation in DIRECTIONS and two_columns and not crossing.space.columns.missing:
        rows = crossing.indices(reading.pivot)
        parts = [
            Comparison(
                rows,
                crossing.indices(group),
                decision_matrix(
                    crossing,
                    rows,
                    crossing.indices(group),
                    test,
                    DIRECTIONS[member.relation],
                    settings,
                ),
            )
            for group in reading.against
        ]
        return lambda tables: all_of(*(part(tables) for part in parts))
    own = cross(published, reading, Assumed())
    chosen = test if member.relation in DIRECTIONS else slope
    judge = predicate(published, member.relation, reading, own, chosen, settings)
    return lambda tables: judge(_seen_by(tables, crossing, own, reading))


def _seen_by(tables: IntArray, crossing: Crossing, own: Crossing, reading: Reading) -> IntArray:
    """Return tables of a common crossing as a member's own crossing has them."""
    if crossing.columns == own.columns and crossing.rows == own.rows:
        return tables
    rows = tuple((level,) for level in crossing.rows)
    columns = crossing.columns
    if set(crossing.rows) != set(own.rows) or crossing.row_name != own.row_name:
        tables, rows, columns = tables.transpose(0, 2, 1), columns, rows
    order = [_place(rows, (level,)) for level in own.rows] + [-1]
    tables = tables[:, order, :]
    yes = [_place(columns, (level,)) for level in reading.yes]
    no = [_place(columns, (level,)) for level in reading.no]
    rest = [i for i in range(tables.shape[2]) if i not in yes and i not in no]
    parts = [tables[:, :, group].sum(axis=2) for group in (yes, no, rest)]
    return np.stack(parts, axis=2)


def _place(groups: tuple[Levels, ...], group: Levels) -> int:
    return groups.index(group)


def _listed(crossing: Crossing) -> IntArray | None:
    """Return every consistent table, or None where there are too many to list."""
    try:
        return list_tables(crossing.space, LIMIT)
    except TooMany:
        return None


def _central(tables: IntArray, chosen: npt.NDArray[np.bool_]) -> IntArray | None:
    """Return the chosen table nearest to their average: an ordinary one rather than an extreme."""
    if not chosen.any():
        return None
    kept = tables[chosen]
    distance = np.abs(kept - np.round(kept.mean(axis=0))).sum(axis=(1, 2))
    return np.asarray(kept[int(distance.argmin())])


def _searched(crossing: Crossing, accepts: list[Accept]) -> Found:
    witnesses = [
        find_table(
            crossing.space,
            lambda tables: all_of(*(accept(tables) for accept in accepts)),
            want=want,
            seed=SEED,
            time_limit=SECONDS,
        ).table
        for want in (1, 0)
    ]
    return None, None, None, witnesses[0], witnesses[1]
