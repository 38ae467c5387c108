"""Numbers in what the ledger says of a verdict's assumptions, for prose."""

from __future__ import annotations

import re

from recount.book.names import NoValueError
from recount.ledger import Entry

__all__ = ["cases_that_flip", "most_missing", "tables_under"]


def _number(entry: Entry, assumption: str, pattern: str, what: str) -> str:
    for rest in entry.rests_on:
        match = re.search(pattern, rest.effect) if rest.assumption == assumption else None
        if match:
            return match[1]
    raise NoValueError(f"{entry.id} ({entry.verdict}) does not say {what}")


def tables_under(entry: Entry, convention: str) -> str:
    """Return how many consistent tables one rounding rule leaves.

    Raises:
        NoValueError: If the entry does not rest on the rounding rule.

    Example:
        >>> from recount.book import open_book
        >>> tables_under(open_book().ledger["f11-pubescent-lower"], "within_a_point")
        '39'
    """
    name = convention.replace("_", "[ _]")
    pattern = rf"\b{name} leaves ([\d,]+) tables?\b"
    return _number(entry, "rounding", pattern, f"how many tables {convention} leaves")


def most_missing(entry: Entry) -> str:
    """Return up to how many of the cases unknown to the child can be missing with the claim true.

    Raises:
        NoValueError: If the entry does not say so.

    Example:
        >>> from recount.book import open_book
        >>> most_missing(open_book().ledger["f11-pubescent-lower"])
        '51'
    """
    pattern = r"\bup to ([\d,]+) of the [\w, ]*\bmissing"
    return _number(entry, "unknown-complete", pattern, "how many cases can be missing")


def cases_that_flip(entry: Entry) -> str:
    """Return from how many missing cases on the proof is lost or the verdict another.

    Raises:
        NoValueError: If the entry does not say so.

    Example:
        >>> from recount.book import open_book
        >>> cases_that_flip(open_book().ledger["h04-male-unrelated-one"])
        '230'
    """
    pattern = r"\bonce ([\d,]+) of the [\w, ]*\bare\b"
    return _number(entry, "unknown-complete", pattern, "how many missing cases flip it")
