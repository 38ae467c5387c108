"""Whole-number cross-tables that go with margins, missing cases, percentages and sub-totals.

The printed margins of two variables, cases left out included, and whatever else is printed about
their cross-table leave a finite set of tables, a `Space`. This package counts it, lists it, gives
exact ranges over it, and says in how many tables a claim is true, with witnesses. It knows nothing
of any report and nothing of tests of significance: those come in as decisions.
"""

# fmt: off
# isort: off
from recount.tables.space import (
    Cut, Form, Infeasible, Margin, Mask, OutOfReach, Space, share_cut, space_from,
)
from recount.tables.found import Accept, Decide, Found, Run, all_of, runs
from recount.tables.lists import judge_list, listing
from recount.tables.ranges import Ends, ends, expand, joint_ends, overlap_bounds
from recount.tables.searching import search
from recount.tables.counting import count
from recount.tables.blocks import Rows, corners
from recount.tables.trees import pairs, sweep
from recount.tables.slopes import score_states, walk

__all__ = [
    "Accept", "Cut", "Decide", "Ends", "Form", "Found", "Infeasible",
    "Margin", "Mask", "OutOfReach", "Rows", "Run", "Space", "all_of", "corners", "count",
    "ends", "expand", "joint_ends", "judge_list", "listing", "overlap_bounds",
    "pairs", "runs", "score_states", "search", "share_cut", "space_from", "sweep", "walk",
]
# fmt: on
