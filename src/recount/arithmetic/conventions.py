"""Which rounding rule fits the report as a whole, and what would explain what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from recount.arithmetic.rounding import CONVENTIONS, decimals_of, percent_of
from recount.arithmetic.shares import Share

__all__ = ["Agreement", "ColumnSum", "agreement", "column_sum"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many printed percentages one convention gives, of all that have counts."""

    convention: str
    agreeing: int
    total: int


def agreement(stated: Iterable[tuple[str, Share]]) -> list[Agreement]:
    """Return how many printed percentages each named convention gives.

    Args:
        stated: Pairs of a printed percentage and the share of its counts.

    Example:
        >>> for row in agreement([("61%", Share(1209, 1965)), ("33%", Share(644, 1965))]):
        ...     print(row.convention, row.agreeing, row.total)
        half_up 1 2
        half_even 1 2
        truncate 1 2
        ceiling 1 2
        >>> agreement([("61%", Share(1209, 1965)), ("33%", Share(644, 1965))])[2].agreeing
        1
    """
    pairs = list(stated)
    return [
        Agreement(name, sum(share.gives(printed, name) for printed, share in pairs), len(pairs))
        for name in CONVENTIONS
    ]


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """The percentages of one variable of one sample: as printed, and as half up gives them.

    Attributes:
        printed: Sum of the printed percentages.
        recomputed: Sum of the percentages rounded half up.
        adjusted: The percentages when the surplus over 100 is taken off the largest cell.
        adjusted_agrees: Whether the adjusted percentages are the printed ones.
    """

    printed: int | Fraction
    recomputed: int | Fraction
    adjusted: tuple[int | Fraction, ...]
    adjusted_agrees: bool


def column_sum(stated: Sequence[tuple[str, Share]]) -> ColumnSum:
    """Return what the percentages of one variable add up to, and would without their surplus.

    Example:
        >>> ages = [("6%", Share(112, 1965)), ("33%", Share(644, 1965)), ("61%", Share(1209, 1965))]
        >>> column_sum(ages)
        ColumnSum(printed=100, recomputed=101, adjusted=(6, 33, 61), adjusted_agrees=True)
    """
    printed = [percent_of(text) for text, _ in stated]
    rounded = [percent_of(share.rounded(decimals=decimals_of(text))) for text, share in stated]
    adjusted = list(rounded)
    largest = max(range(len(stated)), key=lambda index: stated[index][1].value)
    adjusted[largest] -= sum(rounded) - 100
    return ColumnSum(sum(printed), sum(rounded), tuple(adjusted), adjusted == printed)
