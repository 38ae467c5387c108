"""Numbers typed in from a figure: every fault of a file is told at once, with its place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from recount.report import DataProblems, default_folder, load_report, template

FOLDER = default_folder()
HEADER = "quantity,row,column,printed,note"
REPORT = load_report()


def written(folder: Path, *lines: str) -> Path:
    """A made-up file with these lines, a note added to each."""
    path = folder / "made-up.csv"
    path.write_text("\n".join([HEADER, *(f"{line}," for line in lines)]) + "\n", encoding="utf-8")
    return path


def problems_of(number: int, path: Path, assume: dict[str, str] | None = None):
    with pytest.raises(DataProblems) as caught:
        load_report(typed_file=(number, path), assume=assume)
    return caught.value.problems


@pytest.mark.parametrize("number", range(1, 25))
def test_the_installed_file_is_the_template_and_holds_no_number(number):
    installed = (FOLDER / f"figures/figure-{number:02d}.csv").read_text(encoding="utf-8")
    assert installed == template(REPORT, REPORT.figure(number))
    assert number not in REPORT.typed


@pytest.mark.parametrize("number", range(1, 25))
def test_every_line_of_a_template_can_be_filled_in(number, tmp_path):
    values = {"odds_ratio": "2.5", "missing": "0", "count": "0"}
    out = io.StringIO()
    rows = list(csv.reader(io.StringIO(template(REPORT, REPORT.figure(number)))))
    for row in rows[1:]:
        # A count of none fits every margin as long as not all of them are given.
        row[3] = "" if row[:2] == ["count", rows[1][1]] else values.get(row[0], "12%")
    csv.writer(out, lineterminator="\n").writerows(rows)
    path = tmp_path / "made-up.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    read = load_report(typed_file=(number, path)).typed[number]
    assert len(read) == len([row for row in rows[1:] if row[3]])


def test_a_template_names_every_cell_and_the_odds_ratios_that_are_claimed():
    lines = template(REPORT, REPORT.figure(5)).splitlines()
    assert 'count,prepubescent,yes,,"prepubescent, traded"' in lines
    assert any(line.startswith("odds_ratio,prepubescent/infant,yes,,") for line in lines)
    assert any(line.startswith("odds_ratio,per point,yes,,") for line in lines)


def test_a_template_offers_the_groups_that_cover_every_level():
    lines = template(REPORT, REPORT.figure(11)).splitlines()
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
    found = problems_of(5, path)
    assert {(problem.row, problem.column) for problem in found} == {
        *((2, "printed"), (3, "row"), (4, "printed"), (5, "row"), (6, "row")),
        *((7, "column"), (9, "row")),
    }
    assert str(found[0]).startswith(f"{path}, row 2, column printed: found '105x'")


@pytest.mark.parametrize("text", ["1,2", "12,34", "-3", "3.5", "٣", "1 000", "007", "9" * 30, ""])
def test_a_count_is_a_whole_number_with_commas_in_their_place(tmp_path, text):
    path = written(tmp_path, f'count,infant,no,"{text}"')
    if text:
        assert problems_of(5, path)[0].found == text
    else:
        assert 5 not in load_report(typed_file=(5, path)).typed


@pytest.mark.parametrize("text", ["about 2", "2,5", "1e3", "2.12345", "inf", "02"])
def test_an_odds_ratio_is_a_plain_number_or_not_shown(tmp_path, text):
    path = written(tmp_path, f'odds_ratio,prepubescent/infant,yes,"{text}"')
    assert "not shown" in problems_of(5, path)[0].expected


def test_an_odds_ratio_for_one_point_more_needs_ordered_rows(tmp_path):
    assert problems_of(4, written(tmp_path, "odds_ratio,per point,yes,1.2"))[0].column == "row"


def test_an_odds_ratio_alone_is_against_all_others(tmp_path):
    path = written(
        tmp_path, "odds_ratio,prepubescent,yes,2.1", "odds_ratio,per point,yes,not shown"
    )
    first, second = load_report(typed_file=(5, path)).typed[5]
    assert first.rows == (("prepubescent",), ("infant", "pubescent"))
    assert first.columns == (("yes",), ("no",))
    assert (second.rows, second.per_point, second.shown) == ((), True, False)


def test_a_line_of_another_length_is_named(tmp_path):
    path = tmp_path / "made-up.csv"
    path.write_text(f"{HEADER}\ncount,infant,no,5\n", encoding="utf-8")
    assert str(problems_of(5, path)[0]).endswith("row 2: found '4 values', expected 5 values")


def test_an_impossible_count_is_told_with_the_total_and_its_place(tmp_path):
    (problem,) = problems_of(4, written(tmp_path, 'count,male,yes,"9,999"'))
    assert (problem.row, problem.column, problem.found) == (2, "printed", "9,999")
    assert problem.expected == "at most 143 (page 24, Table 3, actively traded status, second row)"


def test_an_impossible_count_that_is_installed_is_bad_data(data):
    path = data / "figures/figure-04.csv"
    path.write_text(
        path.read_text("utf-8").replace("count,male,yes,,", "count,male,yes,9999,"), "utf-8"
    )
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.found) == ("figures/figure-04.csv", 5, "9999")


def test_figures_2_and_3_count_every_victim(tmp_path):
    periods = REPORT.levels_of("historic", "period")
    lines = [
        f"count,{row},{name},{77 if row == 'male' else 78}"
        for row in ("female", "male")
        for name in periods
    ]
    (problem,) = problems_of(3, written(tmp_path, *lines))
    assert "found '930 in all', expected 933 victims" in str(problem)
    assert 3 in load_report(typed_file=(3, written(tmp_path, *lines, "missing,,,3"))).typed


def test_figure_1_has_no_more_cases_in_a_period_than_table_1(tmp_path):
    (problem,) = problems_of(1, written(tmp_path, "count,1,2002-2003,72"))
    assert problem.expected == "at most 71 (page 16, Table 1, row 2002 and 2003)"
    lines = [
        f"count,{level},{name},18"
        for level in "1234"
        for name in REPORT.levels_of("historic", "period")
    ]
    first = str(problems_of(1, written(tmp_path, *lines))[0])
    assert "found '18 + 18 + 18 + 18 = 72', expected at most 71 (page 16, Table 1, row" in first
