"""The smallest change of counts that makes a proved contrast false, or a refuted one true."""

from __future__ import annotations

import numpy as np

from recount.published import Published
from recount.settings import Settings
from recount.tables import TooMany
from recount.verdicts.contrast import CONTRAST_TESTS, accepted
from recount.verdicts.crossing import Crossing
from recount.verdicts.listed import list_vectors
from recount.verdicts.reading import Reading
from recount.verdicts.words import named, outcome_cases

__all__ = ["smallest_shift"]

#: More tables than these are not looked at one by one for the nearest to a flip.
LIMIT = 20_000


def smallest_shift(
    published: Published,
    reading: Reading,
    crossing: Crossing,
    direction: int,
    verdict: str,
    settings: Settings,
) -> str:
    """Return how few cases with the outcome, moved between two groups, flip a settled contrast.

    The margins stay: each case moved changes places with one without the outcome. The consistent
    table nearest to a flip counts, under the first test. A refuted claim against several groups is
    left out, as several moves at once would be needed. Empty where there is nothing to say.

    Example:
        >>> from recount.published import load_published
        >>> from recount.verdicts.crossing import Assumed, cross
        >>> from recount.verdicts.reading import read_claim
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f11-pubescent-lower")
        >>> reading = read_claim(published, claim)
        >>> crossing = cross(published, reading, Assumed())
        >>> smallest_shift(published, reading, crossing, -1, "holds", Settings())[:44]
        'It would fail in some consistent table if 38'
    """
    if verdict == "fails" and len(reading.against) > 1:
        return ""
    try:
        vectors = list_vectors(crossing.space, LIMIT).astype(np.int64)
    except TooMany:
        return ""
    test, totals = CONTRAST_TESTS[0], crossing.space.rows.totals
    wanted = 0 if verdict == "holds" else 1
    rows = list(crossing.indices(reading.pivot))
    n1, x = sum(totals[row] for row in rows), vectors[rows].sum(axis=0)
    best: tuple[int, int, tuple[str, ...]] | None = None
    for group in reading.against:
        others = list(crossing.indices(group))
        n2, y = sum(totals[row] for row in others), vectors[others].sum(axis=0)
        # A claim of no difference can be lost either way.
        for sign in (1, -1) if direction == 0 else (direction if wanted else -direction,):
            for move in range(1, min(n1, n2, crossing.space.columns.totals[0]) + 1):
                if best is not None and move >= best[0]:
                    break
                a, c = x + sign * move, y - sign * move
                inside = (a >= 0) & (a <= n1) & (c >= 0) & (c <= n2)
                if not inside.any():
                    break
                a, c = a[inside], c[inside]
                cells = (a, n1 - a, c, n2 - c)
                if (accepted(test, cells, direction, settings) == wanted).any():
                    best = (move, sign, group)
                    break
    if best is None:
        return ""
    move, sign, group = best
    sides = [
        published.group_label(reading.sample, reading.characteristic, levels)
        for levels in (reading.pivot, group)
    ]
    source, target = sides[::-1] if sign > 0 else sides
    becomes = "fail" if verdict == "holds" else "be true"
    return (
        f"It would {becomes} in some consistent table if {move:,} of the "
        f"{outcome_cases(published, reading)} belonged to {target} instead of {source}, as many "
        f"other cases the other way round, by {named(test)}."
    )
