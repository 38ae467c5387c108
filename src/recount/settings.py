"""The settings of every test of significance, in one place.

The report names none of them. They are the ones its wording implies: "statistically significant"
at the customary level, two-sided, without a continuity correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a test of significance is run.

    Attributes:
        alpha: The level. ``p < alpha`` is significant; ``p = alpha`` is not.
        two_sided: Every test is two-sided.
        continuity_correction: Whether Yates's correction is applied. It is not.
        power: The power at which the smallest detectable odds ratio is stated.

    Example:
        >>> Settings().alpha
        Fraction(1, 20)
    """

    alpha: Fraction = Fraction(1, 20)
    power: Fraction = Fraction(4, 5)
    two_sided: ClassVar[bool] = True
    continuity_correction: ClassVar[bool] = False
