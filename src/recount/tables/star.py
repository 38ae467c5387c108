"""One group of rows against each of several others: exact counts without listing the tables.

Take a two-outcome table, and let x be the cases with the outcome in the pivot group. Given x, each
comparison depends on one comparator's number y alone, and the numbers are tied only by their sum.
So the tables for which all comparisons are accepted are counted, for each x, by one coefficient of
a product of polynomials, one a comparator (its accepted y) and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpz_poly

from recount.tables.logic import ACCEPT, REJECT, Decisions
from recount.tables.outcomes import Group, Outcomes, outcome_count, outcomes, ways
from recount.tables.space import IntArray, TableSpace

__all__ = ["StarCount", "runs", "star"]

Range = tuple[int, int]


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
    return _Star(view, groups, accept).judge(outcome_count(space))


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
        self.rest = ways(view, self.others, view.limits(self.others)[1])

    def judge(self, total: int) -> StarCount:
        comparisons = range(len(self.matrices))
        masks_for = [matrix == ACCEPT for matrix in self.matrices]
        masks_open = [matrix != REJECT for matrix in self.matrices]
        holding = self.counts(masks_for)
        undefined = any((matrix < 0).any() for matrix in self.matrices)
        not_rejected = self.counts(masks_open) if undefined else holding
        values = [x for x in range(self.low, self.high + 1) if holding[x]]
        # Against: the comparison that is rejected most often, with the others defined.
        defined = [matrix >= 0 for matrix in self.matrices]
        against = [
            [self.matrices[i] == REJECT if i == at else defined[i] for i in comparisons]
            for at in comparisons
        ]
        counted = [self.counts(masks) for masks in against]
        most = max(comparisons, key=lambda at: sum(counted[at]), default=None)
        return StarCount(
            total=total,
            holding=sum(holding),
            undecided=sum(not_rejected) - sum(holding),
            pivot_low=values[0] if values else None,
            pivot_high=values[-1] if values else None,
            pivot_values=runs(values),
            comparator_ranges=self.ranges(masks_for, values),
            witness_for=self.middle(masks_for, holding),
            witness_against=None if most is None else self.middle(against[most], counted[most]),
        )

    def counts(self, masks: Sequence[npt.NDArray[np.bool_]]) -> list[int]:
        """For each x, the tables in which every comparator's number is in its mask."""
        found = [0] * (self.high + 1)
        reachable = np.logical_and.reduce([mask.any(axis=1) for mask in masks])
        for x in range(self.low, self.high + 1):
            if self.pivot[x] and reachable[x]:
                factors = self.factors(masks, x)
                found[x] = self.pivot[x] * _coefficient(factors, self.view.total - x)
        return found

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
        found: list[Range | None] = [None] * len(masks)
        for x in values:
            factors: list[fmpz_poly] | None = None
            for i, mask in enumerate(masks):
                inside = np.nonzero(mask[x])[0]
                known = found[i]
                if known and known[0] <= inside[0] and inside[-1] <= known[1]:
                    continue
                factors = factors or self.factors(masks, x)
                attained = np.nonzero(self.conditional(factors, i + 1, self.view.total - x))[0]
                first, last = int(attained[0]), int(attained[-1])
                found[i] = (min(first, known[0]), max(last, known[1])) if known else (first, last)
        return tuple(found)

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

    def middle(
        self, masks: Sequence[npt.NDArray[np.bool_]], by_x: Sequence[int]
    ) -> IntArray | None:
        """The table at the median of x, then of each comparator's number in turn."""
        if not sum(by_x):
            return None
        x = _median(by_x)
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
    fits = max(counts, default=0) < 2**62
    return np.array(counts, dtype=np.int64 if fits else object)


def _median(weights: Sequence[int]) -> int:
    """The first place at which half of the weight is reached."""
    half, below = sum(weights), 0
    for place, weight in enumerate(weights):
        below += weight
        if weight and 2 * below >= half:
            return place
    raise ValueError("no weight")
