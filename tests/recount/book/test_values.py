"""Values in prose: what they say, where they say they come from, and what they refuse."""

import json
import re

import pypandoc
import pytest

from recount.book import UnknownNameError, open_book
from recount.book.values import Inline, escape_markdown
from recount.ledger import say


def parsed(markdown: str) -> dict:
    """The first inline of some Markdown, as Pandoc reads it."""
    text = pypandoc.convert_text(markdown, "json", format="markdown")
    return json.loads(text)["blocks"][0]["c"][0]


def attributes(value: object) -> dict[str, str]:
    """A value's span attributes, read by Pandoc."""
    node = parsed(value._repr_markdown_())
    assert node["t"] == "Span"
    return dict(node["c"][0][2])


def test_a_stated_number_carries_its_provenance(book):
    value = book.stated.p22_one_pubescent
    assert str(value) == "61%"
    assert attributes(value) == {
        "entry": "p22-one-pubescent",
        "verdict": "differs",
        "printed": "61%",
        "formula": "1,209 / 1,965 = 61.53%, rounds to 62%, printed 61%",
        "source": "page 22, first column, second paragraph",
        "maker": "recount.verdicts.judge_percentage",
        "row": "percentages.csv",
    }


def test_a_count_carries_its_place_and_the_entry_that_judges_it(book):
    value = book.counts.one_age_pubescent
    assert str(value) == "1,209"
    assert attributes(value) == {
        "entry": "t3-one-age-pubescent",
        "source": "page 23, Table 3, victim age, third row",
        "row": "counts.csv",
    }


def test_every_count_has_an_entry_that_exists(book):
    for name in book.ledger.report.counts:
        entry = attributes(book.counts[name])["entry"]
        assert entry in book.ledger.by_id, name


def test_every_stated_number_can_be_shown(book):
    """Ids, places and reasons hold quotes, colons and commas: Pandoc must read each back."""
    for entry in book.ledger.entries:
        if entry.kind in ("percentage", "total", "completeness") and entry.printed:
            assert attributes(book.stated[entry.id])["entry"] == entry.id


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("p22_one_pubescent.recomputed", "62%"),
        ("p22_one_pubescent.share", "61.53%"),
        ("p22_one_pubescent.fraction", "1,209 of 1,965"),
        ("p22_one_pubescent.verdict", "≠ differs"),
        ("t3_one_age_pubescent.near_part", "1,208"),
        ("t3_one_age_pubescent.near_whole", "1,966"),
        ("t3_multi_offender_gender_male.near_part", "493"),
        ("t3_multi_offender_gender_male.near_whole", "599"),
        ("p30_pubescent.low", "168"),
        ("p30_pubescent.high", "174"),
        ("p30_pubescent.free_low", "164"),
        ("t1_total", "518"),
        ("k_one_activity", "97%"),
        ("k_one_relationship.high", "393"),
    ],
)
def test_parts_of_a_stated_number(book, value, text):
    name, _, part = value.partition(".")
    found = getattr(book.stated, name)
    assert str(getattr(found, part) if part else found) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("f04_no_difference.low", "26"),
        ("f04_no_difference.high", "44"),
        ("f04_no_difference.free_low", "0"),
        ("f04_no_difference.free_high", "143"),
        ("f04_no_difference.tables", "144"),
        ("f04_no_difference.verdict", "◇ open"),
        ("f11_pubescent_lower.tables", "7"),
        ("f11_pubescent_lower.holding", "7"),
        ("h04_male_unrelated_one.free_low", "1,212"),
        ("h04_male_unrelated_one.flips_at", "230"),
        ("h04_male_unrelated_pooled.free_low", "1,447"),
        ("h04_activity_familial.low", "1.09"),  # 1.0961, a lower bound
    ],
)
def test_parts_of_a_claim(book, value, text):
    """The numbers are those that the design of the audit names."""
    found = book.claims
    for part in value.split("."):
        found = getattr(found, part)
    assert str(found) == text


def test_a_claims_numbers_lead_to_its_ledger_row(book):
    found = attributes(book.claims.f04_no_difference.low)
    assert found["entry"] == "f04-no-difference"
    assert "26 to 44" in found["formula"]


def test_score_tests_decide_and_others_can_be_asked(book):
    claim = book.claims.f04_no_difference
    assert [str(end) for end in claim.under("pearson")] == [str(claim.low), str(claim.high)]
    assert [str(end) for end in claim.under("fisher")] == ["25", "44"]


def test_a_derived_number_says_that_it_is_derived(book):
    for value in (
        book.claims.f04_no_difference.low,
        book.stated.p22_one_pubescent.recomputed,
        book.sum("one-n + multi-n"),
    ):
        found = attributes(value)
        assert "source" not in found
        assert found["derived"].startswith(("Derived by this audit", "Added up from page"))


def test_an_unknown_name_is_refused_with_those_near_it(book):
    with pytest.raises(UnknownNameError, match="near it: p22-one-pubescent"):
        _ = book.stated.p22_one_pubecent
    with pytest.raises(UnknownNameError, match="no claim"):
        _ = book.claims.no_such_claim_at_all
    with pytest.raises(UnknownNameError):
        _ = book.counts["one_n"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda book: book.claims.h04_male_unrelated_one.low,
        lambda book: book.claims.f05_much.low,
        lambda book: book.stated.p22_one_white_victims.recomputed,
        lambda book: book.stated.p30_infant.fraction,
        lambda book: book.claims.w03_small_minority.flips_at,
    ],
)
def test_a_number_that_an_entry_does_not_have_is_refused(book, ask):
    with pytest.raises(ValueError, match="has no "):
        ask(book)


def test_totals_are_those_of_the_audit(book):
    names = ("with_counts", "agree", "figures", "shares", "half_up", "truncate")
    found = [str(getattr(book.totals, name)) for name in names]
    assert found == ["48", "44", "24", "36", "34", "18"]
    assert str(book.totals.entries) == f"{len(book.ledger.entries):,}"
    statements = [e for e in book.ledger.entries if e.is_statement and e.verdict == "open"]
    assert str(book.totals.open) == str(len(statements))


def test_a_sum_shows_its_addends(book):
    value = book.sum("one-relationship-extended + one-relationship-nuclear")
    assert str(value) == "514"
    assert attributes(value)["formula"] == "305 + 209 = 514"


def test_a_sum_of_an_unknown_count_is_refused(book):
    with pytest.raises(UnknownNameError):
        book.sum("one-n + one-relationship-extnded")


def test_one_ledger_serves_all_chapters(book):
    assert open_book() is book


@pytest.mark.parametrize(
    "text", ["half_up", "a*b*", "[x](y)", "`c`", "$5$", "1 < 2 > 0", "x^2^ ~n~", "# @a", 'say "no"']
)
def test_escaped_text_is_read_as_it_is(text):
    blocks = json.loads(pypandoc.convert_text(escape_markdown(text), "json", format="markdown"))
    plain = pypandoc.convert_text(escape_markdown(text), "plain", format="markdown")
    assert plain.strip() == text
    assert {node["t"] for node in blocks["blocks"][0]["c"]} <= {"Str", "Space"}


def test_attributes_with_quotes_are_read_back():
    value = Inline("1", "stated", (("source", 'page 3, "box" \\ {x}'), ("row", "")))
    assert attributes(value) == {"source": 'page 3, "box" \\ {x}'}


def test_no_name_of_the_program_is_left_in_sentences(book):
    """Tests and rules are said in words wherever a reader sees them."""
    for entry in book.ledger.entries:
        words = say(book.ledger, entry)
        for sentence in (words.sentence, *words.steps, words.turn, words.settles):
            assert not re.search(r"[a-z]_[a-z]|\((?:wald|pearson|fisher)\)", sentence)
