"""What an entry says in sentences, and by which test it is told: the book's one place for both.

An entry is judged in numbers and said in words. Everything else in the book takes sentences from
here, so that a change of how they are made is a change of this file.
"""

from __future__ import annotations

import re

from recount.book.names import NoValueError
from recount.book.words import readable, span_in_words
from recount.ledger import Entry
from recount.verdicts import Implied

__all__ = [
    "cases_that_flip",
    "deciding_test",
    "given_claim",
    "is_statement",
    "made_by",
    "range_given",
    "range_without",
    "rests_on",
    "sentence",
    "settles",
    "shift",
    "steps",
    "without_claim",
]

#: The score tests decide, whichever an entry has.
DECIDING = ("pearson", "trend_score")


def sentence(entry: Entry) -> str:
    """Return the verdict in plain words."""
    return readable(entry.sentence)


def steps(entry: Entry) -> list[str]:
    """Return the derivation, one step a line."""
    return [readable(step) for step in entry.steps]


def shift(entry: Entry) -> str:
    """Return the smallest change that flips the verdict; empty where there is none."""
    return readable(entry.shift)


def settles(entry: Entry) -> str:
    """Return the number that would settle the claim; empty where it is settled."""
    return entry.settles


def rests_on(entry: Entry) -> list[tuple[str, str]]:
    """Return the assumptions that a verdict rests on, each with what it changes."""
    return [(rest.assumption, readable(rest.effect)) for rest in entry.rests_on]


def made_by(entry: Entry) -> tuple[str, str]:
    """Return the function that made the number, and the data file that holds the statement."""
    return entry.maker, entry.row


def is_statement(entry: Entry) -> bool:
    """Return whether an entry is a statement at the first place that makes it, no repeat of one."""
    return entry.repeats is None


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
    return tuple(run for run in entry.implied if run.given_claim and run.test == wanted)


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
    """Return from how many missing cases on the proof is lost or the verdict another.

    Example:
        >>> from recount.book import open_book
        >>> cases_that_flip(open_book().ledger["h04-male-unrelated-one"])
        '230'
    """
    for rest in entry.rests_on:
        match = re.search(r"\bonce ([\d,]+) of the [\w, ]*\bare\b", rest.effect)
        if match:
            return match[1]
    raise NoValueError(f"{entry.id} ({entry.verdict}) does not say how many missing cases flip it")
