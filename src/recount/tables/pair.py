"""Two groups of rows that make up the whole table: one number decides, at any size.

Where no other row and no left-out case is free, the cases with the outcome in the first group
leave the rest to the second. A claim is then a set of values of one number. Given as runs of equal
decision, as tests of significance can state them without a sweep, it is counted run by run, so
that margins of millions of cases cost no more than margins of ten.
"""

from __future__ import annotations

from collections.abc import Sequence

from recount.tables.logic import ACCEPT, REJECT, UNDEFINED
from recount.tables.outcomes import Outcomes, outcomes, ways
from recount.tables.space import IntArray, TableSpace
from recount.tables.star import StarCount

__all__ = ["pair"]

Run = tuple[int, int, int]


def pair(
    space: TableSpace, first: Sequence[int], second: Sequence[int], decisions: Sequence[Run]
) -> StarCount:
    """Judge a claim about two groups of rows that hold all cases.

    Args:
        space: Two outcomes, none missing; rows in neither group must be empty.
        first: Rows of the first group.
        second: Rows of the second group.
        decisions: Runs (low, high, decision) of the first group's cases with the outcome, in
            increasing order and without gaps over every attainable number; 1 accepted, 0
            rejected, -1 undefined.

    Returns:
        As `recount.tables.star.star`, with the second group as the one comparator.

    Raises:
        ValueError: Another row has cases, the groups overlap, or the runs have gaps.

    Example:
        >>> from recount.tables.margins import Margin
        >>> million = Margin(("a", "b"), (1_000_000, 1_000_000))
        >>> space = TableSpace(million, Margin(("x", "y"), (900_000, 1_100_000)))
        >>> near = [(0, 449_000, 0), (449_001, 451_000, 1), (451_001, 900_000, 0)]
        >>> result = pair(space, [0], [1], near)
        >>> result.total, result.holding, result.pivot_values
        (900001, 2000, ((449001, 451000),))
    """
    view = outcomes(space)
    groups = tuple(first), tuple(second)
    used = [*groups[0], *groups[1]]
    if len(set(used)) != len(used):
        raise ValueError(f"a row is in two groups: {groups}")
    if any(size for i, size in enumerate(view.sizes) if i not in used):
        raise ValueError("a row outside the two groups has cases: use star")
    if not view.feasible:
        return StarCount(0, 0, 0, None, None, (), (None,), None, None)
    low, high = view.limits(groups[0])
    runs = _clipped(decisions, low, high)
    below = _running(view, groups, low, high)
    tables = dict.fromkeys((ACCEPT, REJECT, UNDEFINED), 0)
    for start, end, decision in runs:
        tables[decision] += _between(below, start - low, end - low)
    held = [(start, end) for start, end, decision in runs if decision == ACCEPT]
    comparator = (view.total - held[-1][1], view.total - held[0][0]) if held else None
    return StarCount(
        total=sum(tables.values()),
        holding=tables[ACCEPT],
        undecided=tables[UNDEFINED],
        pivot_low=held[0][0] if held else None,
        pivot_high=held[-1][1] if held else None,
        pivot_values=_joined(held),
        comparator_ranges=(comparator,),
        witness_for=_witness(view, groups, runs, ACCEPT),
        witness_against=_witness(view, groups, runs, REJECT),
        undefined_values=_joined([(a, b) for a, b, decision in runs if decision == UNDEFINED]),
        decided=tables[ACCEPT] + tables[REJECT],
    )


def _clipped(decisions: Sequence[Run], low: int, high: int) -> list[Run]:
    """The runs within the attainable numbers.

    Raises:
        ValueError: They leave a gap there, overlap, or hold another decision than 1, 0 or -1.
    """
    found, wanted = [], low
    for start, end, decision in decisions:
        if decision not in (ACCEPT, REJECT, UNDEFINED):
            raise ValueError(f"{decision!r} is not a decision")
        start, end = max(start, low), min(end, high)
        if start > end:
            continue
        if start != wanted:
            raise ValueError(f"the runs of decisions go from {wanted} to {start}")
        found.append((start, end, decision))
        wanted = end + 1
    if wanted != high + 1:
        raise ValueError(f"the runs of decisions stop before {wanted} of {high}")
    return found


def _running(
    view: Outcomes, groups: tuple[tuple[int, ...], tuple[int, ...]], low: int, high: int
) -> list[int] | None:
    """Running numbers of tables up to each number from ``low``; None where each stands for one."""
    if all(len(group) == 1 for group in groups):
        return None
    first, second = ways(view, groups[0], high), ways(view, groups[1], view.total - low)
    found, total = [0], 0
    for x in range(low, high + 1):
        total += first[x] * second[view.total - x]
        found.append(total)
    return found


def _between(below: list[int] | None, start: int, end: int) -> int:
    return end - start + 1 if below is None else below[end + 1] - below[start]


def _joined(held: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in held:
        if joined and joined[-1][1] == start - 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _witness(
    view: Outcomes,
    groups: tuple[tuple[int, ...], tuple[int, ...]],
    runs: Sequence[Run],
    wanted: int,
) -> IntArray | None:
    """The table in the middle of the longest run with this decision."""
    chosen = [(start, end) for start, end, decision in runs if decision == wanted]
    if not chosen:
        return None
    start, end = max(chosen, key=lambda run: run[1] - run[0])
    x = (start + end) // 2
    rest = [((i,), 0) for i in range(len(view.sizes)) if i not in (*groups[0], *groups[1])]
    return view.fill([(groups[0], x), (groups[1], view.total - x), *rest])
