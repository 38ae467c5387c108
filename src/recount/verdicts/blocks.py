"""Claims about a block of a larger table: columns left out, or more than two outcomes.

Such sets of tables are too large to list. Ranges of single cells are exact; the verdict rests on
witnesses found by search and verified exactly, or on a bound.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recount.published import Claim, Published
from recount.settings import Settings
from recount.significance import r_by_c, r_by_c_p
from recount.tables import Decisions, IntArray, all_of, find_table, linear_range
from recount.verdicts.contrast import CONTRAST_TESTS, accepted
from recount.verdicts.crossing import Assumed, Crossing, cross
from recount.verdicts.parts import ConsistentTables, Implied, Judgement, TestResult
from recount.verdicts.reading import Reading, levels_of
from recount.verdicts.slope import SLOPE_TESTS, accepted_slope

__all__ = ["BLOCK_TESTS", "Accept", "judge_block", "predicate"]

BLOCK_TESTS = ("pearson", "likelihood_ratio")
DIRECTIONS = {"higher": 1, "highest": 1, "lower": -1, "lowest": -1, "no_difference": 0}
SLOPES = {"rises": 1, "falls": -1, "no_trend": 0}
SECONDS = 20.0
SEED = 20180301

Accept = Callable[[IntArray], Decisions]


def tests_of(relation: str) -> tuple[str, ...]:
    """Return the tests by which a relation is judged, the one its wording implies first."""
    if relation in SLOPES:
        return SLOPE_TESTS
    return BLOCK_TESTS if relation == "no_association" else CONTRAST_TESTS


def predicate(
    published: Published,
    relation: str,
    reading: Reading,
    crossing: Crossing,
    test: str,
    settings: Settings,
) -> Accept:
    """Return the function that tells of which tables of a crossing a claim is true.

    The function takes tables of shape (n, r + 1, c + 1) and returns 1, 0 or -1 (test undefined).
    """
    if relation in DIRECTIONS:
        pivot = crossing.indices(reading.pivot)
        others = [crossing.indices(group) for group in reading.against]
        return lambda tables: _contrasts(
            tables, pivot, others, test, DIRECTIONS[relation], settings
        )
    if relation in SLOPES:
        scores = np.array([published.scores(reading.characteristic)[row] for row in crossing.rows])
        return lambda tables: _slopes(tables, scores, test, SLOPES[relation], settings)
    if relation == "no_association":
        return lambda tables: _no_association(tables, test, settings)
    raise ValueError(f"no predicate for {relation!r}")


def _contrasts(
    tables: IntArray,
    pivot: tuple[int, ...],
    others: list[tuple[int, ...]],
    test: str,
    direction: int,
    settings: Settings,
) -> Decisions:
    a, b = (tables[:, pivot, column].sum(axis=1) for column in (0, 1))
    found = []
    for group in others:
        c, d = (tables[:, group, column].sum(axis=1) for column in (0, 1))
        found.append(accepted(test, (a, b, c, d), direction, settings))
    return all_of(*found)


def _slopes(
    tables: IntArray, scores: IntArray, test: str, direction: int, settings: Settings
) -> Decisions:
    """Judge all at once where the rows' judged cases are the same, else table by table."""
    rows = tables[:, :-1, :2].sum(axis=2)
    if len(tables) and (rows == rows[0]).all() and (rows[0] > 0).all():
        k = tables[:, :-1, 0].sum(axis=1)
        s = (tables[:, :-1, 0] * scores).sum(axis=1)
        return accepted_slope(test, rows[0], scores, k, s, direction, settings)
    decisions = []
    for table in tables:
        cells = table[:-1, :2]
        totals = cells.sum(axis=1)
        k, s = cells[:, 0].sum(), (cells[:, 0] * scores).sum()
        if (totals == 0).all():
            decisions.append(np.int8(-1))
            continue
        kept = totals > 0
        decisions.append(
            accepted_slope(
                test, totals[kept], scores[kept], np.array([k]), np.array([s]), direction, settings
            )[0]
        )
    return np.array(decisions, dtype=np.int8)


def _no_association(tables: IntArray, test: str, settings: Settings) -> Decisions:
    found = r_by_c(test, tables[:, :-1, :-1], settings)
    return np.where(found == -1, -1, found == 0).astype(np.int8)


def judge_block(
    published: Published, claim: Claim, reading: Reading, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge a claim whose table has columns left out, or more than two outcomes."""
    if claim.relation == "majority_within":
        return _majority_within(published, claim, reading, cross(published, reading, assumed))
    columns = None
    if claim.relation == "no_association":
        levels = levels_of(published, reading.sample, reading.outcome)
        columns = tuple((level,) for level in levels)
    crossing = cross(published, reading, assumed, columns)
    results = []
    witnesses: dict[str, IntArray | None] = {}
    for test in tests_of(claim.relation):
        accept = predicate(published, claim.relation, reading, crossing, test, settings)
        found = {
            want: _search(crossing, reading, accept, want, witnesses.get(name))
            for want, name in ((1, "for"), (0, "against"))
        }
        # A search that finds nothing proves nothing: without both witnesses the claim stays open.
        results.append(TestResult(test, "open", *_p_range(claim.relation, test, found)))
        witnesses.setdefault("for", found[1])
        witnesses.setdefault("against", found[0])
    verdict = results[0].decision
    both = witnesses["for"] is not None and witnesses["against"] is not None
    implied: tuple[Implied, ...] = ()
    if reading.pivot and reading.yes:
        rows = crossing.indices(reading.pivot)
        bounds = linear_range(crossing.space, tuple((row, 0, 1) for row in rows))
        pivot = published.group_label(reading.sample, reading.characteristic, reading.pivot)
        yes = published.group_label(reading.sample, reading.outcome, reading.yes)
        implied = (
            Implied(
                f"cases with {crossing.row_name} {pivot} and {crossing.column_name} {yes}",
                None,
                bounds.low,
                bounds.high,
                False,
            ),
        )
    sentence = (
        "The printed numbers allow both: one consistent table shows the statement true, another "
        f"shows it false ({results[0].test})."
        if both
        else "A consistent table was found on one side only; that proves nothing about the other."
    )
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof="witnesses" if both else "one_witness",
        consistent_tables=ConsistentTables(
            None, None, "not counted; witnesses found by search and verified exactly"
        ),
        implied=implied,
        witness_for=None
        if witnesses["for"] is None
        else crossing.witness(witnesses["for"], "the statement is true here"),
        witness_against=None
        if witnesses["against"] is None
        else crossing.witness(witnesses["against"], "the statement is false here"),
        tests=tuple(results),
        sentence=sentence,
        steps=tuple(f"{result.test}: {result.decision}" for result in results),
        settles="the full cross-table of the figure",
    )


def _search(
    crossing: Crossing, reading: Reading, accept: Accept, want: int, known: IntArray | None
) -> IntArray | None:
    """Return a table with the wanted decision; one already known under another test if it serves."""
    if known is not None and accept(known[None])[0] == want:
        return known
    r, c = crossing.space.shape
    rows = crossing.indices(reading.pivot) if reading.pivot else (r - 1,)
    toward = tuple((row, 0, 1) for row in rows)
    away = tuple((row, 0, -1) for row in rows)
    found = find_table(
        crossing.space,
        accept,
        prefer=[toward, away],
        seed=SEED,
        time_limit=SECONDS,
        want=want,
    )
    return found.table


def _p_range(
    relation: str, test: str, found: dict[int, IntArray | None]
) -> tuple[float | None, float | None]:
    if relation != "no_association":
        return None, None
    values = [
        float(r_by_c_p(test, table[None, :-1, :-1])[0])
        for table in found.values()
        if table is not None
    ]
    return (min(values), max(values)) if values else (None, None)


def _majority_within(
    published: Published, claim: Claim, reading: Reading, crossing: Crossing
) -> Judgement:
    """Judge that most known cases of a row have the outcome, by the range of yes less no."""
    row = crossing.rows.index(reading.pivot[0])
    excess = linear_range(crossing.space, ((row, 0, 1), (row, 1, -1)))
    yes = linear_range(crossing.space, ((row, 0, 1),))
    if excess.low > 0:
        verdict = "holds"
    elif excess.high <= 0:
        verdict = "fails"
    else:
        verdict = "open"
    pivot = published.group_label(reading.sample, reading.characteristic, reading.pivot)
    name = published.group_label(reading.sample, reading.outcome, reading.yes)
    size = crossing.space.rows.totals[row]
    sentence = (
        f"Between {yes.low:,} and {yes.high:,} of the {size:,} {pivot} cases are {name}; such cases "
        f"outnumber the other known ones by {excess.low:,} at least and {excess.high:,} at most."
    )
    return Judgement(
        verdict=verdict,
        basis="bounds",
        proof="witnesses" if verdict == "open" else "bound",
        implied=(
            Implied(f"{pivot} cases that are {name}, of {size:,}", None, yes.low, yes.high, False),
            Implied("such cases less the other known ones", None, excess.low, excess.high, False),
        ),
        witness_for=crossing.witness(excess.high_table, "the statement is true here")
        if verdict == "open"
        else None,
        witness_against=crossing.witness(excess.low_table, "the statement is false here")
        if verdict == "open"
        else None,
        sentence=sentence,
        steps=(sentence,),
        shift=f"{(excess.low + 1) // 2:,} cases recoded would flip it."
        if verdict == "holds"
        else "",
        settles=f"how many of the {size:,} cases are {name}" if verdict == "open" else "",
    )
