"""One line of the ledger: something that the report states, and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from recount.report import Claim, Completeness, Percentage, Total
from recount.verdicts import Judgement, Number

__all__ = ["Entry", "Kind", "entry_of"]

Kind = Literal["percentage", "total", "completeness", "wording", "claim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Judgement):
    """The judgement on a statement, or on one of its readings, with what is stated and where.

    Attributes:
        id: Its name, which does not change: it is cited.
        where: The place on the page.
        sample: The dataset that it is about.
        statement: What is said, in our words.
        source: The record that it was read from.
        printed: The printed numeral alone; the rule of a completeness.
        repeats: The entry that says the same at another place.
        reading_of: The statement of which this is one reading among several.
        figure: The figure that shows the numbers.
        numerator, denominator: Counts of a printed number, where the text has them.
        exact: Their share as a fraction that is not reduced.
        recomputed: What the counts give, as it would be printed.
        with_figures: The verdict with the numbers typed in from figures; None where none touch it.
        expected: The expected verdict.
        reason: Why printed numbers or claims do not go together, where they do not.
    """

    id: str
    kind: Kind
    page: int
    where: str
    sample: str | None
    statement: str
    source: Percentage | Total | Completeness | Claim
    printed: str | None
    repeats: str | None
    reading_of: str | None
    figure: int | None
    numerator: int | None
    denominator: int | None
    exact: str | None
    recomputed: str | None
    with_figures: Judgement | None
    expected: str | None = None
    reason: str | None = None

    @property
    def is_statement(self) -> bool:
        """Whether it counts as a statement: no repeat, no reading."""
        return self.repeats is None and self.reading_of is None

    @property
    def file(self) -> str:
        """The data file that holds it."""
        return self.source.file


def entry_of(
    kind: Kind,
    source: Percentage | Total | Completeness | Claim,
    number: Number,
    printed: str = "",
    figure: int | None = None,
    with_figures: Judgement | None = None,
) -> Entry:
    """Return the entry of a record and the verdict on it; the expected verdict comes later."""
    judgement = {each.name: getattr(number.judgement, each.name) for each in fields(Judgement)}
    return Entry(
        **judgement,
        id=source.id,
        kind=kind,
        page=source.page,
        where=source.place,
        sample=source.sample or None,
        statement=source.statement,
        source=source,
        printed=printed or None,
        repeats=getattr(source, "repeats", "") or None,
        reading_of=getattr(source, "reading_of", "") or None,
        figure=figure,
        numerator=number.numerator,
        denominator=number.denominator,
        exact=number.exact,
        recomputed=number.recomputed,
        with_figures=with_figures,
    )
