"""Whole-number cross-tables that go with margins, missing cases, percentages and sub-totals.

The printed margins of two variables, cases left out included, and whatever else is printed about
their cross-table leave a finite set of tables, a `Space`. This package counts it, lists it, gives
exact ranges over it, and says in how many tables a claim is true, with witnesses. It knows nothing
of any report and nothing of tests of significance: those come in as decisions.

Example:
    >>> space = space_from(
    ...     {"first": 112, "second": 644, "third": 1209},
    ...     {"yes": 514, "no": 1451},
    ...     {("first", "yes"): "59%", ("second", "yes"): "43%", ("third", "yes"): "14%"},
    ... )
    >>> count(space)
    7
    >>> low, high = ends(space, [(2, 0, 1)])
    >>> low, high
    (168, 174)
"""

# fmt: off
# isort: off
from recount.tables.space import (
    Cut, Form, Infeasible, IntArray, Margin, Mask, OutOfReach, Space, share_cut, space_from,
)
from recount.tables.found import Accept, Decide, Decisions, Found, Run, all_of, runs
from recount.tables.lists import distinct, judge_list, listing
from recount.tables.ranges import Ends, ends, expand, joint_ends, overlap_bounds
from recount.tables.searching import search
from recount.tables.counting import count
from recount.tables.blocks import corners
from recount.tables.trees import pairs, sweep
from recount.tables.slopes import score_states, walk

__all__ = [
    "Accept", "Cut", "Decide", "Decisions", "Ends", "Form", "Found", "Infeasible", "IntArray",
    "Margin", "Mask", "OutOfReach", "Run", "Space", "all_of", "corners", "count", "distinct",
    "ends", "expand", "joint_ends", "judge_list", "listing", "overlap_bounds",
    "pairs", "runs", "score_states", "search", "share_cut", "space_from", "sweep", "walk",
]
# fmt: on
