"""Claims and judging words for prose: verdict, implied ranges, tables, tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from recount.book.dependences import cases_that_flip, most_missing, tables_under
from recount.book.names import NoValueError
from recount.book.spans import Inline, Link
from recount.book.values import provenance, verdict_span
from recount.book.words import TEST_WORDS, number_in_words, readable, span_in_words
from recount.ledger import Entry
from recount.phrases import p_in_words
from recount.verdicts import Implied

__all__ = ["ClaimValue", "given_claim", "primary_test", "without_claim"]

Known = TypeVar("Known")


def primary_test(entry: Entry) -> str | None:
    """Return the test that the report's wording implies, the first of an entry's tests."""
    return entry.tests[0].test if entry.tests else None


def given_claim(entry: Entry, test: str | None = None) -> tuple[Implied, ...]:
    """Return the runs of values with which a claim is true, under one test.

    Args:
        entry: The claim's entry.
        test: The test; the one that the wording implies when None.

    Example:
        >>> from recount.book import open_book
        >>> entry = open_book().ledger["f04-no-difference"]
        >>> [(run.low, run.high) for run in given_claim(entry)]
        [(0, 0), (26, 44), (143, 143)]
        >>> [(run.low, run.high) for run in given_claim(entry, "fisher")]
        [(25, 44)]
    """
    wanted = primary_test(entry) if test is None else test
    return tuple(run for run in entry.implied if run.given_claim and run.test == wanted)


def without_claim(entry: Entry) -> Implied | None:
    """Return the values possible without the claim; None where nothing is bounded."""
    return next((run for run in entry.implied if not run.given_claim), None)


@dataclass(frozen=True, slots=True)
class ClaimValue:
    """A claim of the report; each attribute is a piece of prose that carries its provenance.

    Example:
        >>> from recount.book import open_book
        >>> claim = ClaimValue(open_book().ledger["f04-no-difference"])
        >>> f"{claim.low} to {claim.high}, else {claim.free_low} to {claim.free_high}"
        '26 to 44, else 0 to 143'
        >>> f"{claim.verdict}; {claim.holding} of {claim.tables} tables"
        '◇ open; 19 of 144 tables'
    """

    entry: Entry

    def __str__(self) -> str:
        return str(self.verdict)

    def __repr__(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        return self.verdict._repr_markdown_()

    @property
    def verdict(self) -> Inline:
        """The verdict, as sign and word."""
        return verdict_span(self.entry.verdict)

    @property
    def statement(self) -> Inline:
        """What the report says, in our words."""
        return Inline(self.entry.statement)

    @property
    def sentence(self) -> Inline:
        """The verdict in plain words, made from the numbers."""
        return Inline(readable(self.entry.sentence))

    @property
    def place(self) -> Inline:
        """Page and place."""
        return Inline(f"page {self.entry.page}, {self.entry.where}")

    @property
    def link(self) -> Link:
        """A link to the ledger row, its id as text."""
        return Link(self.entry.id)

    @property
    def quantity(self) -> Inline:
        """What the implied range is a range of."""
        return Inline(self._free.quantity)

    @property
    def test(self) -> Inline:
        """The test that the wording implies."""
        return Inline(TEST_WORDS[self._known(primary_test(self.entry), "test")])

    @property
    def low(self) -> Inline:
        """Smallest value with which the claim is true; of a union, the start of its widest run."""
        return self._end("low")

    @property
    def high(self) -> Inline:
        """Largest value with which the claim is true; of a union, the end of its widest run."""
        return self._end("high")

    def under(self, test: str) -> tuple[Inline, Inline]:
        """Return the widest run of values with which the claim is true under a named test."""
        return self._end("low", test), self._end("high", test)

    def __getattr__(self, name: str) -> UnderTest:
        """Return the claim under the test of that name: ``c.f04_no_difference.pearson.low``."""
        if name in TEST_WORDS:
            return UnderTest(self, name)
        raise AttributeError(f"{self.entry.id}: a claim has no {name!r}")

    @property
    def free_low(self) -> Inline:
        """Smallest value possible without the claim."""
        return self._saying(number_in_words(self._free.low), self._range())

    @property
    def free_high(self) -> Inline:
        """Largest value possible without the claim."""
        return self._saying(number_in_words(self._free.high), self._range())

    @property
    def tables(self) -> Inline:
        """How many consistent tables there are."""
        return self._tables("count")

    @property
    def holding(self) -> Inline:
        """In how many of them the claim is true, under the test that the wording implies."""
        return self._tables("holding")

    @property
    def undecided(self) -> Inline:
        """On how many of them that test is undefined."""
        return self._tables("undecided")

    @property
    def p_low(self) -> Inline:
        """Smallest p-value over the consistent tables, of the test that the wording implies."""
        return self._p("p_low")

    @property
    def p_high(self) -> Inline:
        """Largest p-value over the consistent tables, of the test that the wording implies."""
        return self._p("p_high")

    @property
    def shift(self) -> Inline:
        """The smallest change that flips the verdict, as a sentence."""
        return Inline(readable(self._known(self.entry.shift or None, "smallest change")))

    @property
    def settles(self) -> Inline:
        """The number that would settle the claim."""
        return Inline(self._known(self.entry.settles or None, "number that would settle it"))

    @property
    def most_missing(self) -> Inline:
        """Up to how many of the unknown cases can be missing with the claim still true."""
        return self._saying(most_missing(self.entry))

    @property
    def flips_at(self) -> Inline:
        """From how many missing cases on the proof is lost or the verdict another."""
        return self._saying(cases_that_flip(self.entry))

    def tables_under(self, convention: str) -> Inline:
        """Return how many consistent tables one rounding rule leaves."""
        return self._saying(tables_under(self.entry, convention))

    @property
    def reason(self) -> Inline:
        """Why a claim cannot be judged or does not go together with others."""
        return Inline(self._known(self.entry.reason or None, "reason"))

    @property
    def power(self) -> Inline:
        """For an absence claim: the odds ratios found in 80% of studies of its size."""
        step = next((step for step in self.entry.steps if "of studies" in step), None)
        return Inline(self._known(step, "statement of its power"))

    @property
    def _free(self) -> Implied:
        return self._known(without_claim(self.entry), "implied range")

    def _widest(self, test: str | None = None) -> Implied:
        runs = given_claim(self.entry, test)
        widest = max(runs, key=_width) if runs else None
        return self._known(widest, "range of values with which it is true")

    def _tables(self, what: str) -> Inline:
        tables = self.entry.consistent_tables
        value: int | None = getattr(tables, what) if tables is not None else None
        return self._saying(
            f"{self._known(value, 'number of consistent tables'):,}",
            self._of_tables(),
        )

    def _of_tables(self) -> str:
        tables = self.entry.consistent_tables
        if tables is None or tables.count is None:
            return ""
        if tables.holding is None:
            return f"{tables.count:,} consistent tables"
        test = primary_test(self.entry)
        return f"true in {tables.holding:,} of {tables.count:,} consistent tables" + (
            f" ({TEST_WORDS[test]})" if test else ""
        )

    def _p(self, end: str) -> Inline:
        value: float | None = getattr(self.entry.tests[0], end) if self.entry.tests else None
        first = self.entry.tests[0] if self.entry.tests else None
        text = p_in_words(self._known(value, "p-value"))
        if first is None:
            return self._saying(text)
        low, high = p_in_words(first.p_low), p_in_words(first.p_high)
        words = f"p from {low} to {high} in the consistent tables" if low != high else f"p = {low}"
        return self._saying(text, f"{words} ({TEST_WORDS[first.test]})")

    def _known(self, value: Known | None, what: str) -> Known:
        if value is None:
            raise NoValueError(f"{self.entry.id} ({self.entry.verdict}) has no {what}")
        return value

    def _range(self, test: str | None = None) -> str:
        """Return the range that a number is an end of, with what it is a range of."""
        runs = given_claim(self.entry, test)
        name = test or primary_test(self.entry)
        words = f"{self._free.quantity}: {span_in_words(self._free.low, self._free.high)} possible"
        if runs:
            spans = " or ".join(span_in_words(run.low, run.high) for run in runs)
            words += f", {spans} if the statement is true"
        return f"{words} ({TEST_WORDS[name]})" if runs and name else words

    def _end(self, end: str, test: str | None = None) -> Inline:
        run = self._widest(test)
        return self._saying(number_in_words(getattr(run, end)), self._range(test))

    def _saying(self, text: str, formula: str = "") -> Inline:
        return Inline(text, "stated", provenance(self.entry, formula))


def _width(run: Implied) -> float:
    if run.low is None or run.high is None:
        return float("inf")
    return run.high - run.low


@dataclass(frozen=True, slots=True)
class UnderTest:
    """A claim under one test: ``c.f04_no_difference.pearson.low``.

    Example:
        >>> from recount.book import open_book
        >>> claim = open_book().claims.f04_no_difference
        >>> f"{claim.pearson.low} to {claim.pearson.high}; {claim.fisher.verdict}"
        '26 to 44; ◇ open'
    """

    claim: ClaimValue
    test: str

    @property
    def low(self) -> Inline:
        """Smallest value with which the claim is true; of a union, the start of its widest run."""
        return self.claim.under(self.test)[0]

    @property
    def high(self) -> Inline:
        """Largest value with which the claim is true; of a union, the end of its widest run."""
        return self.claim.under(self.test)[1]

    @property
    def verdict(self) -> Inline:
        """The decision of the test."""
        for result in self.claim.entry.tests:
            if result.test == self.test:
                return verdict_span(result.decision)
        raise NoValueError(f"{self.claim.entry.id} is not judged by {TEST_WORDS[self.test]}")
