"""The three answers that a test of significance can give, and the settings it can be run under."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from recount.settings import Settings

__all__ = [
    "NOT_SIGNIFICANT",
    "SIGNIFICANT",
    "UNDEFINED",
    "Bools",
    "Decision",
    "Decisions",
    "Floats",
    "Ints",
    "check_settings",
]

Decisions = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Decision(IntEnum):
    """What a test says of one table.

    ``SIGNIFICANT`` is p < alpha; ``NOT_SIGNIFICANT`` is p >= alpha, so that p = alpha is not
    significant; ``UNDEFINED`` is a table on which the test has no p (each test says which).

    Example:
        >>> Decision(-1).name
        'UNDEFINED'
    """

    SIGNIFICANT = 1
    NOT_SIGNIFICANT = 0
    UNDEFINED = -1


SIGNIFICANT: Final = 1
NOT_SIGNIFICANT: Final = 0
UNDEFINED: Final = -1


def check_settings(settings: Settings) -> None:
    """Refuse settings that no test here follows, rather than ignore them.

    Raises:
        ValueError: alpha outside (0, 1), a one-sided test or a continuity correction.

    Example:
        >>> check_settings(Settings(two_sided=False))
        Traceback (most recent call last):
        ValueError: these tests are two-sided; the settings ask for one-sided ones
    """
    if not 0 < settings.alpha < 1:
        raise ValueError(f"alpha must lie strictly between 0 and 1, found {settings.alpha}")
    if not settings.two_sided:
        raise ValueError("these tests are two-sided; the settings ask for one-sided ones")
    if settings.continuity_correction:
        raise ValueError("these tests apply no continuity correction; the settings ask for one")
