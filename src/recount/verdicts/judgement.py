"""What a verdict consists of: words from fixed lists, and numbers. No sentence is made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recount.report import Levels
from recount.tables import Run

#: Verdicts on numbers: percentages, totals and completeness.
NUMBER_VERDICTS = ("agrees", "differs", "consistent", "impossible", "no_counts", "cited")
#: Verdicts on readings, and of statements with one reading.
CLAIM_VERDICTS = ("holds", "fails", "open", "no_counts", "not_testable")
#: Every verdict word once, in the order in which summaries list them.
VERDICTS = (*NUMBER_VERDICTS, "holds", "fails", "depends", "open", "not_testable")

Basis = Literal["counts", "consistent_tables", "bounds", "none"]
Proof = Literal["enumerated", "closed_form", "bound", "witnesses", "one_witness"]
Method = Literal[
    "sweep", "walk", "list", "search", "corner", "pairs", "together", "exclusive", "apart", "limits"
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What an implied range is a range of; `recount.words` says it.

    Attributes:
        kind: ``cases`` that have every property of ``of``; cases of a level of which
            another variable is ``known``, or all its victims; ``ratio`` (odds ratio for one point
            more); ``mean`` (average score of those with the outcome whose level is known);
            ``excess`` of the cases over the other known ones; ``numerator`` alone or ``together``
            with the table; ``left`` of a bound; ``share``; ``missing`` cases; ``difference`` of two
            numbers of cases, those of ``of`` and those of ``less``.
        sample: Whose cases they are.
        of: Properties: (variable, levels taken together), the outcome first.
        whole: Cases among which they are counted, None where that says nothing.
        less: Properties of the cases that are taken off.
        named: Whether the sample must be named, as others stand beside it.
    """

    kind: str
    sample: str = ""
    of: tuple[tuple[str, Levels], ...] = ()
    whole: int | None = None
    less: tuple[tuple[str, Levels], ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Implied:
    """Values that a quantity can take in the consistent tables; a union is several of these.

    Attributes:
        quantity: What it is.
        test: The test by which the claim is taken as true; None without a test.
        low, high: Smallest and largest value; None for no bound.
        given_claim: Whether the claim is taken as true.
        undefined: Whether the test is undefined with each of these values.
    """

    quantity: Quantity
    test: str | None
    low: int | float | None
    high: int | float | None
    given_claim: bool = False
    undefined: bool = False


@dataclass(frozen=True, slots=True)
class TestResult:
    """What one test of significance says of a claim over all consistent tables.

    Attributes:
        test: Name of the test.
        decision: The verdict on the claim under this test.
        p_low, p_high: Smallest and largest p-value over the tables, None where not computed.
        holding: Tables in which the claim is true, None where not counted.
        undecided: Tables on which the test is undefined.
        companion: The test that goes with it where a claim joins several kinds of comparison.
    """

    __test__ = False  # not a test case for pytest

    test: str
    decision: str
    p_low: float | None = None
    p_high: float | None = None
    holding: int | None = None
    undecided: int | None = None
    companion: str = ""


@dataclass(frozen=True, slots=True)
class ConsistentTables:
    """How many consistent tables there are and in how many the claim is true, by the first test.

    None stands for what is not counted; ``tried`` are the tables looked at by a search.
    """

    count: int | None
    holding: int | None
    undecided: int | None
    method: Method
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Witness:
    """A consistent table shown as proof; the last row or column may hold the cases left out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """The smallest change that turns a verdict.

    Attributes:
        kind: ``recoded`` cases, ``moved`` between two groups, ``tie`` with the largest other level,
            ``lost`` cases of a bound, ``wanted`` cases of the rarest property, ``gap`` between two
            counts, ``more`` known or missing.
        cases: How many.
        toward, source: Variable and levels that the cases go to, and come from.
        missing: Missing cases that could do it as well; 0 where they could not.
    """

    kind: Literal["recoded", "moved", "tie", "lost", "wanted", "gap", "more"]
    cases: int
    toward: tuple[str, Levels] | None = None
    source: tuple[str, Levels] | None = None
    missing: int = 0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Rests:
    """An assumption that a verdict rests on, and from which value on it would be another.

    Attributes:
        assumption: Its id.
        model: ``kept`` or ``left_out`` where it is about missing cases.
        turns: The first value with which the verdict is not proved any more, None if there is none.
        last: The last value with which any table is consistent, None if all are.
        verdicts: For an assumption with named values: each with its verdict and number of tables.
    """

    assumption: str
    model: Literal["kept", "left_out", ""] = ""
    turns: int | None = None
    last: int | None = None
    verdicts: tuple[tuple[str, str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A named number that a sentence about a verdict needs: see `recount.words.verdicts`."""

    name: str
    value: int | float | str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one reading with its proof, ranges, witnesses and numbers.

    Attributes:
        verdict: One of the verdict words.
        basis: What it was reached from.
        proof: How it is proved; None where nothing is.
        tables: The consistent tables, by the first test.
        implied: Ranges of quantities, without the claim first.
        witness_for, witness_against: Tables in which the claim is true, and false.
        tests: Each test of significance, the one that decides first.
        facts: Numbers that the sentences need, by name.
        turn: The smallest change that turns the verdict.
        rests: Assumptions and where they turn it.
        sources: Entries of printed percentages that cut the table.
        numerator, denominator: Counts of a printed number, where the text has them.
        recomputed: What the counts give, as it would be printed.
    """

    verdict: str
    basis: Basis = "none"
    proof: Proof | None = None
    tables: ConsistentTables | None = None
    implied: tuple[Implied, ...] = ()
    witness_for: Witness | None = None
    witness_against: Witness | None = None
    tests: tuple[TestResult, ...] = ()
    facts: tuple[Fact, ...] = ()
    turn: Turn | None = None
    rests: tuple[Rests, ...] = ()
    sources: tuple[str, ...] = ()
    numerator: int | None = None
    denominator: int | None = None
    recomputed: str | None = None

    @property
    def exact(self) -> str | None:
        """The share of the two counts, as a fraction that is not reduced: ``1209/1965``."""
        shares = self.recomputed is not None and self.numerator is not None
        return f"{self.numerator}/{self.denominator}" if shares else None

    def fact(self, name: str) -> object:
        """Return a number by its name, None where there is none."""
        return next((fact.value for fact in self.facts if fact.name == name), None)


def settled(low: int, high: int, needed: int) -> str:
    """Return the verdict that a number between two bounds is at least ``needed``."""
    return "holds" if low >= needed else "fails" if high < needed else "open"


def facts_of(**named: int | float | str | None) -> tuple[Fact, ...]:
    """Return named numbers as facts; None leaves one out."""
    return tuple(Fact(name, value) for name, value in named.items() if value is not None)


def proof_of(verdict: str, settled: Proof, shown: Sequence[Witness | None]) -> Proof:
    """Return how a verdict is proved: an open one by a witness for the claim and one against it."""
    if verdict != "open":
        return settled
    return "witnesses" if None not in shown else "one_witness"


def shared_verdict(verdicts: Sequence[str]) -> str:
    """Return the verdict that all readings of a statement share, or ``depends``.

    Example:
        >>> shared_verdict(["open", "open"]), shared_verdict(["holds", "fails"])
        ('open', 'depends')
    """
    return verdicts[0] if len(set(verdicts)) == 1 else "depends"
