"""What is known of this report's arithmetic, each as a test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from recount.verdicts.missing_rows import tables_with_missing
from recount.verdicts.overlap import overlap_of

from recount.arithmetic import CONVENTIONS, Share, agreement, column_sum, near_misses
from recount.published import load_published
from recount.settings import Settings
from recount.tables import list_tables, outcome_count
from recount.verdicts import Assumed, cross, judge, read_claim

PUBLISHED = load_published()
CLAIMS = {claim.id: claim for claim in PUBLISHED.claims}
SETTINGS = Settings()


def given(entry, test):
    return [(i.low, i.high) for i in entry.implied if i.given_claim and i.test == test]


def table_3() -> list[tuple[str, str, str, Share]]:
    return [
        (
            row.sample,
            row.variable,
            row.printed,
            Share(PUBLISHED.total_of(row.numerator), PUBLISHED.total_of(row.denominator)),
        )
        for row in PUBLISHED.percentages
        if row.place.startswith("Table 3")
    ]


def test_34_of_36_percentages_of_table_3_agree_and_18_would_under_truncation():
    rows = agreement([(printed, share) for _, _, printed, share in table_3()])
    assert [(row.convention, row.agreeing, row.total) for row in rows] == [
        ("half_up", 34, 36),
        ("half_even", 34, 36),
        ("truncate", 18, 36),
        ("ceiling", 19, 36),
    ]


@pytest.mark.parametrize(
    ("name", "exact", "printed", "recomputed", "near"),
    [
        ("t3-one-age-pubescent", "1209/1965", "61%", "62%", [(1208, 1965), (1209, 1966)]),
        ("p22-one-pubescent", "1209/1965", "61%", "62%", [(1208, 1965), (1209, 1966)]),
        ("t3-multi-offender-gender-male", "494/598", "82%", "83%", [(493, 598), (494, 599)]),
        ("p22-multi-male-offenders", "494/598", "82%", "83%", [(493, 598), (494, 599)]),
    ],
)
def test_the_four_that_differ_are_one_case_away(ledger, name, exact, printed, recomputed, near):
    entry = ledger[name]
    assert (entry.exact, entry.printed, entry.recomputed) == (exact, printed, recomputed)
    assert entry.verdict == "differs"
    share = Share(entry.numerator, entry.denominator)
    assert [(miss.part, miss.whole) for miss in near_misses(share, printed)] == near


def test_taking_the_surplus_off_the_largest_cell_gives_both_but_two_columns_do_not_add_to_100():
    columns: dict[tuple[str, str], list[tuple[str, Share]]] = {}
    for sample, variable, printed, share in table_3():
        columns.setdefault((sample, variable), []).append((printed, share))
    sums = {key: column_sum(rows) for key, rows in columns.items()}
    assert sums["one_to_one", "age"].adjusted_agrees
    assert sums["multiple", "offender-gender"].adjusted_agrees
    assert {key: row.printed for key, row in sums.items() if row.printed != 100} == {
        ("one_to_one", "relationship"): 101,
        ("multiple", "activity"): 99,
    }


def test_every_column_of_table_3_and_table_1_adds_up(ledger):
    totals = [
        entry
        for entry in ledger.entries
        if entry.id.startswith("t3-") and entry.id.endswith("-total")
    ]
    assert len(totals) == 12
    assert {entry.verdict for entry in totals} == {"agrees"}
    assert (ledger["t1-total"].recomputed, ledger["t1-total"].verdict) == ("518", "agrees")


def test_the_traded_cases_just_find_room_in_the_last_two_periods(ledger):
    entry = ledger["datasets-traded"]
    assert (entry.numerator, entry.denominator, entry.verdict) == (218, 218, "consistent")


@pytest.mark.parametrize(
    ("name", "low", "high", "whole", "verdict"),
    [
        ("h04-male-unrelated-one", 1212, 1451, 1965, "holds"),
        ("h04-male-unrelated-pooled", 1447, 1825, 2598, "holds"),
        ("h04-male-unrelated-multi", 235, 374, 633, "open"),
    ],
)
def test_frechet_bounds_of_male_offenders_unrelated_to_the_child(
    ledger, name, low, high, whole, verdict
):
    entry = ledger[name]
    assert (entry.implied[0].low, entry.implied[0].high) == (low, high)
    assert entry.verdict == verdict
    assert f"of the {whole:,} cases" in entry.sentence


def test_the_proof_is_lost_once_230_unknown_cases_are_missing(ledger):
    claim = CLAIMS["h04-male-unrelated-one"]
    assert overlap_of(PUBLISHED, claim, Assumed(unknown_missing=229)).verdict == "holds"
    assert overlap_of(PUBLISHED, claim, Assumed(unknown_missing=230)).verdict == "open"
    rest = {each.assumption: each.effect for each in ledger[claim.id].rests_on}
    assert "lost once 230 of the 723" in rest["unknown-complete"]


def test_figure_4_implies_26_to_44_male_victims_among_the_traded(ledger):
    entry = ledger["f04-no-difference"]
    assert given(entry, "pearson") == [(26, 44)]
    assert given(entry, "fisher") == [(25, 44)]
    assert given(entry, "wald") == [(0, 0), (26, 44), (143, 143)]
    assert entry.consistent_tables.count == 144
    assert "undefined on 2 of them" in entry.consistent_tables.method
    assert "an odds ratio of at least 1.7 or of at most 0.532" in entry.sentence


def test_figure_11_leaves_seven_tables_and_holds_in_all(ledger):
    entry = ledger["f11-pubescent-lower"]
    assert (entry.consistent_tables.count, entry.consistent_tables.holding) == (7, 7)
    assert (entry.verdict, entry.proof) == ("holds", "enumerated")
    assert {result.decision for result in entry.tests} == {"holds"}


@pytest.mark.parametrize(
    ("rule", "number"),
    [("half_up", 7), ("half_even", 7), ("truncate", 1), ("ceiling", 0), ("within_a_point", 39)],
)
def test_tables_of_figure_11_under_each_rounding_rule(ledger, rule, number):
    reading = read_claim(PUBLISHED, CLAIMS["f11-pubescent-lower"])
    crossing = cross(PUBLISHED, reading, Assumed(convention=rule))
    assert outcome_count(crossing.space) == number
    assert len(list_tables(crossing.space, 100)) == number
    effect = next(
        rest.effect
        for rest in ledger["f11-pubescent-lower"].rests_on
        if rest.assumption == "rounding"
    )
    words = f"{rule.replace('_', ' ')} leaves {number} table"
    assert words in effect
    assert rule in CONVENTIONS or rule == "within_a_point"


def test_figure_11_with_missing_cases_has_tables_up_to_51_of_them(ledger):
    """Each number of missing cases by itself, as every other module would list it."""
    reading = read_claim(PUBLISHED, CLAIMS["f11-pubescent-lower"])
    found = tables_with_missing(cross(PUBLISHED, reading, Assumed()).space, 55)
    for missing in (0, 1, 17, 50, 51, 52, 55):
        space = cross(PUBLISHED, reading, Assumed(unknown_missing=missing)).space
        tables = list_tables(space, 10_000)
        mine = found.tables[found.missing == missing]
        assert sorted(map(np.ndarray.tolist, mine)) == sorted(map(np.ndarray.tolist, tables))
        assert bool(len(tables)) == (missing <= 51)
    for name in ("f11-pubescent-lower", "h04-younger-familial", "c44-very-young-family"):
        effects = {rest.assumption: rest.effect for rest in ledger[name].rests_on}
        assert "with up to 51 of the 723" in effects["unknown-complete"]


def test_most_of_40_per_cent_is_no_majority_and_the_largest_share(ledger):
    assert ledger["w22-one-level-1-majority"].verdict == "fails"
    assert ledger["w22-one-level-1-plurality"].verdict == "holds"
    assert ledger["w22-multi-pubescent-majority"].verdict == "fails"
    assert ledger["w22-multi-pubescent-plurality"].verdict == "holds"
    assert ledger["w42-two-thirds"].verdict == "fails"


def test_a_narrow_plurality_could_be_lost_to_its_missing_cases(ledger):
    entry = ledger["w22-multi-level-3-plurality"]
    assert entry.verdict == "holds"
    assert entry.shift == (
        "5 cases moved to level 1 would make a tie, 6 would make that the larger. "
        "The 23 missing cases could do it, too: 10 of them at level 1 make a tie."
    )


def test_nothing_bounds_the_historic_figures(ledger):
    entries = [
        entry for entry in ledger.entries if entry.figure in (1, 2, 3) and entry.kind == "claim"
    ]
    assert len(entries) >= 10
    for entry in entries:
        assert (entry.verdict, entry.basis) == ("no_counts", "none")
        assert entry.witness_for is None
        assert entry.implied == ()


@pytest.mark.parametrize("name", ["c43-female-traded-jointly", "c43-familial-activity-jointly"])
def test_statements_of_two_pages_that_exclude_each_other(ledger, name):
    assert (ledger[name].verdict, ledger[name].proof) == ("fails", "closed_form")


@pytest.mark.parametrize(
    "name",
    ["c43-mixed-victims-jointly", "c44-younger-traded-jointly", "f08-jointly", "f05-jointly"],
)
def test_statements_that_can_hold_together_have_a_table_that_shows_it(ledger, name):
    assert ledger[name].verdict == "open"
    assert ledger[name].witness_for is not None
    assert ledger[name].witness_against is not None


def test_more_level_3_content_holds_against_the_one_to_one_cases(ledger):
    entry = ledger["c22-level-3-between"]
    assert entry.verdict == "holds"
    assert {result.decision for result in entry.tests} == {"holds"}
    assert "2 of the cases with multiple relationships recoded would flip it" in entry.shift


@pytest.mark.parametrize(
    "name", [claim.id for claim in PUBLISHED.claims if claim.sample == "multiple"]
)
def test_readings_of_the_relationship_rows_are_a_condition(name):
    """Not read, nothing of that margin is printed; other claims stay as they are."""
    claim = CLAIMS[name]
    if claim.relation == "jointly" or "multi-relationship-rows" not in claim.rests_on:
        return
    found = judge(PUBLISHED, claim, Assumed(multiple_rows_read=False), SETTINGS)
    assert (found.verdict, found.basis) == ("no_counts", "none")


def test_absence_claims_state_their_power(ledger):
    for name in (
        "f04-no-difference",
        "f06-no-difference",
        "f21-familial-nonfamilial",
        "f21-familial-mixed",
        "f21-nonfamilial-mixed",
        "f23-no-trend",
        "f24-no-trend",
    ):
        assert "80% of studies" in ledger[name].sentence, name
        assert any("80% of studies" in step for step in ledger[name].steps), name


def test_implied_odds_ratios_have_no_bound_where_no_estimate_exists(ledger):
    """All traded cases at one level: the slope is infinite, and a score test still decides."""
    entry = ledger["f07-rises"]
    free = next(item for item in entry.implied if item.test is None)
    assert (free.low, free.high) == (0.0, None)
    assert given(entry, "trend_score")[0][1] is None
    assert given(entry, "logistic_wald")[0][1] is not None


def test_a_time_limit_that_is_reached_is_told(monkeypatch):
    from recount.verdicts import blocks

    monkeypatch.setattr(blocks, "SECONDS", 1e-9)
    claim = replace(CLAIMS["f23-no-trend"], rests_on=())
    found = judge(PUBLISHED, claim, Assumed(), SETTINGS)
    assert "stopped by the time limit" in found.consistent_tables.method
    assert (found.verdict, found.proof) == ("open", "one_witness")
    assert "proves nothing" in found.sentence
