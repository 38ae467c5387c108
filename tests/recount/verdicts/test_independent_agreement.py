"""The ledger says what was worked out a second time without the package."""

from __future__ import annotations

import pytest

from recount.ledger import Ledger
from tests.recount.verdicts.independent import margin
from tests.recount.verdicts.test_independent_bounds import LOST_WITH_ANY, OVERLAPS
from tests.recount.verdicts.test_independent_ranges import CONTRASTS


def ends_of(ledger: Ledger, name: str, test: str | None, *, given: bool) -> tuple[object, object]:
    """The range of a claim's own quantity by a test, given the claim or not."""
    found = [
        item
        for item in ledger[name].implied
        if (item.test, item.given_claim, item.undefined) == (test, given, False)
    ]
    assert len(found) == 1
    return found[0].low, found[0].high


@pytest.mark.parametrize("name", [name for name in OVERLAPS if " " not in name])
def test_bounds_agree(ledger: Ledger, name: str) -> None:
    expected = OVERLAPS[name][2]
    assert ends_of(ledger, name, None, given=False) == expected


@pytest.mark.parametrize("name", CONTRASTS)
def test_ranges_given_the_claim_agree(ledger: Ledger, name: str) -> None:
    assert ends_of(ledger, name, "pearson", given=True) == CONTRASTS[name][-1]


#: Each group's cases given that all parts are true, as `test_independent_ranges` lists them.
JOINTLY = {
    "f05-jointly": {"infant": (0, 13), "prepubescent": (59, 143), "pubescent": (0, 82)},
    "c44-younger-traded-jointly": {
        "infant": (0, 13),
        "prepubescent": (67, 143),
        "pubescent": (0, 71),
    },
    "f08-jointly": {
        "unknown": (0, 35),
        "nuclear": (27, 137),
        "extended + nuclear": (48, 139),
    },
    "c42-prepubescent-infant-jointly": {
        "infant": (8, 22),
        "prepubescent": (31, 63),
        "pubescent": (0, 36),
        "mixed": (0, 34),
    },
}


@pytest.mark.parametrize("name", JOINTLY)
def test_ranges_given_all_parts_agree(ledger: Ledger, name: str) -> None:
    found = {
        " + ".join(item.quantity.of[1][1]): (item.low, item.high)
        for item in ledger[name].implied
        if item.given_claim and item.test == "pearson"
    }
    assert JOINTLY[name].items() <= found.items()


@pytest.mark.parametrize(
    "name",
    ["w33-unlike", "w34-again", "w35-again", "w37-parallel", "c43-female-traded-jointly-multi"],
)
def test_parts_about_different_tables_have_the_ranges_that_they_have_alone(
    ledger: Ledger, name: str
) -> None:
    members = next(c.reading.members for c in ledger.report.claims if c.id == name)

    def ranges(entry: str) -> list[tuple[object, ...]]:
        tests = {None, "pearson", "trend_score"}
        return [
            (item.quantity.sample, item.quantity.of, item.test, item.low, item.high)
            for item in ledger[entry].implied
            if item.test in tests
        ]

    assert ranges(name) == [each for member in members for each in ranges(member)]


def test_every_open_reading_gives_a_range(ledger: Ledger) -> None:
    """A statement with several readings gives none of its own."""
    without = [
        entry.id
        for entry in ledger.entries
        if entry.verdict == "open" and not entry.implied and not entry.readings
    ]
    assert without == []


@pytest.mark.parametrize("figure", [1, 2, 3])
def test_tables_of_the_historic_figures_keep_to_the_text(ledger: Ledger, figure: int) -> None:
    """At most Table 1's cases of a period; of victims at least those, and 415 more in all."""
    periods = margin("historic", "period")
    further = 0 if figure == 1 else 933 - 518
    shown = [entry for entry in ledger.entries if entry.figure == figure and entry.implied]
    for entry in shown:
        names = [item.quantity.of[1][1][0] for item in entry.implied]
        assert [item.high for item in entry.implied] == [periods[n] + further for n in names]
        least = [0 if figure == 1 else periods[n] for n in names]
        assert [item.low for item in entry.implied] == least
        for witness in (entry.witness_for, entry.witness_against):
            totals = zip(map(sum, witness.counts), periods.values(), strict=True)
            beyond = [n - most for n, most in totals]
            assert sum(more for more in beyond if more > 0) <= further
    assert len(shown) >= 4


#: Cases missing of the unknown with which a proof is lost: kept, and left out.
LOST = {
    "w22-one-nonfamilial-majority": (469, None),
    "h04-male-unrelated-one": (230, 459),
    "h04-male-unrelated-pooled": (148, 296),
    "h04-any-male-unrelated-pooled": (235, 470),
    "c43-men-girls-boys": (254, None),
    "c43-men-unrelated-related": (110, None),
    "c43-men-girls-boys-pooled": (113, None),
    "c43-men-pubescent-related": (72, None),
    "c43-pubescent-younger-girls": (140, None),
    "f11-pubescent-lower": (LOST_WITH_ANY["lower"], None),
    "h04-younger-familial": (LOST_WITH_ANY["younger"], None),
    "h04-younger-familial-slope": (LOST_WITH_ANY["slope"], None),
    "h04-younger-familial-steps": (LOST_WITH_ANY["steps"], None),
    "c43-familial-younger": (LOST_WITH_ANY["younger"], None),
    "c44-young-related": (LOST_WITH_ANY["younger"], None),
    "c44-very-young-family": (None, None),
    "c44-very-young-highest": (LOST_WITH_ANY["youngest"], None),
}


@pytest.mark.parametrize("name", LOST)
def test_missing_cases_turn_a_proof_where_they_should(ledger: Ledger, name: str) -> None:
    """The printed percentages allow at most 9 cases to be left out, and any number to be kept."""
    found = {rests.model: rests for rests in ledger[name].rests if rests.model}
    assert (found["kept"].turns, found["left_out"].turns) == LOST[name]
    assert found["left_out"].last == 9


OF_AGE = ("c43-men-pubescent-related", "c43-men-pubescent-younger", "c43-pubescent-younger-girls")


@pytest.mark.parametrize("name", [*OF_AGE, "f11-pubescent-lower"])
def test_percentages_of_figure_11_leave_no_table_where_they_are_rounded_up(
    ledger: Ledger, name: str
) -> None:
    """Rounded up, 59% of 112, 43% of 644 and 14% of 1,209 are too few for 514 familial cases."""
    assert 66 + 276 + 169 < 514
    found = {rule: rest for rests in ledger[name].rests for rule, *rest in rests.verdicts}
    assert found["ceiling"] == ["", 0]
    assert found["half_up"][0] == ledger[name].verdict


@pytest.mark.parametrize(
    ("name", "most"), [("k-one-relationship", 393), ("k-multi-relationship", 126)]
)
def test_completeness_is_a_condition_on_missing_cases(ledger: Ledger, name: str, most: int) -> None:
    assert ledger[name].verdict == "consistent"
    assert ends_of(ledger, name, None, given=True) == (0, most)


def test_no_statement_fails_however_it_is_read(ledger: Ledger) -> None:
    """A reading may fail; a statement would only if it were false however it is fairly read."""
    assert [entry.id for entry in ledger.statements if entry.verdict == "fails"] == []
    assert {entry.id for entry in ledger.entries if entry.verdict == "fails"} == {
        "w22-multi-pubescent-majority",
        "w22-one-level-1-majority",
        "c43-familial-slope-jointly",
        "c43-female-traded-jointly-one",
    }
