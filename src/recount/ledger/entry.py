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

__all__ = ["Entry", "Kind"]

Kind = Literal["percentage", "total", "completeness", "wording", "claim"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement or one of its readings, with its verdict.

    Attributes:
        source: The record that it was read from.
        judgement: The verdict as numbers; that of a statement with readings has only the verdict.
        number: What was recomputed, for a printed number.
        repeats: The entry that says the same at another place.
        reading_of: The statement of which this is one reading among several.
        expected: The expected verdict.
        reason: Why printed numbers or claims do not go together, where they do not.
        with_figures: The verdict with the numbers typed in from figures; None where none touch it.
    """

    source: Percentage | Total | Completeness | Claim
    judgement: Judgement
    number: Number | None = None
    expected: str | None = None
    reason: str | None = None
    with_figures: Judgement | None = None
    figure: int | None = None

    @property
    def id(self) -> str:
        """Its name, which does not change: it is cited."""
        return self.source.id

    @property
    def kind(self) -> Kind:
        """What kind of statement it is."""
        source = self.source
        if isinstance(source, Percentage):
            return "percentage"
        if isinstance(source, Total):
            return "total"
        if isinstance(source, Completeness):
            return "completeness"
        return "wording" if source.kind == "wording" else "claim"

    @property
    def page(self) -> int:
        """The page of the report."""
        return self.source.page

    @property
    def where(self) -> str:
        """The place on the page."""
        return self.source.place

    @property
    def sample(self) -> str | None:
        """The dataset that it is about."""
        return self.source.sample or None

    @property
    def statement(self) -> str:
        """What is said, in our words."""
        return self.source.statement

    @property
    def repeats(self) -> str | None:
        """The entry that says the same at another place."""
        return getattr(self.source, "repeats", "") or None

    @property
    def reading_of(self) -> str | None:
        """The statement of which this is one reading among several."""
        return getattr(self.source, "reading_of", "") or None

    @property
    def is_statement(self) -> bool:
        """Whether it counts as a statement: no repeat, no reading."""
        return self.repeats is None and self.reading_of is None

    @property
    def printed(self) -> str | None:
        """The printed numeral alone; the rule of a completeness."""
        if isinstance(self.source, Percentage):
            return self.source.printed
        if isinstance(self.source, Total):
            return self.source.printed or None
        return self.source.rule if isinstance(self.source, Completeness) else None

    @property
    def numerator(self) -> int | None:
        """The count above the line, where the text has it."""
        return None if self.number is None else self.number.numerator

    @property
    def denominator(self) -> int | None:
        """The count below the line."""
        return None if self.number is None else self.number.denominator

    @property
    def exact(self) -> str | None:
        """The share as a fraction that is not reduced."""
        return None if self.number is None else self.number.exact

    @property
    def recomputed(self) -> str | None:
        """What the counts give, as it would be printed."""
        return None if self.number is None else self.number.recomputed

    @property
    def verdict(self) -> str:
        """The verdict word."""
        return self.judgement.verdict

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.verdict == self.expected

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
        names = {"percentage": "percentages", "total": "totals", "completeness": "completeness"}
        return f"{names.get(self.kind, 'claims')}.csv"
