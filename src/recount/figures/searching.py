"""A search for witnesses among tables that typed-in numbers leave, when they are too many to list.

Tables wander by trades of cases that keep the margins (Diaconis & Sturmfels 1998) and never leave
the typed-in numbers; half of them drift to where the compared cells are large, half to where they
are small.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from recount.figures.asking import Answer, Ask
from recount.figures.deciding import SLOPES, contrasts_of, tests_for
from recount.figures.filters import odds_pass
from recount.figures.questions import Question
from recount.figures.statements import OddsStatement
from recount.figures.view import View
from recount.settings import Settings
from recount.tables import CannotBound, IntArray, largest
from recount.verdicts import TestResult

__all__ = ["searched_answer"]

SECONDS = 5.0
TRIES = 40_000
BATCH = 256
STEPS = 8
SEED = 20180301

Form = list[tuple[int, int, int]]


def searched_answer(
    view: View,
    ask: Ask,
    odds: Sequence[OddsStatement],
    row_scores: Sequence[int],
    settings: Settings,
) -> tuple[Answer, str]:
    """Return the witnesses that a search finds, verified exactly, and a sentence about them.

    What is not found proves nothing, and the sentence says so.

    Args:
        view: The tables.
        ask: What is asked.
        odds: Odds ratios that the tables must have.
        row_scores: Scores of the figure's rows.
        settings: Level of the tests.
    """
    name, tests = next(iter(tests_for(ask.questions).items()))
    found: dict[int, IntArray] = {}
    stop, tried = time.monotonic() + SECONDS, 0
    for batch in _candidates(view, ask):
        inside = batch[view.space.contains(batch)]
        if odds:
            inside = inside[odds_pass(view, row_scores, odds, inside, settings)]
        tried += len(batch)
        if len(inside):
            decisions = ask.decisions(view, inside, tests, settings)
            for want in (1, 0):
                places = np.flatnonzero(decisions == want)
                if want not in found and len(places):
                    found[want] = inside[places[0]]
        if len(found) == 2 or tried > TRIES or time.monotonic() > stop:
            break
    if len(found) == 2:
        sentence = (
            "The typed-in numbers allow both: one consistent table shows the statement true, "
            f"another shows it false ({name})."
        )
    else:
        side = {1: "true", 0: "false"}.get(next(iter(found), -1))
        seen = f"it was {side} in every one that was looked at" if side else "none was found"
        sentence = (
            f"The tables with the typed-in numbers are too many to list; {seen} ({name}), which "
            "proves nothing."
        )
    method = "not counted; witnesses found by search and verified exactly"
    results = (TestResult(name, "open"),)
    return Answer(results, None, None, None, method, (), found.get(1), found.get(0)), sentence


def _candidates(view: View, ask: Ask) -> Iterator[IntArray]:
    """Yield batches of tables of the view, drifting to where the compared cells are extreme."""
    form = next(iter(_forms(view, ask)))
    try:
        start = largest(view.space, form).table
    except CannotBound:
        return
    weight = np.zeros(start.shape, dtype=np.int64)
    for i, j, k in form:
        weight[i, j] += k
    rng = np.random.default_rng(SEED)
    # Half of the walkers go up in what is compared, half go down.
    direction = np.where(np.arange(BATCH) % 2, 1, -1)
    walkers = np.repeat(start[None], BATCH, axis=0)
    while True:
        yield walkers
        for _ in range(STEPS):
            moved = _moved(walkers, rng)
            gain = ((moved - walkers) * weight).sum(axis=(1, 2)) * direction
            # Now and then a step the other way, so that no walker is stuck.
            taken = view.space.contains(moved) & ((gain >= 0) | (rng.random(BATCH) < 0.2))
            walkers = np.where(taken[:, None, None], moved, walkers)


def _moved(tables: IntArray, rng: np.random.Generator) -> IntArray:
    """Return tables after one trade each between two rows and two columns (margins are kept)."""
    count, rows, columns = tables.shape
    every = np.arange(count)
    i, j = rng.integers(rows, size=count), rng.integers(columns, size=count)
    k = (i + rng.integers(1, rows, size=count)) % rows
    other = (j + rng.integers(1, columns, size=count)) % columns
    step = rng.choice([1, 1, 1, 2, 5, 20], size=count)
    moved = tables.copy()
    moved[every, i, j] += step
    moved[every, k, other] += step
    moved[every, k, j] -= step
    moved[every, i, other] -= step
    return moved


def _forms(view: View, ask: Ask) -> Iterator[Form]:
    """Yield what each question compares, as linear forms of the cells."""
    for question, rows, scores in zip(ask.questions, ask.rows, ask.scores, strict=True):
        if question.turned != view.turned or not question.reading.yes:
            r, c = view.space.shape
            yield from ([(i, j, 1)] for i in (0, r - 1) for j in (0, c - 1))
            continue
        yield from _own_forms(view, question, rows, scores)


def _own_forms(
    view: View, question: Question, rows: Sequence[str], scores: Sequence[int]
) -> Iterator[Form]:
    yes = view.column_places(question.reading.yes)
    if question.relation in SLOPES:
        middle = round(sum(scores) / len(scores))
        yield [
            (i, j, score - middle)
            for i, score in zip(range(len(rows)), scores, strict=True)
            for j in yes
            if score != middle
        ]
        return
    for first, second in contrasts_of(question, tuple(rows)) or [(question.reading.pivot, ())]:
        yield [
            *((i, j, 1) for i in view.row_places(first) for j in yes),
            *((i, j, -1) for i in view.row_places(second) for j in yes),
        ]
