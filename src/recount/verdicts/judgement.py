"""What a verdict consists of: words from fixed lists, and numbers. No sentence is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from recount.report import Levels

NUMBER_VERDICTS = ("agrees", "differs", "consistent", "impossible", "no_counts", "cited")
#: Every verdict word, in the order in which summaries list them; readings can have no counts, too.
VERDICTS = (*NUMBER_VERDICTS, "holds", "fails", "depends", "open", "not_testable")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What an implied range is a range of; `recount.words` says it.

    The kind is ``cases`` that have every property of ``of``; cases of a level of which another
    variable is ``known``, or all its victims; ``ratio`` (odds ratio for one point more); ``mean``
    (average score of those with the outcome whose level is known); ``excess`` of the cases over
    the other known ones; ``numerator`` alone or ``together`` with the table; ``left`` of a bound;
    ``share``; ``missing`` cases; ``difference`` of the cases of ``of`` and those of ``less``.
    """

    kind: str
    sample: str = ""
    #: Properties: (variable, levels taken together), the outcome first.
    of: tuple[tuple[str, Levels], ...] = ()
    #: Cases among which they are counted, None where that says nothing.
    whole: int | None = None
    less: tuple[tuple[str, Levels], ...] = ()
    #: Whether the sample must be named, as others stand beside it.
    named: bool = False


@dataclass(frozen=True, slots=True)
class Implied:
    """Values that a quantity can take in the consistent tables; a union is several of these."""

    quantity: Quantity
    #: The test by which the claim is taken as true, where it is; None without a test.
    test: str | None
    #: None for no bound.
    low: int | float | None
    high: int | float | None
    given_claim: bool = False
    #: Whether the test is undefined with each of these values.
    undefined: bool = False


@dataclass(frozen=True, slots=True)
class TestResult:
    """What one test of significance says of a claim over all consistent tables."""

    __test__ = False  # not a test case for pytest

    test: str
    decision: str
    #: None where not computed, here and below not counted.
    p_low: float | None = None
    p_high: float | None = None
    holding: int | None = None
    #: Tables on which the test is undefined.
    undecided: int | None = None
    #: The test that goes with it where a claim joins several kinds of comparison.
    companion: str = ""


@dataclass(frozen=True, slots=True)
class ConsistentTables:
    """How many consistent tables there are and in how many the claim is true, by the first test.

    None stands for what is not counted.
    """

    count: int | None
    holding: int | None
    undecided: int | None
    method: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A consistent table shown as proof; the last row or column may hold the cases left out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


Shown = tuple[Witness | None, Witness | None]
"""A table for the claim and one against it, where they were found."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The smallest change that turns a verdict.

    So many cases ``recoded``, a ``tie`` with the largest other level, ``lost`` of a bound,
    ``wanted`` of the rarest property, ``gap`` between two counts, ``more`` known or missing.
    """

    kind: str
    cases: int
    #: Variable and levels that the cases go to.
    toward: tuple[str, Levels] | None = None
    #: Missing cases that could do it as well; 0 where they could not.
    missing: int = 0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Rests:
    """An assumption that a verdict rests on, and from which value on it would be another."""

    assumption: str
    #: Where it is about missing cases.
    model: str = ""
    #: The first value with which the verdict is not proved any more, None if there is none.
    turns: int | None = None
    #: The last value with which any table is consistent, None if all are.
    last: int | None = None
    #: For an assumption with named values: each with its verdict and number of tables.
    verdicts: tuple[tuple[str, str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one reading with its proof, ranges, witnesses and numbers."""

    verdict: str
    #: ``counts``, ``consistent_tables``, ``bounds`` or ``none``.
    basis: str = "none"
    #: ``enumerated``, ``closed_form``, ``bound``, ``witnesses`` or ``one_witness``.
    proof: str | None = None
    tables: ConsistentTables | None = None
    #: Ranges of quantities, without the claim first.
    implied: tuple[Implied, ...] = ()
    witness_for: Witness | None = None
    witness_against: Witness | None = None
    #: The test that decides comes first.
    tests: tuple[TestResult, ...] = ()
    #: Numbers that sentences about it need, by name.
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    turn: Turn | None = None
    rests: tuple[Rests, ...] = ()
    #: Entries of printed percentages that cut the table.
    sources: tuple[str, ...] = ()
    #: Counts of a printed number, where the text has them, and what they give, as printed.
    numerator: int | None = None
    denominator: int | None = None
    recomputed: str | None = None

    @property
    def exact(self) -> str | None:
        """The share of the two counts, as a fraction that is not reduced: ``1209/1965``."""
        shares = self.recomputed is not None and self.numerator is not None
        return f"{self.numerator}/{self.denominator}" if shares else None


def settled(low: int, high: int, needed: int) -> str:
    """Return the verdict that a number between two bounds is at least ``needed``."""
    return "holds" if low >= needed else "fails" if high < needed else "open"


def judged(
    verdict: str, basis: str, settled: str, shown: Shown = (None, None), **more: Any
) -> Judgement:
    """Return a judgement: an open one is proved by two witnesses, others as they are settled."""
    proof = settled if verdict != "open" else "one_witness" if None in shown else "witnesses"
    return Judgement(verdict, basis, proof, witness_for=shown[0], witness_against=shown[1], **more)


def shared_verdict(verdicts: Sequence[str]) -> str:
    """Return the verdict that all readings of a statement share, or ``depends``.

    Example:
        >>> shared_verdict(["open", "open"]), shared_verdict(["holds", "fails"])
        ('open', 'depends')
    """
    return verdicts[0] if len(set(verdicts)) == 1 else "depends"
