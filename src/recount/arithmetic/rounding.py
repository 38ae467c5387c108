"""Named rounding rules, on exact fractions only."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

__all__ = [
    "CONVENTIONS",
    "DEFAULT_CONVENTION",
    "ShareInterval",
    "printed_interval",
    "round_percent",
]

#: The rule that the report's own percentages follow best; see ``conventions.agreement``.
DEFAULT_CONVENTION = "half_up"
CONVENTIONS = ("half_up", "half_even", "truncate", "ceiling")


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """The shares that one printed percentage can stand for; each end is in or out.

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


def round_percent(share: Fraction, convention: str = DEFAULT_CONVENTION) -> int:
    """Return a share as a whole number of per cent.

    Args:
        share: A fraction of one, 0 or more.
        convention: ``half_up`` (away from zero), ``half_even``, ``truncate`` or ``ceiling``.

    Raises:
        ValueError: If there is no such convention or the share is negative.

    Example:
        >>> round_percent(Fraction(1209, 1965)), round_percent(Fraction(1209, 1965), "truncate")
        (62, 61)
        >>> round_percent(Fraction(1, 8), "half_even"), round_percent(Fraction(1, 8))
        (12, 13)
    """
    if share < 0:
        raise ValueError(f"a share is 0 or more, not {share}")
    percent = share * 100
    if convention == "half_up":
        return floor(percent + Fraction(1, 2))
    if convention == "half_even":
        return round(percent)
    if convention == "truncate":
        return floor(percent)
    if convention == "ceiling":
        return ceil(percent)
    raise ValueError(f"no rounding convention {convention!r}; one of {', '.join(CONVENTIONS)}")


def printed_interval(printed: str, convention: str = DEFAULT_CONVENTION) -> ShareInterval:
    """Return the shares that a printed percentage can stand for.

    Besides the four conventions, ``within_a_point`` takes any share less than one point away.
    Testing a rounded value against whole counts is the idea of GRIM (Brown & Heathers 2017).

    Raises:
        ValueError: If the text is not a percentage or there is no such convention.

    Example:
        >>> interval = printed_interval("59%")
        >>> interval.low, interval.high, interval.low_closed, interval.high_closed
        (Fraction(117, 200), Fraction(119, 200), True, False)
    """
    percent = percent_of(printed)
    half, one = Fraction(1, 2), Fraction(1)
    # How far below and above the printed value a share may lie, and whether each end belongs to it.
    reach = {
        "half_up": (half, half, True, False),
        "half_even": (half, half, percent % 2 == 0, percent % 2 == 0),
        "truncate": (Fraction(0), one, True, False),
        "ceiling": (one, Fraction(0), False, True),
        "within_a_point": (one, one, False, False),
    }
    if convention not in reach:
        raise ValueError(f"no rounding convention {convention!r}; one of {', '.join(reach)}")
    below, above, low_closed, high_closed = reach[convention]
    return ShareInterval((percent - below) / 100, (percent + above) / 100, low_closed, high_closed)


def percent_of(printed: str) -> int:
    """Return the whole number of a printed percentage.

    Raises:
        ValueError: If the text is not a whole number with a per cent sign.

    Example:
        >>> percent_of("61%")
        61
    """
    number, sign, rest = printed.partition("%")
    if not (sign and not rest and number.isdecimal()):
        raise ValueError(f"{printed!r} is not a whole number with a per cent sign")
    return int(number)
