"""Verdicts: what the printed numbers imply about each statement, with proof, as numbers only."""

# fmt: off
# isort: off
from recount.verdicts.crossings import check_typed, cross
from recount.verdicts.decisions import companion_of, shared_tests, tests_of
from recount.verdicts.judge import judge
from recount.verdicts.judgement import (
    VERDICTS, ConsistentTables, Implied, Judgement, Quantity, Rests, TestResult, Turn, Witness,
    shared_verdict,
)
from recount.verdicts.known import Assumed, Known
from recount.verdicts.numbers import judge_completeness, judge_percentage, judge_total

__all__ = [
    "VERDICTS", "Assumed", "ConsistentTables", "Implied", "Judgement", "Known", "Quantity",
    "Rests", "TestResult", "Turn", "Witness", "check_typed", "companion_of", "cross", "judge",
    "judge_completeness", "judge_percentage", "judge_total", "shared_tests", "shared_verdict",
    "tests_of",
]
# fmt: on
