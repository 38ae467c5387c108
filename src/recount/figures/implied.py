"""What listed tables imply about the quantity that a claim is about, without and with the claim."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recount.figures.deciding import SLOPES, WHOLE
from recount.figures.questions import Question
from recount.published import Published
from recount.significance import trend_slope
from recount.tables import IntArray, runs
from recount.verdicts import Implied
from recount.verdicts.judge import quantity_of

__all__ = ["implied_by"]


def implied_by(
    published: Published,
    question: Question,
    rows: Sequence[str],
    scores: Sequence[int],
    seen: IntArray,
    true: npt.NDArray[np.bool_],
    test: str,
) -> tuple[Implied, ...]:
    """Return the values that a claim's quantity takes over listed tables.

    Args:
        published: For the names of levels.
        question: What is asked.
        rows: Levels of its rows.
        scores: Their scores.
        seen: All tables, as ``View.seen_by`` gives them.
        true: Of which of them the claim is true, by ``test``.
        test: Name of the test that the wording implies.

    Returns:
        For a comparison of groups, the pivot's cases with the outcome; for a trend, the odds ratio
        for one point more; nothing for a whole table or for each single step.
    """
    if question.relation in WHOLE or question.relation == "rises_each_step":
        return ()
    if question.relation in SLOPES:
        return _slopes(published, question, scores, seen, true, test)
    places = [rows.index(level) for level in question.reading.pivot]
    values = seen[:, places, 0].sum(axis=1)
    quantity = quantity_of(published, question.reading)
    free = Implied(quantity, None, int(values.min()), int(values.max()), False)
    given = runs([int(value) for value in np.unique(values[true])])
    return (free, *(Implied(quantity, test, low, high, True) for low, high in given))


def _slopes(
    published: Published,
    question: Question,
    scores: Sequence[int],
    seen: IntArray,
    true: npt.NDArray[np.bool_],
    test: str,
) -> tuple[Implied, ...]:
    marks = np.array(scores)
    totals = seen[:, :-1, :2].sum(axis=2)
    k, s = seen[:, :-1, 0].sum(axis=1), (seen[:, :-1, 0] * marks).sum(axis=1)
    if (totals == totals[0]).all():
        totals = totals[:1]
    beta, _ = trend_slope(totals, marks, k, s)
    quantity = (
        f"odds ratio for one point more of {published.variables[question.reading.characteristic]}"
    )
    found = []
    for chosen, name in ((np.ones(len(seen), dtype=bool), None), (true, test)):
        known = beta[chosen & ~np.isnan(beta)]
        if known.size:
            low, high = float(np.exp(known.min())), float(np.exp(known.max()))
            found.append(Implied(quantity, name, low, high, name is not None))
    return tuple(found)
