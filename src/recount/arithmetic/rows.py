"""Many printed percentages at once, exact in 64-bit whole numbers.

A percentage v with d decimals is printed as v 10^d units. A rule says how many half units below and
above it the true value may lie, and whether each end belongs to it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recount.arithmetic.rounding import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    RULES,
    decimals_of,
    percent_of,
)

__all__ = ["given_by", "possible_rows", "rows_given"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

#: Below, above, is the end below closed, is the end above (None: where the printed number is even).
REACH = {
    "half_up": (1, 1, True, False),
    "half_even": (1, 1, None, None),
    "truncate": (0, 2, True, False),
    "ceiling": (2, 0, False, True),
    "within_a_point": (2, 2, False, False),
}
MOST_CASES, MOST_DECIMALS = 2**31, 5


def _whole(name: str, values: npt.ArrayLike, low: int, high: int) -> Ints:
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers, found {array.dtype}")
    if array.size and not low <= int(array.min()) <= int(array.max()) <= high:
        raise ValueError(f"{name} must lie between {low} and {high:,}")
    return array.astype(np.int64)


def _rows(
    units: npt.ArrayLike, decimals: npt.ArrayLike, wholes: npt.ArrayLike
) -> tuple[Ints, Ints, Ints]:
    """Return the printed units, half units in a whole, and denominators, checked."""
    places = _whole("decimals", decimals, 0, MOST_DECIMALS)
    scale = 200 * 10**places
    return (
        _whole("percentages in units", units, 0, int(scale.max(initial=200))),
        scale,
        _whole("denominators", wholes, 1, MOST_CASES),
    )


def _inside(value: Ints, units: Ints, wholes: Ints, rule: str) -> Bools:
    """Return whether counts, in half units times the denominator, lie where a rule has them."""
    below, above, low_closed, high_closed = REACH[rule]
    off = value - 2 * units * wholes
    even = units % 2 == 0
    low = off > -below * wholes
    high = off < above * wholes
    if low_closed is not False:
        low |= (off == -below * wholes) & (True if low_closed else even)
    if high_closed is not False:
        high |= (off == above * wholes) & (True if high_closed else even)
    return np.asarray(low & high, dtype=np.bool_)


def rows_given(
    units: npt.ArrayLike,
    decimals: npt.ArrayLike,
    parts: npt.ArrayLike,
    wholes: npt.ArrayLike,
    rules: Sequence[str] = RULES,
) -> dict[str, Bools]:
    """Return under each rule which rows' counts give the printed percentage.

    Args:
        units: The printed percentages in units of their last decimal: 31.1% is 311. At most 200%.
        decimals: How many decimals each has, at most 5 (one number for all, or one a row).
        parts: Numerators, at most 2^31.
        wholes: Denominators, 1 to 2^31.
        rules: Some of ``RULES``.

    Raises:
        TypeError: Something is not a whole number.
        ValueError: A number outside its range.

    Example:
        >>> found = rows_given([61, 62], 0, 1209, 1965)
        >>> found["half_up"].tolist(), found["truncate"].tolist()
        ([False, True], [True, False])
    """
    number, scale, whole = _rows(units, decimals, wholes)
    value = _whole("numerators", parts, 0, MOST_CASES) * scale
    return {rule: _inside(value, number, whole, rule) for rule in rules}


def possible_rows(
    units: npt.ArrayLike,
    decimals: npt.ArrayLike,
    wholes: npt.ArrayLike,
    rules: Sequence[str] = CONVENTIONS,
) -> dict[str, Bools]:
    """Return under each rule for which rows some whole count gives the printed percentage (GRIM).

    Arguments and errors are those of ``rows_given``.

    Example:
        >>> possible_rows([51, 50, 333], [0, 0, 1], 3)["half_up"].tolist()
        [False, False, True]
    """
    number, scale, whole = _rows(units, decimals, wholes)
    found = {}
    for rule in rules:
        # The last count at or below the lower end, or 0: if any count is inside, it or the next is.
        below = (2 * number - REACH[rule][0]) * whole // scale
        found[rule] = np.zeros(np.broadcast(number, scale, whole).shape, dtype=np.bool_)
        for count in (np.maximum(below, 0), np.maximum(below, 0) + 1):
            found[rule] |= _inside(count * scale, number, whole, rule) & (count <= whole)
    return found


def given_by(
    parts: npt.ArrayLike,
    wholes: npt.ArrayLike,
    printed: Sequence[str],
    convention: str = DEFAULT_CONVENTION,
) -> Bools:
    """Return whether counts give percentages as they are printed, ``<1%`` and ``>99%`` among them.

    Args:
        parts: Numerator of each row, at most 2^31.
        wholes: Denominator of each row, 1 to 2^31.
        printed: The percentage of each row as it is printed.
        convention: One of ``RULES``.

    Example:
        >>> given_by([1209, 1209, 4], [1965, 1965, 600], ["61%", "62%", "<1%"]).tolist()
        [False, True, True]
    """
    places: dict[str, int] = {}
    which = np.array([places.setdefault(text, len(places)) for text in printed], np.int64)
    decimals = np.array([decimals_of(text) for text in places], np.int64)
    units = np.array([int(percent_of(text) * 10 ** decimals_of(text)) for text in places], np.int64)
    sign = np.array([(text[0] == ">") - (text[0] == "<") for text in places], np.int64)
    number, scale, whole = _rows(units[which], decimals[which], wholes)
    value = _whole("numerators", parts, 0, MOST_CASES) * scale
    beyond = np.sign(value - 2 * number * whole) == sign[which]
    return np.where(sign[which] == 0, _inside(value, number, whole, convention), beyond)
