"""What texts say again: one exchanged with its neighbour's or with another number is noticed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from recount.report import DataProblems, Report, default_folder, load_report
from recount.report.checks import check_report
from recount.report.transcription import CHECKS
from recount.report.wording import check_wording

REPORT = load_report()
BY_NAME = {check.__name__: check for check in CHECKS}


def changed(file: str, *rows: Any) -> Report:
    """The report with other rows in place of those of the same lines."""
    new = {row.line: row for row in rows}
    every = tuple(new.get(row.line, row) for row in REPORT.rows[file])
    other = Report.of_rows({**REPORT.rows, file: every}, REPORT.report)
    return replace(other, claims=every if file == "claims" else REPORT.claims)


def told(report: Report, check: Any, file: str) -> list[str]:
    return [str(each) for each in check(report) if each.file == f"{file}.csv" or not file]


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("claims", "statement"),
        ("completeness", "statement"),
        ("figures", "title"),
        ("inventory", "place"),
        ("percentages", "statement"),
        ("sentences", "sentence"),
        ("totals", "statement"),
    ],
)
def test_most_texts_exchanged_with_the_next_are_noticed(file, column):
    """Where two rows speak of nearly the same, either text may do for both."""
    pairs = [
        (one, two)
        for one, two in pairwise(REPORT.rows[file])
        if getattr(one, column) != getattr(two, column)
    ]
    some = pairs[:: max(1, len(pairs) // 5)]
    seen = [
        bool(
            told(
                changed(
                    file,
                    replace(one, **{column: getattr(two, column)}),
                    replace(two, **{column: getattr(one, column)}),
                ),
                check_wording,
                "",
            )
        )
        for one, two in some
    ]
    assert 2 * sum(seen) > len(seen)


def test_a_text_fits_its_own_row_in_every_file():
    assert [str(each) for each in check_wording(REPORT)] == []


@pytest.mark.parametrize(
    ("file", "column", "old", "new"),
    [
        ("claims", "statement", "1,965", "1,966"),
        ("claims", "statement", "levels 3 and 4", "levels 3 and 5"),
        ("claims", "statement", "Figure 8's", "Figure 9's"),
        ("sentences", "sentence", "933", "932"),
        ("completeness", "statement", "80%", "79%"),
        ("levels", "label", "2013", "2017"),
        ("percentages", "statement", "Table 3", "Table 7"),
        ("totals", "statement", "page 14", "page 15"),
    ],
)
def test_another_number_in_a_text_is_noticed(file, column, old, new):
    row = next(x for x in REPORT.rows[file] if old in getattr(x, column))
    other = replace(row, **{column: getattr(row, column).replace(old, new)})
    assert told(changed(file, other), check_wording, file)


@pytest.mark.parametrize(
    ("claim", "column", "value"),
    [
        ("f07-each-step", "reading_of", ""),
        ("f07-activity", "reading_of", "f05-jointly"),
        ("f08-nuclear-pooled", "reading_of", "f07-activity"),
        ("w23-unknown-missing", "sample", "multiple"),
        ("w14-confidence", "sample", "historic"),
        ("f05-much", "sample", "multiple"),
        ("h04-female", "sample", "historic"),
        ("f05-much", "figure", 6),
        ("f08-jointly", "figure", None),
        ("f03-substantially", "figure", 2),
        ("w42-two-thirds", "figure", 3),
        ("f08-nuclear", "place", "text beside Figure 9"),
        ("f08-nuclear-pooled", "place", "key insight"),
    ],
)
def test_a_claim_that_its_sentence_figure_or_readings_contradict_is_noticed(claim, column, value):
    row = next(x for x in REPORT.claims if x.id == claim)
    check = BY_NAME["_places" if column == "place" else "_claims"]
    assert told(changed("claims", replace(row, **{column: value})), check, "claims")


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("assumptions", "values", "0 to 722"),
        ("figures", "unit", "case"),
        ("comparisons", "second_levels", ()),
    ],
)
def test_what_data_says_of_another_file_is_held(file, column, value):
    row = replace(REPORT.rows[file][0], **{column: value})
    assert told(changed(file, row), check_report, file)


@pytest.mark.parametrize("file", ["claims", "counts", "groups", "percentages", "tables", "totals"])
def test_rows_follow_the_pages_and_what_is_named_there(file):
    rows = REPORT.rows[file]
    last, first = replace(rows[-1], line=rows[0].line), replace(rows[0], line=rows[-1].line)
    assert not list(check_report(REPORT))
    assert any("order of the pages" in x.expected for x in check_report(changed(file, first, last)))


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "expected"),
    [
        ("inventory", "t3-one-age-infant", "entry", "t3-multi-age-infant", "of its subject"),
        ("inventory", "count:one-age-infant", "entry", "t3-multi-age-infant", "of its subject"),
        ("sentences", "w14-more-complete", "reason", "see w15-more-complete", "ids of entries"),
    ],
)
def test_what_a_sentence_or_numeral_names_is_held(file, row, column, value, expected):
    rows = REPORT.rows[file]
    old = next(x for x in rows if row in (getattr(x, "subject", ""), x.entry) or row in x.reason)
    found = check_report(changed(file, replace(old, **{column: value})))
    assert any(expected in problem.expected for problem in found)


@pytest.mark.parametrize(
    ("file", "row", "column", "value"),
    [
        ("claims", "h04-nuclear-traded", "repeats", ""),
        ("percentages", "p22-one-pubescent", "repeats", ""),
        ("percentages", "p22-one-pubescent", "repeats", "t3-one-age-infant"),
        ("claims", "f03-rise", "against", ()),
    ],
)
def test_a_repeat_and_what_is_compared_with_are_written_out(file, row, column, value):
    old = next(x for x in REPORT.rows[file] if x.id == row)
    check = BY_NAME["_repeats" if column == "repeats" else "_claims"]
    assert told(changed(file, replace(old, **{column: value})), check, file)


def test_two_numbers_that_are_joined_differ():
    old = next(x for x in REPORT.claims if x.id == "f01-levels-3-4")
    new = replace(old, statement=old.statement.replace("3 and 4", "4 and 4"))
    found = told(changed("claims", new), check_wording, "claims")
    assert any("two numbers that differ" in problem for problem in found)


def test_a_sentence_twice_is_bad_data(tmp_path):
    folder = tmp_path / "published"
    shutil.copytree(default_folder(), folder)
    path = folder / "sentences.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), "utf-8")
    with pytest.raises(DataProblems, match="each value once"):
        load_report(folder)
