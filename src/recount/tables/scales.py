"""Claims along a scale: a slope over scored rows, or a step from each row to the next."""

from __future__ import annotations
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
import numpy as np
import numpy.typing as npt
from recount.tables.found import Decide, Decisions, Found
from recount.tables.space import IntArray, Space


@dataclass(frozen=True, slots=True)
class States:
    """The attainable states of a scored table, in order of k and then of s.

    Attributes:
        space: The space they come from.
        scores: A whole number for each judged row.
        k: Judged cases with the outcome.
        s: Sum of their scores.
        weight: Number of tables with each state; None where the states are too many: then k and s
            are those of tables at both ends of s and of the most even table for (a choice of) k.
    """

    space: Space
    scores: tuple[int, ...]
    k: IntArray
    s: IntArray
    weight: npt.NDArray[Any] | None

    def where(self, keep: npt.NDArray[np.bool_]) -> States:
        """Some of the states: how a typed-in odds ratio for one point more narrows them."""
        raise NotImplementedError

    def table(self, k: int, s: int) -> IntArray:
        """A table with this state whose shares change evenly with the score (Infeasible)."""
        raise NotImplementedError


def score_states(space: Space, scores: Sequence[int]) -> States:
    """Every attainable (k, s) and the exact number of tables that have it.

    Raises:
        ValueError: Not two outcomes, cuts across rows, masks, or scores that do not fit the rows.
    """
    raise NotImplementedError


def walk(states: States, decide: Decide) -> Found:
    """Judge a claim that (k, s) decides; ``decide`` gets all states at once, in their order.

    ``values`` are those of k with which some table makes it true. Where states are ends only
    (``weight`` None), the verdict is a proof for claims whose truth, for each k, is a run of s or
    the outside of one: trends in either direction and the absence of one.
    """
    raise NotImplementedError


def steps(space: Space, decide: Callable[[int, IntArray, IntArray], Decisions]) -> Found:
    """Judge that every step from one judged row to the next is as claimed.

    ``decide(i, x, y)`` decides on the step from row i to row i + 1, with x cases with the outcome
    in row i and y in row i + 1. ``values`` are the last judged row's numbers.
    """
    raise NotImplementedError
