"""Verdicts: what the printed numbers imply about each statement, with proof, as numbers only."""

from recount.verdicts.assumptions import Assumed, assumption_of, row_with_missing
from recount.verdicts.contradictions import check_typed
from recount.verdicts.crossings import Crossing, NoMarginError, cross, numerators_together
from recount.verdicts.judge import judge, judge_reading
from recount.verdicts.judgement import (
    CLAIM_VERDICTS,
    NUMBER_VERDICTS,
    VERDICTS,
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    Rests,
    TestResult,
    Turn,
    Witness,
    shared_verdict,
    verdict_of,
)
from recount.verdicts.numbers import (
    Number,
    judge_completeness,
    judge_percentage,
    judge_total,
)
from recount.verdicts.sensitivity import most_left_out
from recount.verdicts.unprinted import unit_of

__all__ = [
    "CLAIM_VERDICTS",
    "NUMBER_VERDICTS",
    "VERDICTS",
    "Assumed",
    "ConsistentTables",
    "Crossing",
    "Fact",
    "Implied",
    "Judgement",
    "NoMarginError",
    "Number",
    "Quantity",
    "Rests",
    "TestResult",
    "Turn",
    "Witness",
    "assumption_of",
    "check_typed",
    "cross",
    "judge",
    "judge_completeness",
    "judge_percentage",
    "judge_reading",
    "judge_total",
    "most_left_out",
    "numerators_together",
    "row_with_missing",
    "shared_verdict",
    "unit_of",
    "verdict_of",
]
