"""What each verdict depends on besides printed numbers, and where it would flip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from recount.arithmetic import CONVENTIONS, printed_interval
from recount.phrases import counted
from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import list_tables, outcome_count
from recount.verdicts.blocks import DIRECTIONS, predicate
from recount.verdicts.crossing import Assumed, conditional, cross
from recount.verdicts.judge import judge_claim
from recount.verdicts.parts import Dependence, Judgement
from recount.verdicts.reading import Reading, read_claim

__all__ = ["with_dependences"]

LIMIT = 500_000


def with_dependences(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings, found: Judgement
) -> Judgement:
    """Return a judgement with a line for each assumption that the claim rests on."""
    rests = list(found.rests_on)
    known = {rest.assumption for rest in rests}
    for name in claim.rests_on:
        if name in known:
            continue
        if name == "unknown-complete":
            rests.append(Dependence(name, _unknown(published, claim, assumed, settings, found)))
        elif name == "rounding":
            rests.append(Dependence(name, _rounding(published, claim, assumed, settings)))
        else:
            rests.append(
                Dependence(
                    name,
                    "without this reading no margin of the relationship is printed, and there are "
                    "no counts to judge by",
                )
            )
    return replace(found, rests_on=tuple(rests))


def _unknown(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings, found: Judgement
) -> str:
    """Return what becomes of a verdict when cases unknown to the child are missing data."""
    top = published.counts["one-relationship-unknown"].value
    if found.verdict == "open":
        return (
            f"how many of the {top:,} unknown cases are missing is not printed; as both witnesses "
            "have none missing, the verdict stays open"
        )
    if claim.relation in ("majority", "plurality", "minority"):
        return _margin_sweep(published, claim, found, top)
    if claim.outcome == "relationship" and claim.relation in (*DIRECTIONS, "majority_within"):
        return _table_sweep(published, claim, assumed, settings, found)
    return "not swept: the claim names no cross-table"


def _margin_sweep(published: Published, claim: Claim, found: Judgement, top: int) -> str:
    levels = claim.level.split(" + ")
    counts = {
        count.category: count.value for count in published.of(claim.sample, claim.characteristic)
    }
    for missing in range(top + 1):
        now = {**counts, "unknown": counts["unknown"] - missing}
        part = sum(now[level] for level in levels)
        majority = 2 * part > sum(now.values())
        if majority != (found.verdict == "holds"):
            return f"the verdict flips once {missing:,} of the unknown cases are missing data"
    return f"the verdict is the same with 0 to {top:,} of the unknown cases missing"


def _table_sweep(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings, found: Judgement
) -> str:
    """Judge the claim on every table for each number of missing cases that leaves any table."""
    reading = read_claim(published, claim)
    last = 0
    flips: int | None = None
    most = _most_missing(published, reading, assumed)
    for missing in range(most + 1):
        with_missing = replace(assumed, unknown_missing=missing)
        crossing = cross(published, reading, with_missing)
        tables = list_tables(crossing.space, LIMIT)
        if not len(tables):
            continue
        last = missing
        if claim.relation == "majority_within":
            row = crossing.rows.index(reading.pivot[0])
            true = tables[:, row, 0] > tables[:, row, 1]
        else:
            accept = predicate(published, claim.relation, reading, crossing, "wald", settings)
            true = accept(tables) == 1
        if flips is None and not bool(np.all(true)) and found.verdict == "holds":
            flips = missing
    if flips is not None:
        return f"the proof is lost once {flips:,} of the unknown cases are missing data"
    return (
        f"the claim holds in every consistent table with up to {last:,} of the unknown cases missing; "
        f"with more than {last:,} no table gives the printed percentages"
    )


def _most_missing(published: Published, reading: Reading, assumed: Assumed) -> int:
    """Return a number of missing cases above which no table has the printed percentages.

    Each row's cases with the outcome are at most its highest share of its known cases. Taking the
    missing cases from the row with the lowest such share costs the least.
    """
    total = sum(
        count.value
        for count in published.of(reading.sample, reading.outcome)
        if count.category in reading.yes
    )
    tops: list[tuple[Fraction, int]] = []
    for count in published.of(reading.sample, reading.characteristic):
        high = Fraction(1)
        for stated in published.percentages:
            bound = conditional(stated)
            if bound == (reading.outcome, reading.characteristic, reading.yes, count.category):
                high = printed_interval(stated.printed, assumed.convention).high
        tops.append((high, count.value))
    room = sum(high * size for high, size in tops) - total
    return max(0, int(room / min(high for high, _ in tops)))


def _rounding(published: Published, claim: Claim, assumed: Assumed, settings: Settings) -> str:
    """Return the verdict and the number of tables under each rounding convention."""
    parts = []
    for name, number, verdict in _by_convention(published, claim, assumed, settings):
        parts.append(
            f"{name} leaves {counted(number, 'table')}" + (f" ({verdict})" if number else "")
        )
    return "; ".join(parts)


def _by_convention(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings
) -> Iterator[tuple[str, int, str]]:
    for name in (*CONVENTIONS, "within_a_point"):
        other = replace(assumed, convention=name)
        crossing = cross(published, read_claim(published, claim), other)
        number = outcome_count(crossing.space)
        verdict = judge_claim(published, claim, other, settings).verdict if number else ""
        yield name, number, verdict
