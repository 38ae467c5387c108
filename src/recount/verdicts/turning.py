"""The smallest change of counts that makes a proved contrast false, or a refuted one true."""

from __future__ import annotations

import numpy as np

from recount.report import Contrast
from recount.settings import Settings
from recount.tables import OutOfReach, listing
from recount.verdicts.crossings import Crossing
from recount.verdicts.decisions import CONTRAST_TESTS, contrast
from recount.verdicts.judgement import Turn

__all__ = ["contrast_turn"]

#: More tables than these are not looked at one by one for the nearest to a turn.
LIMIT = 2_000


def contrast_turn(
    reading: Contrast, crossing: Crossing, verdict: str, settings: Settings
) -> Turn | None:
    """Return how few cases with the outcome, moved between two groups, turn a settled contrast.

    The margins stay: each case moved changes places with one without the outcome. The consistent
    table nearest to a turn counts, under the test that decides. A refuted claim against several
    groups is left out, as several moves at once would be needed.

    Example:
        >>> from recount.report import load_report
        >>> from recount.verdicts.crossings import Assumed, cross
        >>> report = load_report()
        >>> reading = next(c for c in report.claims if c.id == "f11-pubescent-lower").reading
        >>> contrast_turn(reading, cross(report, reading, Assumed()), "holds", Settings()).cases
        39
    """
    if verdict == "fails" and len(reading.against) > 1:
        return None
    try:
        tables = listing(crossing.space, LIMIT)
    except OutOfReach:
        return None
    test, direction, wanted = CONTRAST_TESTS[0], reading.direction, int(verdict != "holds")
    rows = list(crossing.indices(reading.pivot))
    n1, x = crossing.size(reading.pivot), tables[:, rows, 0].sum(axis=1)
    best: Turn | None = None
    for group in reading.against:
        n2 = crossing.size(group)
        y = tables[:, list(crossing.indices(group)), 0].sum(axis=1)
        # A claim of no difference can be lost either way.
        for sign in (1, -1) if direction == 0 else (direction if wanted else -direction,):
            most = min(n1, n2, crossing.space.columns.totals[0])
            moves = np.arange(1, (most if best is None else best.cases - 1) + 1)[:, None]
            a, c = x + sign * moves, y - sign * moves
            inside = (a >= 0) & (a <= n1) & (c >= 0) & (c <= n2)
            cells = (a[inside], n1 - a[inside], c[inside], n2 - c[inside])
            turned = np.flatnonzero(contrast(test, cells, direction, settings) == wanted)
            if len(turned):
                sides = (reading.pivot, group)
                toward, source = sides if sign > 0 else sides[::-1]
                best = Turn(
                    "moved",
                    int(np.nonzero(inside)[0][turned[0]]) + 1,
                    (reading.characteristic, toward),
                    (reading.characteristic, source),
                )
    return best
