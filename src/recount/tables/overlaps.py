"""How many cases several characteristics share, from their separate totals."""

from __future__ import annotations
from collections.abc import Iterable, Mapping, Sequence
from recount.tables.ranges import Ends
from recount.tables.space import Margin


def overlap_bounds(totals: Sequence[int | tuple[int, int]], n: int) -> tuple[int, int]:
    """Bounds on the number of cases that have every one of the characteristics (Fréchet 1940).

    ``max(0, sum - (k - 1) n) <= overlap <= min``; a pair (fewest, most) where cases are missing.
    """
    raise NotImplementedError


Cells = tuple[int, ...]
"""A cell of a joint table: the place of a level of each variable, the missing cases last."""


def joint_ends(
    margins: Sequence[Margin],
    form: Mapping[Cells, int],
    cuts: Iterable[tuple[Mapping[Cells, int], int | None, int | None]] = (),
) -> Ends[int]:
    """Least and greatest value of a linear form of the joint table of several variables.

    Args:
        margins: One margin a variable, all of the same cases.
        form: Coefficient of each cell; -1 in a cell's place stands for every level of that
            variable, so that sums over marginal tables are short to write.
        cuts: Linear conditions (coefficients as in ``form``, low, high), such as a printed
            percentage of two of the variables.

    Raises:
        Infeasible: No joint table has these margins and cuts.
        OutOfReach: The integer programme gave no verified answer.
    """
    raise NotImplementedError
