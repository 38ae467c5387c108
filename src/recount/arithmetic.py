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
CONVENTIONS = RULES[:-1]
DEFAULT_CONVENTION = "half_up"
NUMBER = r"[0-9]+(?:\.[0-9]+)?"


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """The values that one printed number can stand for; each end is in or out."""

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
    """A count out of a count, both whole numbers of cases; ValueError if it lies not within it.

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
        """The share as a fraction."""
        return Fraction(self.part, self.whole)

    def rounded(self, convention: str = DEFAULT_CONVENTION, decimals: int = 0) -> str:
        """Return the share in per cent under one convention, with some decimals."""
        units: Fraction = self.value * 100 * 10**decimals
        below, above, low_closed, high_closed = REACH[_rule(convention, CONVENTIONS)]
        number = round(units)  # where both ends belong to the even number
        if low_closed or high_closed:
            at_low = floor(units + Fraction(below, 2))
            number = at_low if low_closed else ceil(units - Fraction(above, 2))
        whole, rest = divmod(number, 10**decimals)
        return f"{whole}.{rest:0{decimals}d}%" if decimals else f"{whole}%"

    def decimals(self, digits: int = 2) -> str:
        """Return the share in per cent with some decimals, half up; for reading, never compared."""
        return self.rounded(decimals=digits)

    def gives(self, printed: str, convention: str = DEFAULT_CONVENTION) -> bool:
        """Return whether the share is printed so under a convention."""
        return self.value in printed_interval(printed, convention)


def _rule(name: str, rules: tuple[str, ...]) -> str:
    if name not in rules:
        raise ValueError(f"no rounding convention {name!r}; one of {', '.join(rules)}")
    return name


def rounded_interval(text: str, convention: str = DEFAULT_CONVENTION) -> ShareInterval:
    """Return the values that are printed as a plain number such as ``2`` or ``2.35``.

    Besides the four conventions, ``within_a_point`` takes any value less than one unit of the last
    digit away. A ValueError if the text is no such number, or there is no such rule.
    """
    if not re.fullmatch(NUMBER, text, re.ASCII):
        raise ValueError(f"{text!r} is not a number such as 2 or 2.35")
    value, unit = Fraction(text), Fraction(1, 10 ** len(text.partition(".")[2]))
    below, above, *closed = REACH[_rule(convention, RULES)]
    even = int(value / unit) % 2 == 0
    ends = (even if end is None else end for end in closed)
    return ShareInterval(value - below * unit / 2, value + above * unit / 2, *ends)


@lru_cache(maxsize=1024)
def printed_interval(printed: str, convention: str = DEFAULT_CONVENTION) -> ShareInterval:
    """Return the shares that a printed percentage can stand for: ``61%``, ``0.66%`` or ``<1%``.

    The per cent sign may be left out. ``<1%`` stands for any share below 1% and ``>99%`` for any
    above 99%, whatever the rule. A ValueError if it is no percentage, or there is no such rule.

    Example:
        >>> interval = printed_interval("59%")
        >>> interval.low, interval.high, interval.low_closed, interval.high_closed
        (Fraction(117, 200), Fraction(119, 200), True, False)
        >>> Fraction(99, 100) in printed_interval(">99%"), Fraction(1) in printed_interval(">99%")
        (False, True)
    """
    bound = Fraction(percent_of(printed)) / 100
    found = rounded_interval(printed.lstrip("<>").removesuffix("%"), convention)
    if printed.startswith("<"):
        return ShareInterval(Fraction(0), bound, True, False)
    if printed.startswith(">"):
        return ShareInterval(bound, Fraction(1), False, True)
    return ShareInterval(found.low / 100, found.high / 100, found.low_closed, found.high_closed)


def percent_of(printed: str) -> int | Fraction:
    """Return the number of a printed percentage, a whole one as a whole number.

    Example:
        >>> percent_of("61%"), percent_of("0.66%")
        (61, Fraction(33, 50))
    """
    found = re.fullmatch(f"[<>]?({NUMBER})%?", printed, re.ASCII)
    if not found:
        raise ValueError(f"{printed!r} is not a percentage such as 61% or 0.66%")
    value = Fraction(found[1])
    return int(value) if value.denominator == 1 else value


def whole_counts(printed: str, whole: int, convention: str = DEFAULT_CONVENTION) -> range:
    """Return the whole counts out of ``whole`` that are printed as this percentage (possibly none).

    This is the GRIM test (Brown & Heathers 2017) for a percentage: an empty range means impossible.

    Example:
        >>> whole_counts("59%", 112), whole_counts("43%", 644), len(whole_counts("51%", 3))
        (range(66, 67), range(274, 281), 0)
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

    Percentages, at most 200%, are in units of their last decimal (31.1% is 311), of which there are
    at most 5, one number for all or one a row; wholes lie between 1 and 2^31. A ValueError if a
    number is outside its range, a TypeError if it is not whole.

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
        >>> agreement([("33%", Share(644, 1965)), ("62%", Share(1209, 1965))])
        {'half_up': 2, 'half_even': 2, 'truncate': 0, 'ceiling': 2}
    """
    pairs = list(stated)
    return {rule: sum(each.gives(text, rule) for text, each in pairs) for rule in CONVENTIONS}


def near_misses(share: Share, printed: str, convention: str = DEFAULT_CONVENTION) -> list[Share]:
    """Return the nearest share of the same whole, and of the same part, that is printed so.

    Example:
        >>> near_misses(Share(1209, 1965), "61%")
        [Share(part=1208, whole=1965), Share(part=1209, whole=1966)]
    """
    parts = whole_counts(printed, share.whole, convention)
    nearest = sorted(parts, key=lambda value: abs(value - share.part))[:1]
    found = [Share(part, share.whole) for part in nearest]
    # The share moves one way with the whole: from the whole outwards in that direction.
    beyond = share.value >= printed_interval(printed, convention).high
    wholes = range(share.whole, 2 * share.whole + 1)
    for whole in wholes if beyond else range(share.whole, max(share.part, 1) - 1, -1):
        if share.part and Share(share.part, whole).gives(printed, convention):
            return [*found, Share(share.part, whole)]
    return found
