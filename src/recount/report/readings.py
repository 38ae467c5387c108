"""How a statement is taken: one frozen type for each kind of question.

A claim's row in ``claims.csv`` is typed once, when it is read (see ``recount.report.claims``). What
follows, the verdict, its words and its drawing, reads these fields and never a string of the file.
Each reading keeps its ``relation``, the word of the data for it, and its ``sample``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from recount.report.tables import Record

Levels = tuple[str, ...]
"""Levels of one variable that a reading takes together."""

Properties = tuple[tuple[str, Levels], ...]
"""Variables, each with the levels that count."""

Direction = Literal[-1, 0, 1]
"""1: more likely, rising; -1: less likely, falling; 0: no significant difference or trend."""


class _Read(Record):
    relation: str
    sample: str


class Association(_Read):
    """A characteristic and an outcome are associated among some rows, or not (``present``)."""

    characteristic: str
    rows: Levels
    outcome: str
    columns: Levels
    present: bool


class _Odds(_Read):
    """Levels of an outcome, ``yes``, are set against others, ``no``; the rest is left out."""

    characteristic: str
    outcome: str
    yes: Levels
    no: Levels


class Contrast(_Odds):
    """Cases at the pivot's levels show an outcome more often, or less, than each group against."""

    pivot: Levels
    against: tuple[Levels, ...]
    direction: Direction


class Slope(_Odds):
    """The odds of an outcome rise, fall or do neither along the scores of a characteristic."""

    direction: Direction


class Steps(_Odds):
    """At each step from one level to the next the odds of an outcome rise, fall or do neither."""

    direction: Direction


class Within(_Odds):
    """More than half of the cases at the pivot's levels show the outcome."""

    pivot: Levels


CrossTable = Contrast | Slope | Steps | Association | Within
"""Readings about one cross-table of one sample."""


class Jointly(_Read):
    """Readings of other claims, ``members``, or of this one, that are to be true at once."""

    members: tuple[str, ...]
    parts: tuple[CrossTable, ...]


class Word(_Read):
    """The relation is a word for the size of one share: majority, plurality or minority."""

    variable: str
    levels: Levels


class Sums(_Read):
    """Of sums of printed counts, by ids, the first is the larger, or each is above zero."""

    sums: tuple[tuple[str, ...], ...]


class ShareSide(Record):
    """One side of a comparison of shares: a percentage's id, a part of counts, or a fraction."""

    percentage: str = ""
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    fraction: Fraction | None = None


class Shares(_Read):
    """Two shares compared; ``~`` says that the left is nearer to n/d than to any other n over d."""

    left: ShareSide
    sign: Literal[">", ">=", "<", "~"]
    right: ShareSide


class Elimination(_Read):
    """The level that is ``left`` is the last of as many kinds as levels; the others are known."""

    variable: str
    identified: Levels
    left: str
    kinds: tuple[str, ...]


class ColumnsOff(_Read):
    """Some column of the percentages of a table does not add up to 100."""

    table: str


class Overlap(_Read):
    """More than half of the cases, or of those with the first property, have all properties."""

    properties: Properties
    of_first: bool


class OverlapLarger(_Read):
    """More cases have all of the one set of properties than all of the other."""

    more: Properties
    less: Properties


class Between(_Read):
    """The share of levels is higher in one sample than in another; pairs are of both samples.

    What is not among the levels against them is left out, nothing if none are named, and so are
    cases that do not have the outcome.
    """

    high: str
    low: str
    characteristic: str
    levels: tuple[Levels, ...]
    against: tuple[Levels, ...]
    outcome: str
    yes: tuple[Levels, ...]


class NotTestable(_Read):
    """Nothing to compute, and why; the data dictionary says what the relations mean."""

    why: str


class Readings(_Read):
    """A statement with several readings, which name it; it has the verdict that they share."""


_OfCounts = Word | Sums | Shares | Elimination | ColumnsOff | Between
Reading = CrossTable | Jointly | _OfCounts | Overlap | OverlapLarger | Readings | NotTestable
"""Every way to take a statement."""


def cross_tables(reading: Reading) -> tuple[CrossTable, ...]:
    """Return the readings of cross-tables that a reading joins, itself if it is one.

    Example:
        >>> cross_tables(Readings("readings", "some"))
        ()
    """
    parts = reading.parts if isinstance(reading, Jointly) else (reading,)
    return tuple(part for part in parts if isinstance(part, CrossTable))
