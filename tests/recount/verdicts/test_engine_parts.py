"""Parts of the judging by themselves: lists, missing rows, flips, cuts, sizes."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from recount.verdicts.contrast import accepted
from recount.verdicts.flips import smallest_shift
from recount.verdicts.listed import list_vectors
from recount.verdicts.missing_rows import most_missing, tables_with_missing

from recount.published import Assumption
from recount.settings import Settings
from recount.tables import Infeasible, Margin, TableSpace, TooMany, list_tables, share_cut
from recount.verdicts import Assumed, cross, judge, read_claim
from tests.recount.verdicts.brute_force import consistent
from tests.recount.verdicts.small_reports import MISSING, claim, percentage, random_margin, report

SETTINGS = Settings()


def random_space(seed: int) -> TableSpace:
    rng = random.Random(seed)
    n = rng.randint(4, 14)
    sizes = random_margin(rng, ["a", "b", "c"], n, missing=seed % 2 == 0, least=1)
    lost = rng.randint(1, n - 1)
    rows = Margin(("a", "b", "c"), tuple(sizes[x] for x in "abc"), sizes.get(MISSING, 0))
    space = TableSpace(rows, Margin(("lost", "kept"), (lost, n - lost)))
    if seed % 3 == 0:
        high = Fraction(rng.randint(1, 4), 4)
        space = space.with_cuts(*share_cut([(0, 0)], [(0, 0), (0, 1)], 0, high, high_closed=True))
    return space


@pytest.mark.parametrize("seed", range(40))
def test_vectors_are_the_tables_in_the_same_order(seed):
    space = random_space(seed)
    vectors, tables = list_vectors(space, 10_000), list_tables(space, 10_000)
    assert vectors.T.tolist() == tables[:, :, 0].tolist()
    if len(tables) > 1:
        with pytest.raises(TooMany):
            list_vectors(space, len(tables) - 1)


@pytest.mark.parametrize("seed", range(1, 40, 2))
def test_tables_with_missing_cases_are_those_of_each_number_of_them(seed):
    space = random_space(seed)
    lost, kept = space.columns.totals
    found = tables_with_missing(space, kept)
    everything = []
    for missing in range(kept + 1):
        columns = Margin(("lost", "kept"), (lost, kept - missing), missing)
        one = TableSpace(space.rows, columns, space.cuts)
        everything += list_tables(one, 100_000).tolist()
        if len(list_tables(one, 100_000)):
            last = missing
    assert sorted(found.tables.tolist()) == sorted(everything)
    assert found.missing.tolist() == found.tables[:, :, 2].sum(axis=1).tolist()
    if everything:
        assert last <= most_missing(space, kept)


def test_the_smallest_shift_flips_and_one_case_less_does_not():
    """With so many cases moved some table is a counterexample, and with one less none is."""
    margins = {"size": {"small": 60, "large": 60}, "fate": {"lost": 40, "kept": 80}}
    stated = percentage("fate", "size", "lost", "small", "50%")
    published = report(margins, percentages=[stated])
    wanted = claim("higher", level="small", against="large")
    found = judge(published, wanted, Assumed(), SETTINGS)
    assert (found.verdict, found.consistent_tables.count) == ("holds", 1)
    reading = read_claim(published, wanted)
    words = smallest_shift(
        published, reading, cross(published, reading, Assumed()), 1, "holds", SETTINGS
    )
    moves = int(words.split(" if ")[1].split(" ")[0])
    for move, expected in ((moves - 1, 1), (moves, 0)):
        cells = ([30 - move], [30 + move], [10 + move], [50 - move])
        assert accepted("wald", cells, 1, SETTINGS).tolist() == [expected]


def test_a_percentage_stated_the_other_way_round_cuts_the_same_table():
    margins = {
        "size": {"small": 10, "large": 10},
        "fate": {"lost": 8, "kept": 12},
    }
    stated = percentage("size", "fate", "small", "lost", "75%")
    published = report(margins, percentages=[stated])
    found = judge(published, claim("higher", level="small"), Assumed(), SETTINGS)
    assert found.consistent_tables.count == 1
    assert (found.implied[0].low, found.implied[0].high) == (6, 6)


def test_margins_that_do_not_add_up_to_the_same_leave_nothing_to_judge():
    margins = {"size": {"small": 10, "large": 10}, "fate": {"lost": 8, "kept": 13}}
    published = report(margins)
    found = judge(published, claim("higher", level="small"), Assumed(), SETTINGS)
    assert (found.verdict, found.basis, found.proof) == ("not_testable", "none", None)
    assert "size add up to 20 cases, those of fate to 21" in found.sentence
    with pytest.raises(Infeasible):
        cross(published, read_claim(published, claim("higher", level="small")), Assumed())


def test_a_test_that_is_undefined_everywhere_decides_nothing():
    margins = {"size": {"small": 3, "large": 4}, "fate": {"lost": 7, "kept": 0}}
    found = judge(report(margins), claim("higher", level="small"), Assumed(), SETTINGS)
    assert (found.verdict, found.proof) == ("open", "one_witness")
    assert found.consistent_tables.undecided == found.consistent_tables.count == 1
    assert "undefined on every consistent table" in found.sentence


def test_margins_of_a_million_cases_are_judged_without_a_sweep():
    """A sweep over 900,001 numbers under four tests would take minutes, Fisher's alone."""
    n = 1_000_000
    margins = {"size": {"small": n, "large": n}, "fate": {"lost": 900_000, "kept": 2 * n - 900_000}}
    found = judge(report(margins), claim("higher", level="small"), Assumed(), SETTINGS)
    assert (found.verdict, found.proof) == ("open", "witnesses")
    assert found.consistent_tables.count == 900_001
    pearson = [(i.low, i.high) for i in found.implied if i.test == "pearson"]
    # The difference is significant from 690 cases above equal shares on: z = 1.96 at 689.5.
    z = [(2 * x - 900_000) / math.sqrt(900_000 * 0.55) for x in (pearson[0][0] - 1, pearson[0][0])]
    assert z[0] < 1.959964 < z[1]
    assert pearson[0][1] == 900_000


def test_a_comparison_too_wide_to_count_is_searched_and_says_so():
    n = 40_000
    margins = {
        "size": {"small": n, "medium": n, "large": n},
        "fate": {"lost": n, "kept": 2 * n},
    }
    found = judge(
        report(margins), claim("higher", level="small", against="large"), Assumed(), SETTINGS
    )
    assert (found.verdict, found.proof) == ("open", "witnesses")
    assert "not counted" in found.consistent_tables.method


def test_missing_cases_flip_a_majority_where_they_should():
    bound = Assumption(
        "gone", "missing_within", "size-large", "0", "0 to 9", "Some are missing", 3, "x"
    )
    margins = {"size": {"small": 6, "large": 9}}
    published = report(margins, assumptions=[bound])
    wanted = claim("majority", level="large", outcome="", outcome_level="", rests_on=("gone",))
    found = judge(published, wanted, Assumed.from_data(published), SETTINGS)
    assert found.verdict == "holds"
    # 9 - 3 = 6 of 12 is no majority any more.
    assert (
        found.rests_on[0].effect == "the verdict flips once 3 of the 9 cases large are missing data"
    )
    assumed = Assumed.from_data(published, {"gone": "3"})
    assert judge(published, wanted, assumed, SETTINGS).verdict == "fails"


@pytest.mark.parametrize("seed", range(10))
def test_linear_counts_hold_whatever_the_order_of_levels(seed):
    """Rows in another order give the same numbers: nothing depends on where a level stands."""
    rng = random.Random(seed)
    n = rng.randint(10, 30)
    sizes = random_margin(rng, ["small", "medium", "large"], n, missing=False, least=1)
    fate = random_margin(rng, ["lost", "kept"], n, missing=False, least=1)
    turned = dict(reversed(sizes.items()))
    wanted = claim("highest", level="medium")
    first, second = (
        judge(report({"size": rows, "fate": fate}), wanted, Assumed(), SETTINGS)
        for rows in (sizes, turned)
    )
    assert first.consistent_tables == second.consistent_tables
    assert first.implied == second.implied
    assert first.tests == second.tests
    assert len(consistent(list(sizes.values()), list(fate.values()))) == np.int64(
        first.consistent_tables.count
    )
