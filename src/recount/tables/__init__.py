"""Whole-number cross-tables consistent with margins, missing cases, percentages and sub-totals.

The printed margins of two variables, cases left out included, and whatever else is printed about
their cross-table leave a finite set of tables (a `TableSpace`). This package counts it, lists it,
gives the exact ranges of cells, shares, odds ratios and statistics over it, and finds witnesses.
It knows nothing of any report, and nothing of tests of significance: those come in as decisions
(1 accepted, 0 rejected, -1 undefined).
"""

from recount.tables.counting import count_tables
from recount.tables.cuts import cell_cut, share_cut, subtotal_cut
from recount.tables.limits import cell_limits
from recount.tables.listing import list_tables, table_pieces
from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions, all_of, any_of, negate
from recount.tables.margins import Margin
from recount.tables.outcomes import Outcomes, group_weights, outcome_count, outcomes
from recount.tables.space import (
    CannotBound,
    CannotCount,
    Cut,
    Infeasible,
    IntArray,
    TableSpace,
    TooMany,
)
from recount.tables.spread import spread
from recount.tables.star import StarCount, runs, star
from recount.tables.trend import (
    TrendCount,
    TrendStates,
    judge_states,
    trend_states,
    trend_witness,
)

__all__ = [
    "ACCEPT",
    "REJECT",
    "UNDEFINED",
    "CannotBound",
    "CannotCount",
    "Cut",
    "Decisions",
    "Infeasible",
    "IntArray",
    "Margin",
    "Outcomes",
    "StarCount",
    "TableSpace",
    "TooMany",
    "TrendCount",
    "TrendStates",
    "all_of",
    "any_of",
    "cell_cut",
    "cell_limits",
    "count_tables",
    "group_weights",
    "judge_states",
    "list_tables",
    "negate",
    "outcome_count",
    "outcomes",
    "runs",
    "share_cut",
    "spread",
    "star",
    "subtotal_cut",
    "table_pieces",
    "trend_states",
    "trend_witness",
]
