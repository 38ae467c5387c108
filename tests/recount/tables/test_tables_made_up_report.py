"""A second, made-up report: thirty loans of a library, late or not, by branch and by format.

Nothing in the package is tied to one report; every answer is checked against all tables.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from recount.tables import (
    Margin,
    Space,
    all_of,
    count,
    ends,
    judge_list,
    score_states,
    search,
    walk,
)
from recount.tables.lists import comparison
from tests.recount.tables.tables_brute_force import (
    all_tables,
    share_between,
    subtotal_cut,
    sweep,
)

BRANCH = Margin(("harbour", "market", "hill"), (12, 9, 7), missing=2)
LATE = Margin(("late", "in time"), (8, 22))
FORMAT = Margin(("book", "film"), (24, 4), missing=2)

PLAIN = Space(BRANCH, LATE)
CUT = PLAIN.with_cuts(
    # "33% of the loans from the harbour branch were late", rounded half up.
    *share_between([(0, 0)], [(0, 0), (0, 1)], Fraction(65, 200), Fraction(67, 200)),
    subtotal_cut([(1, 0), (2, 0)], 1, 3, "market and hill: at most three late"),
)


@pytest.fixture(scope="module")
def late() -> np.ndarray:
    """Late loans of each branch and of unknown branch, in every consistent table."""
    return np.array([[row[0] for row in table] for table in all_tables(PLAIN)])


def test_every_table_is_counted(late):
    assert count(PLAIN) == len(late)
    assert count(CUT) == len(all_tables(CUT)) == 7


def test_a_printed_share_and_a_sub_total_narrow_the_unknown_branch():
    found = ends(CUT, [(3, 0, 1)])
    tables = all_tables(CUT)
    # Four of the twelve; then four more, one to three of them at the other two branches.
    assert {table[0][0] for table in tables} == {4}
    numbers = [table[3][0] for table in tables]
    assert (found.low, found.high) == (min(numbers), max(numbers)) == (1, 2)


def test_the_harbour_is_late_more_often_than_each_other_branch(late):
    sizes = BRANCH.totals

    def more(other: int):
        return lambda x, y: (x * sizes[other] > y * sizes[0]).astype(np.int8)

    truth = (late[:, 0] * 9 > late[:, 1] * 12) & (late[:, 0] * 7 > late[:, 2] * 12)
    counted = sweep(PLAIN, [0], [[1], [2]], [more(1), more(2)])
    assert counted.holding == truth.sum()
    # With two late at the harbour (1 in 6), the others could hold one late loan each, and two of
    # unknown branch: six, where eight are needed.
    assert counted.values == ((3, 8),)
    parts = [comparison(more(other), [0], [other]) for other in (1, 2)]
    (joint,) = judge_list(PLAIN, lambda t: all_of(*(part(t) for part in parts)), ((0, 0, 1),))
    assert joint.holding == counted.holding
    assert joint.values == counted.values


def test_lateness_rises_from_branch_to_branch_as_often_as_tables_say(late):
    scores = np.array([1, 2, 3])
    states = score_states(PLAIN, tuple(scores.tolist()))
    k, s = late[:, :3].sum(axis=1), late[:, :3] @ scores
    average = Fraction(12 + 2 * 9 + 3 * 7, 28)
    truth = s * average.denominator > k * average.numerator

    def rises(k, s):
        return (s * average.denominator > k * average.numerator).astype(np.int8)

    assert walk(states, rises(states.k, states.s)).holding == truth.sum()


def test_two_margins_with_cases_left_out_of_both():
    space = Space(BRANCH, FORMAT)
    assert ends(space, [(0, 1, 1), (1, 1, 1)]).high == 4
    witness = search(space, lambda t: (t[:, 0, 1] == 4).astype(np.int8)).witness_for
    assert witness[0, 1] == 4
