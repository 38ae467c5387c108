"""Numerators that a percentage without one can have, with everything printed about its table."""

from __future__ import annotations

from recount.published import Percentage, Published
from recount.tables import CannotBound, CannotCount, Infeasible, count_tables, linear_range
from recount.verdicts.crossing import Assumed, conditional, cross
from recount.verdicts.reading import Reading, levels_of

__all__ = ["numerators_together"]


def numerators_together(
    published: Published, stated: Percentage, assumed: Assumed
) -> tuple[int, range] | None:
    """Return how many tables are consistent, and the numerators they give a percentage.

    None where the percentage is of no cross-table that is bound in the data, or where the tables
    are too many to count. The numerators are a range: the least and the greatest are attained.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> stated = next(p for p in published.percentages if p.id == "p30-pubescent")
        >>> numerators_together(published, stated, Assumed())
        (7, range(168, 175))
    """
    found = conditional(stated)
    if found is None:
        return None
    outcome, characteristic, levels, level = found
    others = tuple(
        name for name in levels_of(published, stated.sample, outcome) if name not in levels
    )
    reading = Reading(stated.sample, characteristic, outcome, (level,), (), levels, others)
    try:
        crossing = cross(published, reading, assumed)
        row = crossing.rows.index(level)
        bounds = linear_range(crossing.space, [(row, 0, 1)])
        return count_tables(crossing.space), range(bounds.low, bounds.high + 1)
    except Infeasible:
        return 0, range(0)
    except (CannotCount, CannotBound):
        return None
