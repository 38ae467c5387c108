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
    "Direction",
    "Elimination",
    "Exists",
    "Jointly",
    "Levels",
    "NotTestable",
    "Overlap",
    "OverlapLarger",
    "PartOf",
    "Properties",
    "Reading",
    "Readings",
    "ShareAbove",
    "ShareSide",
    "Shares",
    "Slope",
    "Steps",
    "Within",
    "Word",
]

Levels = tuple[str, ...]
"""Levels of one variable that a reading takes together."""

Properties = tuple[tuple[str, Levels], ...]
"""Variables, each with the levels that count."""

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
    """At each step from one level to the next the odds of an outcome rise, fall or do neither.

    Attributes:
        relation: rises_each_step, falls_each_step or no_difference_each_step.
    """

    relation: str
    sample: str
    characteristic: str
    outcome: str
    yes: Levels
    no: Levels
    direction: Direction = 1


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
class ShareSide:
    """One side of a comparison of shares: a printed percentage, counts, or a fraction.

    Attributes:
        percentage: Id of a printed percentage; empty for the others.
        part, whole: Ids of printed counts; empty for the others.
        fraction: A fraction; None for the others.
    """

    percentage: str = ""
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    fraction: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Two shares compared; ``~`` says that the left is nearer to n/d than to any other n over d."""

    relation: str
    sample: str
    left: ShareSide
    sign: Literal[">", ">=", "<", "~"]
    right: ShareSide


@dataclass(frozen=True, slots=True)
class Exists:
    """There are cases of each kind: each sum of printed counts is above zero."""

    relation: str
    sample: str
    sums: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Elimination:
    """What one row means follows, as as many kinds are named as rows are printed.

    Attributes:
        identified: Levels whose meaning is known.
        left: The level that is left.
        kinds: The kinds that the report names.
    """

    relation: str
    sample: str
    variable: str
    identified: Levels
    left: str
    kinds: tuple[str, ...]


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
    properties: Properties
    of_first: bool


@dataclass(frozen=True, slots=True)
class OverlapLarger:
    """More cases have all of the one set of properties than all of the other."""

    relation: str
    sample: str
    more: Properties
    less: Properties


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
    """Nothing to compute, and why.

    Attributes:
        relation: not_testable (no statistic could settle the wording), places_differ (two places
            do not say the same), uncounted (counts would settle it) or cited (another study's).
    """

    relation: str
    sample: str
    why: str


@dataclass(frozen=True, slots=True)
class Readings:
    """A statement with several readings, which name it; it has the verdict that they share."""

    relation: str
    sample: str


@dataclass(frozen=True, slots=True)
class Jointly:
    """Several readings that are to be true at once: those of one cross-table, in one table.

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
    | OverlapLarger
    | Shares
    | Exists
    | Elimination
    | Between
    | Jointly
    | Readings
    | NotTestable
)
"""Every way to take a statement."""
