"""Full counts: margins first, then every claim from the one table."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recount.figures import figure_table, judge_figure
from recount.published import DataError
from tests.recount.figures.figures_helpers import MADE_UP, count_lines, made_up_counts, written

COUNTS = MADE_UP / "made-up-figure-05-counts.csv"


def verdicts(result):
    return {row.claim.id: row.now.verdict for row in result.claims if row.now is not None}


def messages(number, path, changes=None):
    with pytest.raises(DataError) as caught:
        judge_figure(number, file=path, changes=changes)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture(scope="module")
def figure_5():
    return judge_figure(5, file=COUNTS)


def test_every_claim_of_the_figure_and_of_the_conclusions_is_judged(figure_5):
    assert verdicts(figure_5) == {
        "h04-prepubescent-traded": "holds",
        "f05-prepubescent-infant": "fails",
        "f05-prepubescent-pubescent": "holds",
        "f05-jointly": "fails",
        "f14-one-to-one": "fails",
        "c42-prepubescent-traded": "holds",
        "c44-prepubescent-traded": "fails",
        "c44-younger-traded": "holds",
        "c44-younger-traded-steps": "holds",
        "c44-younger-traded-jointly": "fails",
    }
    assert {row.claim.id for row in figure_5.failing} >= {"f05-jointly", "f14-one-to-one"}


def test_the_verdict_from_the_printed_numbers_stays_beside_the_new_one(figure_5):
    row = next(row for row in figure_5.claims if row.claim.id == "f05-prepubescent-infant")
    assert row.before.verdict == "open"
    assert row.before.consistent_tables.count == 9944
    assert (row.now.verdict, row.now.basis) == ("fails", "counts")


def test_a_comparison_has_odds_ratio_interval_and_p(figure_5):
    """80 of 644 against 7 of 112; reference: R 4.2, fisher.test and glm on the same table."""
    row = next(row for row in figure_5.claims if row.claim.id == "f05-prepubescent-infant")
    (found,) = row.comparisons
    assert found.cells == (80, 564, 7, 105)
    assert found.odds_ratio == pytest.approx(80 * 105 / (564 * 7), rel=1e-15)
    half = 1.959963984540054 * math.sqrt(1 / 80 + 1 / 564 + 1 / 7 + 1 / 105)
    assert found.low == pytest.approx(found.odds_ratio * math.exp(-half), rel=1e-12)
    assert found.high == pytest.approx(found.odds_ratio * math.exp(half), rel=1e-12)
    assert [one.test for one in found.tests] == ["wald", "pearson", "fisher", "likelihood_ratio"]
    assert [one.decision for one in found.tests] == [0, 0, 0, 1]
    assert "disagree" in row.now.sentence


def test_holms_correction_counts_a_shared_comparison_once(figure_5):
    pairs = {each for row in figure_5.claims for each in row.comparisons if each.cells}
    assert len(pairs) == 4
    walds = sorted(each.tests[0].p for each in pairs)
    largest = max(pairs, key=lambda each: each.tests[0].p)
    assert largest.tests[0].holm == pytest.approx(walds[-1])
    smallest = min(pairs, key=lambda each: each.tests[0].p)
    assert smallest.tests[0].holm == pytest.approx(4 * walds[0])


@pytest.mark.parametrize("number", range(1, 25))
def test_counts_with_the_printed_margins_are_judged_in_every_figure(published, number, tmp_path):
    """Figure 11's must also have page 30's percentages, so made-up ones are refused there."""
    table = figure_table(published, number)
    path = written(tmp_path, *count_lines(table, made_up_counts(published, number, number)))
    if number == 11:
        assert all("p30-" in line for line in messages(number, path))
        return
    result = judge_figure(number, file=path)
    judged = [row for row in result.claims if row.now is not None]
    assert result.counts is not None
    assert all(row.now.basis == "counts" for row in judged)
    assert all(row.comparisons for row in judged)


def test_one_wrong_cell_is_named_with_what_it_should_be(tmp_path):
    text = COUNTS.read_text(encoding="utf-8").replace("yes,80", "yes,81")
    path = tmp_path / "made-up.csv"
    path.write_text(text, encoding="utf-8")
    (message,) = messages(5, path)
    assert message.startswith(f"{path}, row 5, column printed: found '81', expected 80:")
    assert "page 23, Table 3, victim age, second row" in message
    assert "page 24, Table 3, actively traded status, second row" in message


def test_several_wrong_lines_are_told_at_once(tmp_path):
    text = (
        COUNTS.read_text(encoding="utf-8").replace("yes,80", "yes,81").replace("yes,7,", "yes,9,")
    )
    path = tmp_path / "made-up.csv"
    path.write_text(text, encoding="utf-8")
    found = messages(5, path)
    assert len(found) == 3
    assert any("row infant/toddler: 105 + 9 = 114" in line for line in found)
    assert any("row prepubescent: 564 + 81 = 645" in line for line in found)
    assert any("column traded: 9 + 81 + 56 = 146" in line for line in found)


def test_rows_may_lack_cases_that_are_missing_from_the_columns_but_no_more(published, tmp_path):
    table = figure_table(published, 22)
    counts = made_up_counts(published, 22, 3)
    assert counts.sum() < 633
    counts[2, 1] -= 30
    found = messages(22, written(tmp_path, *count_lines(table, counts)))
    # 30 fewer here: more cases than the 35 without offender gender would be left out of this row.
    assert any("row pubescent" in line and "35 cases are missing" in line for line in found)
    assert any("column male only" in line for line in found)


def test_cases_unknown_to_the_child_can_be_missing_data(tmp_path):
    lines = [
        "count,closer,no,688",
        "count,closer,yes,40",
        "count,unknown,no,678",
        "count,unknown,yes,20",
        "count,extended,no,265",
        "count,extended,yes,40",
        "count,nuclear,no,166",
        "count,nuclear,yes,43",
    ]
    path = written(tmp_path, *lines)
    assert "--assume unknown-complete=25" in messages(8, path)[0]
    result = judge_figure(8, file=path, changes={"unknown-complete": "25"})
    assert verdicts(result)["f08-jointly"] == "holds"


def test_percentages_and_odds_ratios_that_the_counts_do_not_give_are_told(tmp_path):
    text = COUNTS.read_text(encoding="utf-8") + (
        "row_percent,infant,yes,9%,\n"
        "odds_ratio,prepubescent/pubescent,yes,3.11,\n"
        "odds_ratio,prepubescent/infant + pubescent,yes,not shown,\n"
        "row_percent,pubescent,yes,5%,\n"
        "odds_ratio,prepubescent/infant,yes,2.1,\n"
        "odds_ratio,per point,yes,0.57,\n"
    )
    path = tmp_path / "made-up.csv"
    path.write_text(text, encoding="utf-8")
    found = messages(5, path)
    assert [line.split(", column")[0].rpartition(" ")[2] for line in found] == ["8", "9", "10"]
    assert "7 of 112 (6.25%)" in found[0]
    assert "2.92" in found[1]
    assert len(messages(5, path, {"odds-ratio-not-shown": "unknown"})) == 2


def test_figures_2_and_3_count_every_victim(published, tmp_path):
    table = figure_table(published, 3)
    counts = made_up_counts(published, 3, 1)
    counts[1, 2] -= 4
    lines = count_lines(table, counts)
    (message,) = messages(3, written(tmp_path, *lines))
    assert "found '929 in all', expected 933 victims" in message
    assert judge_figure(3, file=written(tmp_path, *lines, "missing,,,4")).counts is not None


def test_figure_1_has_no_more_cases_in_a_period_than_table_1(published, tmp_path):
    table = figure_table(published, 1)
    counts = made_up_counts(published, 1, 1)
    counts[0, 0] = 71
    (message,) = messages(1, written(tmp_path, *count_lines(table, counts)))
    assert "2002-2003" in message
    assert "71 cases at most" in message


def test_the_claims_of_figures_1_to_3_follow_their_readings(published, tmp_path):
    """A share that rises evenly, made up so that the direction is plain."""
    table = figure_table(published, 3)
    male = np.array([10, 20, 30, 40, 50, 5])
    female = np.array([140, 130, 120, 110, 100, 178])
    result = judge_figure(3, file=written(tmp_path, *count_lines(table, np.array([female, male]))))
    found = verdicts(result)
    assert found["f03-variation"] == "holds"
    assert found["f03-rise"] == "fails"  # 10 of 150 and 20 of 150: p = 0.056
    assert found["f03-fall"] == "holds"


def test_partial_counts_of_a_figure_without_margins_bound_nothing(published, tmp_path):
    result = judge_figure(3, file=written(tmp_path, "count,male,2002-2003,10"))
    assert not verdicts(result)


def test_a_zero_cell_leaves_walds_test_undefined_and_says_what_the_others_find(tmp_path):
    result = judge_figure(
        6,
        file=written(
            tmp_path,
            "count,female,no,41",
            "count,female,yes,0",
            "count,male,no,1590",
            "count,male,yes,136",
        ),
    )
    row = next(row for row in result.claims if row.claim.id == "f06-no-difference")
    assert row.now.verdict == "open"
    assert "wald is undefined; by the other tests: pearson" in row.now.sentence
