"""Partial numbers narrow the consistent tables; every route gives what listing all tables gives."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from recount.figures import figure_table, judge_figure, judge_numbers, read_typed
from recount.figures.rounded import rounded_interval
from recount.published import DataError, default_folder
from recount.published.descriptor import read_descriptor
from recount.settings import Settings
from recount.significance import odds_ratio, trend_slope, two_by_two
from recount.verdicts import Assumed
from tests.recount.figures.figures_helpers import MADE_UP, written


def now(result, name):
    return next(row.now for row in result.claims if row.claim.id == name)


def messages(number, path):
    with pytest.raises(DataError) as caught:
        judge_figure(number, file=path)
    return [str(problem) for problem in caught.value.problems]


def figure_5_tables():
    """Every table of Figure 5: traded cases of the three ages, of 112, 644 and 1,209."""
    for infant, pre in itertools.product(range(113), range(144)):
        rest = 143 - infant - pre
        if rest >= 0:
            yield infant, pre, rest


SIZES = (112, 644, 1209)


def test_percentages_leave_the_tables_that_round_so():
    result = judge_figure(5, file=MADE_UP / "made-up-figure-05-percentages.csv")
    kept = [
        table
        for table in figure_5_tables()
        if all(
            Fraction(100 * part, size) in rounded_interval(printed, "half_up")
            for part, size, printed in zip(table, SIZES, ("6", "12", "5"), strict=True)
        )
    ]
    found = now(result, "f05-prepubescent-infant")
    assert found.consistent_tables.count == len(kept) == 6
    holding = sum(
        int(two_by_two("wald", pre, 644 - pre, infant, 112 - infant, Settings())) == 1
        and pre * 112 > infant * 644
        for infant, pre, _ in kept
    )
    assert found.consistent_tables.holding == holding == 0
    free = found.implied[0]
    assert (free.low, free.high) == (min(t[1] for t in kept), max(t[1] for t in kept))


@pytest.mark.parametrize(
    ("line", "keeps"),
    [
        (
            "odds_ratio,prepubescent/infant,yes,2.5",
            lambda t: _ratio(t, 1, (0,)) in rounded_interval("2.5", "half_up"),
        ),
        (
            "odds_ratio,prepubescent,yes,2.83",
            lambda t: _ratio(t, 1, (0, 2)) in rounded_interval("2.83", "half_up"),
        ),
        (
            "odds_ratio,prepubescent/pubescent,no,0.5",
            lambda t: 1 / _ratio(t, 1, (2,)) in rounded_interval("0.5", "half_up"),
        ),
    ],
)
def test_an_odds_ratio_leaves_the_tables_that_have_it(tmp_path, line, keeps):
    result = judge_figure(5, file=written(tmp_path, line))
    kept = [table for table in figure_5_tables() if keeps(table)]
    assert now(result, "f05-jointly").consistent_tables.count == len(kept)


def _ratio(table, first, others):
    """Return the odds ratio, or one that no figure prints where it has no finite value."""
    c, n = sum(table[i] for i in others), sum(SIZES[i] for i in others)
    return odds_ratio(table[first], SIZES[first] - table[first], c, n - c) or Fraction(10**9)


def test_an_odds_ratio_that_is_not_shown_was_not_significant(tmp_path):
    path = written(tmp_path, "odds_ratio,prepubescent/infant,yes,not shown")
    result = judge_figure(5, file=path)
    kept = [
        (infant, pre)
        for infant, pre, _ in figure_5_tables()
        if int(two_by_two("wald", pre, 644 - pre, infant, 112 - infant, Settings())) != 1
    ]
    assert now(result, "f05-prepubescent-infant").consistent_tables.count == len(kept)
    assert now(result, "f05-prepubescent-infant").verdict == "fails"
    free = judge_figure(5, file=path, changes={"odds-ratio-not-shown": "unknown"})
    assert now(free, "f05-prepubescent-infant").verdict == "open"
    assert now(free, "f05-prepubescent-infant").consistent_tables.count == 9944


def test_an_odds_ratio_for_one_point_more_is_fitted(tmp_path):
    result = judge_figure(5, file=written(tmp_path, "odds_ratio,per point,yes,0.57"))
    tables = np.array(list(figure_5_tables()))
    slope, _ = trend_slope(
        np.array(SIZES),
        np.array([1, 2, 3]),
        np.full(len(tables), 143),
        tables @ np.array([1, 2, 3]),
    )
    ratio = np.exp(slope)
    assert now(result, "f05-jointly").consistent_tables.count == int(
        ((ratio >= 0.565) & (ratio < 0.575)).sum()
    )


def test_missing_cases_are_numbers_too(tmp_path):
    """Of 198 cases without offender gender, made-up 20 are traded: 123 traded cases remain."""
    result = judge_figure(6, file=written(tmp_path, "missing,,yes,20"))
    found = now(result, "f06-no-difference")
    assert found.consistent_tables.count == 42
    assert (found.implied[0].low, found.implied[0].high) == (0, 41)


def test_a_count_of_figure_4_settles_it(tmp_path):
    for count, verdict in ((26, "holds"), (25, "fails")):
        result = judge_figure(4, file=written(tmp_path, f"count,male,yes,{count}"))
        found = now(result, "f04-no-difference")
        assert {row.test: row.decision for row in found.tests}["pearson"] == verdict
        assert found.basis == "counts"


def test_all_percentages_of_a_table_with_three_outcomes_are_enough(tmp_path):
    shares = {
        "infant": (50, 10, 40),
        "prepubescent": (72, 3, 25),
        "pubescent": (92, 2, 6),
        "mixed": (86, 3, 11),
    }
    lines = [
        f"row_percent,{age},{gender},{percent}%"
        for age, row in shares.items()
        for gender, percent in zip(("male", "female", "mixed"), row, strict=True)
    ]
    result = judge_figure(22, file=written(tmp_path, *lines))
    assert now(result, "f22-most-infant-male").verdict == "fails"
    assert now(result, "f22-prepubescent-both").verdict == "holds"
    assert now(result, "c43-female-younger").verdict == "holds"
    assert now(result, "f22-infant-both").consistent_tables.count == 458


def test_numbers_that_no_table_has_are_told_with_the_suspects(tmp_path):
    path = written(
        tmp_path,
        "row_percent,infant,yes,6%",
        "row_percent,prepubescent,yes,12%",
        "row_percent,pubescent,yes,8%",
    )
    found = messages(5, path)
    assert "3 numbers that no table has together" in found[0]
    assert "row 3, column printed: found '12%', expected 5.28% to 6.99%" in found[1]
    assert "row 4, column printed: found '8%', expected 4.63% to 5.05%" in found[2]
    assert len(found) == 3


def test_the_one_number_to_blame_is_named_alone(tmp_path):
    path = written(tmp_path, "count,infant,yes,7", "count,prepubescent,yes,900")
    found = messages(5, path)
    assert "it is the one named next" in found[0]
    assert "row 3" in found[1]
    assert "expected 0 to 136" in found[1]


def test_page_30s_percentages_bind_figure_11(tmp_path):
    found = messages(11, written(tmp_path, "count,infant,extended + nuclear,70"))
    assert "p30-infant" in found[0]
    result = judge_figure(11, file=written(tmp_path, "count,infant,extended + nuclear,66"))
    assert now(result, "f11-pubescent-lower").consistent_tables.count == 7


def test_missing_cases_of_relationship_hint_at_the_assumption(tmp_path):
    path = written(tmp_path, "missing,,,30", "row_percent,nuclear,yes,20%")
    assert "--assume unknown-complete=30" in messages(8, path)[0]
    assert judge_figure(8, file=path, changes={"unknown-complete": "30"}).numbers


def test_odds_ratios_that_no_table_has_are_refused(tmp_path):
    path = written(
        tmp_path,
        "odds_ratio,prepubescent/infant,yes,2.5",
        "odds_ratio,prepubescent/pubescent,yes,2.5",
        "odds_ratio,infant/pubescent,yes,1.5",
    )
    assert "3 numbers that no table has together" in messages(5, path)[0]


@pytest.mark.parametrize(
    ("number", "lines", "name"),
    [
        (5, ["row_percent,infant,yes,6%"], "f05-prepubescent-pubescent"),
        (5, ["column_percent,prepubescent,yes,56%"], "c44-younger-traded-steps"),
        (8, ["row_percent,nuclear,yes,20%", "count,unknown,yes,20"], "f08-nuclear-highest"),
        (14, ["count,infant,yes,9", "row_percent,mixed,yes,12%"], "f14-infant-highest"),
        (15, ["row_percent,4,yes,20%", "row_percent,3,yes,13%"], "f15-rises"),
    ],
)
def test_exact_routes_and_lists_give_the_same(
    published, tmp_path, monkeypatch, number, lines, name
):
    path = written(tmp_path, *lines)
    listed = now(judge_figure(number, file=path), name)
    monkeypatch.setattr("recount.figures.judging.tables_of", lambda *_, **__: None)
    counted = now(judge_figure(number, file=path), name)
    assert listed.consistent_tables.method.startswith("every table")
    assert counted.consistent_tables.method.startswith("counted exactly")
    for field in ("count", "holding", "undecided"):
        assert getattr(listed.consistent_tables, field) == getattr(counted.consistent_tables, field)
    assert [(row.test, row.decision) for row in listed.tests] == [
        (row.test, row.decision) for row in counted.tests
    ]


def test_a_proof_by_blocks_agrees_with_the_list(published, tmp_path, monkeypatch):
    path = written(
        tmp_path,
        "row_percent,infant,mixed,60%",
        "row_percent,infant,male,30%",
        "row_percent,pubescent,mixed,2%",
        "row_percent,pubescent,male,97%",
        "row_percent,mixed,mixed,3%",
        "row_percent,mixed,male,93%",
        "row_percent,prepubescent,male,60%",
    )
    table = figure_table(published, 22)
    folder = default_folder()
    numbers = read_typed(table, read_descriptor(folder), folder, path)
    listed = judge_numbers(published, table, numbers, "made up", {}, Assumed())
    monkeypatch.setattr("recount.figures.judging.tables_of", lambda *_, **__: None)
    monkeypatch.setattr("recount.figures.searching.SECONDS", 0.3)
    proved = judge_numbers(published, table, numbers, "made up", {}, Assumed())
    words = {}
    for row in proved.claims:
        if row.now is not None and row.now.verdict != "open":
            words[row.claim.id] = row.now.verdict
            assert now(listed, row.claim.id).verdict == row.now.verdict
    assert words["f22-prepubescent-both"] == "holds"
    assert words["c43-female-younger"] == "holds"
    assert words["f22-most-prepubescent-male"] == "holds"
    assert words["f22-most-infant-male"] == "fails"


def test_a_search_shows_both_sides_and_its_witnesses_have_the_numbers(tmp_path):
    path = written(tmp_path, "row_percent,1,male,80%", "row_percent,2,male,81%")
    found = now(judge_figure(24, file=path), "f24-no-trend")
    assert (found.verdict, found.proof) == ("open", "witnesses")
    for witness in (found.witness_for, found.witness_against):
        counts = np.array(witness.counts)
        male = witness.columns.index("male only")
        assert [sum(line) for line in counts] == [173, 129, 183, 125, 23]
        known = counts[:, :-1].sum(axis=1)
        for row, printed in ((0, "80"), (1, "81")):
            share = Fraction(int(100 * counts[row, male]), int(known[row]))
            assert share in rounded_interval(printed, "half_up")
