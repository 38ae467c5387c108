"""What verdicts, tests, rules and methods are called: each name once, with its sign and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = [
    "METHODS",
    "MODELS",
    "RULES",
    "SIGNS",
    "TESTS",
    "NamedTest",
    "VerdictName",
    "named",
    "rule_named",
    "verdict_words",
]


@dataclass(frozen=True, slots=True)
class VerdictName:
    """A verdict as readers meet it.

    Attributes:
        sign: So that none is told by colour alone.
        word: The verdict in words.
    """

    sign: str
    word: str


SIGNS: Final[Mapping[str, VerdictName]] = MappingProxyType(
    {
        "agrees": VerdictName("✓", "agrees"),
        "differs": VerdictName("≠", "differs"),
        "consistent": VerdictName("≈", "consistent"),
        "impossible": VerdictName("✗", "impossible"),
        "no_counts": VerdictName("∅", "no counts"),
        "cited": VerdictName("❝", "cited"),
        "holds": VerdictName("✓", "holds"),
        "fails": VerdictName("✗", "fails"),
        "depends": VerdictName("±", "depends"),
        "open": VerdictName("◇", "open"),
        "not_testable": VerdictName("–", "not testable"),
    }
)


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test of significance as readers meet it.

    Attributes:
        short: Its name in a table.
        words: Its name within a sentence.
        citation: Its key in ``references.bib``.
    """

    short: str
    words: str
    citation: str


_AGRESTI = "agresti2013categorical"
TESTS: Final[Mapping[str, NamedTest]] = MappingProxyType(
    {
        "pearson": NamedTest("Pearson", "Pearson’s chi-squared test", _AGRESTI),
        "likelihood_ratio": NamedTest("likelihood ratio", "the likelihood ratio test", _AGRESTI),
        "wald": NamedTest("Wald", "Wald’s test of the log odds ratio", _AGRESTI),
        "fisher": NamedTest("Fisher", "Fisher’s exact test", "fisher1935logic"),
        "trend_score": NamedTest(
            "Cochran–Armitage", "the Cochran–Armitage trend test", "armitage1955tests"
        ),
        "logistic_lr": NamedTest(
            "slope, likelihood ratio",
            "the likelihood ratio test of the slope in a logistic regression",
            _AGRESTI,
        ),
        "logistic_wald": NamedTest(
            "slope, Wald", "Wald’s test of the slope in a logistic regression", _AGRESTI
        ),
        "wilson": NamedTest("Wilson", "Wilson’s interval", "wilson1927probable"),
        "holm": NamedTest("Holm", "Holm’s correction", "holm1979simple"),
    }
)

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "half_up": "half up",
        "half_even": "half to even",
        "truncate": "truncation",
        "ceiling": "ceiling",
        "within_a_point": "within a point",
    }
)

#: How the consistent tables were gone through.
METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sweep": "counted exactly by the cases with the outcome in each row",
        "walk": "counted exactly by walking along the scale",
        "list": "every table listed",
        "search": "not counted; witnesses found by search and verified exactly",
        "corner": "not counted; bounded by the extreme tables",
        "pairs": "pairs of numbers, one a sample, all listed",
        "together": "all tables with the margins and percentages in the text",
        "exclusive": "none can have both",
        "apart": "the parts are about different tables, which do not touch each other",
        "limits": "not counted; both tables shown keep to the printed numbers of the rows",
    }
)

#: What becomes of cases of a row that are really missing data.
MODELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kept": "kept in the row and in every denominator, whatever they are",
        "left_out": "left out of the row and of every denominator",
    }
)


def named(test: str) -> str:
    """Return what a test is called within a sentence.

    Example:
        >>> named("pearson")
        'Pearson’s chi-squared test'
    """
    return TESTS[test].words


def rule_named(rule: str) -> str:
    """Return a rounding rule in words.

    Example:
        >>> rule_named("half_up")
        'half up'
    """
    return RULES[rule]


def verdict_words(verdict: str) -> str:
    """Return sign and word of a verdict.

    Example:
        >>> verdict_words("not_testable")
        '– not testable'
    """
    found = SIGNS[verdict]
    return f"{found.sign} {found.word}"
