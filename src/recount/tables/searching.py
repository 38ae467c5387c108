"""Witnesses where tables are too many to list."""

from __future__ import annotations
from collections.abc import Sequence
from recount.tables.found import Accept, Found
from recount.tables.space import Form, IntArray, Space


def even_table(space: Space) -> IntArray:
    """The table nearest to independence with these margins; cuts need not be met."""
    raise NotImplementedError


def search(
    space: Space,
    accept: Accept,
    prefer: Sequence[Form] = (),
    *,
    seed: int = 0,
    tries: int = 20_000,
    known: Sequence[IntArray] = (),
) -> Found:
    """Look for a table in which a claim is true and one in which it is false.

    Spaces of at most 50,000 tables are listed (``exhausted``, method "list"). Else: the even
    table, the extremes of the preferred forms, the ways between them, then seeded random moves,
    at most ``tries`` tables for each side. What is not found proves nothing.

    Args:
        space: Margins, cuts and masks.
        accept: Decides on tables.
        prefer: Linear forms to push to both extremes, such as a claim's contrast; without any,
            each judged cell is one.
        seed: Starts the random part: the same seed, the same answer.
        tries: Most tables decided on.
        known: Tables worth trying first, such as witnesses under another test.
    """
    raise NotImplementedError
