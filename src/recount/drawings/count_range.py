"""The counts that a claim allows, taken from its ledger entry for drawing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from recount.ledger import Entry, Ledger
from recount.verdicts import Crossing, Reading, Witness, cross, read_claim

__all__ = ["CountRange", "Span", "count_range", "in_words"]

#: Relations of claims about the share of one group against others of the same sample.
CONTRASTS = ("higher", "highest", "lower", "lowest", "no_difference")

Span = tuple[int, int]
"""A run of counts: the first and the last."""


@dataclass(frozen=True, slots=True)
class CountRange:
    """The counts that a claim allows.

    Attributes:
        quantity: What is counted.
        free: Fewest and most without the claim.
        given: For each test, the runs of counts that some table with a true claim has.
        exact: Whether the count alone decides the claim: in a table of two rows and two columns, or
            where the claim is true in every consistent table.
        undefined: Tests and counts within ``given`` on which the test is undefined in every table,
            so that nothing excludes them.
        pivot: Cases of the group that is counted.
        equal: Its count if its share were that of the whole sample.
        witnesses: A table in which the claim is true and one in which it is false, each as words
            and the count that it has.
    """

    quantity: str
    free: Span
    given: dict[str, tuple[Span, ...]]
    exact: bool
    undefined: frozenset[tuple[str, int]]
    pivot: int
    equal: Fraction
    witnesses: tuple[tuple[str, int], ...]

    @property
    def axis(self) -> Span:
        """First and last count to draw: every possible one, and the one of no difference."""
        low, high = self.free
        if not low <= self.equal <= high:
            low = 0
        return low, max(high, ceil(self.equal), low + 1)


def count_range(ledger: Ledger, name: str) -> CountRange:
    """Return the counts that a claim allows.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the entry is no contrast of a cross-table, or bounds no count of it.

    Example:
        >>> from recount.ledger import open_ledger
        >>> found = count_range(open_ledger(), "f04-no-difference")
        >>> found.free, found.given["pearson"], round(float(found.equal), 1)
        ((0, 143), ((26, 44),), 34.9)
    """
    entry = ledger[name]
    claim = next((row for row in ledger.published.claims if row.id == name), None)
    crossed = claim is not None and claim.relation in CONTRASTS
    free = _free(entry)
    if claim is None or not crossed or free is None:
        raise ValueError(f"{name}: the entry bounds no count of a contrast, so nothing is drawn")
    reading = read_claim(ledger.published, claim)
    crossing = cross(ledger.published, reading, ledger.assumed)
    rows, columns = crossing.space.rows, crossing.space.columns
    pivot = sum(rows.totals[index] for index in crossing.indices(reading.pivot))
    two_by_two = len(rows.totals) == 2 and not rows.missing and not columns.missing
    exact = two_by_two or entry.verdict == "holds"
    given = _given(entry)
    return CountRange(
        quantity=entry.implied[0].quantity,
        free=free,
        given=given,
        exact=exact,
        undefined=_undefined(given, {0, pivot, columns.totals[0], *(free if two_by_two else ())}),
        pivot=pivot,
        equal=Fraction(pivot * columns.totals[0], rows.n),
        witnesses=_witnesses(entry, reading, crossing),
    )


def _free(entry: Entry) -> Span | None:
    for item in entry.implied:
        if item.test is None and not item.given_claim:
            if isinstance(item.low, int) and isinstance(item.high, int):
                return item.low, item.high
            return None
    return None


def _given(entry: Entry) -> dict[str, tuple[Span, ...]]:
    """Return the runs under each test that has any, in the order of the tests."""
    runs: dict[str, list[Span]] = {}
    for item in entry.implied:
        if item.test and isinstance(item.low, int) and isinstance(item.high, int):
            runs.setdefault(item.test, []).append((item.low, item.high))
    return {test: tuple(spans) for test, spans in runs.items()}


def _undefined(given: dict[str, tuple[Span, ...]], zero: set[int]) -> frozenset[tuple[str, int]]:
    """Return the counts that leave a cell at zero: there Wald's test is undefined."""
    return frozenset(
        ("wald", count)
        for low, high in given.get("wald", ())
        for count in zero
        if low <= count <= high
    )


def _witnesses(entry: Entry, reading: Reading, crossing: Crossing) -> tuple[tuple[str, int], ...]:
    rows = crossing.indices(reading.pivot)
    found = (
        ("True in one table", entry.witness_for),
        ("False in one table", entry.witness_against),
    )
    return tuple(
        (words, _pivot_count(witness, rows)) for words, witness in found if witness is not None
    )


def _pivot_count(witness: Witness, rows: tuple[int, ...]) -> int:
    # A claim's own outcome is the first column of its tables.
    return sum(witness.counts[row][0] for row in rows)


def in_words(span: Span) -> str:
    """Return a run of counts in words.

    Example:
        >>> in_words((26, 44)), in_words((143, 143))
        ('26 to 44', '143')
    """
    return f"{span[0]:,}" if span[0] == span[1] else f"{span[0]:,} to {span[1]:,}"
