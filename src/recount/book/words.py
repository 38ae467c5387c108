"""Ranges as readers meet them in prose and tables."""

from __future__ import annotations

from recount.words import SIGNS, TESTS, capital, ratio_in_words, verdict_words

__all__ = [
    "TEST_WORDS",
    "capital",
    "number_in_words",
    "sign_of",
    "span_in_words",
    "verdict_words",
    "word_of",
]

TEST_WORDS = {name: test.short for name, test in TESTS.items()}


def sign_of(verdict: str) -> str:
    """Return the sign of a verdict.

    Example:
        >>> sign_of("differs"), sign_of("open")
        ('≠', '◇')
    """
    return SIGNS[verdict].sign


def word_of(verdict: str) -> str:
    """Return a verdict as a word for readers.

    Example:
        >>> word_of("not_testable")
        'not testable'
    """
    return SIGNS[verdict].word


def number_in_words(value: float | int | None) -> str:
    """Return one end of an implied range: counts with commas, ratios with three figures.

    Example:
        >>> number_in_words(1212), number_in_words(1.16650), number_in_words(None)
        ('1,212', '1.17', 'no bound')
    """
    if value is None:
        return "no bound"
    return f"{value:,}" if isinstance(value, int) else ratio_in_words(value)


def span_in_words(low: float | int | None, high: float | int | None) -> str:
    """Return a range for reading; no-break spaces keep it on one line.

    Example:
        >>> span_in_words(26, 44).split(), span_in_words(0, 0), span_in_words(1.2, None).split()
        (['26', 'to', '44'], '0', ['at', 'least', '1.2'])
    """
    if low is None and high is None:
        words = "no bound"
    elif high is None:
        words = f"at least {number_in_words(low)}"
    elif low is None:
        words = f"at most {number_in_words(high)}"
    elif low == high:
        words = number_in_words(low)
    else:
        words = f"{number_in_words(low)} to {number_in_words(high)}"
    return words.replace(" ", "\u00a0")
