"""What every range of the ledger keeps to, and how far a rule is from the other verdict."""

from __future__ import annotations

from fractions import Fraction

from recount.ledger import Entry, Ledger
from recount.verdicts import Implied


def by_quantity(entry: Entry) -> dict[str, list[Implied]]:
    found: dict[str, list[Implied]] = {}
    for item in entry.implied:
        found.setdefault(repr(item.quantity), []).append(item)
    return found


def within(inner: Implied, outer: Implied) -> bool:
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low - 1e-9)
    high = outer.high is None or (inner.high is not None and inner.high <= outer.high + 1e-9)
    return low and high


def test_a_quantity_has_one_range_by_the_text_and_those_of_a_claim_lie_within_it(
    ledger: Ledger,
) -> None:
    """A range with a test is that of the tables in which the claim is true under it."""
    for entry in ledger.entries:
        for items in by_quantity(entry).values():
            given = [item for item in items if item.given_claim]
            (free,) = (item for item in items if not item.given_claim)
            assert free.test is None, entry.id
            assert not free.undefined, entry.id
            assert all(within(item, free) for item in given), entry.id
            under_a_test = [item for item in items if item.test is not None]
            assert all(item.given_claim for item in under_a_test), entry.id


def test_some_range_of_an_open_claim_is_narrower_than_that_of_the_text(ledger: Ledger) -> None:
    """Else the claim would demand nothing, in every table."""
    narrower = [
        any((item.low, item.high) != (free.low, free.high) for item in items)
        for entry in ledger.entries
        if entry.verdict == "open" and any(item.given_claim for item in entry.implied)
        for items in [next(iter(by_quantity(entry).values()))]
        for free in [next(item for item in items if not item.given_claim)]
    ]
    assert sum(narrower) > 0.9 * len(narrower)


def test_a_rule_of_completeness_turns_with_so_many_cases_and_no_fewer(ledger: Ledger) -> None:
    """Fewer known cases where it is met, more where it is not, of the same cases in all."""
    tried = 0
    for row in ledger.report.completeness:
        entry, rule = ledger[row.id], Fraction(int(row.rule.rstrip("%")), 100)
        if entry.turn is None:
            continue
        tried += 1
        change = 1 if entry.turn.turned else -1
        met = [
            Fraction(entry.numerator + change * cases, entry.denominator) >= rule
            for cases in (entry.turn.cases - 1, entry.turn.cases)
        ]
        assert met == [change < 0, change > 0], row.id
    assert tried
