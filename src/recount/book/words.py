"""Names of the program in words for readers: verdicts, tests, samples, rounding rules, ranges."""

from __future__ import annotations

import re
from types import MappingProxyType

from recount.phrases import ratio_in_words

__all__ = [
    "CONVENTION_WORDS",
    "SAMPLE_WORDS",
    "SIGNS",
    "TEST_WORDS",
    "capital",
    "number_in_words",
    "readable",
    "sign_of",
    "span_in_words",
    "verdict_words",
    "word_of",
]

#: Verdict: its sign, so that none is told by colour alone, and what it says of a number or claim.
#: The filter that gives numbers in prose their notes shows the same signs.
SIGNS = MappingProxyType(
    {
        "agrees": ("✓", "the printed counts give this number"),
        "differs": ("≠", "the printed counts give another number"),
        "consistent": ("≈", "counts exist that give this number"),
        "impossible": ("✗", "no counts give this number"),
        "no_counts": ("∅", "the text has no counts for it"),
        "cited": ("❝", "a figure of another study"),
        "holds": ("✓", "true in every consistent table"),
        "fails": ("✗", "true in no consistent table"),
        "open": ("◇", "true in some consistent tables, false in others"),
        "depends": ("±", "true in one fair reading, not in another"),
        "not_testable": ("–", "no statistic could settle the wording"),
    }
)
TEST_WORDS = MappingProxyType(
    {
        "pearson": "Pearson",
        "likelihood_ratio": "likelihood ratio",
        "wald": "Wald",
        "fisher": "Fisher",
        "trend_score": "Cochran-Armitage trend",
        "logistic_lr": "logistic regression, likelihood ratio",
        "logistic_wald": "logistic regression, Wald",
    }
)
SAMPLE_WORDS = MappingProxyType(
    {
        "historic": "historic cases",
        "one_to_one": "one-to-one cases",
        "multiple": "cases with several people",
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


def sign_of(verdict: str) -> str:
    """Return the sign of a verdict.

    Example:
        >>> sign_of("differs"), sign_of("open")
        ('≠', '◇')
    """
    return SIGNS[verdict][0]


def word_of(verdict: str) -> str:
    """Return a verdict as a word for readers.

    Example:
        >>> word_of("not_testable")
        'not testable'
    """
    return verdict.replace("_", " ")


def verdict_words(verdict: str) -> str:
    """Return sign and word.

    Example:
        >>> verdict_words("agrees")
        '✓ agrees'
    """
    return f"{sign_of(verdict)} {word_of(verdict)}"


def readable(text: str) -> str:
    """Return a sentence of the ledger with the names of tests and rules in words.

    Example:
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


def capital(text: str) -> str:
    """Return a text with its first letter large.

    Example:
        >>> capital("victim age")
        'Victim age'
    """
    return text[:1].upper() + text[1:]
