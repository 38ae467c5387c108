"""Typed-in numbers that no table has together are bad data, told with their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from recount.report import DataProblems, load_report
from recount.verdicts import Assumed, Known, check_typed

MADE_UP = Path(__file__).parent / "madeup/figures/made-up-figure-05-counts.csv"


def problems_of(folder: Path, number: int, *lines: str) -> list[str]:
    path = folder / "made-up.csv"
    path.write_text(
        "quantity,row,column,printed,note\n" + "".join(f"{x},\n" for x in lines), "utf-8"
    )
    report = load_report(typed_file=(number, path))
    with pytest.raises(DataProblems) as caught:
        check_typed(Known(report))
    return [str(problem) for problem in caught.value.problems]


def test_each_count_that_alone_can_be_to_blame_is_named_with_what_would_do(tmp_path):
    """Of 143 traded cases, 80 and 70 are too many together, and each alone is possible."""
    found = problems_of(tmp_path, 8, "count,unknown,yes,80", "count,closer,yes,70")
    assert "if one alone is to blame, it is one of those named next" in found[0]
    assert [line.partition(", ")[2] for line in found[1:]] == [
        "row 2, column printed: found '80', expected 0 to 73, which goes with all the others",
        "row 3, column printed: found '70', expected 0 to 63, which goes with all the others",
    ]


def test_the_percentages_of_the_text_are_named_where_they_are_contradicted(tmp_path):
    found = problems_of(tmp_path, 11, "row_percent,pubescent,extended + nuclear,20%")
    assert "p30-pubescent, p30-infant, p30-prepubescent" in found[0]
    assert "row 2, column printed: found '20%'" in found[1]


def test_an_odds_ratio_that_no_table_has_is_told(tmp_path):
    """30 of 479 against 113 of 1,486 is an odds ratio of 0.81."""
    found = problems_of(tmp_path, 4, "count,male,yes,30", "odds_ratio,male/female,yes,2.5")
    assert "found '30', expected 61, which goes with all the others" in found[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"yes,80": "yes,81"}, "row 5, column printed: found '81', expected 80, which goes with"),
        ({"yes,80": "yes,81", "yes,7,": "yes,9,"}, "no single one is to blame"),
    ],
)
def test_a_wrong_cell_of_a_full_table_is_named(tmp_path, changes, message):
    text = MADE_UP.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    found = problems_of(tmp_path, 5, *(line.rstrip(",") for line in text.splitlines()[1:]))
    assert [line for line in found if message in line], found


def test_cases_unknown_to_the_child_can_be_missing_data(tmp_path):
    lines = (
        *("count,closer,no,688", "count,closer,yes,40", "count,unknown,no,678"),
        *("count,unknown,yes,20", "count,extended,no,265", "count,extended,yes,40"),
        *("count,nuclear,no,166", "count,nuclear,yes,43"),
    )
    summary, suspect = problems_of(tmp_path, 8, *lines)
    assert "by --assume with unknown-complete and unknown-missing-model" in summary
    assert "found '678', expected 703" in suspect
    assume = {"unknown-complete": "25", "unknown-missing-model": "left out"}
    report = load_report(typed_file=(8, tmp_path / "made-up.csv"), assume=assume)
    check_typed(Known(report, Assumed.from_data(report)))
    assert len(report.typed[8]) == 8


def test_numbers_that_go_together_are_no_problem(tmp_path):
    path = tmp_path / "made-up.csv"
    lines = "count,male,yes,30,\nrow_percent,male,yes,6%,\nodds_ratio,male/female,yes,0.81,\n"
    path.write_text(f"quantity,row,column,printed,note\n{lines}", "utf-8")
    report = load_report(typed_file=(4, path))
    check_typed(Known(report))
    assert len(report.typed[4]) == 3
