"""The reading of a claim: which levels it names, against which, for which outcome."""

from __future__ import annotations

from dataclasses import dataclass

from recount.published import Claim, Published

__all__ = ["Levels", "Reading", "ReadingError", "read_claim"]

Levels = tuple[str, ...]
"""Levels that a claim takes together."""


class ReadingError(ValueError):
    """A claim names a level or variable that its sample does not have."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim about a cross-table of one sample, bound to levels.

    Attributes:
        sample: The dataset.
        characteristic: Variable in the rows.
        outcome: Variable in the columns; empty for a claim about one margin.
        pivot: Levels that the claim is about, taken together.
        against: Groups of levels that the pivot is compared with, one by one.
        yes: Outcome levels said to be more or less frequent.
        no: Outcome levels set against them; the others are left out.
    """

    sample: str
    characteristic: str
    outcome: str
    pivot: Levels
    against: tuple[Levels, ...]
    yes: Levels
    no: Levels


def levels_of(published: Published, sample: str, variable: str) -> Levels:
    """Return the levels that a variable has in a sample, in printed order."""
    return tuple(count.category for count in published.of(sample, variable))


def read_claim(published: Published, claim: Claim) -> Reading:
    """Return the reading of a claim, every level checked.

    Empty ``against`` means each other level, one by one; empty ``outcome_against`` all others.

    Raises:
        ReadingError: If the claim names a level or variable that its sample does not have.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f11-pubescent-lower")
        >>> reading = read_claim(published, claim)
        >>> reading.pivot, reading.against, reading.yes
        (('pubescent',), (('infant',), ('prepubescent',)), ('extended', 'nuclear'))
    """
    known = levels_of(published, claim.sample, claim.characteristic)
    if not known:
        raise ReadingError(
            f"claims.csv, {claim.id}: no counts of {claim.characteristic!r} in {claim.sample}"
        )
    outcomes = levels_of(published, claim.sample, claim.outcome) if claim.outcome else ()
    if claim.outcome and not outcomes:
        raise ReadingError(f"claims.csv, {claim.id}: no counts of {claim.outcome!r}")
    pivot = _levels(claim, claim.level, known)
    if claim.against:
        against = tuple(_levels(claim, group, known) for group in claim.against.split(" | "))
    elif pivot:
        against = tuple((level,) for level in known if level not in pivot)
    else:
        against = ()
    yes = _levels(claim, claim.outcome_level, outcomes)
    no = _levels(claim, claim.outcome_against, outcomes)
    if yes and not no:
        no = tuple(level for level in outcomes if level not in yes)
    return Reading(claim.sample, claim.characteristic, claim.outcome, pivot, against, yes, no)


def _levels(claim: Claim, text: str, known: Levels) -> Levels:
    levels = tuple(text.split(" + ")) if text else ()
    for level in levels:
        if level not in known:
            raise ReadingError(
                f"claims.csv, {claim.id}: found level {level!r}, expected one of {', '.join(known)}"
            )
    return levels
