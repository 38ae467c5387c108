"""One line of the ledger: something that the report states, and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recount.report import Claim, Completeness, Percentage, Total
from recount.verdicts import (
    ConsistentTables,
    Implied,
    Judgement,
    Number,
    Rests,
    TestResult,
    Witness,
)

__all__ = ["Entry", "Kind", "entry_of"]

Kind = Literal["percentage", "total", "completeness", "wording", "claim"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement or one of its readings, with its verdict.

    Attributes:
        id: Its name, which does not change: it is cited.
        where: The place on the page.
        sample: The dataset that it is about.
        statement: What is said, in our words.
        source: The record that it was read from.
        judgement: The verdict as numbers; that of a statement with readings has only the verdict.
        printed: The printed numeral alone; the rule of a completeness.
        repeats: The entry that says the same at another place.
        reading_of: The statement of which this is one reading among several.
        figure: The figure that shows the numbers.
        numerator, denominator: Counts of a printed number, where the text has them.
        exact: Their share as a fraction that is not reduced.
        recomputed: What the counts give, as it would be printed.
        expected: The expected verdict.
        reason: Why printed numbers or claims do not go together, where they do not.
        with_figures: The verdict with the numbers typed in from figures; None where none touch it.
    """

    id: str
    kind: Kind
    page: int
    where: str
    sample: str | None
    statement: str
    source: Percentage | Total | Completeness | Claim
    judgement: Judgement
    printed: str | None
    repeats: str | None
    reading_of: str | None
    figure: int | None
    numerator: int | None = None
    denominator: int | None = None
    exact: str | None = None
    recomputed: str | None = None
    expected: str | None = None
    reason: str | None = None
    with_figures: Judgement | None = None

    @property
    def is_statement(self) -> bool:
        """Whether it counts as a statement: no repeat, no reading."""
        return self.repeats is None and self.reading_of is None

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.verdict == self.expected

    @property
    def verdict(self) -> str:
        """The verdict word."""
        return self.judgement.verdict

    @property
    def basis(self) -> str:
        """What the verdict was reached from."""
        return self.judgement.basis

    @property
    def proof(self) -> str | None:
        """How the verdict is proved."""
        return self.judgement.proof

    @property
    def consistent_tables(self) -> ConsistentTables | None:
        """The consistent tables."""
        return self.judgement.tables

    @property
    def implied(self) -> tuple[Implied, ...]:
        """Ranges of quantities in the consistent tables."""
        return self.judgement.implied

    @property
    def witness_for(self) -> Witness | None:
        """A consistent table in which the claim is true."""
        return self.judgement.witness_for

    @property
    def witness_against(self) -> Witness | None:
        """A consistent table in which the claim is false."""
        return self.judgement.witness_against

    @property
    def tests(self) -> tuple[TestResult, ...]:
        """Each test of significance, the one that decides first."""
        return self.judgement.tests

    @property
    def rests(self) -> tuple[Rests, ...]:
        """Assumptions, and where they turn the verdict."""
        return self.judgement.rests

    @property
    def file(self) -> str:
        """The data file that holds it."""
        return self.source.file


def entry_of(
    source: Percentage | Total | Completeness | Claim,
    found: Judgement | Number,
    figure: int | None = None,
    with_figures: Judgement | None = None,
) -> Entry:
    """Return the entry of a record and the verdict on it; the expected verdict comes later."""
    kind: Kind = "claim"
    printed = ""
    match source:
        case Percentage():
            kind, printed = "percentage", source.printed
        case Total():
            kind, printed = "total", source.printed
        case Completeness():
            kind, printed = "completeness", source.rule
        case Claim(kind="wording"):
            kind = "wording"
    number = found if isinstance(found, Number) else Number(found)
    return Entry(
        *(source.id, kind, source.page, source.place, source.sample or None, source.statement),
        *(source, number.judgement, printed or None),
        repeats=getattr(source, "repeats", "") or None,
        reading_of=getattr(source, "reading_of", "") or None,
        figure=figure,
        numerator=number.numerator,
        denominator=number.denominator,
        exact=number.exact,
        recomputed=number.recomputed,
        with_figures=with_figures,
    )
