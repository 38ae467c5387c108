"""Every sentence about verdicts, and every name of a verdict, test, rule or method, once."""

from recount.words.names import (
    RULES,
    SIGNS,
    TESTS,
    named,
    verdict_words,
)
from recount.words.numbers import number_sentence, number_steps, number_turn
from recount.words.phrases import (
    capital,
    counted,
    ends_in_words,
    listed,
    p_in_words,
    range_in_words,
    ratio_in_words,
    runs_in_words,
    span,
    within_words,
)
from recount.words.verdicts import (
    method_in_words,
    outcomes_in_words,
    quantity_in_words,
    rests_in_words,
    sentence,
    settings_in_words,
    settles,
    steps,
    turn_in_words,
)

__all__ = [
    "RULES",
    "SIGNS",
    "TESTS",
    "capital",
    "counted",
    "ends_in_words",
    "listed",
    "method_in_words",
    "named",
    "number_sentence",
    "number_steps",
    "number_turn",
    "outcomes_in_words",
    "p_in_words",
    "quantity_in_words",
    "range_in_words",
    "ratio_in_words",
    "rests_in_words",
    "runs_in_words",
    "sentence",
    "settings_in_words",
    "settles",
    "span",
    "steps",
    "turn_in_words",
    "verdict_words",
    "within_words",
]
