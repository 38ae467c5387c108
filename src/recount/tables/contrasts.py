"""One group of rows against each of several others: sweep, and corners in larger tables."""

from __future__ import annotations
from collections.abc import Callable, Sequence
from recount.tables.found import Decide, Decisions, Found
from recount.tables.space import IntArray, Space

Group = Sequence[int]
DecideCells = Callable[[IntArray, IntArray, IntArray, IntArray], Decisions]


def sweep(
    space: Space,
    pivot: Group,
    groups: Sequence[Group],
    decide: Sequence[Decide],
    monotone: Sequence[bool] | None = None,
) -> Found:
    """Judge that the pivot stands as claimed to every group, over all tables with two outcomes.

    Exact counts while the pairs of numbers are few enough. Beyond that, where ``monotone``, exact
    values, verdict and witnesses by bisection; else by candidates (``exhausted`` false). Where the
    space does not separate (cuts across rows, masks that the sweep cannot hold) tables are listed
    or searched: any space that is two-outcome or not, any cuts, any masks may be given.

    Args:
        space: Two outcomes (columns 0 and 1), none missing; the row of cases left out is free.
        pivot: Rows (places) of the group that is compared.
        groups: Rows of each group that it is compared with, disjoint.
        decide: For each group, the decision given the pivot's and the group's cases with the
            outcome. Only pairs that some table has are asked for.
        monotone: For each group, whether for each number of one side the decisions of the other,
            apart from its two ends 0 and all, change at most once on each side of equal shares,
            or are all undefined. True of Pearson's and the likelihood ratio test in every
            direction; not of Wald's (not monotone near empty cells) nor Fisher's.
    """
    raise NotImplementedError


def pairs(space: Space, pivot: Group, group: Group) -> tuple[IntArray, IntArray]:
    """The feasible pairs of numbers with the outcome in the pivot and in a group.

    All of them while they are few enough; else their corners, the pairs next to the corners and
    those nearest to equal shares, where the least and greatest p of a monotone test lie.
    """
    raise NotImplementedError


def corners(
    space: Space,
    pivot: Group,
    groups: Sequence[Group],
    decide: Sequence[DecideCells],
    direction: int,
    monotone: bool = True,
) -> Found:
    """Judge a 2x2 contrast inside a larger table (columns left out): method "corner".

    ``values`` are the pivot's cases with the outcome (column 0; column 1 is without it) with which
    some table makes the claim true, exact where ``exhausted``.

    Args:
        space: Any margins; without cuts or masks the result is a proof, with them values are None
            proven and `search` is used.
        pivot: Rows of the pivot.
        groups: Rows of each group; the claim must be true against each.
        decide: For each group, the decision given a, b (pivot with and without the outcome) and
            c, d (the group with and without it).
        direction: 1 the pivot's share is higher, -1 lower, 0 no difference (then searched).
        monotone: Whether evidence for the direction grows with a and d and shrinks with b and c:
            true of Pearson's and the likelihood ratio test.
    """
    raise NotImplementedError
