"""What each test is called in sentences, and the entry of the bibliography that it follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["TESTS_NAMED", "NamedTest"]


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test of significance as readers meet it.

    Attributes:
        words: Its name within a sentence.
        citation: Its key in ``references.bib``.
    """

    words: str
    citation: str


TESTS_NAMED: Final[Mapping[str, NamedTest]] = MappingProxyType(
    {
        "pearson": NamedTest("Pearson’s chi-squared test", "agresti2013categorical"),
        "likelihood_ratio": NamedTest("the likelihood ratio test", "agresti2013categorical"),
        "fisher": NamedTest("Fisher’s exact test", "fisher1935logic"),
        "wald": NamedTest("Wald’s test of the log odds ratio", "agresti2013categorical"),
        "trend_score": NamedTest("the Cochran–Armitage trend test", "armitage1955tests"),
        "logistic_wald": NamedTest(
            "Wald’s test of the slope in a logistic regression", "agresti2013categorical"
        ),
        "logistic_lr": NamedTest(
            "the likelihood ratio test of the slope in a logistic regression",
            "agresti2013categorical",
        ),
        "wilson": NamedTest("Wilson’s interval", "wilson1927probable"),
        "holm": NamedTest("Holm’s correction", "holm1979simple"),
    }
)
