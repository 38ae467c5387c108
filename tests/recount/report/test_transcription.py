"""The second transcription notices a change of any one printed value, in any file.

No audit is run here: the files are loaded once, one value is changed, and the two are compared.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from recount.report import Problem, Report, Shares, ShareSide, load_report
from recount.report.transcription import CHECKS

REPORT = load_report()
NUMBERS = ("_numerals", "_names")


def cross_checks(report: Report) -> list[Problem]:
    """What the checks of numbers and names say; those of texts have tests of their own."""
    return [each for check in CHECKS if check.__name__ in NUMBERS for each in check(report)]


SUBJECTS = {row.subject for row in REPORT.inventory}


def changed(text: str) -> str:
    """The text with its last digit, or its number word, replaced by another."""
    if not re.search(r"[0-9]", text):
        return {"three": "four", "five": "six", "two-thirds": "three-quarters"}[text]
    at = max(match.start() for match in re.finditer(r"[0-9]", text))
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def swapped(report: Report, field: str, place: int, **change: object) -> Report:
    rows = list(getattr(report, field))
    rows[place] = replace(rows[place], **change)
    return replace(report, **{field: tuple(rows)})


def test_the_two_transcriptions_agree():
    assert [str(problem) for problem in cross_checks(REPORT)] == []


@pytest.mark.parametrize("name", REPORT.counts)
def test_a_changed_count_is_noticed(name):
    count = REPORT.counts[name]
    other = replace(count, printed=changed(count.printed))
    found = cross_checks(replace(REPORT, counts={**REPORT.counts, name: other}))
    assert other.printed in {each.found for each in found if each.row == count.line}


@pytest.mark.parametrize("field", ["percentages", "totals"])
def test_every_changed_percentage_and_total_is_noticed(field):
    for place, row in enumerate(getattr(REPORT, field)):
        if row.printed:
            found = cross_checks(swapped(REPORT, field, place, printed=changed(row.printed)))
            assert row.line in {each.row for each in found if each.file == f"{field}.csv"}


def test_every_changed_rule_is_noticed():
    for place, row in enumerate(REPORT.completeness):
        other = swapped(REPORT, "completeness", place, rule=changed(row.rule))
        assert row.line in {each.row for each in cross_checks(other)}


@pytest.mark.parametrize("field", ["percentages", "totals"])
def test_a_value_moved_to_a_page_without_numerals_is_noticed(field):
    for place, row in enumerate(getattr(REPORT, field)):
        if row.printed:
            other = swapped(REPORT, field, place, page=43)
            assert row.line in {each.row for each in cross_checks(other)}


@pytest.mark.parametrize("name", REPORT.dates)
@pytest.mark.parametrize("part", ["printed", "day"])
def test_a_changed_date_is_noticed(name, part):
    date = REPORT.dates[name]
    new = changed(date.printed) if part == "printed" else date.day + timedelta(days=1)
    dates = {**REPORT.dates, name: replace(date, **{part: new})}
    found = cross_checks(replace(REPORT, dates=dates))
    assert date.line in {each.row for each in found}


def test_every_changed_score_is_noticed():
    for place, level in enumerate(REPORT.levels):
        if level.score is not None:
            found = cross_checks(swapped(REPORT, "levels", place, score=level.score + 1))
            assert any(each.file == "levels.csv" for each in found)


def test_every_changed_fraction_of_a_claim_is_noticed():
    for place, claim in enumerate(REPORT.claims):
        reading = claim.reading
        if isinstance(reading, Shares) and f"share:{reading.left.percentage}" in SUBJECTS:
            reading = replace(reading, right=ShareSide(fraction=Fraction(1, 7)))
            other = swapped(REPORT, "claims", place, reading=reading)
            assert claim.line in {each.row for each in cross_checks(other)}


@pytest.mark.parametrize("place", range(len(REPORT.inventory)))
def test_a_changed_numeral_of_the_inventory_is_noticed(place):
    row = REPORT.inventory[place]
    assert cross_checks(swapped(REPORT, "inventory", place, printed=changed(row.printed)))


def test_a_numeral_left_out_of_the_inventory_is_noticed_where_it_is_the_only_one():
    for place, row in enumerate(REPORT.inventory):
        rest = (*REPORT.inventory[:place], *REPORT.inventory[place + 1 :])
        if row.subject == row.entry:  # a percentage, which stands once
            assert cross_checks(replace(REPORT, inventory=rest))


def test_every_numeral_has_an_entry_or_a_reason_and_never_both():
    assert all(bool(row.entry) != bool(row.reason) for row in REPORT.inventory)
    assert len(REPORT.inventory) == 299


def test_of_the_per_cent_signs_59_are_percentages_and_five_are_the_rule_or_a_footnote():
    signs = [row for row in REPORT.inventory if row.printed.endswith("%")]
    rules = [row for row in signs if row.subject.startswith("rule:")]
    assert len(signs) - len(rules) == len(REPORT.percentages) == 59
    assert sorted(row.printed for row in rules) == ["100%", "80%", "80%", "80%", "80%"]
