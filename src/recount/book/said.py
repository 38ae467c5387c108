"""By which test an entry's ranges are told, and how they are said in prose."""

from __future__ import annotations

from recount.book.names import NoValueError
from recount.book.words import span_in_words
from recount.ledger import Entry
from recount.verdicts import Implied

__all__ = [
    "cases_that_flip",
    "deciding_test",
    "given_claim",
    "range_given",
    "range_without",
    "without_claim",
]

#: The score tests decide, whichever an entry has.
DECIDING = ("pearson", "trend_score")


def deciding_test(entry: Entry) -> str | None:
    """Return the score test by which a claim's range is told; None where it has none.

    Example:
        >>> from recount.book import open_book
        >>> deciding_test(open_book().ledger["f04-no-difference"])
        'pearson'
    """
    tests = {run.test for run in entry.implied if run.given_claim}
    return next((test for test in DECIDING if test in tests), None)


def given_claim(entry: Entry, test: str | None = None) -> tuple[Implied, ...]:
    """Return the runs of values with which a claim is true, by the deciding test or another.

    Example:
        >>> from recount.book import open_book
        >>> entry = open_book().ledger["f04-no-difference"]
        >>> [(run.low, run.high) for run in given_claim(entry)]
        [(26, 44)]
        >>> [(run.low, run.high) for run in given_claim(entry, "fisher")]
        [(25, 44)]
    """
    wanted = test or deciding_test(entry)
    first = without_claim(entry)
    return tuple(
        run
        for run in entry.implied
        if run.given_claim
        and run.test == wanted
        and not run.undefined
        and (first is None or run.quantity == first.quantity)
    )


def without_claim(entry: Entry) -> Implied | None:
    """Return the values possible without the claim; None where nothing is bounded."""
    return next((run for run in entry.implied if not run.given_claim), None)


def range_given(entry: Entry, test: str | None = None) -> str:
    """Return the values with which a claim is true, in words; an end that says nothing is left out.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> [range_given(ledger[name]).split() for name in ("f04-no-difference", "f08-familial")]
        [['26', 'to', '44'], ['at', 'least', '48']]
    """
    free = without_claim(entry)
    return " or ".join(_span_within(run, free) for run in given_claim(entry, test))


def _span_within(run: Implied, free: Implied | None) -> str:
    low, high = run.low, run.high
    if free is not None and low != high:
        high = None if high == free.high and low != free.low else high
        low = None if low == free.low and high is not None else low
    return span_in_words(low, high)


def range_without(entry: Entry) -> str:
    """Return the values possible without the claim, in words; empty where nothing is bounded."""
    free = without_claim(entry)
    if free is None or (free.low in (0, None) and free.high is None):
        return ""
    return span_in_words(free.low, free.high)


def cases_that_flip(entry: Entry) -> str:
    """Return from how many missing cases on a proof is lost, if they are kept in all denominators.

    Example:
        >>> from recount.book import open_book
        >>> cases_that_flip(open_book().ledger["h04-male-unrelated-one"])
        '230'
    """
    for rests in entry.rests:
        if rests.model == "kept" and rests.turns is not None:
            return f"{rests.turns:,}"
    raise NoValueError(f"{entry.id} ({entry.verdict}) does not say how many missing cases flip it")
