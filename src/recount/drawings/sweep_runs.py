"""What becomes of a verdict as cases unknown to the child are taken as missing data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from recount.ledger import Ledger
from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import list_tables
from recount.verdicts import Assumed, cross, read_claim
from recount.verdicts.blocks import predicate
from recount.verdicts.crossing import margin_of
from recount.verdicts.overlap import overlap_of
from recount.verdicts.reading import levels_of

__all__ = ["NO_TABLE", "Run", "Sweep", "relationship_sweep"]

ASSUMPTION = "unknown-complete"
#: Where no table has the printed margins and percentages any more.
NO_TABLE = "no table"
#: Far above the tables that the printed percentages leave.
MOST_TABLES = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run of numbers of missing cases with the same verdict.

    Attributes:
        low, high: First and last number of cases.
        verdict: A verdict word, or ``NO_TABLE``.
    """

    low: int
    high: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """One claim with its verdict for every number of missing cases.

    Attributes:
        entry: Ledger entry.
        statement: The claim in our words.
        page: Its page.
        runs: From none missing to all.
    """

    entry: str
    statement: str
    page: int
    runs: tuple[Run, ...]


def relationship_sweep(ledger: Ledger) -> tuple[Sweep, ...]:
    """Return how each proof that rests on the row unknown to the child bears missing cases.

    Claims whose verdict holds are swept; an open one stays open, since its witnesses have no
    missing case. Repeats are left out, as are claims with the same runs and the same figure.

    Example:
        >>> from recount.ledger import open_ledger
        >>> for sweep in relationship_sweep(open_ledger())[:2]:
        ...     print(sweep.entry, [(run.low, run.high, run.verdict) for run in sweep.runs])
        h04-male-unrelated-one [(0, 229, 'holds'), (230, 723, 'open')]
        h04-male-unrelated-pooled [(0, 147, 'holds'), (148, 723, 'open')]
    """
    published = ledger.published
    top = published.counts["one-relationship-unknown"].value
    claims = {claim.id: claim for claim in published.claims}
    sweeps = []
    for entry in ledger.entries:
        claim = claims.get(entry.id)
        if claim is None or entry.verdict != "holds" or entry.repeats:
            continue
        if ASSUMPTION not in claim.rests_on:
            continue
        verdicts = list(_verdicts(published, claim, ledger.assumed, ledger.settings, top))
        runs = []
        for verdict, group in groupby(range(top + 1), key=verdicts.__getitem__):
            missing = list(group)
            runs.append(Run(missing[0], missing[-1], verdict))
        sweeps.append(Sweep(entry.id, entry.statement, entry.page, tuple(runs)))
    return tuple(sweeps)


def _verdicts(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings, top: int
) -> Iterator[str]:
    for missing in range(top + 1):
        now = replace(assumed, unknown_missing=missing)
        if claim.relation == "overlap_majority":
            yield overlap_of(published, claim, now).verdict
        elif claim.relation == "majority":
            yield _majority(published, claim, now)
        else:
            yield _tables(published, claim, now, settings)


def _majority(published: Published, claim: Claim, assumed: Assumed) -> str:
    levels = tuple(claim.level.split(" + "))
    known = levels_of(published, claim.sample, claim.characteristic)
    others = tuple(level for level in known if level not in levels)
    groups = (levels, others)
    margin = margin_of(published, claim.sample, claim.characteristic, groups, assumed)
    return "holds" if margin.totals[0] > margin.totals[1] else "fails"


def _tables(published: Published, claim: Claim, assumed: Assumed, settings: Settings) -> str:
    reading = read_claim(published, claim)
    crossing = cross(published, reading, assumed)
    tables = list_tables(crossing.space, MOST_TABLES)
    if not len(tables):
        return NO_TABLE
    if claim.relation == "majority_within":
        row = crossing.rows.index(reading.pivot[0])
        true = tables[:, row, 0] > tables[:, row, 1]
    else:
        accept = predicate(published, claim.relation, reading, crossing, "wald", settings)
        true = accept(tables) == 1
    if bool(np.all(true)):
        return "holds"
    return "open" if bool(np.any(true)) else "fails"
