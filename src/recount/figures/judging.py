"""Judge the claims beside a figure from the numbers that a reader typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recount.figures.asking import Ask
from recount.figures.comparisons import Comparison, comparisons_on, in_words, with_holm
from recount.figures.deciding import tests_for
from recount.figures.layout import FigureTable
from recount.figures.listing import tables_of
from recount.figures.narrowed import judge_narrowed
from recount.figures.questions import Question, questions_about
from recount.figures.statements import OddsStatement, Statement
from recount.figures.view import View, lay
from recount.phrases import listed
from recount.published import Claim, DataError, DataProblem, Published
from recount.settings import Settings
from recount.tables import IntArray, cell_limits
from recount.verdicts import Assumed, Judgement, TestResult, judge

__all__ = ["ClaimVerdict", "judge_claims"]


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """A claim judged twice: from the printed numbers alone, and with the typed-in ones.

    Attributes:
        claim: The claim.
        before: The verdict from the printed numbers.
        now: The verdict with the typed-in numbers; None where they cannot touch it.
        comparisons: The comparisons behind it, where the numbers leave one table.
    """

    claim: Claim
    before: Judgement
    now: Judgement | None
    comparisons: tuple[Comparison, ...] = ()


def judge_claims(
    published: Published,
    table: FigureTable,
    statements: Sequence[Statement],
    odds: Sequence[OddsStatement],
    counts: IntArray | None,
    readings: Mapping[str, Mapping[str, str]],
    assumed: Assumed,
    settings: Settings,
    claims: Sequence[Claim] | None = None,
) -> tuple[ClaimVerdict, ...]:
    """Return the verdicts on the claims beside a figure, those of the conclusions included.

    Args:
        published: What the report prints.
        table: What the figure crosses.
        statements: What typed-in and printed numbers say of its cells.
        odds: Odds ratios.
        counts: All counts of the figure, or None.
        readings: Readings for figures without printed margins.
        assumed: Assumptions.
        settings: Settings of the tests.
        claims: The claims; all of the figure when None.

    Raises:
        ReadingError: If a claim names a level that its sample does not have.
    """
    if claims is None:
        claims = [claim for claim in published.claims if claim.figure == table.figure.number]
    judge_one = _Judge(published, table, statements, odds, counts, assumed, settings)
    found = []
    for claim in claims:
        before = judge(published, claim, assumed, settings)
        questions = questions_about(published, table, claim, readings)
        unread = "multi-relationship-rows" in claim.rests_on and not assumed.multiple_rows_read
        if not questions or unread or not (table.bounded or counts is not None):
            found.append(ClaimVerdict(claim, before, None))
            continue
        found.append(ClaimVerdict(claim, before, *judge_one(questions)))
    corrected = iter(with_holm([each for verdict in found for each in verdict.comparisons]))
    return tuple(
        replace(verdict, comparisons=tuple(next(corrected) for _ in verdict.comparisons))
        for verdict in found
    )


class _Judge:
    """Judges questions about one figure; claims that ask the same share the work."""

    def __init__(
        self,
        published: Published,
        table: FigureTable,
        statements: Sequence[Statement],
        odds: Sequence[OddsStatement],
        counts: IntArray | None,
        assumed: Assumed,
        settings: Settings,
    ) -> None:
        self.published, self.table, self.counts = published, table, counts
        self.statements, self.odds = statements, odds
        self.assumed, self.settings = assumed, settings
        self.done: dict[tuple[Question, ...], tuple[Judgement, tuple[Comparison, ...]]] = {}
        self.tables: dict[View, IntArray | None] = {}

    def __call__(self, questions: tuple[Question, ...]) -> tuple[Judgement, tuple[Comparison, ...]]:
        """Return the verdict on questions asked together, and the comparisons behind it.

        Raises:
            DataError: If no table has the typed-in odds ratios.
        """
        if questions not in self.done:
            self.done[questions] = self._judge(questions)
        return self.done[questions]

    def _judge(self, questions: tuple[Question, ...]) -> tuple[Judgement, tuple[Comparison, ...]]:
        published, table, settings = self.published, self.table, self.settings
        view = lay(
            published, table, questions, self.statements, self.odds, self.assumed, self.counts
        )
        ask = Ask(
            questions,
            tuple(table.columns if question.turned else table.rows for question in questions),
            tuple(
                table.column_scores if question.turned else table.row_scores
                for question in questions
            ),
        )
        only = _only_table(view)
        if only is not None:
            return _on_one(published, view, ask, only, settings)
        if view not in self.tables:
            self.tables[view] = tables_of(view, self.odds, table.row_scores, settings)
        found = judge_narrowed(
            published,
            view,
            view.crossing(published, table),
            ask,
            self.odds,
            table.row_scores,
            self.tables[view],
            settings,
        )
        if found is None:
            file = self.odds[0].number.file
            expected = (
                "odds ratios that some table with the printed totals has: none has all of them"
            )
            raise DataError([DataProblem(file, None, "printed", None, expected)])
        return found, ()


def _only_table(view: View) -> IntArray | None:
    """Return the one table that the numbers leave, cases left out aside; None if there are more."""
    limits = cell_limits(view.space)
    if limits is None:
        return None
    low, high = limits
    return low if np.array_equal(low[:-1, :-1], high[:-1, :-1]) else None


def _on_one(
    published: Published, view: View, ask: Ask, only: IntArray, settings: Settings
) -> tuple[Judgement, tuple[Comparison, ...]]:
    """Judge one table: every comparison is computed."""
    comparisons: list[Comparison] = []
    for question, rows, scores in zip(ask.questions, ask.rows, ask.scores, strict=True):
        seen = view.seen_by(question, only[None])[0]
        comparisons += comparisons_on(published, question, rows, scores, seen, settings)
    results = []
    for name, tests in tests_for(ask.questions).items():
        decision = int(ask.decisions(view, only[None], tests, settings)[0])
        p = [
            one.p
            for each in comparisons
            for one in each.tests
            if one.test == name and one.p is not None
        ]
        word = {1: "holds", 0: "fails", -1: "open"}[decision]
        results.append(TestResult(name, word, min(p, default=None), max(p, default=None)))
    verdict = results[0].decision
    return (
        Judgement(
            verdict=verdict,
            basis="counts",
            proof="closed_form" if verdict != "open" else "one_witness",
            tests=tuple(results),
            sentence=_sentence(verdict, comparisons, results),
            steps=tuple(in_words(each) for each in comparisons),
        ),
        tuple(comparisons),
    )


def _sentence(
    verdict: str, comparisons: Sequence[Comparison], results: Sequence[TestResult]
) -> str:
    words = "; ".join(in_words(each) for each in comparisons)
    if verdict == "open":
        others = [f"{row.test} {row.decision}" for row in results[1:] if row.decision != "open"]
        by_others = f"; by the other tests: {listed(others)}" if others else ""
        return f"On these counts {results[0].test} is undefined{by_others}. {words}."
    word = "True" if verdict == "holds" else "Not true"
    apart = {result.decision for result in results}
    tests = (
        f" The tests disagree: {listed([f'{r.test} {r.decision}' for r in results])}."
        if len(apart) > 1
        else ""
    )
    return f"{word} of these counts: {words}.{tests}"
