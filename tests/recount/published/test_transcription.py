"""The second transcription notices a change of any one printed value, in any file.

No audit is run here: the files are loaded once, one value is changed, and the two are compared.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from recount.published import Published, load_published
from recount.published.transcription import mismatches

PUBLISHED = load_published()

#: Numerals that stand in no other file: typed a second time here.
ONCE = {
    "date:collection-began": {"2014"},
    "date:conference-august": {"2015"},
    "date:conference-october": {"2015"},
    "date:cvip-start": {"2002"},
    "date:historic-end-year": {"2013"},
    "date:historic-start-year": {"2002"},
    "date:modern-start-year": {"2011"},
    "date:ncmec-founded": {"1984"},
    "footnote-mark": {"1", "2", "3"},
    "label:scale-points": {"4"},
}
#: Years of cited works are compared with citations.csv, page by page, in test_bibliography.py.
CITED = "year:cited"


def changed(text: str) -> str:
    """The text with its last digit, or its number word, replaced by another."""
    if not re.search(r"[0-9]", text):
        return {"three": "four", "five": "six", "two-thirds": "three-quarters"}[text]
    at = max(match.start() for match in re.finditer(r"[0-9]", text))
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def swapped(published: Published, field: str, place: int, **change: object) -> Published:
    rows = list(getattr(published, field))
    rows[place] = replace(rows[place], **change)
    return replace(published, **{field: tuple(rows)})


def test_the_two_transcriptions_agree():
    assert [str(mismatch) for mismatch in mismatches(PUBLISHED)] == []


@pytest.mark.parametrize("name", PUBLISHED.counts)
def test_a_changed_count_is_noticed(name):
    count = PUBLISHED.counts[name]
    other = replace(count, printed=changed(count.printed))
    found = mismatches(replace(PUBLISHED, counts={**PUBLISHED.counts, name: other}))
    assert (name, other.printed) in {(each.name, each.printed) for each in found}


@pytest.mark.parametrize("field", ["percentages", "totals"])
def test_every_changed_percentage_and_total_is_noticed(field):
    for place, row in enumerate(getattr(PUBLISHED, field)):
        if row.printed:
            found = mismatches(swapped(PUBLISHED, field, place, printed=changed(row.printed)))
            assert row.id in {each.name for each in found}


def test_every_changed_rule_is_noticed():
    for place, row in enumerate(PUBLISHED.completeness):
        other = swapped(PUBLISHED, "completeness", place, rule=changed(row.rule))
        assert row.id in {each.name for each in mismatches(other)}


@pytest.mark.parametrize("field", ["percentages", "totals"])
def test_a_value_moved_to_a_page_without_numerals_is_noticed(field):
    for place, row in enumerate(getattr(PUBLISHED, field)):
        if row.printed:
            other = swapped(PUBLISHED, field, place, page=43)
            assert row.id in {each.name for each in mismatches(other)}


@pytest.mark.parametrize("name", PUBLISHED.dates)
@pytest.mark.parametrize("part", ["printed", "day"])
def test_a_changed_date_is_noticed(name, part):
    date = PUBLISHED.dates[name]
    new = changed(date.printed) if part == "printed" else date.day + timedelta(days=1)
    dates = {**PUBLISHED.dates, name: replace(date, **{part: new})}
    assert name in {each.name for each in mismatches(replace(PUBLISHED, dates=dates))}


def test_every_changed_score_is_noticed():
    for place, level in enumerate(PUBLISHED.levels):
        if level.score is not None:
            found = mismatches(swapped(PUBLISHED, "levels", place, score=level.score + 1))
            assert any(each.file == "levels.csv" for each in found)


def test_every_changed_fraction_of_a_claim_is_noticed():
    for place, claim in enumerate(PUBLISHED.claims):
        if claim.relation == "share_above":
            other = swapped(PUBLISHED, "claims", place, members=changed(claim.members))
            assert claim.id in {each.name for each in mismatches(other)}


@pytest.mark.parametrize("place", range(len(PUBLISHED.inventory)))
def test_a_changed_numeral_of_the_inventory_is_noticed(place):
    row = PUBLISHED.inventory[place]
    if row.subject in ONCE:
        assert row.printed in ONCE[row.subject]
    elif row.subject == CITED:
        assert re.fullmatch(r"20[01][0-9]", row.printed)
    else:
        assert mismatches(swapped(PUBLISHED, "inventory", place, printed=changed(row.printed)))


def test_a_numeral_left_out_of_the_inventory_is_noticed_where_it_is_the_only_one():
    for place, row in enumerate(PUBLISHED.inventory):
        rest = (*PUBLISHED.inventory[:place], *PUBLISHED.inventory[place + 1 :])
        if row.subject == row.entry:  # a percentage, which stands once
            assert mismatches(replace(PUBLISHED, inventory=rest))


def test_every_numeral_has_an_entry_or_a_reason_and_never_both():
    assert all(bool(row.entry) != bool(row.reason) for row in PUBLISHED.inventory)
    assert len(PUBLISHED.inventory) == 299


def test_of_the_per_cent_signs_59_are_percentages_and_five_are_the_rule_or_a_footnote():
    signs = [row for row in PUBLISHED.inventory if row.printed.endswith("%")]
    rules = [row for row in signs if row.subject.startswith("rule:")]
    assert len(signs) - len(rules) == len(PUBLISHED.percentages) == 59
    assert sorted(row.printed for row in rules) == ["100%", "80%", "80%", "80%", "80%"]
