"""How numbers and lists are said in sentences."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["counted", "listed", "p_in_words", "ratio_in_words"]


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    Example:
        >>> counted(1, "table"), counted(1250, "table"), counted(2, "case", "cases")
        ('1 table', '1,250 tables', '2 cases')
    """
    noun = singular if number == 1 else plural or f"{singular}s"
    return f"{number:,} {noun}"


def listed(items: Sequence[str], separator: str = ", ", last: str = " and ") -> str:
    """Return items as an enumeration.

    Example:
        >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
        ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return separator.join(items[:-1]) + last + items[-1]


def p_in_words(p: float | None) -> str:
    """Return a p-value for reading; never used in a comparison.

    Example:
        >>> p_in_words(0.0312), p_in_words(0.00001), p_in_words(0.04996), p_in_words(None)
        ('0.031', 'below 0.001', '0.04996', 'undefined')
    """
    if p is None or p != p:  # nan is the only number that differs from itself
        return "undefined"
    if p < 0.001:
        return "below 0.001"
    # A p-value that rounding would carry to the threshold keeps the digits that tell its side.
    for digits in (3, 4, 5, 6, 9, 12):
        if abs(round(p, digits) - 0.05) > 0:
            return f"{p:.{digits}f}"
    return repr(p)


def ratio_in_words(ratio: float | None) -> str:
    """Return an odds ratio for reading.

    Example:
        >>> ratio_in_words(2.3456), ratio_in_words(0.0), ratio_in_words(None), ratio_in_words(151.2)
        ('2.35', '0', 'no bound', '151')
    """
    if ratio is None:
        return "no bound"
    if ratio == 0:
        return "0"
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.3g}"
