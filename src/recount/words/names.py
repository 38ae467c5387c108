"""What verdicts, tests, rules and methods are called: each name once, each verdict with a sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test's name in a table, and within a sentence."""

    short: str
    words: str


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

TESTS: Mapping[str, NamedTest] = {
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

RULES: Mapping[str, str] = {
    "half_up": "half up",
    "half_even": "half to even",
    "truncate": "truncation",
    "ceiling": "ceiling",
    "within_a_point": "within a point",
}

#: How the consistent tables were gone through.
METHODS: Mapping[str, str] = {
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

#: What becomes of cases of a row that are really missing data.
MODELS: Mapping[str, str] = {
    "kept": "kept in the row and in every denominator, whatever they are",
    "left_out": "left out of the row and of every denominator",
}


def named(test: str) -> str:
    """Return what a test is called within a sentence."""
    return TESTS[test].words


def verdict_words(verdict: str, later: str = "") -> str:
    """Return a verdict as sign and words, and beside it that with the numbers of a chart.

    Example:
        >>> verdict_words("not_testable")
        '– not testable'
        >>> verdict_words("open", "holds")
        '◇ open; with the chart ✓ holds'
    """
    words = f"{SIGNS[verdict]} {verdict.replace('_', ' ')}"
    return f"{words}; with the chart {verdict_words(later)}" if later else words
