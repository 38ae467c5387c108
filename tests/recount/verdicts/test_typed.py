"""Numbers typed in from a figure: cuts of the same tables, and a second verdict beside the first.

All of them are made up, in copies of the data or in files that are not installed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

from recount.arithmetic import rounded_interval
from recount.book.ledger_page import derivation
from recount.command import main
from recount.ledger import SCHEMA, Ledger, ledger_to_json, open_ledger
from recount.report import Report, load_report
from recount.settings import Settings
from recount.significance import two_by_two
from recount.tables import ends
from recount.verdicts import Assumed, Judgement, Known, cross, judge
from tests.recount.significance.p_values import trend_slope

MADE_UP = Path(__file__).parent / "madeup"
HEADER = "quantity,row,column,printed,note"
SETTINGS = Settings()


def written(path: Path, *lines: str) -> Path:
    """Write made-up lines, without their notes, to a file."""
    path.write_text("\n".join([HEADER, *(f"{line}," for line in lines)]) + "\n", encoding="utf-8")
    return path


def with_lines(number: int, folder: Path, *lines: str) -> Report:
    """The report with made-up numbers of a figure that are not installed."""
    return load_report(typed_file=(number, written(folder / "made-up.csv", *lines)))


def judged(report: Report, name: str, **assumed: bool) -> Judgement:
    claim = next(claim for claim in report.claims if claim.id == name)
    return judge(Known(report, Assumed(**assumed)), claim, rests=False)


# A full form, installed in a copy of a made-up report


FULL = ("count,red,yes,6", "count,red,no,4", "count,blue,yes,1", "count,blue,no,13")
#: The claims of the made-up report on the table that its figure then shows.
ON_THE_FIGURE = ("a-higher", "a-lower", "a-same", "a-opposed", "a-most-late")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the made-up report whose figure crosses colour and lateness."""
    shutil.copytree(MADE_UP, tmp_path / "madeup")
    folder = tmp_path / "madeup/published"
    path = folder / "figures.csv"
    text = path.read_text("utf-8").replace("size,late,Size", "colour,late,Colour")
    path.write_text(text, "utf-8")
    path = folder / "claims.csv"
    claims = pd.read_csv(path, dtype=str, keep_default_na=False)
    claims.loc[claims["id"].isin(ON_THE_FIGURE), "figure"] = "1"
    claims.to_csv(path, index=False)
    written(folder / "figures/figure-01.csv", *FULL)
    return folder


@pytest.fixture
def installed(folder: Path) -> Ledger:
    return open_ledger(folder)


def test_a_full_form_gives_second_verdicts_and_leaves_the_first(installed):
    """6 of 10 against 1 of 14 differ significantly, so that two claims are false, one true."""
    before = open_ledger(MADE_UP / "published")
    found = {e.id: e.with_figures.verdict for e in installed.entries if e.with_figures}
    assert found == {"a-higher": "holds", "a-lower": "fails", "a-same": "fails"} | {
        "a-opposed": "fails",
        "a-most-late": "holds",
    }
    assert {e.id: e.verdict for e in installed.entries} == {e.id: e.verdict for e in before.entries}
    assert {entry.id for entry in installed.refuted} == {"a-lower", "a-same"}
    assert installed["a-higher"].with_figures.tables.count == 1
    assert not [entry for entry in before.entries if entry.with_figures]


def test_the_json_has_both_side_by_side(installed):
    told = json.loads(json.dumps(ledger_to_json(installed)))
    entries = {entry["id"]: entry for entry in told["entries"]}
    found = entries["a-higher"]
    assert (found["verdict"], found["with_figures"]["verdict"]) == ("open", "holds")
    assert found["with_figures"]["consistent_tables"]["count"] == 1
    assert entries["a-highest"]["with_figures"] is None
    schema = json.loads(SCHEMA.read_bytes())
    schema["$defs"]["entry"]["properties"]["sample"] = {}
    jsonschema.validate(told, schema)


def test_the_command_and_the_page_show_both(folder, installed, capsys):
    assert main(["show", "a-higher", "--data", str(folder)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("a-higher: open")
    assert "With the numbers of the chart:\n  holds: " in out
    page = derivation(installed, installed["a-higher"])
    assert "With the numbers of the chart" in page
    assert "holds" in page.partition("With the numbers of the chart")[2]


def test_a_claim_that_they_prove_false_ends_the_audit_with_1(folder, capsys):
    assert main(["audit", "--format", "json", "--data", str(folder)]) == 1
    entries = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)["entries"]}
    assert entries["a-lower"]["with_figures"]["verdict"] == "fails"
    assert all(entry["verdict"] == entry["expected"] for entry in entries.values())


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("count,red,yes,9999",), "figure-01.csv, row 2, column printed: found '9999', expected"),
        (("count,red,yes,6", "count,blue,yes,2"), "row 3, column printed: found '2', expected 1"),
    ],
)
def test_impossible_counts_end_with_2_and_their_places(folder, capsys, lines, told):
    written(folder / "figures/figure-01.csv", *lines)
    assert main(["audit", "--data", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err


# Part of a form: which tables are left


SIZES = (112, 644, 1209)


def figure_5() -> Iterator[tuple[int, int, int]]:
    """Every table of Figure 5: traded cases of the three ages, 143 in all."""
    for infant in range(113):
        for prepubescent in range(144 - infant):
            yield infant, prepubescent, 143 - infant - prepubescent


def ratio(table: tuple[int, ...], first: int, others: tuple[int, ...]) -> Fraction:
    """The odds ratio, or one that no figure prints where it has no finite value."""
    c, n = sum(table[i] for i in others), sum(SIZES[i] for i in others)
    a, b = table[first], SIZES[first] - table[first]
    return Fraction(a * (n - c), b * c) if b and c and a and n - c else Fraction(10**9)


def rounds(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def test_two_percentages_and_an_odds_ratio_of_figure_8_leave_28_tables(tmp_path):
    """Closer 5%, unknown 5%, extended against nuclear 2.5; found one by one."""
    lines = ("row_percent,closer,yes,5%", "row_percent,unknown,yes,5%")
    report = with_lines(8, tmp_path, *lines, "odds_ratio,extended/nuclear,yes,2.5")
    kept = []
    for closer, unknown in product(range(144), repeat=2):
        if (rounds(closer, 728), rounds(unknown, 723)) != (5, 5):
            continue
        for extended in range(143 - closer - unknown):
            nuclear = 143 - closer - unknown - extended
            odds = Fraction(extended * (209 - nuclear), nuclear * (305 - extended))
            if Fraction(49, 20) <= odds < Fraction(51, 20):
                kept.append((closer, unknown, extended, nuclear))
    found = judged(report, "f08-unknown-lowest")
    assert found.tables.count == len(kept) == 28
    decisions = [
        all(
            two_by_two("pearson", u, 723 - u, x, size - x, SETTINGS) == 1 and u * size < x * 723
            for x, size in ((c, 728), (e, 305), (n, 209))
        )
        for c, u, e, n in kept
    ]
    assert found.tables.holding == sum(decisions)
    alone = judged(with_lines(8, tmp_path, *lines), "f08-unknown-lowest")
    assert alone.tables.count > 28


def test_percentages_leave_the_tables_that_round_so(tmp_path):
    lines = ("infant,yes,6%", "prepubescent,yes,12%", "pubescent,yes,5%")
    report = with_lines(5, tmp_path, *(f"row_percent,{line}" for line in lines))
    kept = [
        table
        for table in figure_5()
        if [rounds(part, size) for part, size in zip(table, SIZES, strict=True)] == [6, 12, 5]
    ]
    found = judged(report, "f05-prepubescent-infant")
    assert found.tables.count == len(kept) == 6
    true = [
        two_by_two("pearson", pre, 644 - pre, infant, 112 - infant, SETTINGS) == 1
        and pre * 112 > infant * 644
        for infant, pre, _ in kept
    ]
    assert found.tables.holding == sum(true)
    free = found.implied[0]
    assert (free.low, free.high) == (min(t[1] for t in kept), max(t[1] for t in kept))


@pytest.mark.parametrize(
    ("line", "keeps"),
    [
        (
            "odds_ratio,prepubescent/infant,yes,2.5",
            lambda t: ratio(t, 1, (0,)) in rounded_interval("2.5", "half_up"),
        ),
        (
            "odds_ratio,prepubescent,yes,2.83",
            lambda t: ratio(t, 1, (0, 2)) in rounded_interval("2.83", "half_up"),
        ),
        (
            "odds_ratio,prepubescent/pubescent,no,0.5",
            lambda t: 1 / ratio(t, 1, (2,)) in rounded_interval("0.5", "half_up"),
        ),
    ],
)
def test_an_odds_ratio_leaves_the_tables_that_have_it(tmp_path, line, keeps):
    kept = [table for table in figure_5() if keeps(table)]
    assert judged(with_lines(5, tmp_path, line), "f05-jointly").tables.count == len(kept)


def test_an_odds_ratio_that_is_not_shown_was_not_significant(tmp_path):
    report = with_lines(5, tmp_path, "odds_ratio,prepubescent/infant,yes,not shown")
    kept = [
        two_by_two("pearson", pre, 644 - pre, infant, 112 - infant, SETTINGS) == 1
        and pre * 112 > infant * 644
        for infant, pre, _ in figure_5()
        if two_by_two("wald", pre, 644 - pre, infant, 112 - infant, SETTINGS) != 1
    ]
    found = judged(report, "f05-prepubescent-infant")
    assert (found.tables.count, found.tables.holding) == (len(kept), sum(kept))
    by_wald = next(result for result in found.tests if result.test == "wald")
    assert by_wald.decision == "fails"
    free = judged(report, "f05-prepubescent-infant", unshown_not_significant=False)
    assert (free.verdict, free.tables.count) == ("open", 9944)


def test_an_odds_ratio_for_one_point_more_is_fitted(tmp_path):
    tables = np.array(list(figure_5()))
    marks, cases = np.array([1, 2, 3]), np.full(len(tables), 143)
    fitted = np.exp(trend_slope(np.array(SIZES), marks, cases, tables @ marks)[0])
    report = with_lines(5, tmp_path, "odds_ratio,per point,yes,0.57")
    expected = ((fitted >= 0.565) & (fitted < 0.575)).sum()
    assert judged(report, "f05-jointly").tables.count == expected


def test_missing_cases_are_numbers_too(tmp_path):
    """Of 198 cases without offender gender, made-up 20 are traded: 123 traded cases remain."""
    found = judged(with_lines(6, tmp_path, "missing,,yes,20"), "f06-no-difference")
    assert found.tables.count == 42
    assert (found.implied[0].low, found.implied[0].high) == (0, 41)


def test_a_number_for_a_part_of_a_column_sets_its_levels_apart(tmp_path):
    """59% of the 112 infants are 66 with familial relationships; made-up 40 of them extended."""
    reading = next(c for c in load_report().claims if c.id == "f11-pubescent-lower").reading
    assert set(cross(Known(load_report()), reading).columns) == {reading.yes, reading.no}
    report = with_lines(11, tmp_path, "count,infant,extended,40")
    crossing = cross(Known(report), reading)
    assert sorted(crossing.columns) == sorted((level,) for level in (*reading.yes, *reading.no))
    assert tuple(ends(crossing.space, crossing.form(("infant",), ("nuclear",)))) == (26, 26)
    alone = cross(Known(with_lines(11, tmp_path, "count,infant,extended + nuclear,66")), reading)
    assert set(alone.columns) == {reading.yes, reading.no}


@pytest.mark.parametrize(("number", "verdict"), [(25, "fails"), (26, "holds")])
def test_a_count_of_figure_4_settles_it(tmp_path, number, verdict):
    found = judged(with_lines(4, tmp_path, f"count,male,yes,{number}"), "f04-no-difference")
    assert (found.verdict, found.tables.count) == (verdict, 1)


def test_a_slope_along_the_columns_of_a_turned_table_leaves_its_tables_as_they_are(tmp_path):
    """The claim asks for the ages of traded cases; Figure 5 has a row for each age."""
    report = with_lines(5, tmp_path, "odds_ratio,per point,yes,1.2")
    assert len(report.typed[5]) == 1
    name = "w44-prepubescent-one"
    assert judged(report, name) == judged(load_report(), name)
