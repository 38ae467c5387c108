"""What is said of one entry, and how verdicts, numbers, ranges and lists are said in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context
from math import isinf

Edges = tuple[float | None, float | None]
"""The ends of a range of numbers, None for none."""

#: A sign for each verdict, so that none is told by colour alone.
SIGNS: Mapping[str, str] = {
    "agrees": "✓",
    "differs": "≠",
    "consistent": "≈",
    "impossible": "✗",
    "no_counts": "∅",
    "cited": "❝",
    "holds": "✓",
    "fails": "✗",
    "depends": "±",
    "open": "◇",
    "not_testable": "–",
}


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test's name in a table, and within a sentence."""

    short: str
    words: str


TEST_NAMES: Mapping[str, NamedTest] = {
    "pearson": NamedTest("Pearson", "Pearson’s chi-squared test"),
    "likelihood_ratio": NamedTest("likelihood ratio", "the likelihood ratio test"),
    "wald": NamedTest("Wald", "Wald’s test of the log odds ratio"),
    "fisher": NamedTest("Fisher", "Fisher’s exact test"),
    "trend_score": NamedTest("Cochran–Armitage", "the Cochran–Armitage trend test"),
    "logistic_lr": NamedTest(
        "slope, likelihood ratio", "the likelihood ratio test of the slope in a logistic regression"
    ),
    "logistic_wald": NamedTest("slope, Wald", "Wald’s test of the slope in a logistic regression"),
}
#: Rules of rounding.
RULE_NAMES: Mapping[str, str] = {
    "half_up": "half up",
    "half_even": "half to even",
    "truncate": "truncation",
    "ceiling": "ceiling",
    "within_a_point": "within a point",
}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one entry: the verdict in a sentence, its derivation, and what is around it."""

    sentence: str
    steps: tuple[str, ...] = ()
    turn: str = ""  # The smallest change that turns the verdict.
    settles: str = ""  # The number that would settle it.
    rests: tuple[tuple[str, str], ...] = ()  # Assumptions by id, each with what it does to it.
    with_figures: str = ""  # The verdict with the numbers typed in from figures.


def verdict_words(verdict: str, later: str = "") -> str:
    """Return a verdict as sign and words, and beside it that with the numbers of a chart.

    Example:
        >>> verdict_words("not_testable"), verdict_words("open", "holds")
        ('– not testable', '◇ open; with the chart ✓ holds')
    """
    words = f"{SIGNS[verdict]} {verdict.replace('_', ' ')}"
    return f"{words}; with the chart {verdict_words(later)}" if later else words


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun, whose plural ends in s unless it is given.

    Example:
        >>> counted(1, "table"), counted(1250, "table"), counted(2, "entry", "entries")
        ('1 table', '1,250 tables', '2 entries')
    """
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def listed(items: Sequence[str], separator: str = ", ", last: str = " and ") -> str:
    """Return items as an enumeration.

    Example:
        >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
        ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return separator.join(items[:-1]) + last + items[-1]


def capital(sentence: str) -> str:
    """Return a sentence with a capital at its start.

    Example:
        >>> capital("by Pearson’s test")
        'By Pearson’s test'
    """
    return sentence[:1].upper() + sentence[1:]


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
        if round(p, digits) != 0.05:
            return f"{p:.{digits}f}"
    return repr(p)


def ratio_in_words(ratio: float | None, rounding: str = ROUND_HALF_EVEN) -> str:
    """Return an odds ratio for reading: three figures, or whole from 100 on; None for no bound.

    A bound that is rounded outwards by a rule of `decimal` leaves out no value that is possible.

    Example:
        >>> ratio_in_words(2.3456), ratio_in_words(0.0), ratio_in_words(None), ratio_in_words(151.2)
        ('2.35', '0', 'no bound', '151')
        >>> [ratio_in_words(ratio, ROUND_FLOOR) for ratio in (1.0961, 0.36)]
        ['1.09', '0.36']
    """
    if ratio is None or isinf(ratio):
        return "no bound"
    whole = len(str(int(ratio))) if ratio >= 100 else 3
    # The digits that a number is written with: 0.36 stays 0.36, though its float lies below.
    shown = Context(prec=whole, rounding=rounding).create_decimal(repr(ratio))
    return f"{shown:.0f}" if ratio >= 100 else f"{float(shown):.3g}"


def within_words(runs: Sequence[Edges], free: Edges) -> str:
    """Return runs of the values of a range for reading: an end that the range sets is not said.

    Example:
        >>> within_words([(26, 44)], (0, 143)), within_words([(58, 143)], (0, 143))
        ('26 to 44', 'at least 58')
        >>> within_words([(0, 38)], (0, 143)), within_words([(0, 6), (41, 41)], (0, 41))
        ('at most 38', '0 to 6 or 41')
    """
    if len(runs) == 1:
        (low, high), (least, most) = runs[0], free
        if low != high and (low == least) != (high == most):
            runs = [(None, high) if low == least else (low, None)]
    return listed([range_in_words(*run) for run in runs], last=" or ")


def ends_in_words(low: float | None, high: float | None) -> tuple[str, str]:
    """Return both ends of a range for reading: counts with commas, ratios rounded outwards.

    Example:
        >>> ends_in_words(1212, 1447), ends_in_words(1.0961, 1.0961), ends_in_words(None, 2)
        (('1,212', '1,447'), ('1.09', '1.1'), ('no bound', '2'))
    """
    first, last = (
        f"{end:,}" if isinstance(end, int) else ratio_in_words(end, rounding)
        for end, rounding in ((low, ROUND_FLOOR), (high, ROUND_CEILING))
    )
    return first, last


def range_in_words(low: float | None, high: float | None) -> str:
    """Return a range for reading: counts with commas, ratios rounded outwards, no empty end.

    Example:
        >>> range_in_words(26, 44), range_in_words(0, 0), range_in_words(1.1665, None)
        ('26 to 44', '0', 'at least 1.16')
        >>> range_in_words(None, 0.5321), range_in_words(0.5321, 1.1665)
        ('at most 0.533', '0.532 to 1.17')
    """
    first, last = ends_in_words(low, high)
    if low is None and high is None:
        return "anything"
    if high is None or (isinstance(high, float) and low and high > 100):
        return f"at least {first if low else 0}"
    if low is None or (isinstance(low, float) and low == 0):
        return f"at most {last}"
    return first if low == high else f"{first} to {last}"
