"""The values that a number printed to some decimals can stand for."""

from __future__ import annotations

import re
from fractions import Fraction

from recount.arithmetic.rounding import ShareInterval

__all__ = ["printed_number", "rounded_interval"]


def printed_number(text: str) -> tuple[Fraction, Fraction]:
    """Return a printed number and the unit of its last digit.

    Raises:
        ValueError: If the text is not a number such as ``2`` or ``2.35``.

    Example:
        >>> printed_number("2.35")
        (Fraction(47, 20), Fraction(1, 100))
    """
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise ValueError(f"{text!r} is not a number such as 2 or 2.35")
    decimals = len(text.partition(".")[2])
    return Fraction(text), Fraction(1, 10**decimals)


def rounded_interval(text: str, convention: str) -> ShareInterval:
    """Return the values that are printed so under a rounding convention.

    The same rule as ``recount.arithmetic.printed_interval``, for any number of decimals and for
    numbers that are no percentages.

    Raises:
        ValueError: If the text is not a number or there is no such convention.

    Example:
        >>> interval = rounded_interval("2.35", "half_up")
        >>> interval.low, interval.high, interval.low_closed, interval.high_closed
        (Fraction(469, 200), Fraction(471, 200), True, False)
    """
    value, unit = printed_number(text)
    half, none = unit / 2, Fraction(0)
    even = int(value / unit) % 2 == 0
    # How far below and above the printed value the true one may lie; whether the ends belong to it.
    reach = {
        "half_up": (half, half, True, False),
        "half_even": (half, half, even, even),
        "truncate": (none, unit, True, False),
        "ceiling": (unit, none, False, True),
        "within_a_point": (unit, unit, False, False),
    }
    if convention not in reach:
        raise ValueError(f"no rounding convention {convention!r}; one of {', '.join(reach)}")
    below, above, low_closed, high_closed = reach[convention]
    return ShareInterval(value - below, value + above, low_closed, high_closed)
