"""Ours: what a claim of no difference could have missed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from recount.published import Published
from recount.settings import Settings
from recount.verdicts import Assumed, cross, read_claim
from recount.verdicts.power import detectable

__all__ = ["AbsencePower", "absence_power"]


@dataclass(frozen=True, slots=True)
class AbsencePower:
    """The odds ratio that a study of this size finds with the power of the settings.

    Attributes:
        claim: Ledger entry of the claim.
        figure: Figure beside which the claim stands.
        group: Name of the first group.
        other: Name of the second group.
        n1, n2: Cases in each.
        overall: Share with the outcome in the whole sample, as printed.
        up: Smallest odds ratio above 1 that is found often enough; None if none is.
        down: Largest odds ratio below 1 that is; None if none is.
        share_up: Share of the first group with the outcome at ``up``.
        share_down: Its share at ``down``.
        power: The power asked for.
    """

    claim: str
    figure: int | None
    group: str
    other: str
    n1: int
    n2: int
    overall: Fraction
    up: float | None
    down: float | None
    share_up: float | None
    share_down: float | None
    power: Fraction


def absence_power(
    published: Published, settings: Settings | None = None, assumed: Assumed | None = None
) -> tuple[AbsencePower, ...]:
    """Return the power of each claim of no difference between two groups.

    Group sizes and the overall share stay as printed; the test is Pearson's; the power is an exact
    sum over all outcomes (see ``recount.significance.detectable_odds_ratio``).

    Example:
        >>> from recount.published import load_published
        >>> for row in absence_power(load_published()):
        ...     down = None if row.down is None else round(row.down, 3)
        ...     print(row.claim, row.n1, row.n2, round(row.up, 2), down)
        f04-no-difference 479 1486 1.7 0.532
        f06-no-difference 41 1726 3.43 None
    """
    settings = Settings() if settings is None else settings
    assumed = Assumed.from_data(published) if assumed is None else assumed
    rows = []
    for claim in published.claims:
        if claim.relation != "no_difference" or claim.repeats:
            continue
        reading = read_claim(published, claim)
        found = detectable(cross(published, reading, assumed), reading, settings)
        rows.append(
            AbsencePower(
                claim.id,
                claim.figure,
                published.group_label(claim.sample, claim.characteristic, reading.pivot),
                published.group_label(claim.sample, claim.characteristic, reading.against[0]),
                found.n1,
                found.n2,
                found.overall,
                found.up,
                found.down,
                None if found.up is None else found.shares_at(found.up)[0],
                None if found.down is None else found.shares_at(found.down)[0],
                found.power,
            )
        )
    return tuple(rows)
