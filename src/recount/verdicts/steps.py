"""A claim that the odds of an outcome rise at each single step of an ordered scale.

Only neighbouring rows are compared, so the tables are counted by walking along the scale: the state
is the number of cases with the outcome in the last row and in all rows so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.tables import IntArray, Outcomes, outcome_count, outcomes
from recount.tables.boxes import runs_of
from recount.verdicts.contrast import CONTRAST_TESTS, accepted, decision_matrix, verdict_of
from recount.verdicts.crossing import Crossing
from recount.verdicts.parts import TestResult

__all__ = ["Steps", "judge_steps"]

Ways = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Steps:
    """A claim about each step, judged over all consistent tables.

    Attributes:
        total: All consistent tables.
        holding: Under each test, those in which every step rises significantly.
        undecided: Under each test, those in which no step fails and some step is undefined.
        results: The verdict under each test.
        witness_for: A table in which every step rises, by the first test; None if there is none.
        witness_against: A table with nearly equal shares, in which no step rises.
    """

    total: int
    holding: dict[str, int]
    undecided: dict[str, int]
    results: tuple[TestResult, ...]
    witness_for: IntArray | None
    witness_against: IntArray | None


def judge_steps(crossing: Crossing, settings: Settings) -> Steps:
    """Judge that each row has the outcome significantly more often than the row before it.

    Args:
        crossing: The cross-table, its rows in the order of the scale; no column may be left out.
        settings: Level of the tests.
    """
    view = outcomes(crossing.space)
    total = outcome_count(crossing.space)
    holding: dict[str, int] = {}
    undecided: dict[str, int] = {}
    results = []
    found: IntArray | None = None
    for test in CONTRAST_TESTS:
        # At [cases of the lower row, cases of the higher row].
        steps = [
            decision_matrix(crossing, (upper,), (lower,), test, 1, settings).T
            for lower, upper in pairwise(range(len(crossing.rows)))
        ]
        strict = _walk(view, [step == 1 for step in steps])
        holding[test] = _completed(strict[-1], view)
        lenient = [step != 0 for step in steps]
        if all(bool((step != -1).all()) for step in steps):
            undecided[test] = 0
        else:
            undecided[test] = _completed(_walk(view, lenient)[-1], view) - holding[test]
        results.append(TestResult(test, verdict_of(total, holding[test], undecided[test])))
        if test == CONTRAST_TESTS[0] and holding[test]:
            found = view.table(_back(strict, [step == 1 for step in steps], view))
    against = None
    if total:
        level = view.fill([(tuple(range(len(view.sizes))), view.total)])
        against = level if _fails(level, settings) else None
    return Steps(total, holding, undecided, tuple(results), found, against)


def _walk(view: Outcomes, allowed: list[Mask]) -> list[Ways]:
    """Return, for each row, the ways to have x cases there and t so far, at [x, t]."""
    bound = float(np.prod([float(min(size, view.total) + 1) for size in view.sizes[:-1]]))
    kind: Any = np.int64 if bound < 2**62 else object
    first = np.zeros((min(view.sizes[0], view.total) + 1, view.total + 1), dtype=kind)
    start = np.arange(view.low[0], min(view.high[0], view.total) + 1)
    first[start, start] = 1
    ways: list[Ways] = [first]
    for row, step in enumerate(allowed, start=1):
        arrived = _arrived(ways[-1], step)
        moved = np.zeros_like(arrived)
        for y in range(view.low[row], min(view.high[row], len(arrived) - 1) + 1):
            moved[y, y:] = arrived[y, : view.total + 1 - y]
        ways.append(moved)
    return ways


def _arrived(ways: Ways, step: Mask) -> Ways:
    """Return the ways to come to each y: the sum over the x from which the step is allowed.

    These x are few runs of numbers, so that differences of running sums give it.
    """
    running = np.zeros((len(ways) + 1, ways.shape[1]), dtype=ways.dtype)
    np.cumsum(ways, axis=0, out=running[1:])
    start, end = runs_of(step.T)
    found = np.zeros((step.shape[1], ways.shape[1]), dtype=ways.dtype)
    for run in range(start.shape[1]):
        found += running[end[:, run] + 1] - running[start[:, run]]
    return found


def _ends(view: Outcomes) -> tuple[int, int]:
    """Return the fewest and the most cases in the judged rows, the others being left out."""
    return max(view.total - view.high[-1], 0), view.total - view.low[-1]


def _completed(last: Ways, view: Outcomes) -> int:
    """Return the ways whose rest finds room among the cases left out."""
    least, most = _ends(view)
    return int(last[:, least : most + 1].sum())


def _back(ways: list[Ways], allowed: list[Mask], view: Outcomes) -> list[int]:
    """Return one vector, at each row the number that the most tables have."""
    least, most = _ends(view)
    tail = ways[-1][:, least : most + 1]
    y, offset = (int(place) for place in np.unravel_index(int(np.argmax(tail)), tail.shape))
    t = least + offset
    vector = [view.total - t, y]
    for step, before in zip(reversed(allowed), reversed(ways[:-1]), strict=True):
        t -= y
        y = int(np.argmax(np.where(step[:, y], before[:, t], 0)))
        vector.append(y)
    return [*reversed(vector[1:]), vector[0]]


def _fails(table: IntArray, settings: Settings) -> bool:
    """Return whether some step of a table does not rise, every test being defined."""
    with_outcome, without = table[:-1, 0], table[:-1, 1]
    decisions = accepted(
        CONTRAST_TESTS[0],
        (with_outcome[1:], without[1:], with_outcome[:-1], without[:-1]),
        1,
        settings,
    )
    return bool((decisions == 0).any() and (decisions != -1).all())
