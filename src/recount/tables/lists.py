"""Every table, listed in a fixed order, and claims judged table by table."""

from __future__ import annotations
from collections.abc import Iterator, Sequence
from recount.tables.found import Accept, Decide, Found
from recount.tables.space import Form, IntArray, Space


def listing(space: Space, limit: int) -> IntArray:
    """All tables in lexicographic order, shape (tables, r + 1, c + 1); OutOfReach beyond limit."""
    raise NotImplementedError


def judge_list(space: Space, accept: Accept, form: Form = (), limit: int = 1_500_000) -> Found:
    """Judge a claim on every table. ``values``: those of the linear form where it is true.

    Raises:
        OutOfReach: More tables than the limit: use `search`.
    """
    raise NotImplementedError


def judge_lists(
    space: Space, accepts: Sequence[Accept], form: Form = (), limit: int = 1_500_000
) -> tuple[Found, ...]:
    """`judge_list` for several claims (or one claim under several tests) in one listing."""
    raise NotImplementedError


def comparison(
    decide: Decide, first: Sequence[int], second: Sequence[int], column: int = 0
) -> Accept:
    """A `Decide` on two groups of rows as an `Accept` on tables; each pair is decided once."""
    raise NotImplementedError
