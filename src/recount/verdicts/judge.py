"""Judge one claim: choose the route that its reading needs."""

from __future__ import annotations

from collections.abc import Callable

from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import Infeasible, outcomes
from recount.verdicts.assumed import Assumed
from recount.verdicts.between import judge_between, judge_between_outcomes
from recount.verdicts.blocks import judge_block
from recount.verdicts.contrast import DIRECTIONS
from recount.verdicts.counted import (
    judge_counted_contrast,
    judge_counted_slope,
    judge_counted_steps,
)
from recount.verdicts.crossing import Crossing, cross
from recount.verdicts.majority import judge_majority_within
from recount.verdicts.margin_words import (
    judge_columns_off,
    judge_fraction,
    judge_larger,
    judge_part_majority,
    judge_share_word,
)
from recount.verdicts.overlap import judge_overlap
from recount.verdicts.parts import Judgement
from recount.verdicts.reading import Reading, read_claim
from recount.verdicts.slope import SLOPES
from recount.verdicts.words import cases_that as quantity_of

__all__ = ["judge_claim", "quantity_of"]

MARGIN_JUDGES: dict[str, Callable[[Published, Claim, Assumed], Judgement]] = {
    "majority": judge_share_word,
    "plurality": judge_share_word,
    "minority": judge_share_word,
    "larger": judge_larger,
    "part_majority": judge_part_majority,
    "share_above": judge_fraction,
    "columns_off": judge_columns_off,
    "overlap_majority": judge_overlap,
}
#: Pairs of numbers beyond which the tables are not counted pair by pair, but searched.
MOST_PAIRS = 20_000_000


def judge_claim(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge one claim, joint claims excepted (see ``recount.verdicts.joint``).

    Raises:
        ReadingError: If the claim names a level that its sample does not have.
        Infeasible: If no whole-number table is consistent with the printed numbers.

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
        return MARGIN_JUDGES[claim.relation](published, claim, assumed)
    if claim.relation == "samples_higher":
        if claim.outcome:
            return judge_between_outcomes(published, claim, assumed, settings)
        return judge_between(published, claim, assumed, settings)
    return _judge_table(published, claim, read_claim(published, claim), assumed, settings)


def _judge_table(
    published: Published, claim: Claim, reading: Reading, assumed: Assumed, settings: Settings
) -> Judgement:
    if claim.relation == "majority_within":
        return judge_majority_within(published, reading, assumed)
    if claim.relation == "no_association":
        return judge_block(published, claim, reading, assumed, settings)
    crossing = cross(published, reading, assumed)
    rowwise = all(len({row for row, _, _ in cut.coefficients}) <= 1 for cut in crossing.space.cuts)
    if crossing.space.columns.missing or not rowwise or _too_wide(crossing, claim, reading):
        return judge_block(published, claim, reading, assumed, settings)
    if not outcomes(crossing.space).feasible:
        raise Infeasible("no whole-number table gives the printed percentages")
    if claim.relation in DIRECTIONS:
        return judge_counted_contrast(published, claim, reading, crossing, settings)
    if claim.relation in SLOPES:
        return judge_counted_slope(published, claim, reading, crossing, settings)
    if claim.relation == "rises_each_step":
        return judge_counted_steps(published, reading, crossing, settings)
    raise ValueError(f"claims.csv, {claim.id}: no judge for {claim.relation!r}")


def _too_wide(crossing: Crossing, claim: Claim, reading: Reading) -> bool:
    """Return whether a comparison has too many pairs of numbers to look at each.

    Two groups that hold all cases need no pairs, whatever their size.
    """
    sizes, total = crossing.space.rows.totals, crossing.space.columns.totals[0]
    if claim.relation not in DIRECTIONS:
        return len(sizes) * (total + 1) ** 2 > MOST_PAIRS
    rows = crossing.indices(reading.pivot)
    groups = [crossing.indices(group) for group in reading.against]
    held = sum(sizes[i] for i in {*rows, *(i for group in groups for i in group)})
    if len(groups) == 1 and held == crossing.space.n:
        return False
    pivot = min(sum(sizes[i] for i in rows), total) + 1
    widest = max(min(sum(sizes[i] for i in group), total) + 1 for group in groups)
    return pivot * widest > MOST_PAIRS
