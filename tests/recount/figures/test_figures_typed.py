"""Reading typed-in numbers: every fault of a file is told at once, with its place."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest

from recount.arithmetic import printed_interval
from recount.figures import figure_table, judge_figure, read_typed, template
from recount.figures.questions import readings_of_figures
from recount.figures.rounded import rounded_interval
from recount.published import DataError, default_folder
from recount.published.descriptor import read_descriptor
from tests.recount.figures.figures_helpers import written

FOLDER = default_folder()
DESCRIPTOR = read_descriptor(FOLDER)


def problems_of(number, path):
    with pytest.raises(DataError) as caught:
        judge_figure(number, file=path)
    return caught.value.problems


@pytest.mark.parametrize("number", range(1, 25))
def test_the_installed_file_is_the_template_and_holds_no_number(published, number):
    table = figure_table(published, number)
    installed = (FOLDER / f"figures/figure-{number:02d}.csv").read_text(encoding="utf-8")
    assert installed == template(published, table, readings_of_figures(DESCRIPTOR, FOLDER))
    assert read_typed(table, DESCRIPTOR, FOLDER) == ()


@pytest.mark.parametrize("number", range(1, 25))
def test_every_line_of_a_template_can_be_filled_in(published, number, tmp_path):
    table = figure_table(published, number)
    values = {"odds_ratio": "2.5", "missing": "3", "count": "1,200"}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = list(csv.reader(io.StringIO(template(published, table, {}))))
    for row in rows[1:]:
        row[3] = values.get(row[0], "12%")
    writer.writerows(rows)
    path = tmp_path / "made-up.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    assert len(read_typed(table, DESCRIPTOR, FOLDER, path)) == len(rows) - 1


def test_a_template_names_every_cell_and_the_odds_ratios_that_are_claimed(published):
    lines = template(published, figure_table(published, 5), {}).splitlines()
    assert 'count,prepubescent,yes,,"prepubescent, traded"' in lines
    assert any(line.startswith("odds_ratio,prepubescent/infant,yes,,") for line in lines)
    assert any(line.startswith("odds_ratio,per point,yes,,") for line in lines)


def test_a_template_offers_the_groups_that_cover_every_level(published):
    lines = template(published, figure_table(published, 11), {}).splitlines()
    assert any(line.startswith("row_percent,infant,extended + nuclear,,") for line in lines)


def test_all_faults_of_a_file_are_told_together(tmp_path):
    path = written(
        tmp_path,
        "count,infant,no,105x",
        "count,toddler,yes,7",
        "row_percent,infant,yes,109%",
        "row_percent,infant/pubescent,yes,9%",
        "odds_ratio,infant + prepubescent + pubescent,yes,3.1",
        "missing,infant,yes,3",
        "count,pubescent,yes,56",
        "count,pubescent,yes,57",
    )
    found = {(problem.row, problem.column) for problem in problems_of(5, path)}
    assert found == {
        (2, "printed"),
        (3, "row"),
        (4, "printed"),
        (5, "row"),
        (6, "row"),
        (7, "column"),
        (9, "row"),
    }
    assert str(problems_of(5, path)[0]).startswith(f"{path}, row 2, column printed: found '105x'")


@pytest.mark.parametrize("text", ["1,2", "12,34", "-3", "3.5", "٣", "1 000", ""])
def test_a_count_is_a_whole_number_with_commas_in_their_place(tmp_path, text):
    path = written(tmp_path, f'count,infant,no,"{text}"')
    if text:
        assert problems_of(5, path)[0].found == text
    else:
        assert judge_figure(5, file=path).empty


@pytest.mark.parametrize("text", ["about 2", "2,5", "1e3", "2.12345", "inf"])
def test_an_odds_ratio_is_a_plain_number_or_not_shown(tmp_path, text):
    path = written(tmp_path, f'odds_ratio,prepubescent/infant,yes,"{text}"')
    assert "not shown" in problems_of(5, path)[0].expected


def test_an_odds_ratio_for_one_point_more_needs_ordered_rows(tmp_path):
    assert problems_of(4, written(tmp_path, "odds_ratio,per point,yes,1.2"))[0].column == "row"


def test_a_line_of_another_length_is_named(tmp_path):
    path = tmp_path / "made-up.csv"
    path.write_text("quantity,row,column,printed,note\ncount,infant,no,5\n", encoding="utf-8")
    assert str(problems_of(5, path)[0]).endswith("row 2: found '4 values', expected 5 values")


@pytest.mark.parametrize("convention", ["half_up", "half_even", "truncate", "ceiling"])
def test_whole_percentages_are_read_as_everywhere_else(convention):
    for percent in (0, 1, 14, 59, 100):
        other = printed_interval(f"{percent}%", convention)
        found = rounded_interval(str(percent), convention)
        assert (found.low / 100, found.high / 100) == (other.low, other.high)
        assert (found.low_closed, found.high_closed) == (other.low_closed, other.high_closed)


def test_decimals_narrow_what_a_number_can_stand_for():
    assert Fraction("2.345") in rounded_interval("2.35", "half_up")
    assert Fraction("2.355") not in rounded_interval("2.35", "half_up")
    assert Fraction("2.359") in rounded_interval("2.35", "truncate")
    assert Fraction("2.34") not in rounded_interval("2.35", "ceiling")
    assert Fraction("2.36") not in rounded_interval("2.35", "within_a_point")


def test_there_is_no_figure_25():
    with pytest.raises(ValueError, match="no figure 25"):
        judge_figure(25)
