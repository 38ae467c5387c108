"""Every sentence about verdicts, and every name of a verdict, test, rule or method, once."""

# fmt: off
# isort: off
from recount.words.phrases import (
    SIGNS, TEST_NAMES, Said, capital, counted, ends_in_words, listed, p_in_words, range_in_words,
    ratio_in_words, verdict_words, within_words,
)
from recount.words.proofs import (
    method_in_words, possible_run, quantity_in_words, ranges_in_words, runs_if_true,
    settings_in_words, tests_in_words,
)
from recount.words.sentences import say_verdict

__all__ = [
    "SIGNS", "TEST_NAMES", "Said", "capital", "counted", "ends_in_words", "listed",
    "method_in_words", "p_in_words", "possible_run", "quantity_in_words", "range_in_words",
    "ranges_in_words", "ratio_in_words", "runs_if_true", "say_verdict", "settings_in_words",
    "tests_in_words", "verdict_words", "within_words",
]
# fmt: on
