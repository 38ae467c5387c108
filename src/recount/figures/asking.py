"""A claim's questions asked of tables together, and what their answers come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recount.figures.deciding import decide
from recount.figures.questions import Question
from recount.figures.view import View
from recount.phrases import counted
from recount.settings import Settings
from recount.tables import Decisions, IntArray, all_of
from recount.verdicts import ConsistentTables, Crossing, Implied, Judgement, TestResult
from recount.verdicts.parts import Proof

__all__ = ["Answer", "Ask"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A claim's questions, and how their rows are scored.

    Attributes:
        questions: All of them must be true.
        rows, scores: Levels and scores of each question's rows.
    """

    questions: tuple[Question, ...]
    rows: tuple[tuple[str, ...], ...]
    scores: tuple[tuple[int, ...], ...]

    def decisions(
        self, view: View, tables: IntArray, tests: Sequence[str], settings: Settings
    ) -> Decisions:
        """Return whether all questions are true of each table, each under its own test."""
        return all_of(
            *(
                decide(question, rows, scores, view.seen_by(question, tables), test, settings)
                for question, rows, scores, test in zip(
                    self.questions, self.rows, self.scores, tests, strict=True
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tables say of a claim.

    Attributes:
        results: The verdict under each test, the one that the wording implies first.
        total, holding, undecided: Tables in all, those in which the claim is true, and those on
            which that test is undefined; None where they were not counted.
        method: How they were counted.
        implied: Ranges of the claim's quantity.
        witness_for, witness_against: Tables of the view, None where there is none.
    """

    results: tuple[TestResult, ...]
    total: int | None
    holding: int | None
    undecided: int | None
    method: str
    implied: tuple[Implied, ...]
    witness_for: IntArray | None
    witness_against: IntArray | None

    def judgement(self, crossing: Crossing, sentence: str | None = None) -> Judgement:
        """Return the answer as a verdict, in words of its own if a sentence is given."""
        verdict, test = self.results[0].decision, self.results[0].test
        both = self.witness_for is not None and self.witness_against is not None
        proof: Proof = "witnesses" if both else "one_witness"
        if verdict in ("holds", "fails"):
            proof = "enumerated" if self.total is not None else "bound"
        method = self.method
        if self.undecided:
            method += f"; the test is undefined on {self.undecided:,} of them"
        if sentence is None:
            sentence = _sentence(verdict, self.total, self.holding, test)
        shown = {
            note: None if table is None else crossing.witness(table, note)
            for note, table in (
                ("the statement is true here", self.witness_for),
                ("the statement is false here", self.witness_against),
            )
        }
        true, false = shown.values()
        return Judgement(
            verdict=verdict,
            basis="consistent_tables",
            proof=proof,
            consistent_tables=ConsistentTables(self.total, self.holding, method, self.undecided),
            implied=self.implied,
            witness_for=true,
            witness_against=false,
            tests=self.results,
            sentence=sentence,
            steps=tuple(f"{result.test}: {result.decision}" for result in self.results),
        )


def _sentence(verdict: str, total: int | None, holding: int | None, test: str) -> str:
    if total is None or holding is None:
        return {
            "holds": f"True in every table with the typed-in numbers ({test}).",
            "fails": f"True in no table with the typed-in numbers ({test}).",
        }.get(verdict, "The typed-in numbers allow both, as the two tables show.")
    tables = counted(total, "consistent table")
    if verdict == "holds":
        every = "all" if holding == total else "every decided one of the"
        return f"True in {every} {tables} that have the typed-in numbers ({test})."
    if verdict == "fails":
        return f"True in none of the {tables} that have the typed-in numbers ({test})."
    return (
        f"The typed-in numbers leave {tables}; the statement is true in {holding:,} of them "
        f"({test}), a share of tables and not a probability."
    )
