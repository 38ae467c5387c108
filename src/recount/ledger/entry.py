"""One line of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recount.verdicts.parts import (
    Basis,
    ConsistentTables,
    Dependence,
    Implied,
    Proof,
    TestResult,
    Witness,
)

__all__ = ["Entry", "Kind"]

Kind = Literal["percentage", "total", "completeness", "wording", "claim"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that the report states, and the verdict on it.

    The fields up to ``tests`` are the contract of ``recount audit --format json``; the rest is for
    ``recount show`` and the book.

    Attributes:
        sentence: The verdict in plain words, made from the numbers.
        steps: The derivation, one step a line.
        rests_on: Assumptions, with what they change.
        shift: The smallest change that flips the verdict, in words; empty where there is none.
        settles: The one number that would settle the claim; empty where it is settled.
        row: Data file that holds it.
        maker: Public function that made the number.
    """

    id: str
    kind: Kind
    page: int
    where: str
    repeats: str | None
    sample: str | None
    figure: int | None
    statement: str
    verdict: str
    basis: Basis
    printed: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    exact: str | None = None
    recomputed: str | None = None
    expected: str | None = None
    reason: str | None = None
    proof: Proof | None = None
    consistent_tables: ConsistentTables | None = None
    implied: tuple[Implied, ...] = ()
    witness_for: Witness | None = None
    witness_against: Witness | None = None
    tests: tuple[TestResult, ...] = ()
    sentence: str = ""
    steps: tuple[str, ...] = ()
    rests_on: tuple[Dependence, ...] = ()
    shift: str = ""
    settles: str = ""
    row: str = ""
    maker: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.verdict == self.expected
