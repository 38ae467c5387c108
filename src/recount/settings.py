"""The settings of every test of significance, in one place.

The report names none of them. They are the ones its wording implies: "statistically significant"
at the customary level, two-sided, without a continuity correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Settings:
    """How a test of significance is run."""

    #: The level: ``p < alpha`` is significant, ``p = alpha`` is not.
    alpha: Fraction = Fraction(1, 20)
    #: The power at which the smallest detectable odds ratio is stated.
    power: Fraction = Fraction(4, 5)
    two_sided: ClassVar[bool] = True
    #: Yates's, which is not applied.
    continuity_correction: ClassVar[bool] = False
