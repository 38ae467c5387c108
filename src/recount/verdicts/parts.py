"""What a verdict consists of: words, ranges, tests, tables and proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "CLAIM_VERDICTS",
    "NUMBER_VERDICTS",
    "VERDICTS",
    "Basis",
    "ConsistentTables",
    "Dependence",
    "Implied",
    "Judgement",
    "Proof",
    "TestResult",
    "Witness",
]

#: Verdicts on numbers: percentages, totals and completeness.
NUMBER_VERDICTS = ("agrees", "differs", "consistent", "impossible", "no_counts", "cited")
#: Verdicts on claims and judging words.
CLAIM_VERDICTS = ("holds", "fails", "open", "no_counts", "not_testable")
#: Every verdict word once, in the order in which summaries list them.
VERDICTS = (*NUMBER_VERDICTS, *(word for word in CLAIM_VERDICTS if word not in NUMBER_VERDICTS))

Basis = Literal["counts", "consistent_tables", "bounds", "none"]
Proof = Literal["enumerated", "closed_form", "bound", "witnesses", "one_witness"]
Number = int | float | None


@dataclass(frozen=True, slots=True)
class Implied:
    """Values a quantity can take in the consistent tables; a union is several of these.

    Attributes:
        quantity: What it is, in words, with its unit.
        test: The test by which the claim is taken as true; None without the claim.
        low: Smallest value; None for no bound.
        high: Largest value; None for no bound.
        given_claim: Whether the claim is taken as true.
    """

    quantity: str
    test: str | None
    low: Number
    high: Number
    given_claim: bool


@dataclass(frozen=True, slots=True)
class TestResult:
    """What one test of significance says of a claim over all consistent tables.

    Attributes:
        test: Name of the test.
        decision: The verdict on the claim under this test.
        p_low: Smallest p-value over the consistent tables, None where not computed.
        p_high: Largest p-value.
    """

    __test__ = False  # not a test case for pytest

    test: str
    decision: str
    p_low: float | None = None
    p_high: float | None = None


@dataclass(frozen=True, slots=True)
class ConsistentTables:
    """How many consistent tables there are, in how many the claim is true, how they were counted.

    ``undecided`` counts the tables on which the test is undefined; ``method`` says so in words.
    """

    count: int | None
    holding: int | None
    method: str
    undecided: int | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A consistent table shown as proof; its last row or column may hold the cases left out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dependence:
    """An assumption that a verdict rests on, and where the verdict would flip."""

    assumption: str
    effect: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one claim with its proof, ranges, witnesses and words.

    Attributes:
        sentence: The verdict in plain words, made from the numbers.
        steps: The derivation, one step a line.
        rests_on: Assumptions, with what they change.
        shift: The smallest change that flips the verdict, in words; empty where there is none.
        settles: The one number that would settle the claim; empty where it is settled.
    """

    verdict: str
    basis: Basis
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
