"""Numbers for prose: counts, what the report states of them, what a claim demands.

Each is shown as text and carries where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from recount.arithmetic import Share, near_misses
from recount.book import said
from recount.book.names import NoValueError
from recount.book.spans import Inline
from recount.book.words import TEST_WORDS, number_in_words, span_in_words, verdict_words
from recount.ledger import Entry, Ledger, say
from recount.report import Count
from recount.verdicts import Implied
from recount.words import quantity_in_words

__all__ = ["ClaimValue", "StatedValue", "count_value", "entry_of_count"]

Known = TypeVar("Known")

#: The function that makes a verdict, by the kind of statement.
MAKERS = {
    "percentage": "recount.verdicts.judge_percentage",
    "total": "recount.verdicts.judge_total",
    "completeness": "recount.verdicts.judge_completeness",
}


def entry_of_count(ledger: Ledger, name: str) -> str:
    """Return the entry in which a count is judged: its own share, else the sum it belongs to.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> entry_of_count(ledger, "one-age-pubescent"), entry_of_count(ledger, "h-2002-2003")
        ('t3-one-age-pubescent', 't1-total')
    """
    for percentage in ledger.report.percentages:
        if percentage.numerator == (name,):
            return percentage.id
    for total in ledger.report.totals:
        if name in total.parts:
            return total.id
    return ""


def count_value(ledger: Ledger, count: Count) -> Inline:
    """Return a printed count with its place.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> str(count_value(ledger, ledger.report.counts["one-n"]))
        '1,965'
    """
    place = ("source", f"page {count.page}, {count.place}")
    entry = ("entry", entry_of_count(ledger, count.id))
    return Inline(count.printed, "count", (entry, place, ("row", "counts.csv")))


@dataclass(frozen=True, repr=False)
class _Value:
    """An entry for prose; what its subclasses share."""

    ledger: Ledger
    entry: Entry

    def __str__(self) -> str:
        return self._shown.text

    def __repr__(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        return self._shown._repr_markdown_()

    @property
    def _shown(self) -> Inline:
        return self.verdict

    @property
    def verdict(self) -> Inline:
        """The verdict, as sign and word."""
        verdict = self.entry.verdict
        return Inline(verdict_words(verdict), "verdict", (("verdict", verdict),))

    def _known(self, value: Known | None, what: str) -> Known:
        if value is None:
            raise NoValueError(f"{self.entry.id} ({self.entry.verdict}) has no {what}")
        return value

    def _derived(self, text: str, formula: str = "") -> Inline:
        """Return a number that the audit made, with what it was made from."""
        place = f"Derived by this audit; for the statement see {self._place}"
        return self._inline(text, ("derived", place), formula)

    def _printed(self, text: str) -> Inline:
        return self._inline(text, ("source", self._place))

    @property
    def _place(self) -> str:
        return f"page {self.entry.page}, {self.entry.where}"

    def _inline(self, text: str, place: tuple[str, str], formula: str = "") -> Inline:
        entry = self.entry
        formula = formula or say(self.ledger, entry).sentence
        pairs = (
            ("entry", entry.id),
            ("verdict", entry.verdict),
            ("printed", entry.printed or ""),
            (
                "formula",
                (formula or say(self.ledger, entry).sentence).rstrip(".").replace("\u00a0", " "),
            ),
            place,
            ("maker", MAKERS.get(entry.kind, "recount.verdicts.judge")),
            ("row", entry.file),
        )
        return Inline(text, "stated", pairs)


@dataclass(frozen=True, repr=False)
class StatedValue(_Value):
    """A number that the report prints: shown as printed, its parts as attributes.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> value = StatedValue(ledger, ledger["p22-one-pubescent"])
        >>> f"{value} {value.recomputed} {value.share} {value.fraction} {value.verdict}"
        '61% 62% 61.53% 1,209 of 1,965 ≠ differs'
    """

    @property
    def _shown(self) -> Inline:
        return self.printed

    @property
    def printed(self) -> Inline:
        """The number as the report prints it; for the 80% rule, the share that is known."""
        if self.entry.kind == "completeness" and self.entry.recomputed:
            return self._derived(self.entry.recomputed)
        return self._printed(self.entry.printed or self.fraction.text)

    @property
    def recomputed(self) -> Inline:
        """What the counts give, rounded by the rule of the ledger."""
        return self._derived(self._known(self.entry.recomputed, "recomputed value"))

    @property
    def share(self) -> Inline:
        """The share in per cent with two decimals."""
        return self._derived(self._share.decimals())

    @property
    def fraction(self) -> Inline:
        """The two counts, as one of the other."""
        return self._derived(f"{self._share.part:,} of {self._share.whole:,}")

    @property
    def near_part(self) -> Inline:
        """The part nearest to the printed one with which the percentage would agree."""
        return self._derived(f"{self._near('part').part:,}")

    @property
    def near_whole(self) -> Inline:
        """The whole nearest to the printed one with which the percentage would agree."""
        return self._derived(f"{self._near('whole').whole:,}")

    @property
    def most(self) -> Inline:
        """The most missing cases with which a rule of completeness is met."""
        given = (item.high for item in self.entry.implied if item.given_claim)
        return self._derived(f"{self._known(next(given, None), 'condition on missing cases'):,}")

    @property
    def low(self) -> Inline:
        """Smallest whole numerator that goes with everything printed (page 30)."""
        return self._numerator(-1, "low")

    @property
    def high(self) -> Inline:
        """Largest whole numerator that goes with everything printed (page 30)."""
        return self._numerator(-1, "high")

    @property
    def alone_low(self) -> Inline:
        """Smallest whole numerator that rounds to the percentage, taken alone (page 30)."""
        return self._numerator(0, "low")

    @property
    def alone_high(self) -> Inline:
        """Largest whole numerator that rounds to the percentage, taken alone (page 30)."""
        return self._numerator(0, "high")

    @property
    def _share(self) -> Share:
        part, whole = self.entry.numerator, self.entry.denominator
        if part is None or whole is None:
            raise NoValueError(f"{self.entry.id}: the text does not have both of its counts")
        return Share(part, whole)

    def _near(self, changed: str) -> Share:
        misses = near_misses(self._share, self.entry.printed or "")
        miss = next(miss for miss in misses if miss.changed == changed)
        return Share(miss.part, miss.whole)

    def _numerator(self, place: int, end: str) -> Inline:
        implied = self.entry.implied
        value = getattr(implied[place], end) if len(implied) > 1 else None
        return self._derived(f"{self._known(value, 'range of numerators'):,}")


@dataclass(frozen=True, repr=False)
class ClaimValue(_Value):
    """A claim of the report; each attribute is a piece of prose that carries its provenance.

    ``low`` and ``high`` are the ends of the values with which the claim is true by the score test
    (of a union, of its widest run), ``free_low`` and ``free_high`` those that are possible at all.

    Example:
        >>> from recount.book import open_book
        >>> ledger = open_book().ledger
        >>> claim = ClaimValue(ledger, ledger["f04-no-difference"])
        >>> f"{claim.low} to {claim.high}, else {claim.free_low} to {claim.free_high}"
        '26 to 44, else 0 to 143'
        >>> f"{claim.verdict}; {claim.holding} of {claim.tables} tables"
        '◇ open; 19 of 144 tables'
        >>> f"{claim.under('fisher')[0]} to {claim.under('fisher')[1]}"
        '25 to 44'
    """

    @property
    def low(self) -> Inline:
        """Smallest value with which the claim is true by the score test."""
        return self.under()[0]

    @property
    def high(self) -> Inline:
        """Largest value with which the claim is true by the score test."""
        return self.under()[1]

    def under(self, test: str | None = None) -> tuple[Inline, Inline]:
        """Return both ends of the values with which the claim is true under a test."""
        runs = said.given_claim(self.entry, test)
        widest = max(runs, key=_width) if runs else None
        run = self._known(widest, "range of values with which it is true")
        name = test or said.deciding_test(self.entry)
        spans = " or ".join(span_in_words(run.low, run.high) for run in runs)
        formula = f"{self._range()}, {spans} if the statement is true"
        formula += f" ({TEST_WORDS[name]})" if name else ""
        low, high = number_in_words(run.low), number_in_words(run.high)
        return self._derived(low, formula), self._derived(high, formula)

    @property
    def free_low(self) -> Inline:
        """Smallest value possible without the claim."""
        return self._derived(number_in_words(self._free().low), self._range())

    @property
    def free_high(self) -> Inline:
        """Largest value possible without the claim."""
        return self._derived(number_in_words(self._free().high), self._range())

    @property
    def tables(self) -> Inline:
        """How many consistent tables there are."""
        return self._tables("count")

    @property
    def holding(self) -> Inline:
        """In how many of them the claim is true."""
        return self._tables("holding")

    @property
    def flips_at(self) -> Inline:
        """From how many missing cases on the proof is lost or the verdict another."""
        return self._derived(said.cases_that_flip(self.entry))

    def _free(self) -> Implied:
        return self._known(said.without_claim(self.entry), "implied range")

    def _range(self) -> str:
        free = self._free()
        words = quantity_in_words(self.ledger.report, free.quantity)
        return f"{words}: {span_in_words(free.low, free.high)} possible"

    def _tables(self, what: str) -> Inline:
        tables = self.entry.consistent_tables
        value: int | None = getattr(tables, what) if tables is not None else None
        return self._derived(f"{self._known(value, 'number of consistent tables'):,}")


def _width(run: Implied) -> float:
    return float("inf") if run.low is None or run.high is None else run.high - run.low
