"""One group of rows against each of several others: exact counts without listing the tables.

Take a two-outcome table, and let x be the cases with the outcome in the pivot group. Given x, each
comparison depends on one comparator's number y alone, and the numbers are tied only by their sum.
So the tables for which all comparisons are accepted are counted, for each x, by one coefficient of
a product of polynomials, one a comparator (its accepted y) and one for the rows that take no part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpz_poly

from recount.tables.boxes import Runs, box_counts, runs_of, within_boxes
from recount.tables.logic import ACCEPT, REJECT, Decisions
from recount.tables.outcomes import Group, Outcomes, outcomes, ways
from recount.tables.space import LARGEST, IntArray, TableSpace
from recount.tables.vectors import count_vectors

__all__ = ["StarCount", "runs", "star"]

Range = tuple[int, int]

MOST_BOXES = 32
"""Boxes that are counted one after the other before a product of polynomials costs less."""


@dataclass(frozen=True, slots=True)
class StarCount:
    """In how many tables the pivot stands as claimed to every comparator.

    Attributes:
        total: All consistent tables.
        holding: Tables in which every comparison is accepted.
        undecided: Tables in which no comparison is rejected and some are undefined.
        pivot_low: Fewest cases with the outcome in the pivot group where the claim holds.
        pivot_high: Most such cases; both are None if the claim holds nowhere.
        pivot_values: All such numbers, as sorted runs (first, last).
        comparator_ranges: Fewest and most cases of each comparator where the claim holds.
        witness_for: A table in the middle of those where it holds, None if there is none.
        witness_against: A table in the middle of those where it fails and every comparison is
            defined, None if there is none. Tables have shape (r + 1, 3).
        undefined_values: Numbers of the pivot, as runs, with which no table is rejected and none
            accepted: some comparison is undefined in each.
        decided: Tables whose number of the pivot decides alone: with it, the claim holds in every
            table in which it is decided, or in none.
    """

    total: int
    holding: int
    undecided: int
    pivot_low: int | None
    pivot_high: int | None
    pivot_values: tuple[Range, ...]
    comparator_ranges: tuple[Range | None, ...]
    witness_for: IntArray | None
    witness_against: IntArray | None
    undefined_values: tuple[Range, ...] = ()
    decided: int = 0

    @property
    def failing(self) -> int:
        """Tables in which some comparison is rejected."""
        return self.total - self.holding - self.undecided


def star(
    space: TableSpace,
    pivot: Sequence[int],
    comparators: Sequence[Sequence[int]],
    accept: Sequence[Decisions],
) -> StarCount:
    """Judge a claim that compares one group of rows with each of several others.

    Args:
        space: Two outcomes, none missing. Rows in no group are free, as are the cases left out.
        pivot: Rows of the group that is compared.
        comparators: Rows of each group that it is compared with.
        accept: For each comparator 1, 0 or -1 at [x, y], the cases with the outcome in the pivot
            and in the comparator. It must reach as far as the highest attainable x and y.

    Raises:
        ValueError: As `recount.tables.outcomes.outcomes`; groups overlap; a matrix is too small.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (4, 4)), Margin(("yes", "no"), (4, 4)))
        >>> larger = np.greater.outer(np.arange(5), np.arange(5)).astype(np.int8)
        >>> result = star(space, [0], [[1]], [larger])
        >>> result.total, result.holding, result.pivot_values
        (5, 2, ((3, 4),))
    """
    view = outcomes(space)
    groups = [tuple(group) for group in (pivot, *comparators)]
    used = [i for group in groups for i in group]
    if len(set(used)) != len(used):
        raise ValueError(f"a row is in two groups: {groups}")
    if len(accept) != len(comparators):
        raise ValueError(f"{len(accept)} decision matrices for {len(comparators)} comparators")
    if not view.feasible:
        return StarCount(0, 0, 0, None, None, (), (None,) * len(comparators), None, None)
    return _Star(view, groups, accept).judge()


def runs(values: Iterable[int]) -> tuple[Range, ...]:
    """Whole numbers in increasing order as runs (first, last).

    Example:
        >>> runs([0, 26, 27, 28, 143])
        ((0, 0), (26, 28), (143, 143))
    """
    found: list[Range] = []
    for value in values:
        if found and found[-1][1] == value - 1:
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
    return tuple(found)


class _Star:
    """The polynomials of one comparison, and the sums over the pivot's number."""

    def __init__(
        self, view: Outcomes, groups: Sequence[Group], accept: Sequence[Decisions]
    ) -> None:
        self.view, self.groups = view, groups
        self.others = tuple(i for i in range(len(view.sizes)) if not any(i in g for g in groups))
        self.low, self.high = view.limits(groups[0])
        tops = [view.limits(group)[1] for group in groups[1:]]
        self.matrices = []
        for top, matrix in zip(tops, accept, strict=True):
            if matrix.shape[0] <= self.high or matrix.shape[1] <= top:
                raise ValueError(
                    f"a decision matrix of shape {matrix.shape} does not reach [{self.high}, {top}]"
                )
            self.matrices.append(np.asarray(matrix, dtype=np.int8)[: self.high + 1, : top + 1])
        self.pivot = ways(view, groups[0], self.high)
        self.weights = [
            _compact(ways(view, group, top)) for group, top in zip(groups[1:], tops, strict=True)
        ]
        self.rest_ends = (
            [view.low[i] for i in self.others],
            [view.high[i] for i in self.others],
        )
        self.rest = ways(view, self.others, view.limits(self.others)[1])
        self.count = count_vectors(view.total, view.low, view.high)
        # No sum over tables exceeds their number, so that 64 bits may do.
        self.fits = max(self.count, *self.rest) < LARGEST

    def judge(self) -> StarCount:
        accepted = [matrix == ACCEPT for matrix in self.matrices]
        defined = [matrix >= 0 for matrix in self.matrices]
        holding = self.counts(accepted)
        totals = self.totals()
        if all(each.all() for each in defined):
            not_rejected, decisive = holding, totals
        else:
            not_rejected = self.counts([matrix != REJECT for matrix in self.matrices])
            decisive = self.counts(defined)
        values = [x for x in range(self.low, self.high + 1) if holding[x]]
        rejected = [every - kept for every, kept in zip(totals, not_rejected, strict=True)]
        undefined = [x for x, every in enumerate(totals) if every and not holding[x] + rejected[x]]
        failing = [every - held for every, held in zip(decisive, holding, strict=True)]
        return StarCount(
            total=self.count,
            holding=sum(holding),
            undecided=sum(not_rejected) - sum(holding),
            pivot_low=values[0] if values else None,
            pivot_high=values[-1] if values else None,
            pivot_values=runs(values),
            comparator_ranges=self.ranges(accepted, values),
            witness_for=self.middle(accepted, _median(holding)) if values else None,
            witness_against=self.counterexample(defined, _median(failing))
            if any(failing)
            else None,
            undefined_values=runs(undefined),
            decided=sum(
                every
                for every, held, out in zip(totals, holding, rejected, strict=True)
                if (held == 0) != (out == 0)
            ),
        )

    def totals(self) -> list[int]:
        """For each x, all tables."""
        others = [i for i in range(len(self.view.sizes)) if i not in self.groups[0]]
        rest = ways(self.view, others, self.view.total)
        return [count * rest[self.view.total - x] for x, count in enumerate(self.pivot)]

    def counts(self, masks: Sequence[npt.NDArray[np.bool_]]) -> list[int]:
        """For each x, the tables in which every comparator's number is in its mask."""
        total = self.view.total
        if len(masks) == 1 and self.fits:
            # One comparator: the sum over its y of ways times ways of the rest, all x at once.
            rest = np.array(self.rest, dtype=np.int64)
            left = total - np.arange(masks[0].shape[0])[:, None] - np.arange(masks[0].shape[1])
            usable = masks[0] & (left >= 0) & (left < len(rest))
            found = np.where(usable, rest[left.clip(0, len(rest) - 1)], 0) @ self.weights[0]
            return [count * int(other) for count, other in zip(self.pivot, found, strict=True)]
        counted = self.boxed(masks)
        if counted is not None:
            return counted
        counted = [0] * (self.high + 1)
        reachable = np.logical_and.reduce([mask.any(axis=1) for mask in masks])
        for x in range(self.low, self.high + 1):
            if self.pivot[x] and reachable[x]:
                counted[x] = self.pivot[x] * _coefficient(self.factors(masks, x), total - x)
        return counted

    def boxed(self, masks: Sequence[npt.NDArray[np.bool_]]) -> list[int] | None:
        """`counts` in closed form: every comparator is one row with few runs of numbers."""
        if any(len(group) > 1 for group in self.groups[1:]):
            return None
        parts = self.runs(masks)
        if math.prod(first.shape[1] for first, _ in parts) > MOST_BOXES:
            return None
        left = self.view.total - np.arange(self.high + 1)
        ends = [(self.view.low[i], self.view.high[i]) for i in self.others]
        found: Any = 0
        for choice in product(*(range(first.shape[1]) for first, _ in parts)):
            chosen = list(zip(parts, choice, strict=True))
            low = [first[:, run] for (first, _), run in chosen]
            high = [last[:, run] for (_, last), run in chosen]
            low += [np.full(len(left), low_end) for low_end, _ in ends]
            high += [np.full(len(left), high_end) for _, high_end in ends]
            found = found + box_counts(left, np.stack(low, axis=1), np.stack(high, axis=1))
        numbers = np.broadcast_to(found, left.shape)
        return [count * int(other) for count, other in zip(self.pivot, numbers, strict=True)]

    def runs(self, masks: Sequence[npt.NDArray[np.bool_]]) -> list[Runs]:
        """For each x, the numbers that each comparator can have in its mask, as runs."""
        return [
            runs_of(mask & (weight != 0)) for mask, weight in zip(masks, self.weights, strict=True)
        ]

    def factors(self, masks: Sequence[npt.NDArray[np.bool_]], x: int) -> list[fmpz_poly]:
        """Polynomials of the rows that take no part and of each comparator, at one x."""
        return [fmpz_poly(self.rest)] + [
            fmpz_poly((weight * mask[x]).tolist())
            for weight, mask in zip(self.weights, masks, strict=True)
        ]

    def ranges(
        self, masks: Sequence[npt.NDArray[np.bool_]], values: Sequence[int]
    ) -> tuple[Range | None, ...]:
        """Fewest and most cases of each comparator over the tables in which the claim holds."""
        if not values:
            return (None,) * len(masks)
        at = np.array(values)
        rest = [np.full((len(at), 1), sum(ends)) for ends in self.rest_ends]
        parts = [(first[at], last[at]) for first, last in self.runs(masks)]
        low, high = within_boxes(self.view.total - at, [*parts, (rest[0], rest[1])])
        return tuple((int(low[:, i].min()), int(high[:, i].max())) for i in range(len(masks)))

    @staticmethod
    def conditional(
        factors: Sequence[fmpz_poly], which: int, total: int
    ) -> npt.NDArray[np.object_]:
        """Tables by the number of one factor, given the sum of all."""
        rest = fmpz_poly([1])
        for i, factor in enumerate(factors):
            if i != which:
                rest = rest.mul_low(factor, total + 1)
        own = factors[which].coeffs()
        found = np.zeros(min(len(own), total + 1), dtype=object)
        for y in range(len(found)):
            if own[y]:
                found[y] = int(own[y]) * int(rest[total - y])
        return found

    def counterexample(self, defined: Sequence[npt.NDArray[np.bool_]], x: int) -> IntArray:
        """The middle table at x of those that the comparison rejected most often rejects."""
        choices = []
        for at, matrix in enumerate(self.matrices):
            masks = [matrix == REJECT if i == at else mask for i, mask in enumerate(defined)]
            choices.append((_coefficient(self.factors(masks, x), self.view.total - x), masks))
        return self.middle(max(choices, key=lambda choice: choice[0])[1], x)

    def middle(self, masks: Sequence[npt.NDArray[np.bool_]], x: int) -> IntArray:
        """The table at x in the pivot, and at the median of each comparator's number in turn."""
        factors, total = self.factors(masks, x), self.view.total - x
        numbers = []
        for _ in masks:
            y = _median(list(self.conditional(factors, 1, total)))
            numbers.append(y)
            del factors[1]
            total -= y
        parts = [(self.groups[0], x), *zip(self.groups[1:], numbers, strict=True)]
        return self.view.fill([*parts, (self.others, total)])


def _coefficient(factors: Sequence[fmpz_poly], power: int) -> int:
    product = factors[0]
    for factor in factors[1:]:
        product = product.mul_low(factor, power + 1)
    return int(product[power])


def _compact(counts: Sequence[int]) -> npt.NDArray[Any]:
    """Counts as 64-bit integers where they fit, which numpy handles faster."""
    fits = max(counts, default=0) < LARGEST
    return np.array(counts, dtype=np.int64 if fits else object)


def _median(weights: Sequence[int]) -> int:
    """The first place at which half of the weight is reached."""
    half, below = sum(weights), 0
    for place, weight in enumerate(weights):
        below += weight
        if weight and 2 * below >= half:
            return place
    raise ValueError("no weight")
