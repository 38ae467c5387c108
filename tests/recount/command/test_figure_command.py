"""``recount figure N`` at the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from recount.command import main

MADE_UP = Path(__file__).parents[1] / "verdicts/madeup/figures"
COUNTS = str(MADE_UP / "made-up-figure-05-counts.csv")


@pytest.fixture(autouse=True)
def judging_what_stands_beside_figures_4_and_5(judging_only, ledger):
    """The claims beside other figures concern none of these calls."""
    judging_only(*(entry.id for entry in ledger.entries if entry.figure in (4, 5)))


def test_an_installed_file_without_numbers_is_fine(capsys):
    assert main(["figure", "5"]) == 0
    assert "No number is typed in yet (figures/figure-05.csv)" in capsys.readouterr().out


def test_numbers_that_prove_a_claim_false_give_exit_code_1(capsys):
    assert main(["figure", "5", "--file", COUNTS]) == 1
    assert "fails: f05-jointly" in capsys.readouterr().out


def test_numbers_that_prove_no_claim_false_give_exit_code_0(capsys, tmp_path):
    path = tmp_path / "made-up.csv"
    path.write_text("quantity,row,column,printed,note\ncount,male,yes,30,\n", encoding="utf-8")
    assert main(["figure", "4", "--file", str(path)]) == 0
    assert "holds: f04-no-difference" in capsys.readouterr().out


def test_wrong_numbers_give_exit_code_2_and_nothing_on_standard_output(capsys, tmp_path):
    path = tmp_path / "made-up.csv"
    path.write_text("quantity,row,column,printed,note\ncount,male,yes,900,\n", encoding="utf-8")
    assert main(["figure", "4", "--file", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "row 2, column printed: found '900', expected at most 143" in err


@pytest.mark.parametrize("call", [["figure", "25"], ["figure", "5", "--file", "no-such-file.csv"]])
def test_a_wrong_call_gives_exit_code_2(capsys, call):
    assert main(call) == 2
    assert capsys.readouterr().err.startswith("recount: ")


def test_a_template_filled_in_is_read_back(capsys, tmp_path):
    path = tmp_path / "made-up.csv"
    assert main(["figure", "4", "--template", "--output", str(path)]) == 0
    text = path.read_text(encoding="utf-8").replace("count,male,yes,,", "count,male,yes,30,")
    path.write_text(text, encoding="utf-8")
    assert main(["figure", "4", "--file", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "1 number typed in" in shown
    assert "holds: f04-no-difference" in shown
