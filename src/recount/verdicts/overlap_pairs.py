"""Two properties whose overlap a printed percentage bounds more closely than their counts do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recount.published import Published
from recount.verdicts.crossing import Assumed, conditional
from recount.verdicts.numerators import numerators_together
from recount.verdicts.reading import Levels, levels_of

__all__ = ["JoinedPair", "joined_pair"]


@dataclass(frozen=True, slots=True)
class JoinedPair:
    """Two properties taken as one.

    Attributes:
        first, second: Their places among the properties.
        low, high: Fewest and most cases that have both, in every consistent table.
        entry: The percentage that bounds them.
    """

    first: int
    second: int
    low: int
    high: int
    entry: str


def joined_pair(
    published: Published,
    sample: str,
    properties: Sequence[tuple[str, Levels]],
    assumed: Assumed,
) -> JoinedPair | None:
    """Return the first two properties that a percentage within a level ties together, if any.

    Example:
        >>> from recount.published import load_published
        >>> properties = [("relationship", ("closer", "unknown")), ("age", ("pubescent",))]
        >>> found = joined_pair(load_published(), "one_to_one", properties, Assumed())
        >>> found.low, found.high, found.entry
        (1035, 1041, 'p30-pubescent')
    """
    for stated in published.percentages:
        bound = conditional(stated)
        if bound is None or stated.sample != sample:
            continue
        outcome, characteristic, levels, level = bound
        others = tuple(name for name in levels_of(published, sample, outcome) if name not in levels)
        wanted = (characteristic, (level,))
        for first, (variable, chosen) in enumerate(properties):
            if variable != outcome or wanted not in properties:
                continue
            if set(chosen) not in (set(levels), set(others)):
                continue
            found = numerators_together(published, stated, assumed)
            if found is None or not found[1]:
                continue
            numerators = found[1]
            low, high = numerators[0], numerators[-1]
            if set(chosen) == set(others):
                whole = published.total_of(stated.denominator)
                low, high = whole - high, whole - low
            return JoinedPair(first, list(properties).index(wanted), low, high, stated.id)
    return None
