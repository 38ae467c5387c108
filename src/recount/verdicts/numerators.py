"""Numerators that a percentage without one can have, with everything printed about its table."""

from __future__ import annotations

from recount.published import Percentage, Published
from recount.tables import list_tables
from recount.verdicts.crossing import Assumed, conditional, cross
from recount.verdicts.reading import Reading, levels_of

__all__ = ["numerators_together"]

LIMIT = 100_000


def numerators_together(
    published: Published, stated: Percentage, assumed: Assumed
) -> tuple[int, range] | None:
    """Return how many tables are consistent, and the numerators they give a percentage.

    None where the percentage is of no cross-table that is bound in the data.

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
    crossing = cross(published, reading, assumed)
    tables = list_tables(crossing.space, LIMIT)
    values = tables[:, crossing.rows.index(level), 0]
    if not len(values):
        return 0, range(0)
    return len(tables), range(int(values.min()), int(values.max()) + 1)
