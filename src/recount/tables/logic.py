"""Three-valued decisions about tables: 1 accepted, 0 rejected, -1 undefined.

A test is undefined on a table with, say, an empty row. Kleene's strong logic combines decisions: a
conjunction is rejected as soon as one part is, whatever the others; it is undefined only if the
undefined parts could still tip it (Kleene 1952, section 64).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["ACCEPT", "REJECT", "UNDEFINED", "Decisions", "all_of", "any_of", "negate"]

Decisions = npt.NDArray[np.int8]

ACCEPT = 1
REJECT = 0
UNDEFINED = -1


def all_of(*decisions: npt.ArrayLike) -> Decisions:
    """Every part is accepted.

    Example:
        >>> all_of([1, 1, 1, -1], [1, 0, -1, 0]).tolist()
        [1, 0, -1, 0]
    """
    parts = [np.asarray(part, dtype=np.int8) for part in decisions]
    rejected = np.logical_or.reduce([part == REJECT for part in parts])
    accepted = np.logical_and.reduce([part == ACCEPT for part in parts])
    return np.where(rejected, REJECT, np.where(accepted, ACCEPT, UNDEFINED)).astype(np.int8)


def any_of(*decisions: npt.ArrayLike) -> Decisions:
    """At least one part is accepted.

    Example:
        >>> any_of([1, 0, 0, -1], [0, 0, -1, 1]).tolist()
        [1, 0, -1, 1]
    """
    return negate(all_of(*(negate(part) for part in decisions)))


def negate(decisions: npt.ArrayLike) -> Decisions:
    """Accepted and rejected exchanged; undefined stays undefined.

    Example:
        >>> negate([1, 0, -1]).tolist()
        [0, 1, -1]
    """
    array = np.asarray(decisions, dtype=np.int8)
    return np.where(array == UNDEFINED, UNDEFINED, 1 - array).astype(np.int8)
