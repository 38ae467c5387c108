"""A claim that the odds of an outcome rise at each single step of an ordered scale.

Only neighbouring rows are compared, so the tables are counted by walking along the scale: the state
is the number of cases with the outcome in the last row and in all rows so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.tables import Decisions, IntArray, outcome_count, outcomes
from recount.verdicts.contrast import CONTRAST_TESTS, accepted, verdict_of
from recount.verdicts.crossing import Crossing
from recount.verdicts.parts import TestResult

__all__ = ["Steps", "judge_steps"]

Ways = npt.NDArray[Any]


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
    sizes = view.sizes[:-1]
    total = outcome_count(crossing.space)
    holding: dict[str, int] = {}
    undecided: dict[str, int] = {}
    results = []
    found: IntArray | None = None
    for test in CONTRAST_TESTS:
        steps = [
            _matrix(test, low, high, view.total, settings)
            for low, high in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        strict = _walk(sizes, [step == 1 for step in steps], view.total)
        lenient = _walk(sizes, [step != 0 for step in steps], view.total)
        holding[test] = _completed(strict[-1], view.total, view.sizes[-1])
        undecided[test] = _completed(lenient[-1], view.total, view.sizes[-1]) - holding[test]
        results.append(TestResult(test, verdict_of(total, holding[test], undecided[test])))
        if test == CONTRAST_TESTS[0] and holding[test]:
            found = view.table(_back(strict, [step == 1 for step in steps], view))
    level = view.fill([(tuple(range(len(view.sizes))), view.total)])
    against = level if _fails(level, settings) else None
    return Steps(total, holding, undecided, tuple(results), found, against)


def _matrix(test: str, low: int, high: int, total: int, settings: Settings) -> Decisions:
    """Return whether the step from x cases of ``low`` to y of ``high`` rises, at [x, y]."""
    x, y = np.mgrid[: min(low, total) + 1, : min(high, total) + 1]
    within = x + y <= total
    decisions = np.zeros(x.shape, dtype=np.int8)
    x, y = x[within], y[within]
    decisions[within] = accepted(test, (y, high - y, x, low - x), 1, settings)
    return decisions


def _walk(sizes: tuple[int, ...], allowed: list[npt.NDArray[np.bool_]], total: int) -> list[Ways]:
    """Return, for each row, the ways to have x cases there and t so far, at [x, t]."""
    # Counts stay below the product of the row sizes; past 64 bits Python's integers take over.
    bound = float(np.prod([min(size, total) + 1.0 for size in sizes]))
    kind: type = np.int64 if bound < 2**62 else object
    ways: list[Ways] = []
    first = np.zeros((min(sizes[0], total) + 1, total + 1), dtype=kind)
    first[np.arange(len(first)), np.arange(len(first))] = 1
    ways.append(first)
    for step in allowed:
        arrived = step.T.astype(kind) @ ways[-1]
        moved = np.zeros_like(arrived)
        for y in range(len(arrived)):
            moved[y, y:] = arrived[y, : total + 1 - y]
        ways.append(moved)
    return ways


def _completed(last: Ways, total: int, missing: int) -> int:
    """Return the ways whose rest finds room among the cases left out."""
    return int(last[:, max(total - missing, 0) : total + 1].sum())


def _back(ways: list[Ways], allowed: list[npt.NDArray[np.bool_]], view: Any) -> list[int]:
    """Return one vector, at each row the number that the most tables have."""
    total, missing = view.total, view.sizes[-1]
    tail = ways[-1][:, max(total - missing, 0) : total + 1]
    y, offset = np.unravel_index(int(np.argmax(tail)), tail.shape)
    t = max(total - missing, 0) + int(offset)
    vector = [total - t, int(y)]
    for step, before in zip(reversed(allowed), reversed(ways[:-1]), strict=True):
        t -= int(y)
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
