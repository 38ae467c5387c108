"""Joint claims on every table of two outcomes: decisions looked up, table by table.

Comparisons of two groups of rows look their decision up by two numbers, trends by two others, so
that half a million tables take tens of milliseconds under each test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import Decisions, IntArray, outcomes
from recount.verdicts.contrast import CONTRAST_TESTS, DIRECTIONS, decision_matrix, verdict_of
from recount.verdicts.crossing import Crossing
from recount.verdicts.listed import Vectors, list_vectors
from recount.verdicts.parts import TestResult
from recount.verdicts.predicates import predicate
from recount.verdicts.reading import Reading
from recount.verdicts.slope import SLOPES, accepted_slope

__all__ = ["JointVectors", "judge_vectors"]

# Codes whose minimum is the conjunction of Kleene's strong logic.
FALSE, UNDEFINED, TRUE = 0, 1, 2
#: Tables among which the most ordinary one is picked as a witness.
COMPARED = 4_096

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class JointVectors:
    """All members of a joint claim over all consistent tables.

    Attributes:
        total: All consistent tables.
        holding: By test, tables in which all members are true.
        undecided: By test, tables in which none is false and some is undefined.
        results: The verdict under each test.
        witness_for, witness_against: Full tables under the first test, every member being defined.
    """

    total: int
    holding: dict[str, int]
    undecided: dict[str, int]
    results: tuple[TestResult, ...]
    witness_for: IntArray | None
    witness_against: IntArray | None


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A decision read from a table by the sum of some rows and the sum of others."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    matrices: Mapping[str, Decisions]

    def places(self, vectors: Vectors) -> npt.NDArray[np.int32]:
        """Return where in the flat matrix each table's decision stands."""
        width = next(iter(self.matrices.values())).shape[1]
        x = vectors[list(self.first)].sum(axis=0, dtype=np.int32)
        y = vectors[list(self.second)].sum(axis=0, dtype=np.int32)
        return np.asarray(x * np.int32(width) + y)


def judge_vectors(
    published: Published,
    members: Sequence[Claim],
    readings: Sequence[Reading],
    crossing: Crossing,
    companions: Mapping[str, tuple[str, str]],
    settings: Settings,
    limit: int,
) -> JointVectors:
    """Judge several claims about one crossing with two outcomes, none left out, table by table.

    Args:
        published: What the report prints.
        members: The claims.
        readings: Their readings, all with the crossing's outcome.
        crossing: The cross-table.
        companions: For each test of a 2 x 2 table the tests of trends and of larger tables.
        settings: Level of the tests.
        limit: Most tables that are listed.

    Raises:
        TooMany: There are more tables than the limit.
    """
    vectors = list_vectors(crossing.space, limit)
    lookups: list[_Lookup] = []
    others: list[tuple[Claim, Reading]] = []
    for member, reading in zip(members, readings, strict=True):
        if member.relation in DIRECTIONS:
            lookups += _comparisons(member, reading, crossing, settings)
        else:
            others.append((member, reading))
    places = [lookup.places(vectors) for lookup in lookups]
    holding: dict[str, int] = {}
    undecided: dict[str, int] = {}
    results = []
    first: tuple[Codes, npt.NDArray[np.bool_]] | None = None
    for test in CONTRAST_TESTS:
        code = np.full(vectors.shape[1], TRUE, dtype=np.int8)
        defined = np.ones(vectors.shape[1], dtype=np.bool_)
        for lookup, place in zip(lookups, places, strict=True):
            part = _codes(lookup.matrices[test]).ravel().take(place)
            np.minimum(code, part, out=code)
            if first is None:
                defined &= part != UNDEFINED
        for member, reading in others:
            chosen = companions[test][0] if member.relation in SLOPES else test
            part = _codes(_decided(published, member, reading, crossing, vectors, chosen, settings))
            np.minimum(code, part, out=code)
            if first is None:
                defined &= part != UNDEFINED
        holding[test] = int(np.count_nonzero(code == TRUE))
        undecided[test] = int(np.count_nonzero(code == UNDEFINED))
        results.append(
            TestResult(test, verdict_of(vectors.shape[1], holding[test], undecided[test]))
        )
        first = first or (code, defined)
    assert first is not None
    code, defined = first
    return JointVectors(
        vectors.shape[1],
        holding,
        undecided,
        tuple(results),
        _central(crossing, vectors, code == TRUE),
        _central(crossing, vectors, (code == FALSE) & defined),
    )


def _comparisons(
    member: Claim, reading: Reading, crossing: Crossing, settings: Settings
) -> list[_Lookup]:
    rows = crossing.indices(reading.pivot)
    direction = DIRECTIONS[member.relation]
    found = []
    for group in reading.against:
        other = crossing.indices(group)
        matrices = {
            test: decision_matrix(crossing, rows, other, test, direction, settings)
            for test in CONTRAST_TESTS
        }
        found.append(_Lookup(rows, other, matrices))
    return found


def _decided(
    published: Published,
    member: Claim,
    reading: Reading,
    crossing: Crossing,
    vectors: Vectors,
    test: str,
    settings: Settings,
) -> Decisions:
    """Return the decisions on a trend, or on single steps, for each table."""
    cases = vectors[:-1].astype(np.int64)
    if member.relation not in SLOPES:
        sizes = np.array(crossing.space.rows.totals)[:, None]
        tables = np.zeros((cases.shape[1], cases.shape[0] + 1, 3), dtype=np.int64)
        tables[:, :-1, 0], tables[:, :-1, 1] = cases.T, (sizes - cases).T
        return predicate(published, member.relation, reading, crossing, test, settings)(tables)
    marks = published.scores(member.characteristic)
    scores = np.array([marks[row] for row in crossing.rows])
    k, s = cases.sum(axis=0), scores @ cases
    # Many tables share the two numbers that a trend depends on.
    spread = int(s.max() - s.min()) + 1 if s.size else 1
    _, at, back = np.unique(
        k * spread + (s - s.min(initial=0)), return_index=True, return_inverse=True
    )
    totals = np.array(crossing.space.rows.totals)
    direction = SLOPES[member.relation]
    once = accepted_slope(test, totals, scores, k[at], s[at], direction, settings)
    return np.asarray(once[back.ravel()], dtype=np.int8)


def _codes(decisions: Decisions) -> Codes:
    """Return 1, 0 and -1 as codes whose minimum is their conjunction."""
    return np.choose(decisions + 1, (UNDEFINED, FALSE, TRUE)).astype(np.int8)


def _central(
    crossing: Crossing, vectors: Vectors, chosen: npt.NDArray[np.bool_]
) -> IntArray | None:
    """Return an ordinary one of the chosen tables: near the average of an even sample of them."""
    places = np.flatnonzero(chosen)
    if not len(places):
        return None
    some = vectors[:, places[:: len(places) // COMPARED + 1]].astype(np.int64)
    distance = np.abs(some * some.shape[1] - some.sum(axis=1, keepdims=True)).sum(axis=0)
    return outcomes(crossing.space).table(some[:, int(distance.argmin())].tolist())
