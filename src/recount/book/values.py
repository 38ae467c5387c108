"""Printed counts, and printed percentages and totals with what the counts give, for prose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from recount.arithmetic import NearMiss, Share, near_misses
from recount.book.names import NoValueError
from recount.book.signs import verdict_words
from recount.book.spans import Inline, Link
from recount.book.words import readable
from recount.ledger import Entry, Ledger
from recount.published import Count

__all__ = ["StatedValue", "count_value", "entry_of_count", "provenance", "verdict_span"]

Known = TypeVar("Known")


def provenance(entry: Entry, formula: str = "") -> tuple[tuple[str, str], ...]:
    """Return where an entry's number comes from, as attributes of a span.

    Example:
        >>> from recount.book import open_book
        >>> dict(provenance(open_book().ledger["t1-total"]))["source"]
        'page 14, first column, last paragraph'
    """
    return (
        ("entry", entry.id),
        ("verdict", entry.verdict),
        ("printed", entry.printed or ""),
        ("formula", readable(formula or entry.sentence).rstrip(".")),
        ("source", f"page {entry.page}, {entry.where}"),
        ("maker", entry.maker),
        ("row", entry.row),
    )


def verdict_span(verdict: str) -> Inline:
    """Return a verdict as sign and word.

    Example:
        >>> verdict_span("holds")
        [✓ holds]{.verdict verdict="holds"}
    """
    return Inline(verdict_words(verdict), "verdict", (("verdict", verdict),))


def entry_of_count(ledger: Ledger, name: str) -> str:
    """Return the entry in which a count is judged: its own share, else the sum it belongs to.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> entry_of_count(ledger, "one-age-pubescent"), entry_of_count(ledger, "h-2002-2003")
        ('t3-one-age-pubescent', 't1-total')
    """
    for percentage in ledger.published.percentages:
        if percentage.numerator == (name,):
            return percentage.id
    for total in ledger.published.totals:
        if name in total.parts:
            return total.id
    return ""


def count_value(ledger: Ledger, count: Count) -> Inline:
    """Return a printed count with its place.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> str(count_value(ledger, ledger.published.counts["one-n"]))
        '1,965'
    """
    return Inline(
        count.printed,
        "count",
        (
            ("entry", entry_of_count(ledger, count.id)),
            ("source", f"page {count.page}, {count.place}"),
            ("row", "counts.csv"),
        ),
    )


@dataclass(frozen=True)
class StatedValue:
    """A number that the report prints: shown as printed, its parts as attributes.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> value = StatedValue(ledger, ledger["p22-one-pubescent"])
        >>> f"{value} {value.recomputed} {value.share} {value.fraction} {value.verdict}"
        '61% 62% 61.53% 1,209 / 1,965 ≠ differs'
    """

    ledger: Ledger
    entry: Entry

    def __str__(self) -> str:
        return self.printed.text

    def __repr__(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        return self.printed._repr_markdown_()

    @property
    def printed(self) -> Inline:
        """The number as the report prints it; for the 80% rule, the share that is known."""
        if self.entry.kind == "completeness" and self.entry.recomputed:
            return self._saying(self.entry.recomputed)
        return self._saying(self.entry.printed or self.fraction.text)

    @property
    def rule(self) -> Inline:
        """The rule that a completeness entry is judged by, as printed."""
        return self._saying(self.entry.printed or "")

    @property
    def recomputed(self) -> Inline:
        """What the counts give, rounded by the rule of the ledger."""
        return self._saying(self._known(self.entry.recomputed, "recomputed value"))

    @cached_property
    def _share(self) -> Share:
        part, whole = self.entry.numerator, self.entry.denominator
        if part is None or whole is None:
            raise NoValueError(f"{self.entry.id}: the report does not print both of its counts")
        return Share(part, whole)

    @property
    def share(self) -> Inline:
        """The share in per cent with two decimals."""
        return self._saying(self._share.decimals())

    @property
    def fraction(self) -> Inline:
        """The two counts as a fraction."""
        return self._saying(f"{self._share.part:,} / {self._share.whole:,}")

    @property
    def numerator(self) -> Inline:
        """The part, a whole number of cases."""
        return self._saying(f"{self._share.part:,}")

    @property
    def denominator(self) -> Inline:
        """The whole: the cases that are not missing."""
        whole = self._known(self.entry.denominator, "denominator")
        return self._saying(f"{whole:,}")

    @property
    def left(self) -> Inline:
        """For parts within a bound: what the bound has left over."""
        return self._saying(f"{self._share.whole - self._share.part:,}")

    @property
    def near_part(self) -> Inline:
        """The part nearest to the printed one with which the percentage would agree."""
        return self._saying(f"{self._near('part').part:,}")

    @property
    def near_whole(self) -> Inline:
        """The whole nearest to the printed one with which the percentage would agree."""
        return self._saying(f"{self._near('whole').whole:,}")

    @property
    def low(self) -> Inline:
        """Smallest whole numerator that goes with everything printed (page 30)."""
        return self._implied(-1, "low")

    @property
    def high(self) -> Inline:
        """Largest whole numerator that goes with everything printed (page 30)."""
        return self._implied(-1, "high")

    @property
    def alone_low(self) -> Inline:
        """Smallest whole numerator that rounds to the percentage, taken alone (page 30)."""
        return self._implied(0, "low")

    @property
    def alone_high(self) -> Inline:
        """Largest whole numerator that rounds to the percentage, taken alone (page 30)."""
        return self._implied(0, "high")

    @property
    def verdict(self) -> Inline:
        """The verdict, as sign and word."""
        return verdict_span(self.entry.verdict)

    @property
    def sentence(self) -> Inline:
        """The verdict in plain words."""
        return Inline(readable(self.entry.sentence))

    @property
    def reason(self) -> Inline:
        """Why the printed numbers do not go together, as the expected verdicts give it."""
        return Inline(self.entry.reason or "")

    @property
    def statement(self) -> Inline:
        """What the number is said to be, in our words."""
        return Inline(self.entry.statement)

    @property
    def place(self) -> Inline:
        """Page and place."""
        return Inline(f"page {self.entry.page}, {self.entry.where}")

    @property
    def link(self) -> Link:
        """A link to the ledger row, its id as text."""
        return Link(self.entry.id)

    def _implied(self, place: int, end: str) -> Inline:
        """Return one end of an implied range of numerators."""
        implied = self.entry.implied
        value = getattr(implied[place], end) if len(implied) > 1 else None
        return self._saying(f"{self._known(value, 'range of numerators'):,}")

    def _near(self, changed: str) -> NearMiss:
        misses = near_misses(self._share, self.entry.printed or "")
        return next(miss for miss in misses if miss.changed == changed)

    def _known(self, value: Known | None, what: str) -> Known:
        if value is None:
            raise NoValueError(f"{self.entry.id} ({self.entry.kind}) has no {what}")
        return value

    def _saying(self, text: str) -> Inline:
        return Inline(text, "stated", provenance(self.entry))
