"""How many tables there are, exactly."""

from __future__ import annotations
from recount.tables.space import Space


def count(space: Space, limit: int = 2_000_000) -> int:
    """The exact number of tables.

    Raises:
        OutOfReach: Neither products of polynomials nor a list of ``limit`` tables will do.
    """
    raise NotImplementedError
