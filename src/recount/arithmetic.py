"""Exact arithmetic on printed counts: shares, rounding rules, whole counts behind a percentage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

import numpy as np
import numpy.typing as npt

__all__ = ["CONVENTIONS", "DEFAULT_CONVENTION", "RULES", "Share", "ShareInterval", "agreement"]
__all__ += ["near_misses", "percent_of", "possible_rows", "printed_interval", "rounded_interval"]
__all__ += ["whole_counts"]

#: For each rule how many half units below and above a printed number the true one may lie, and
#: whether the lower and the upper end belong to it; None: where the printed number is even.
REACH: dict[str, tuple[int, int, bool | None, bool | None]] = {
    "half_up": (1, 1, True, False),
    "half_even": (1, 1, None, None),
    "truncate": (0, 2, True, False),
    "ceiling": (2, 0, False, True),
    "within_a_point": (2, 2, False, False),
}
#: How a printed number may limit what is behind it: a convention, or anything less than a unit off.
RULES = tuple(REACH)
#: The rules that say which number is printed; half up is away from zero.
CONVENTIONS = RULES[:4]
DEFAULT_CONVENTION = "half_up"


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """The values that one printed number can stand for; each end is in or out.

    Example:
        >>> Fraction(66, 112) in printed_interval("59%")
        True
    """

    low: Fraction
    high: Fraction
    low_closed: bool
    high_closed: bool

    def __contains__(self, share: Fraction) -> bool:
        above = share > self.low or (self.low_closed and share == self.low)
        below = share < self.high or (self.high_closed and share == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a count, both whole numbers of cases.

    Raises:
        ValueError: If the whole is not positive or the part does not lie within it.

    Example:
        >>> share = Share(1209, 1965)
        >>> share.rounded(), share.rounded("truncate"), share.decimals()
        ('62%', '61%', '61.53%')
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

    def rounded(self, convention: str = DEFAULT_CONVENTION, decimals: int = 0) -> str:
        """Return the share in per cent under one convention, with some decimals."""
        units: Fraction = self.value * 100 * 10**decimals
        match convention:
            case "half_up":
                number = floor(units + Fraction(1, 2))
            case "half_even":
                number = round(units)
            case "truncate":
                number = floor(units)
            case "ceiling":
                number = ceil(units)
            case _:
                raise ValueError(_no_rule(convention, CONVENTIONS))
        whole, rest = divmod(number, 10**decimals)
        return f"{whole}.{rest:0{decimals}d}%" if decimals else f"{whole}%"

    def decimals(self, digits: int = 2) -> str:
        """Return the share in per cent with some decimals, half up; for reading, never compared."""
        return self.rounded(decimals=digits)

    def gives(self, printed: str, convention: str = DEFAULT_CONVENTION) -> bool:
        """Return whether the share is printed so under a convention."""
        return self.value in printed_interval(printed, convention)


def _no_rule(name: str, rules: tuple[str, ...]) -> str:
    return f"no rounding convention {name!r}; one of {', '.join(rules)}"


def rounded_interval(text: str, convention: str = DEFAULT_CONVENTION) -> ShareInterval:
    """Return the values that are printed as a plain number, of any number of decimals.

    Besides the four conventions, ``within_a_point`` takes any value less than one unit of the last
    digit away.

    Raises:
        ValueError: If the text is not a number such as ``2`` or ``2.35``, or there is no such rule.

    Example:
        >>> interval = rounded_interval("2.35")
        >>> interval.low, interval.high, interval.low_closed, interval.high_closed
        (Fraction(469, 200), Fraction(471, 200), True, False)
    """
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        raise ValueError(f"{text!r} is not a number such as 2 or 2.35")
    value, unit = Fraction(text), Fraction(1, 10 ** len(text.partition(".")[2]))
    if convention not in REACH:
        raise ValueError(_no_rule(convention, RULES))
    below, above, *closed = REACH[convention]
    even = int(value / unit) % 2 == 0
    low_closed, high_closed = (even if end is None else end for end in closed)
    return ShareInterval(
        value - below * unit / 2, value + above * unit / 2, low_closed, high_closed
    )


@lru_cache(maxsize=1024)
def printed_interval(printed: str, convention: str = DEFAULT_CONVENTION) -> ShareInterval:
    """Return the shares that a printed percentage can stand for: ``61%``, ``0.66%`` or ``<1%``.

    The per cent sign may be left out. ``<1%`` stands for any share below 1% and ``>99%`` for any
    above 99%, whatever the rule. Testing a rounded value against whole counts is the idea of GRIM
    (Brown & Heathers 2017).

    Raises:
        ValueError: If the text is not a percentage or there is no such rule.

    Example:
        >>> interval = printed_interval("59%")
        >>> interval.low, interval.high, interval.low_closed, interval.high_closed
        (Fraction(117, 200), Fraction(119, 200), True, False)
        >>> printed_interval("<1%").high, printed_interval("31.1%").low
        (Fraction(1, 100), Fraction(621, 2000))
        >>> Fraction(99, 100) in printed_interval(">99%"), Fraction(1) in printed_interval(">99%")
        (False, True)
    """
    found = rounded_interval(_number(printed), convention)
    bound = Fraction(percent_of(printed)) / 100
    if printed.startswith("<"):
        return ShareInterval(Fraction(0), bound, True, False)
    if printed.startswith(">"):
        return ShareInterval(bound, Fraction(1), False, True)
    return ShareInterval(found.low / 100, found.high / 100, found.low_closed, found.high_closed)


def _number(printed: str) -> str:
    return printed[printed.startswith(("<", ">")) :].removesuffix("%")


def percent_of(printed: str) -> int | Fraction:
    """Return the number of a printed percentage, a whole one as a whole number.

    Raises:
        ValueError: If the text is not a percentage.

    Example:
        >>> percent_of("61%"), percent_of("0.66%")
        (61, Fraction(33, 50))
    """
    text = _number(printed)
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        raise ValueError(f"{printed!r} is not a percentage such as 61% or 0.66%")
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


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
    low, high = interval.low * whole, interval.high * whole
    first = ceil(low) if interval.low_closed else floor(low) + 1
    last = floor(high) if interval.high_closed else ceil(high) - 1
    return range(max(first, 0), min(last, whole) + 1)


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


def near_misses(share: Share, printed: str, convention: str = DEFAULT_CONVENTION) -> list[Share]:
    """Return the nearest share of the same whole, and of the same part, that is printed so.

    Example:
        >>> near_misses(Share(1209, 1965), "61%")
        [Share(part=1208, whole=1965), Share(part=1209, whole=1966)]
    """
    found = []
    parts = whole_counts(printed, share.whole, convention)
    if parts:
        part = min(parts, key=lambda value: abs(value - share.part))
        found.append(Share(part, share.whole))
    # The share moves one way with the whole, so walk from the whole outwards in that direction.
    step = 1 if share.value >= printed_interval(printed, convention).high else -1
    whole = share.whole
    while share.part <= whole <= 2 * share.whole:
        if share.part and Share(share.part, whole).gives(printed, convention):
            found.append(Share(share.part, whole))
            break
        whole += step
    return found
