"""Named rounding rules, on exact fractions only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

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
CONVENTIONS = RULES[:4]
#: The rule that a report's own percentages follow best is found with `agreement`.
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


def round_percent(share: Fraction, convention: str = DEFAULT_CONVENTION, decimals: int = 0) -> int:
    """Return a share in per cent, in units of the last of some decimals.

    Args:
        share: A fraction of one, 0 or more.
        convention: ``half_up`` (away from zero), ``half_even``, ``truncate`` or ``ceiling``.
        decimals: How many decimals are printed: with one, 31.1% is 311.

    Raises:
        ValueError: If there is no such convention or the share is negative.

    Example:
        >>> round_percent(Fraction(1209, 1965)), round_percent(Fraction(1209, 1965), "truncate")
        (62, 61)
        >>> round_percent(Fraction(1, 8), "half_even"), round_percent(Fraction(1, 8))
        (12, 13)
        >>> round_percent(Fraction(1209, 1965), decimals=1)
        615
    """
    if share < 0:
        raise ValueError(f"a share is 0 or more, not {share}")
    units: Fraction = share * 100 * 10**decimals
    if convention == "half_up":
        return floor(units + Fraction(1, 2))
    if convention == "half_even":
        return round(units)
    if convention == "truncate":
        return floor(units)
    if convention == "ceiling":
        return ceil(units)
    raise ValueError(f"no rounding convention {convention!r}; one of {', '.join(CONVENTIONS)}")


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
        raise ValueError(f"no rounding convention {convention!r}; one of {', '.join(REACH)}")
    below, above, low_closed, high_closed = REACH[convention]
    even = int(value / unit) % 2 == 0
    return ShareInterval(
        value - below * unit / 2,
        value + above * unit / 2,
        even if low_closed is None else low_closed,
        even if high_closed is None else high_closed,
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
