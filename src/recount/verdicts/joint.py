"""Several claims asked of one table: can all of them hold together?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from recount.phrases import counted, listed
from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import Decisions, IntArray, Search, TooMany, all_of, find_table
from recount.verdicts.blocks import SECONDS, SEED, search_method
from recount.verdicts.contrast import CONTRAST_TESTS
from recount.verdicts.crossing import Assumed, Crossing, cross
from recount.verdicts.joint_vectors import JointVectors, judge_vectors
from recount.verdicts.parts import ConsistentTables, Judgement, TestResult
from recount.verdicts.predicates import Accept, predicate
from recount.verdicts.reading import Levels, Reading, ReadingError, levels_of, read_claim
from recount.verdicts.words import disagreement, named, proof_of, tables_of

__all__ = ["judge_jointly", "members_of"]

#: For each test of a 2 x 2 table, the test of a trend and of a larger table that goes with it.
COMPANIONS = {
    "wald": ("logistic_wald", "pearson"),
    "pearson": ("trend_score", "pearson"),
    "fisher": ("logistic_lr", "pearson"),
    "likelihood_ratio": ("logistic_lr", "likelihood_ratio"),
}
LIMIT = 1_500_000

#: Relations of which no two can be true of the same comparison under the same test.
EXCLUDE = (
    {"higher", "lower", "no_difference"},
    {"highest", "lowest", "no_difference"},
    {"rises", "falls", "no_trend"},
)


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

    Raises:
        ReadingError: If the members are not about one sample.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "c43-female-traded-jointly")
        >>> judge_jointly(published, claim, Assumed(), Settings()).verdict
        'fails'
    """
    members = members_of({row.id: row for row in published.claims}, claim)
    readings = [read_claim(published, member) for member in members]
    if len({reading.sample for reading in readings}) > 1:
        raise ReadingError(f"claims.csv, {claim.id}: its members are about different samples")
    pair = _contradicting(members, readings)
    if pair is not None:
        return _contradiction(pair)
    crossing = _common(published, members, readings, assumed)
    asked = f"asked together: {listed([member.id for member in members])}"
    if len(crossing.columns) == 2 and not crossing.space.columns.missing:
        try:
            found = judge_vectors(
                published, members, readings, crossing, COMPANIONS, settings, LIMIT
            )
        except TooMany:
            pass
        else:
            return _counted(crossing, found, asked)
    return _searched(published, members, readings, crossing, assumed, settings, asked)


def _counted(crossing: Crossing, found: JointVectors, asked: str) -> Judgement:
    first = found.results[0]
    holding, undecided = found.holding[first.test], found.undecided[first.test]
    if not found.total:
        sentence = "No whole-number table is consistent with the printed numbers."
    elif holding:
        sentence = (
            f"All of it holds together in {holding:,} of "
            f"{counted(found.total, 'consistent table')}, by {named(first.test)}."
        )
    else:
        sentence = (
            f"They hold together in none of the {counted(found.total, 'consistent table')}, by "
            f"{named(first.test)}."
        )
    if disagreement(found.results):
        sentence += f" {disagreement(found.results)}"
    witnesses = [found.witness_for, found.witness_against]
    return Judgement(
        verdict=first.decision,
        basis="consistent_tables",
        proof=proof_of(first.decision, sum(table is not None for table in witnesses)),
        consistent_tables=tables_of(found.total, holding, undecided, "every table listed"),
        witness_for=_shown(crossing, found.witness_for, "all statements are true here"),
        witness_against=_shown(crossing, found.witness_against, "some statement is false here"),
        tests=found.results,
        sentence=sentence,
        steps=(
            asked,
            *(
                f"{named(row.test)}: all true in {found.holding[row.test]:,} of {found.total:,}, "
                f"undefined in {found.undecided[row.test]:,}: {row.decision}"
                for row in found.results
            ),
        ),
        settles="the full cross-table of the figure" if first.decision == "open" else "",
    )


def _shown(crossing: Crossing, table: IntArray | None, note: str):  # type: ignore[no-untyped-def]
    return None if table is None else crossing.witness(table, note)


def _contradicting(
    members: tuple[Claim, ...], readings: list[Reading]
) -> tuple[Claim, Claim] | None:
    """Return two members that say what cannot both be true of one comparison."""
    for i, first in enumerate(members):
        for j in range(i):
            second = members[j]
            same = readings[i] == readings[j] and first.relation != second.relation
            if same and any({first.relation, second.relation} <= group for group in EXCLUDE):
                return second, first
    return None


def _contradiction(pair: tuple[Claim, Claim]) -> Judgement:
    absent = [claim.relation in ("no_difference", "no_trend") for claim in pair]
    why = (
        "the same test would have to be significant and not significant"
        if any(absent)
        else "the same difference would have to point both ways"
    )
    return Judgement(
        verdict="fails",
        basis="consistent_tables",
        proof="closed_form",
        consistent_tables=ConsistentTables(None, 0, f"none can have both: {why}"),
        sentence=f"They cannot both hold in one table: {why}.",
        steps=(f"asked together: {listed([claim.id for claim in pair])}", why),
    )


def _common(
    published: Published,
    members: tuple[Claim, ...],
    readings: list[Reading],
    assumed: Assumed,
) -> Crossing:
    """Return one crossing on which every member can be judged."""
    if len({(r.characteristic, r.outcome, r.yes, r.no) for r in readings}) == 1:
        return cross(published, readings[0], assumed)
    # The member that is about the whole table sets the orientation; every level stays apart.
    widest = next(
        (r for m, r in zip(members, readings, strict=True) if m.relation == "no_association"),
        readings[0],
    )
    variables = {widest.characteristic, widest.outcome}
    for member, reading in zip(members, readings, strict=True):
        if {reading.characteristic, reading.outcome} != variables:
            raise ReadingError(f"claims.csv, {member.id}: it is not about the table of the others")
    columns = tuple((level,) for level in levels_of(published, widest.sample, widest.outcome))
    return cross(published, widest, assumed, columns)


def _searched(
    published: Published,
    members: tuple[Claim, ...],
    readings: list[Reading],
    crossing: Crossing,
    assumed: Assumed,
    settings: Settings,
    asked: str,
) -> Judgement:
    """Look for one table with all members true, and one with some member false.

    A search under each test would say no more than one under the first.
    """
    test = CONTRAST_TESTS[0]
    accepts = [
        _accept(published, member, reading, crossing, assumed, test, settings)
        for member, reading in zip(members, readings, strict=True)
    ]

    def kleene(tables: IntArray) -> Decisions:
        return all_of(*(accept(tables) for accept in accepts))

    def together(tables: IntArray) -> Decisions:
        decisions = [accept(tables) for accept in accepts]
        found = all_of(*decisions)
        # A counterexample must not rest on a table on which a member's test is undefined.
        undefined = np.logical_or.reduce([part == -1 for part in decisions])
        return np.where((found == 0) & undefined, -1, found).astype(np.int8)

    def search(want: int) -> Search:
        return find_table(crossing.space, together, want=want, seed=SEED, time_limit=SECONDS)

    found_for, found_against = search(1), search(0)
    both = found_for.table is not None and found_against.table is not None
    none = False
    if found_for.table is None and found_for.exhausted:
        # Every table was looked at. A table that some member makes false decides, even if another
        # member's test is undefined on it; it is only not shown.
        refuted = find_table(crossing.space, kleene, want=0, seed=SEED, time_limit=SECONDS)
        none = refuted.table is not None
    verdict = "fails" if none else "open"
    if found_for.table is not None:
        sentence = f"They can hold together: one consistent table shows all of them true, by \
{named(test)} and the tests that go with it."
    elif none:
        sentence = "They hold together in no consistent table."
    else:
        sentence = "No consistent table with all of them true was found; that proves nothing."
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof="enumerated" if none else "witnesses" if both else "one_witness",
        consistent_tables=ConsistentTables(None, None, search_method(found_for, found_against)),
        witness_for=_shown(crossing, found_for.table, "all statements are true here"),
        witness_against=_shown(crossing, found_against.table, "some statement is false here"),
        tests=(TestResult(test, verdict),),
        sentence=sentence,
        steps=(asked, f"{named(test)}: {verdict}"),
        settles="the full cross-table of the figure" if verdict == "open" else "",
    )


def _accept(
    published: Published,
    member: Claim,
    reading: Reading,
    crossing: Crossing,
    assumed: Assumed,
    test: str,
    settings: Settings,
) -> Accept:
    slope, larger = COMPANIONS[test]
    if member.relation == "no_association":
        return predicate(published, member.relation, reading, crossing, larger, settings)
    own = cross(published, reading, assumed)
    chosen = slope if member.relation in ("rises", "falls", "no_trend") else test
    judge = predicate(published, member.relation, reading, own, chosen, settings)
    return lambda tables: judge(_seen_by(tables, crossing, own, reading))


def _seen_by(tables: IntArray, crossing: Crossing, own: Crossing, reading: Reading) -> IntArray:
    """Return tables of a common crossing as a member's own crossing has them."""
    if crossing.columns == own.columns and crossing.rows == own.rows:
        return tables
    rows: tuple[Levels, ...] = tuple((level,) for level in crossing.rows)
    columns = crossing.columns
    if crossing.row_name != own.row_name:
        tables, rows, columns = tables.transpose(0, 2, 1), columns, rows
    order = [rows.index((level,)) for level in own.rows] + [-1]
    tables = tables[:, order, :]
    yes = [columns.index((level,)) for level in reading.yes]
    no = [columns.index((level,)) for level in reading.no]
    rest = [i for i in range(tables.shape[2]) if i not in yes and i not in no]
    parts = [tables[:, :, group].sum(axis=2) for group in (yes, no, rest)]
    return np.stack(parts, axis=2)
