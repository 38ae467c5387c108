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
from recount.verdicts.contrast import accepted
from recount.verdicts.overlap import overlap_of

__all__ = ["NO_TABLE", "Run", "Sweep", "relationship_sweep"]

ASSUMPTION = "unknown-complete"
#: The row that may hold missing data, and its level.
ROW, UNKNOWN = "one-relationship-unknown", "unknown"
#: Where no table has the printed margins and percentages any more.
NO_TABLE = "no table"
#: Far above the tables that the printed percentages leave.
MOST_TABLES = 100_000
DIRECTIONS = {"higher": 1, "lower": -1}
#: Relations of claims that can be swept.
SWEPT = (*DIRECTIONS, "majority_within", "overlap_majority", "majority")


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
    missing case. Repeats are left out.

    Example:
        >>> from recount.ledger import open_ledger
        >>> for sweep in relationship_sweep(open_ledger())[:2]:
        ...     print(sweep.entry, [(run.low, run.high, run.verdict) for run in sweep.runs])
        h04-male-unrelated-one [(0, 229, 'holds'), (230, 723, 'open')]
        h04-male-unrelated-pooled [(0, 147, 'holds'), (148, 723, 'open')]
    """
    published = ledger.published
    top = published.counts[ROW].value
    claims = {claim.id: claim for claim in published.claims}
    sweeps = []
    for entry in ledger.entries:
        claim = claims.get(entry.id)
        if claim is None or entry.verdict != "holds" or entry.repeats:
            continue
        if ASSUMPTION not in claim.rests_on or claim.relation not in SWEPT:
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
    """Return whether the claim's levels are more than half, the missing cases taken off."""
    counts = {
        count.category: count.value for count in published.of(claim.sample, claim.characteristic)
    }
    counts[UNKNOWN] -= assumed.unknown_missing
    part = sum(counts[level] for level in claim.level.split(" + "))
    return "holds" if 2 * part > sum(counts.values()) else "fails"


def _tables(published: Published, claim: Claim, assumed: Assumed, settings: Settings) -> str:
    """Return the verdict over all consistent tables, each of them listed, or that there is none."""
    reading = read_claim(published, claim)
    crossing = cross(published, reading, assumed)
    tables = list_tables(crossing.space, MOST_TABLES)
    if not len(tables):
        return NO_TABLE
    yes, no = tables[:, :-1, 0], tables[:, :-1, 1]
    pivot = list(crossing.indices(reading.pivot))
    first = (yes[:, pivot].sum(axis=1), no[:, pivot].sum(axis=1))
    true = np.ones(len(tables), dtype=bool)
    if claim.relation == "majority_within":
        true = first[0] > first[1]
    else:
        for group in reading.against:
            rows = list(crossing.indices(group))
            cells = (*first, yes[:, rows].sum(axis=1), no[:, rows].sum(axis=1))
            true &= accepted("wald", cells, DIRECTIONS[claim.relation], settings) == 1
    if bool(true.all()):
        return "holds"
    return "open" if bool(true.any()) else "fails"
