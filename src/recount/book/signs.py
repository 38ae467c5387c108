"""One sign and one word for every verdict, so that none is told by colour alone.

The filter that gives numbers in prose their notes shows the same signs.
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["SIGNS", "sign_of", "verdict_words", "word_of"]

#: Verdict: its sign, and what it says of a number or of a claim.
SIGNS = MappingProxyType(
    {
        "agrees": ("✓", "the printed counts give this number"),
        "differs": ("≠", "the printed counts give another number"),
        "consistent": ("≈", "counts exist that give this number"),
        "impossible": ("✗", "no counts give this number"),
        "no_counts": ("∅", "the report prints no counts for it"),
        "cited": ("❝", "a figure of another study"),
        "holds": ("✓", "true in every consistent table"),
        "fails": ("✗", "true in no consistent table"),
        "open": ("◇", "true in some consistent tables, false in others"),
        "not_testable": ("–", "no statistic could settle the wording"),
    }
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
