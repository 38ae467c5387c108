"""Printed percentages against the counts that they are said to come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from recount.arithmetic.rounding import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    REACH,
    printed_interval,
    round_percent,
)


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a count, both whole numbers of cases.

    Raises:
        ValueError: If the whole is not positive or the part does not lie within it.

    Example:
        >>> share = Share(1209, 1965)
        >>> share.rounded(), share.exact, share.decimals()
        ('62%', '1209/1965', '61.53%')
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole or self.whole == 0:
            raise ValueError(f"{self.part} of {self.whole} is not a share")

    @property
    def value(self) -> Fraction:
        """The share as a fraction in lowest terms."""
        return Fraction(self.part, self.whole)

    @property
    def exact(self) -> str:
        """The share as printed in the ledger, not reduced."""
        return f"{self.part}/{self.whole}"

    def rounded(self, convention: str = DEFAULT_CONVENTION, decimals: int = 0) -> str:
        """Return the share in per cent under one convention, with some decimals."""
        units = round_percent(self.value, convention, decimals)
        if not decimals:
            return f"{units}%"
        whole, rest = divmod(units, 10**decimals)
        return f"{whole}.{rest:0{decimals}d}%"

    def decimals(self, digits: int = 2) -> str:
        """Return the share in per cent with some decimals, half up; for reading, never compared."""
        return self.rounded(decimals=digits)

    def gives(self, printed: str, convention: str = DEFAULT_CONVENTION) -> bool:
        """Return whether the share is printed so under a convention."""
        return self.value in printed_interval(printed, convention)


def whole_counts(printed: str, whole: int, convention: str = DEFAULT_CONVENTION) -> range:
    """Return the whole counts out of ``whole`` that are printed as this percentage (possibly none).

    This is the GRIM test (Brown & Heathers 2017) for a percentage: an empty range means impossible.

    Example:
        >>> whole_counts("59%", 112), whole_counts("43%", 644), whole_counts("14%", 1209)
        (range(66, 67), range(274, 281), range(164, 176))
        >>> len(whole_counts("51%", 3))
        0
    """
    interval = printed_interval(printed, convention)
    low = -((-interval.low * whole).__floor__())
    high = (interval.high * whole).__floor__()
    if not interval.low_closed and low == interval.low * whole:
        low += 1
    if not interval.high_closed and high == interval.high * whole:
        high -= 1
    return range(max(low, 0), min(high, whole) + 1)


def possible_rows(
    units: npt.ArrayLike,
    decimals: npt.ArrayLike,
    wholes: npt.ArrayLike,
    convention: str = DEFAULT_CONVENTION,
) -> npt.NDArray[np.bool_]:
    """Return for many rows at once whether some whole count gives the printed percentage (GRIM).

    Args:
        units: The printed percentages in units of their last decimal: 31.1% is 311. At most 200%.
        decimals: How many decimals each has, at most 5 (one number for all, or one a row).
        wholes: Denominators, 1 to 2^31.
        convention: One of ``RULES``.

    Raises:
        TypeError: Something is not a whole number.
        ValueError: A number outside its range.

    Example:
        >>> possible_rows([51, 50, 333], [0, 0, 1], 3).tolist()
        [False, False, True]
    """
    places = _whole("decimals", decimals, 0, 5)
    scale = 200 * 10**places  # half units in a whole
    number = _whole("percentages in units", units, 0, int(scale.max(initial=200)))
    whole = _whole("denominators", wholes, 1, 2**31)
    below, above, low_closed, high_closed = REACH[convention]
    even = number % 2 == 0
    # The least count above the lower end, and the greatest below the upper one.
    low, low_rest = np.divmod((2 * number - below) * whole, scale)
    high, high_rest = np.divmod((2 * number + above) * whole, scale)
    low += (low_rest > 0) | ~(even if low_closed is None else np.bool_(low_closed))
    high -= (high_rest == 0) & ~(even if high_closed is None else np.bool_(high_closed))
    return np.asarray(np.maximum(low, 0) <= np.minimum(high, whole))


def _whole(name: str, values: npt.ArrayLike, low: int, high: int) -> npt.NDArray[np.int64]:
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers, found {array.dtype}")
    if array.size and not low <= int(array.min()) <= int(array.max()) <= high:
        raise ValueError(f"{name} must lie between {low} and {high:,}")
    return array.astype(np.int64)


def agreement(stated: Iterable[tuple[str, Share]]) -> dict[str, int]:
    """Return how many printed percentages, given with their shares, each convention gives.

    Example:
        >>> ages = [("6%", Share(112, 1965)), ("33%", Share(644, 1965)), ("61%", Share(1209, 1965))]
        >>> agreement(ages)
        {'half_up': 2, 'half_even': 2, 'truncate': 1, 'ceiling': 2}
    """
    pairs = list(stated)
    return {
        name: sum(share.gives(printed, name) for printed, share in pairs) for name in CONVENTIONS
    }


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A change of one count that would make a printed percentage agree."""

    part: int
    whole: int
    changed: str

    @property
    def share(self) -> Share:
        """The changed share."""
        return Share(self.part, self.whole)


def near_misses(share: Share, printed: str, convention: str = DEFAULT_CONVENTION) -> list[NearMiss]:
    """Return the smallest change of the part, and of the whole, that gives the printed percentage.

    Example:
        >>> [(m.part, m.whole) for m in near_misses(Share(1209, 1965), "61%")]
        [(1208, 1965), (1209, 1966)]
        >>> [(m.part, m.whole) for m in near_misses(Share(494, 598), "82%")]
        [(493, 598), (494, 599)]
    """
    found = []
    parts = whole_counts(printed, share.whole, convention)
    if parts:
        part = min(parts, key=lambda value: abs(value - share.part))
        found.append(NearMiss(part, share.whole, "part"))
    # The share moves one way with the whole, so walk from the whole outwards in that direction.
    step = 1 if share.value >= printed_interval(printed, convention).high else -1
    whole = share.whole
    while share.part <= whole <= 2 * share.whole:
        if share.part and Share(share.part, whole).gives(printed, convention):
            found.append(NearMiss(share.part, whole, "whole"))
            break
        whole += step
    return found
