"""Judge one claim: choose the route that its reading needs, and say the result in words."""

from __future__ import annotations

from collections.abc import Callable

from recount.phrases import counted, ratio_in_words
from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import IntArray
from recount.verdicts.between import judge_between, judge_between_traded
from recount.verdicts.blocks import judge_block
from recount.verdicts.contrast import Contrast, judge_contrast
from recount.verdicts.crossing import Assumed, Crossing, cross
from recount.verdicts.margin_words import (
    judge_columns_off,
    judge_fraction,
    judge_larger,
    judge_part_majority,
    judge_share_word,
)
from recount.verdicts.overlap import judge_overlap
from recount.verdicts.parts import ConsistentTables, Judgement, Proof
from recount.verdicts.power import detectable_in_words
from recount.verdicts.reading import Reading, read_claim
from recount.verdicts.slope import judge_slope
from recount.verdicts.steps import judge_steps

__all__ = ["judge_claim"]

DIRECTIONS = {"higher": 1, "highest": 1, "lower": -1, "lowest": -1, "no_difference": 0}
SLOPES = {"rises": 1, "falls": -1, "no_trend": 0}

MARGIN_JUDGES: dict[str, Callable[[Published, Claim], Judgement]] = {
    "majority": judge_share_word,
    "plurality": judge_share_word,
    "minority": judge_share_word,
    "larger": judge_larger,
    "part_majority": judge_part_majority,
    "share_above": judge_fraction,
    "columns_off": judge_columns_off,
}


def judge_claim(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge one claim, joint claims excepted (see ``recount.verdicts.joint``).

    Raises:
        ReadingError: If the claim names a level that its sample does not have.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f11-pubescent-lower")
        >>> judgement = judge_claim(published, claim, Assumed(), Settings())
        >>> judgement.verdict, judgement.consistent_tables.count
        ('holds', 7)
    """
    if claim.relation == "not_testable":
        return Judgement("not_testable", "none", sentence=f"{claim.reason}.")
    if claim.relation == "unbounded":
        return Judgement("no_counts", "none", sentence=f"{claim.reason}.")
    if claim.relation in MARGIN_JUDGES:
        return MARGIN_JUDGES[claim.relation](published, claim)
    if claim.relation == "overlap_majority":
        return judge_overlap(published, claim, assumed)
    if claim.relation == "samples_higher":
        if claim.outcome:
            return judge_between_traded(published, claim, settings)
        return judge_between(published, claim, settings)
    reading = read_claim(published, claim)
    if claim.relation in ("majority_within", "no_association"):
        return judge_block(published, claim, reading, assumed, settings)
    crossing = cross(published, reading, assumed)
    if crossing.space.columns.missing:
        return judge_block(published, claim, reading, assumed, settings)
    if claim.relation in DIRECTIONS:
        return _contrast(published, claim, reading, crossing, settings)
    marks = published.scores(claim.characteristic)
    if claim.relation in SLOPES:
        return _slope(claim, crossing, tuple(marks[level] for level in crossing.rows), settings)
    if claim.relation == "rises_each_step":
        return _steps(crossing, settings)
    raise ValueError(f"claims.csv, {claim.id}: no judge for {claim.relation!r}")


def quantity_of(published: Published, reading: Reading) -> str:
    """Return words for the number of cases of the pivot that have the outcome.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f04-no-difference")
        >>> quantity_of(published, read_claim(published, claim))
        'traded cases with victim gender male'
    """
    pivot = published.group_label(reading.sample, reading.characteristic, reading.pivot)
    yes = published.group_label(reading.sample, reading.outcome, reading.yes)
    if reading.outcome in ("traded", "relationship"):
        outcome = f"{yes} cases"
    else:
        outcome = f"cases with {published.variables[reading.outcome]} {yes}"
    if reading.characteristic == "activity":
        return f"{outcome} at {pivot}"
    return f"{outcome} with {published.variables[reading.characteristic]} {pivot}"


def _proof(verdict: str, witnesses: int) -> Proof:
    if verdict in ("holds", "fails"):
        return "enumerated"
    return "witnesses" if witnesses == 2 else "one_witness"


def _tables(count: int, holding: int, undecided: int, how: str) -> ConsistentTables:
    method = how
    if undecided:
        method += f"; the test is undefined on {undecided:,} of them"
    return ConsistentTables(count, holding, method, undecided)


def _allow(verdict: str, count: int, holding: int, undecided: int, test: str) -> str:
    if verdict == "holds":
        return (
            f"True in {'all' if not undecided else 'every decided one of the'} "
            f"{counted(count, 'consistent table')} ({test})."
        )
    if verdict == "fails":
        return f"True in none of the {counted(count, 'consistent table')} ({test})."
    share = 100 * holding / count if count else 0
    words = f"{share:.0f}%" if 1 <= share <= 99 else "under 1%" if share < 1 else "over 99%"
    return (
        f"The printed numbers allow both: the statement is true in {words} of the consistent tables "
        f"({test}), a share of tables and not a probability."
    )


def _contrast(
    published: Published, claim: Claim, reading: Reading, crossing: Crossing, settings: Settings
) -> Judgement:
    direction = DIRECTIONS[claim.relation]
    quantity = quantity_of(published, reading)
    found = judge_contrast(crossing, reading.pivot, reading.against, direction, quantity, settings)
    primary = found.primary
    verdict = found.results[0].decision
    without = found.implied[0]
    given = [item for item in found.implied if item.test == found.results[0].test]
    sentence = _allow(
        verdict, primary.total, primary.holding, primary.undecided, found.results[0].test
    )
    settles = ""
    if verdict == "open" and given:
        spans = " or ".join(_span(item.low, item.high) for item in given)
        sentence += (
            f" If it is true, {quantity} number {spans}; without it, "
            f"{_span(without.low, without.high)}."
        )
        settles = f"the number of {quantity}"
    sentence += _disagreement(found)
    steps = [
        f"cross-table: {crossing.row_name} by {crossing.column_name}, "
        f"{counted(primary.total, 'table')} with the printed margins"
        + (f" and {', '.join(crossing.sources)}" if crossing.sources else ""),
        *(
            f"{result.test}: true in {found.counts[result.test].holding:,}, false in "
            f"{found.counts[result.test].failing:,}, undefined in "
            f"{found.counts[result.test].undecided:,}: {result.decision}"
            for result in found.results
        ),
    ]
    if direction == 0:
        power = detectable_in_words(crossing, reading, settings)
        steps.append(power)
        sentence += f" {power}"
    witnesses = [
        table for table in (primary.witness_for, primary.witness_against) if table is not None
    ]
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof=_proof(verdict, len(witnesses)),
        consistent_tables=_tables(
            primary.total,
            primary.holding,
            primary.undecided,
            "counted exactly by products of polynomials, one factor a row",
        ),
        implied=found.implied,
        witness_for=_shown(crossing, primary.witness_for, "the statement is true here"),
        witness_against=_shown(crossing, primary.witness_against, "the statement is false here"),
        tests=found.results,
        sentence=sentence,
        steps=tuple(steps),
        shift=_threshold(verdict, quantity, given, without.low, without.high),
        settles=settles,
    )


def _span(low: int | float | None, high: int | float | None) -> str:
    if low == high:
        return f"{low:,}"
    return f"{low:,} to {high:,}"


def _threshold(
    verdict: str,
    quantity: str,
    given: list,
    low: int | float | None,
    high: int | float | None,  # type: ignore[type-arg]
) -> str:
    """Return where one case more or less flips an open verdict."""
    if verdict != "open":
        return ""
    edges = []
    for item in given:
        if item.low != item.high and item.low is not None and item.low != low:
            edges.append(f"from {item.low - 1:,} to {item.low:,}")
        if item.low != item.high and item.high is not None and item.high != high:
            edges.append(f"from {item.high:,} to {item.high + 1:,}")
    if not edges:
        return ""
    return f"It can turn between one table and the next when {quantity} go {' or '.join(edges)}."


def _disagreement(found: Contrast) -> str:
    words = {result.decision for result in found.results}
    if len(words) == 1:
        return ""
    return (
        " The tests disagree: "
        + ", ".join(f"{result.test} {result.decision}" for result in found.results)
        + "."
    )


def _shown(crossing: Crossing, table: IntArray | None, note: str):  # type: ignore[no-untyped-def]
    return None if table is None else crossing.witness(table, note)


def _slope(
    claim: Claim, crossing: Crossing, scores: tuple[int, ...], settings: Settings
) -> Judgement:
    found = judge_slope(crossing, scores, SLOPES[claim.relation], settings)
    primary = found.primary
    verdict = found.results[0].decision
    given = [item for item in found.implied if item.test == found.results[0].test]
    without = found.implied[0]
    sentence = _allow(
        verdict, primary.total, primary.holding, primary.undecided, found.results[0].test
    )
    if verdict == "open" and given:
        sentence += (
            f" If it is true, the odds ratio for one point more lies between "
            f"{ratio_in_words(given[0].low)} and {ratio_in_words(given[0].high)}; without it, between "
            f"{ratio_in_words(without.low)} and {ratio_in_words(without.high)}."
        )
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof=_proof(
            verdict, sum(t is not None for t in (found.witness_for, found.witness_against))
        ),
        consistent_tables=_tables(
            primary.total,
            primary.holding,
            primary.undecided,
            "counted exactly by the number of cases with the outcome and the sum of their scores",
        ),
        implied=found.implied,
        witness_for=_shown(crossing, found.witness_for, "the statement is true here"),
        witness_against=_shown(crossing, found.witness_against, "the statement is false here"),
        tests=found.results,
        sentence=sentence,
        steps=(
            f"cross-table: {crossing.row_name} by {crossing.column_name}, "
            f"{counted(primary.total, 'table')}; scores {', '.join(map(str, scores))}",
            *(
                f"{result.test}: true in {found.counts[result.test].holding:,}, undefined in "
                f"{found.counts[result.test].undecided:,}: {result.decision}"
                for result in found.results
            ),
        ),
        settles="the sum of the levels of the cases with the outcome" if verdict == "open" else "",
    )


def _steps(crossing: Crossing, settings: Settings) -> Judgement:
    found = judge_steps(crossing, settings)
    primary = found.results[0]
    verdict = primary.decision
    holding, undecided = found.holding[primary.test], found.undecided[primary.test]
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof=_proof(
            verdict, sum(t is not None for t in (found.witness_for, found.witness_against))
        ),
        consistent_tables=_tables(
            found.total, holding, undecided, "counted exactly by walking along the scale"
        ),
        witness_for=_shown(crossing, found.witness_for, "every step rises here"),
        witness_against=_shown(crossing, found.witness_against, "some step does not rise here"),
        tests=found.results,
        sentence=_allow(verdict, found.total, holding, undecided, primary.test),
        steps=tuple(
            f"{result.test}: true in {found.holding[result.test]:,}, undefined in "
            f"{found.undecided[result.test]:,}: {result.decision}"
            for result in found.results
        ),
        settles="the cases with the outcome at each level" if verdict == "open" else "",
    )
