"""Verdicts: what the printed numbers imply about each statement, with proof, as numbers only."""

from recount.verdicts.assumptions import Assumed, row_with_missing
from recount.verdicts.crossings import check_typed, cross
from recount.verdicts.judge import judge
from recount.verdicts.judgement import (
    CLAIM_VERDICTS,
    NUMBER_VERDICTS,
    VERDICTS,
    ConsistentTables,
    Implied,
    Judgement,
    Quantity,
    Rests,
    TestResult,
    Turn,
    Witness,
    shared_verdict,
)
from recount.verdicts.numbers import judge_completeness, judge_percentage, judge_total
from recount.verdicts.unprinted import unit_of

# fmt: off
__all__ = [
    "CLAIM_VERDICTS", "NUMBER_VERDICTS", "VERDICTS", "Assumed", "ConsistentTables", "Implied",
    "Judgement", "Quantity", "Rests", "TestResult", "Turn", "Witness", "check_typed",
    "cross", "judge", "judge_completeness", "judge_percentage", "judge_total", "row_with_missing",
    "shared_verdict", "unit_of",
]
# fmt: on
