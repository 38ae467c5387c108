"""Judge a claim over all tables that typed-in numbers leave, when they leave more than one.

The tables are listed where that is possible; else they are counted or bounded by exact routes; else
witnesses are searched for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recount.figures.asking import Answer, Ask
from recount.figures.deciding import tests_for
from recount.figures.implied import implied_by
from recount.figures.relaxed import relaxed_answer
from recount.figures.routes import exact_answer
from recount.figures.searching import searched_answer
from recount.figures.statements import OddsStatement
from recount.figures.view import View
from recount.published import Published
from recount.settings import Settings
from recount.tables import Decisions, IntArray
from recount.verdicts import Crossing, Implied, Judgement, TestResult
from recount.verdicts.contrast import verdict_of

__all__ = ["judge_narrowed"]


def judge_narrowed(
    published: Published,
    view: View,
    crossing: Crossing,
    ask: Ask,
    odds: Sequence[OddsStatement],
    row_scores: Sequence[int],
    tables: IntArray | None,
    settings: Settings,
) -> Judgement | None:
    """Return the verdict over all tables of a view that have the odds ratios; None if none has.

    Args:
        published: For the names of levels.
        view: The tables.
        crossing: The same, as the verdicts know it.
        ask: What is asked.
        odds: Odds ratios that the tables must have.
        row_scores: Scores of the figure's rows, for odds ratios of one point more.
        tables: All of them, if they could be listed.
        settings: Level of the tests.
    """
    if tables is not None:
        if not len(tables):
            return None
        return _over(published, view, ask, tables, settings).judgement(crossing)
    found = exact_answer(published, view, crossing, ask, odds, settings)
    found = found or relaxed_answer(published, view, ask, settings)
    if found is not None:
        return found.judgement(crossing)
    answer, sentence = searched_answer(view, ask, odds, row_scores, settings)
    return answer.judgement(crossing, sentence)


def _over(
    published: Published,
    view: View,
    ask: Ask,
    tables: IntArray,
    settings: Settings,
) -> Answer:
    """Judge table by table."""
    results = []
    primary: Decisions | None = None
    for name, tests in tests_for(ask.questions).items():
        found = ask.decisions(view, tables, tests, settings)
        primary = found if primary is None else primary
        holding, undecided = int((found == 1).sum()), int((found == -1).sum())
        results.append(TestResult(name, verdict_of(len(tables), holding, undecided)))
    assert primary is not None
    implied: tuple[Implied, ...] = ()
    if len(ask.questions) == 1:
        question = ask.questions[0]
        seen = view.seen_by(question, tables)
        implied = implied_by(
            published, question, ask.rows[0], ask.scores[0], seen, primary == 1, results[0].test
        )
    witnesses = [_middle(tables, primary == want) for want in (1, 0)]
    return Answer(
        tuple(results),
        len(tables),
        int((primary == 1).sum()),
        int((primary == -1).sum()),
        "every table with the typed-in numbers listed",
        implied,
        witnesses[0],
        witnesses[1],
    )


def _middle(tables: IntArray, chosen: npt.NDArray[np.bool_]) -> IntArray | None:
    """Return the chosen table nearest to their average: an ordinary one rather than an extreme."""
    kept = tables[chosen]
    if not len(kept):
        return None
    distance = np.abs(kept - kept.mean(axis=0)).sum(axis=(1, 2))
    return np.asarray(kept[int(distance.argmin())])
