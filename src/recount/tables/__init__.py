"""Whole-number cross-tables consistent with margins, missing cases, percentages and sub-totals.

The printed margins of two variables, cases left out included, and whatever else is printed about
their cross-table leave a finite set of tables (a `TableSpace`). This package counts it, lists it,
gives the exact ranges of cells, shares, odds ratios and statistics over it, and finds witnesses.
It knows nothing of any report, and nothing of tests of significance: those come in as decisions
(1 accepted, 0 rejected, -1 undefined).
"""

from recount.tables.blocks import BlockCount, BlockStates, block_states, judge_blocks
from recount.tables.counting import count_tables
from recount.tables.cuts import cell_cut, share_cut, subtotal_cut
from recount.tables.joint import Accept, Comparison, JointCount, TableCount, judge_tables
from recount.tables.limits import cell_limits
from recount.tables.listing import list_tables, table_pieces
from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions, all_of, any_of, negate
from recount.tables.margins import Margin
from recount.tables.merging import Merging
from recount.tables.odds import odds_ratio, odds_ratio_range
from recount.tables.outcomes import Outcomes, group_weights, outcome_count, outcomes
from recount.tables.overlap import overlap_bounds
from recount.tables.pair import pair
from recount.tables.ranges import Best, Range, largest, linear_range
from recount.tables.search import Search, find_table
from recount.tables.shares import share_range
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
from recount.tables.statistic import pearson, statistic_range
from recount.tables.transport import even_table
from recount.tables.trend import TrendCount, TrendStates, judge_states, trend_states
from recount.tables.trend_witness import trend_witness
from recount.tables.walks import random_table

__all__ = [
    "ACCEPT",
    "REJECT",
    "UNDEFINED",
    "Accept",
    "Best",
    "BlockCount",
    "BlockStates",
    "CannotBound",
    "CannotCount",
    "Comparison",
    "Cut",
    "Decisions",
    "Infeasible",
    "IntArray",
    "JointCount",
    "Margin",
    "Merging",
    "Outcomes",
    "Range",
    "Search",
    "StarCount",
    "TableCount",
    "TableSpace",
    "TooMany",
    "TrendCount",
    "TrendStates",
    "all_of",
    "any_of",
    "block_states",
    "cell_cut",
    "cell_limits",
    "count_tables",
    "even_table",
    "find_table",
    "group_weights",
    "judge_blocks",
    "judge_states",
    "judge_tables",
    "largest",
    "linear_range",
    "list_tables",
    "negate",
    "odds_ratio",
    "odds_ratio_range",
    "outcome_count",
    "outcomes",
    "overlap_bounds",
    "pair",
    "pearson",
    "random_table",
    "runs",
    "share_cut",
    "share_range",
    "spread",
    "star",
    "statistic_range",
    "subtotal_cut",
    "table_pieces",
    "trend_states",
    "trend_witness",
]
