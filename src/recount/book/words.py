"""Names of the program in words for readers: tests, samples, rounding rules."""

from __future__ import annotations

import re
from types import MappingProxyType

from recount.phrases import ratio_in_words

__all__ = [
    "CONVENTION_WORDS",
    "SAMPLE_WORDS",
    "TEST_WORDS",
    "number_in_words",
    "readable",
    "span_in_words",
]

TEST_WORDS = MappingProxyType(
    {
        "wald": "Wald",
        "pearson": "Pearson",
        "fisher": "Fisher",
        "likelihood_ratio": "likelihood ratio",
        "logistic_wald": "logistic regression, Wald",
        "logistic_lr": "logistic regression, likelihood ratio",
        "trend_score": "Cochran-Armitage trend",
    }
)
SAMPLE_WORDS = MappingProxyType(
    {
        "historic": "historic",
        "one_to_one": "one-to-one",
        "multiple": "multiple relationships",
        "both": "both samples",
    }
)
CONVENTION_WORDS = MappingProxyType(
    {
        "half_up": "half up",
        "half_even": "half to even",
        "truncate": "truncation",
        "ceiling": "ceiling",
        "within_a_point": "within a point",
    }
)
_NAMES = {**TEST_WORDS, **CONVENTION_WORDS, **SAMPLE_WORDS}
# Names with an underscore are the program's wherever they stand; short ones only in brackets or
# before a colon, where the program puts them.
_UNDERSCORED = re.compile(
    r"\b(" + "|".join(sorted((n for n in _NAMES if "_" in n), key=len, reverse=True)) + r")\b"
)
_SHORT = re.compile(
    r"(?<=\()(wald|pearson|fisher)(?=\))|\b(wald|pearson|fisher)(?=:| (?:open|holds|fails)\b)"
)


def readable(text: str) -> str:
    """Return a sentence of the ledger with the names of tests and rules in words.

    Example:
        >>> readable("true in 62% of the consistent tables (logistic_wald)")
        'true in 62% of the consistent tables (logistic regression, Wald)'
        >>> readable("pearson: p = 0.040"), readable("rounded by half_up")
        ('Pearson: p = 0.040', 'rounded by half up')
    """
    text = _UNDERSCORED.sub(lambda match: _NAMES[match[1]], text)
    return _SHORT.sub(lambda match: TEST_WORDS[match[0]], text)


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
    """Return a range for reading.

    Example:
        >>> span_in_words(26, 44), span_in_words(0, 0), span_in_words(1.2, None)
        ('26 to 44', '0', '1.2 or more')
    """
    if low is None and high is None:
        return "no bound"
    if high is None:
        return f"{number_in_words(low)} or more"
    if low is None:
        return f"up to {number_in_words(high)}"
    if low == high:
        return number_in_words(low)
    return f"{number_in_words(low)} to {number_in_words(high)}"
