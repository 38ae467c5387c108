"""Verdicts: what the printed numbers imply about each claim, with proof."""

from dataclasses import replace

from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import Infeasible
from recount.verdicts.assumed import Assumed, bound_assumption, reading_bound, row_with_missing
from recount.verdicts.crossing import Crossing, cross
from recount.verdicts.joint import judge_jointly, members_of
from recount.verdicts.judge import judge_claim
from recount.verdicts.numerators import numerators_together
from recount.verdicts.parts import (
    CLAIM_VERDICTS,
    NUMBER_VERDICTS,
    VERDICTS,
    ConsistentTables,
    Dependence,
    Implied,
    Judgement,
    TestResult,
    Witness,
)
from recount.verdicts.reading import Reading, ReadingError, read_claim
from recount.verdicts.sensitivity import with_dependences

__all__ = [
    "CLAIM_VERDICTS",
    "NUMBER_VERDICTS",
    "VERDICTS",
    "Assumed",
    "ConsistentTables",
    "Crossing",
    "Dependence",
    "Implied",
    "Judgement",
    "Reading",
    "ReadingError",
    "TestResult",
    "Witness",
    "bound_assumption",
    "cross",
    "judge",
    "members_of",
    "numerators_together",
    "read_claim",
    "reading_bound",
    "row_with_missing",
    "same_reading",
]


def judge(published: Published, claim: Claim, assumed: Assumed, settings: Settings) -> Judgement:
    """Return the verdict on a claim, with what it depends on.

    Raises:
        ReadingError: If the claim names a level or variable that its sample does not have.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f04-no-difference")
        >>> found = judge(published, claim, Assumed(), Settings())
        >>> [(item.low, item.high) for item in found.implied if item.test == "pearson"]
        [(26, 44)]
    """
    read = bound_assumption(published, "reading")
    if read is not None and read.id in claim.rests_on and not assumed.multiple_rows_read:
        sample, variable = read.binds.split(":")
        return Judgement(
            "no_counts",
            "none",
            sentence=f"Unless the {published.variables[variable]} rows of the "
            f"{published.samples[sample].name} are read as {read.id} says, no margin of it is "
            "printed.",
        )
    judge_one = judge_jointly if claim.relation == "jointly" else judge_claim
    try:
        found = judge_one(published, claim, assumed, settings)
    except Infeasible as error:
        why = f"No consistent table exists, so that nothing can be judged: {error}."
        return Judgement("not_testable", "none", sentence=why)
    return with_dependences(published, claim, assumed, settings, found)


def same_reading(claim: Claim) -> Claim:
    """Return the claim without what does not touch its verdict, so that repeats can share it."""
    return replace(claim, id="", page=0, place="", statement="", repeats="", kind="", figure=None)
