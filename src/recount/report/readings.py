"""How a statement is taken: one frozen type for each kind of question.

A claim's row in ``claims.csv`` is typed once, when it is read (see ``recount.report.claims``). What
follows, the verdict, its words and its drawing, reads these fields and never a string of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = [
    "Association",
    "Between",
    "ColumnsOff",
    "Comparison",
    "Contrast",
    "CrossTable",
    "Jointly",
    "Levels",
    "NotTestable",
    "Overlap",
    "PartOf",
    "Reading",
    "ShareAbove",
    "Slope",
    "Steps",
    "Within",
    "Word",
]

Levels = tuple[str, ...]
"""Levels of one variable that a reading takes together."""

Direction = Literal[-1, 0, 1]
"""1: more likely, rising; -1: less likely, falling; 0: no significant difference or trend."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Cases at the pivot's levels show an outcome more often, or less, than each group against it.

    Attributes:
        relation: The word of the data: higher, lower, highest, lowest or no_difference.
        against: Groups of levels that the pivot is compared with, one by one.
        yes: Outcome levels said to be more or less frequent.
        no: Outcome levels set against them; cases at any other level are left out.
    """

    relation: str
    sample: str
    characteristic: str
    pivot: Levels
    against: tuple[Levels, ...]
    outcome: str
    yes: Levels
    no: Levels
    direction: Direction


@dataclass(frozen=True, slots=True)
class Slope:
    """The odds of an outcome rise, fall or do neither along the scores of a characteristic.

    Attributes:
        relation: The word of the data: rises, falls or no_trend.
    """

    relation: str
    sample: str
    characteristic: str
    outcome: str
    yes: Levels
    no: Levels
    direction: Direction


@dataclass(frozen=True, slots=True)
class Steps:
    """The odds of an outcome rise significantly at each step from one level to the next."""

    relation: str
    sample: str
    characteristic: str
    outcome: str
    yes: Levels
    no: Levels


@dataclass(frozen=True, slots=True)
class Association:
    """A characteristic and an outcome are associated, or not, in the table of all their levels.

    Attributes:
        rows: Levels of the characteristic among which this is asked.
        columns: Levels of the outcome.
        present: Whether an association is claimed, or its absence.
    """

    relation: str
    sample: str
    characteristic: str
    rows: Levels
    outcome: str
    columns: Levels
    present: bool


@dataclass(frozen=True, slots=True)
class Within:
    """More than half of the cases at the pivot's levels show the outcome."""

    relation: str
    sample: str
    characteristic: str
    pivot: Levels
    outcome: str
    yes: Levels
    no: Levels


@dataclass(frozen=True, slots=True)
class Word:
    """A word for the size of one share: majority, plurality or minority."""

    relation: str
    sample: str
    variable: str
    levels: Levels

    @property
    def word(self) -> str:
        """The word itself."""
        return self.relation


@dataclass(frozen=True, slots=True)
class Comparison:
    """One sum of printed counts is larger than another; both are ids of counts."""

    relation: str
    sample: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartOf:
    """One sum of printed counts is more than half of another that holds it."""

    relation: str
    sample: str
    part: tuple[str, ...]
    whole: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareAbove:
    """A printed percentage is above a fraction (``sign`` is ``>``) or at least it (``>=``)."""

    relation: str
    sample: str
    percentage: str
    sign: Literal[">", ">="]
    fraction: Fraction


@dataclass(frozen=True, slots=True)
class ColumnsOff:
    """Some column of a printed table's percentages does not add up to 100.

    Attributes:
        table: What the places of its percentages begin with: ``Table 3``.
    """

    relation: str
    sample: str
    table: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """More than half of the cases have all of several properties at once.

    Attributes:
        properties: Variables, each with the levels that count.
        of_first: Whether half of the cases with the first property is meant, not of all cases.
    """

    relation: str
    sample: str
    properties: tuple[tuple[str, Levels], ...]
    of_first: bool


@dataclass(frozen=True, slots=True)
class Between:
    """A share is higher in one sample than in another.

    Attributes:
        high, low: The samples.
        levels: Levels of the characteristic whose share is compared, in the first and the second.
        against: Levels that with them make the whole in each; all others of the sample.
        outcome: Variable to whose cases the comparison is limited; empty for all cases.
        yes: Levels of it, in the first sample and the second; empty levels stand for all cases.
    """

    relation: str
    sample: str
    high: str
    low: str
    characteristic: str
    levels: tuple[Levels, Levels]
    against: tuple[Levels, Levels]
    outcome: str
    yes: tuple[Levels, Levels]


@dataclass(frozen=True, slots=True)
class NotTestable:
    """No statistic could settle the wording; ``why`` says so in words."""

    relation: str
    sample: str
    why: str


@dataclass(frozen=True, slots=True)
class Jointly:
    """Several readings of one cross-table, asked of one and the same table.

    Attributes:
        members: Ids of the claims that it joins; empty where one claim says several things itself.
        parts: Their readings, joint ones taken apart.
    """

    relation: str
    sample: str
    members: tuple[str, ...]
    parts: tuple[CrossTable, ...]


CrossTable = Contrast | Slope | Steps | Association | Within
"""Readings about one cross-table of one sample."""

Reading = (
    CrossTable
    | Word
    | Comparison
    | PartOf
    | ShareAbove
    | ColumnsOff
    | Overlap
    | Between
    | Jointly
    | NotTestable
)
"""Every way to take a statement."""
