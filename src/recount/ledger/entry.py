"""One line of the ledger, and the parts it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "CLAIM_VERDICTS",
    "NUMBER_VERDICTS",
    "VERDICTS",
    "ConsistentTables",
    "Dependence",
    "Entry",
    "Implied",
    "TestResult",
    "Witness",
]

#: Verdicts on numbers: percentages, totals and completeness.
NUMBER_VERDICTS = ("agrees", "differs", "consistent", "impossible", "no_counts", "cited")
#: Verdicts on claims and judging words.
CLAIM_VERDICTS = ("holds", "fails", "open", "no_counts", "not_testable")
#: Every verdict word once, in the order in which summaries list them.
VERDICTS = (*NUMBER_VERDICTS, *(word for word in CLAIM_VERDICTS if word not in NUMBER_VERDICTS))

Kind = Literal["percentage", "total", "completeness", "wording", "claim"]
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
    p_low: float | None
    p_high: float | None


@dataclass(frozen=True, slots=True)
class ConsistentTables:
    """How many consistent tables there are, in how many the claim is true, and how they were counted.

    ``undecided`` counts the tables on which the test is undefined; it stands in ``method`` in words.
    """

    count: int | None
    holding: int | None
    method: str
    undecided: int | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A consistent table shown as proof; the last row or column may hold the cases left out."""

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
class Entry:
    """One line of the ledger: something that the report states, and the verdict on it.

    The fields up to ``tests`` are the contract of ``recount audit --format json``; the rest is for
    ``recount show`` and the book.

    Attributes:
        sentence: The verdict in plain words, made from the numbers.
        steps: The derivation, one step a line.
        rests_on: Assumptions, with what they change.
        shift: The smallest change that flips the verdict, in words; empty where there is none.
        settles: The one number that would settle the claim; empty where it is settled.
        section: Chapter of the book that treats it.
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
    section: str = ""
    row: str = ""
    maker: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.verdict == self.expected
