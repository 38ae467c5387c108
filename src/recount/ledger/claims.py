"""Entries for claims and judging words."""

from __future__ import annotations

from collections.abc import Iterator

from recount.ledger.entry import Entry
from recount.published import Claim, Published
from recount.settings import Settings
from recount.verdicts import Assumed, Judgement, judge, same_reading

__all__ = ["claim_entries"]


def claim_entries(published: Published, settings: Settings, assumed: Assumed) -> Iterator[Entry]:
    """Yield the entry of every claim; one that repeats another word for word shares its judgement.

    Raises:
        ReadingError: If a claim names a level or variable that its sample does not have.
    """
    done: dict[Claim, Judgement] = {}
    for claim in published.claims:
        key = same_reading(claim)
        if key not in done:
            done[key] = judge(published, claim, assumed, settings)
        yield _entry(claim, done[key])


def _entry(claim: Claim, found: Judgement) -> Entry:
    return Entry(
        id=claim.id,
        kind="wording" if claim.kind == "wording" else "claim",
        page=claim.page,
        where=claim.place,
        repeats=claim.repeats or None,
        sample=claim.sample,
        figure=claim.figure,
        statement=claim.statement,
        verdict=found.verdict,
        basis=found.basis,
        proof=found.proof,
        consistent_tables=found.consistent_tables,
        implied=found.implied,
        witness_for=found.witness_for,
        witness_against=found.witness_against,
        tests=found.tests,
        sentence=found.sentence,
        steps=found.steps,
        rests_on=found.rests_on,
        shift=found.shift,
        settles=found.settles,
        row="claims.csv",
        maker="recount.verdicts.judge",
    )
