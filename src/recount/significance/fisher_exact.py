"""Fisher's test on one 2x2 table, in whole numbers throughout.

With all margins fixed, the first cell x has the hypergeometric distribution, and w(x) =
C(n1, x) C(n2, t - x) is its weight. The two-sided p is the weight of all tables that are no more
probable than the observed one over the weight of all (Fisher 1935; Agresti 2013, section 3.5).
w rises strictly up to its mode and falls strictly after it, so those tables are everything up to
some value and everything from another one on.
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, ctx, fmpz

__all__ = ["fisher_p_exact", "hypergeometric_mode", "is_no_likelier", "support", "tail_ends"]


def support(n1: int, n2: int, t: int) -> tuple[int, int]:
    """Return the least and the greatest first cell for row totals n1, n2 and column total t.

    Example:
        >>> support(479, 1486, 143)
        (0, 143)
    """
    return max(0, t - n2), min(n1, t)


def hypergeometric_mode(n1: int, n2: int, t: int) -> int:
    """Return the most probable first cell (the greater one where two are equally probable).

    Example:
        >>> hypergeometric_mode(479, 1486, 143)
        35
    """
    return (n1 + 1) * (t + 1) // (n1 + n2 + 2)


def _weight(n1: int, n2: int, t: int, x: int) -> arb:
    return arb.bin_uiui(n1, x) * arb.bin_uiui(n2, t - x)


def is_no_likelier(n1: int, n2: int, t: int, y: int, x: int) -> bool:
    """Return whether first cell y is no more probable than first cell x, ties included, exactly.

    Example:
        >>> is_no_likelier(3, 3, 3, 0, 3), is_no_likelier(3, 3, 3, 1, 3)
        (True, False)
    """
    with ctx.workprec(128):
        difference = _weight(n1, n2, t, y) - _weight(n1, n2, t, x)
        if bool(difference < 0):
            return True
        if bool(difference > 0):
            return False
    low, high = min(x, y), max(x, y)
    steps = high - low
    # w(high) / w(low) = up / down: products of the ratios of neighbouring weights.
    up = math.perm(n1 - low, steps) * math.perm(t - low, steps)
    down = math.perm(high, steps) * math.perm(n2 - t + high, steps)
    return up <= down if y == high else down <= up


def tail_ends(n1: int, n2: int, t: int, x: int) -> tuple[int, int]:
    """Return (left, right): the tables no more probable than x are those <= left and >= right.

    ``right`` is ``left + 1`` where that is every table; left lies below the support, or right above
    it, where one tail is empty.

    Example:
        >>> tail_ends(479, 1486, 143, 25), tail_ends(479, 1486, 143, 35)
        ((25, 45), (35, 36))
    """
    low, high = support(n1, n2, t)
    mode = hypergeometric_mode(n1, n2, t)
    if x <= mode:
        first, last = max(mode, x + 1), high + 1
        while first < last:
            middle = (first + last) // 2
            if is_no_likelier(n1, n2, t, middle, x):
                last = middle
            else:
                first = middle + 1
        return x, first
    first, last = low - 1, mode
    while first < last:
        middle = (first + last + 1) // 2
        if is_no_likelier(n1, n2, t, middle, x):
            first = middle
        else:
            last = middle - 1
    return first, x


def _split(n1: int, n2: int, t: int, first: int, end: int) -> tuple[fmpz, fmpz, fmpz]:
    """Return (P, Q, T): T / Q sums w(k) / w(first) over first <= k < end, P / Q is w(end)/w(first).

    Binary splitting keeps the integers of every product about equally long.
    """
    if end == first:
        return fmpz(1), fmpz(1), fmpz(0)
    if end == first + 1:
        p = fmpz(n1 - first) * (t - first)
        q = fmpz(first + 1) * (n2 - t + first + 1)
        return p, q, q
    middle = (first + end) // 2
    p1, q1, t1 = _split(n1, n2, t, first, middle)
    p2, q2, t2 = _split(n1, n2, t, middle, end)
    return p1 * p2, q1 * q2, t1 * q2 + p1 * t2


def fisher_p_exact(a: int, b: int, c: int, d: int) -> Fraction:
    """Return the two-sided p of Fisher's test as an exact fraction.

    It is 1 where a row or a column is empty (only one table has those margins); the decision
    functions call the test undefined there.

    Raises:
        ValueError: A negative count.

    Example:
        >>> fisher_p_exact(3, 0, 0, 3)
        Fraction(1, 10)
        >>> fisher_p_exact(2, 1, 1, 2)
        Fraction(1, 1)
    """
    a, b, c, d = (int(cell) for cell in (a, b, c, d))
    if min(a, b, c, d) < 0:
        raise ValueError("a count cannot be negative")
    n1, n2, t = a + b, c + d, a + c
    low, high = support(n1, n2, t)
    left, right = tail_ends(n1, n2, t, a)
    p1, _, t1 = _split(n1, n2, t, low, left + 1)
    p2, q2, t2 = _split(n1, n2, t, left + 1, right)
    _, q3, t3 = _split(n1, n2, t, right, high + 1)
    # Over the common denominator of the three sums, which cancels in the ratio.
    tails = t1 * q2 * q3 + p1 * p2 * t3
    return Fraction(int(tails), int(tails + p1 * t2 * q3))
