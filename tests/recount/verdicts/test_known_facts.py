"""What is known of this report's arithmetic, each as a test."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from recount.arithmetic import Share, agreement, near_misses, percent_of
from recount.ledger import Ledger, say
from recount.report import load_report
from recount.settings import Settings
from recount.tables import count, listing
from recount.verdicts import Assumed, Known, cross, judge
from tests.recount.verdicts.independent import MULTIPLE, margin, slope

REPORT = load_report()
CLAIMS = {claim.id: claim for claim in REPORT.claims}
SETTINGS = Settings()
TABLE_3 = [
    (
        (row.sample, row.variable),
        row.printed,
        Share(REPORT.total_of(row.numerator), REPORT.total_of(row.denominator)),
    )
    for row in REPORT.percentages
    if row.place.startswith("Table 3")
]


def given(entry, test, undefined=False):
    return [(i.low, i.high) for i in entry.implied if i.test == test and i.undefined == undefined]


def test_59_percentages_are_printed(ledger: Ledger):
    found = Counter(entry.verdict for entry in ledger.entries if entry.kind == "percentage")
    assert found == {"agrees": 44, "differs": 4, "consistent": 3, "no_counts": 2, "cited": 6}


def test_34_of_36_percentages_of_table_3_agree_and_18_would_under_truncation():
    assert len(TABLE_3) == 36
    assert agreement([(printed, share) for _, printed, share in TABLE_3]) == {
        "half_up": 34,
        "half_even": 34,
        "truncate": 18,
        "ceiling": 19,
    }


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
    for column, printed, share in TABLE_3:
        columns.setdefault(column, []).append((printed, share))
    for key in (("one_to_one", "age"), ("multiple", "offender-gender")):
        rounded = [percent_of(share.rounded()) for _, share in columns[key]]
        rounded[rounded.index(max(rounded))] -= sum(rounded) - 100
        assert rounded == [percent_of(printed) for printed, _ in columns[key]]
    sums = {key: sum(percent_of(printed) for printed, _ in rows) for key, rows in columns.items()}
    assert {key: total for key, total in sums.items() if total != 100} == {
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


def test_the_last_label_of_table_1_stops_half_a_year_before_the_sample():
    (first, *_), (*_, last_day) = REPORT.periods[0], REPORT.periods[-1]
    start, end = REPORT.span_of("historic")
    assert (first.level, start.isoformat()) == ("2002-2003", "2002-07-01")
    assert (last_day.isoformat(), end.isoformat()) == ("2013-12-31", "2014-06-30")


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
    assert f"of the {whole:,} cases" in say(ledger, entry).sentence


@pytest.mark.parametrize(
    ("model", "left_out", "last"), [("kept", False, 229), ("left_out", True, 458)]
)
def test_the_proof_is_lost_with_so_many_unknown_cases_missing(ledger, model, left_out, last):
    claim = CLAIMS["h04-male-unrelated-one"]
    turns = next(rest.turns for rest in ledger[claim.id].rests if rest.model == model)
    assert turns == last + 1
    for missing, verdict in ((last, "holds"), (last + 1, "open")):
        assumed = Assumed(missing=missing, left_out=left_out)
        assert judge(Known(REPORT, assumed), claim, rests=False).verdict == verdict


def test_figure_4_implies_26_to_44_male_victims_among_the_traded(ledger):
    entry = ledger["f04-no-difference"]
    assert given(entry, "pearson") == [(26, 44)]
    assert given(entry, "fisher") == [(25, 44)]
    assert given(entry, "wald") == [(26, 44)]
    assert given(entry, "wald", undefined=True) == [(0, 0), (143, 143)]
    tables = entry.tables
    assert (tables.count, tables.holding, tables.undecided) == (144, 19, 0)
    assert {each.test: each.undecided for each in entry.tests} == {
        "pearson": 0,
        "likelihood_ratio": 0,
        "wald": 2,
        "fisher": 0,
    }
    assert "an odds ratio of at least 1.7 or of at most 0.532" in say(ledger, entry).sentence


def test_figure_11_leaves_seven_tables_and_holds_in_all(ledger):
    entry = ledger["f11-pubescent-lower"]
    assert (entry.tables.count, entry.tables.holding) == (7, 7)
    assert (entry.verdict, entry.proof) == ("holds", "enumerated")
    assert {result.decision for result in entry.tests} == {"holds"}


@pytest.mark.parametrize(
    ("rule", "number"),
    [("half_up", 7), ("half_even", 7), ("truncate", 1), ("ceiling", 0), ("within_a_point", 39)],
)
def test_tables_of_figure_11_under_each_rounding_rule(ledger, rule, number):
    crossing = cross(Known(REPORT, Assumed(convention=rule)), CLAIMS["f11-pubescent-lower"].reading)
    assert count(crossing.space) == number
    assert len(listing(crossing.space, 100)) == number
    (rounding,) = (
        rest for rest in ledger["f11-pubescent-lower"].rests if rest.assumption == "rounding"
    )
    counts = {name: tables for name, _, tables in rounding.verdicts}
    assert counts[rule] == number


@pytest.mark.parametrize("missing", [1, 17, 50, 51, 52])
def test_figure_11_has_tables_with_up_to_51_missing_cases_left_out(missing):
    crossing = cross(Known(REPORT, Assumed(missing=missing)), CLAIMS["f11-pubescent-lower"].reading)
    assert bool(len(listing(crossing.space, 20_000))) == (missing <= 51)


def test_most_of_40_per_cent_is_no_majority_and_the_largest_share(ledger):
    for name in ("w22-one-level-1", "w22-multi-pubescent"):
        assert ledger[f"{name}-majority"].verdict == "fails"
        assert ledger[f"{name}-plurality"].verdict == "holds"
        assert ledger[name].verdict == "depends"
    assert ledger["w42-two-thirds"].verdict == "holds"


def test_a_narrow_plurality_could_be_lost_to_its_missing_cases(ledger):
    """183 at level 3, 173 at level 1, 23 without a level."""
    entry = ledger["w22-multi-level-3-plurality"]
    assert entry.verdict == "holds"
    turn = entry.turn
    assert (turn.kind, turn.cases, turn.toward) == ("tie", 5, ("activity", ("1",)))
    assert turn.missing == 10


def test_completeness_of_relationship_depends_on_what_is_missing_in_unknown(ledger):
    """At least 80% of 1,965 are 1,572, so that 393 may be missing, of 723."""
    entry = ledger["k-one-relationship"]
    assert [(item.low, item.high) for item in entry.implied] == [(0, 723), (0, 393)]
    assert 1965 - 393 == 4 * 1965 / 5


@pytest.mark.parametrize("figure", [1, 2, 3])
def test_the_historic_figures_are_bounded_by_table_1_at_most(ledger, figure):
    """No margin of what they show is printed: nothing is proved, and only rows have limits."""
    entries = [
        entry for entry in ledger.entries if entry.figure == figure and entry.kind == "claim"
    ]
    assert len(entries) >= 4
    for entry in entries:
        assert (entry.verdict, entry.basis) == ("open", "bounds")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("c43-female-traded-jointly", "depends"),
        ("c43-familial-activity-jointly", "depends"),
        ("c43-mixed-victims-jointly", "open"),
        ("c44-younger-traded-jointly", "open"),
        ("f08-jointly", "open"),
        ("f05-jointly", "open"),
    ],
)
def test_statements_asked_together(ledger, name, verdict):
    """Sentences that exclude each other read one way can both be true read another way."""
    entry = ledger[name]
    assert entry.verdict == verdict
    if verdict == "depends":
        found = {reading.verdict for reading in ledger[name].readings}
        assert found == {"fails", "open"}
    else:
        assert entry.witness_for is not None
        assert entry.witness_against is not None


def test_mixed_cases_counted_as_familial_can_rise_while_no_slope_of_figure_21_is_significant():
    """A table with the printed margins, its columns familial only, non-familial only and mixed."""
    familial, other, mixed = [34, 20, 46, 29], [109, 85, 99, 67], [30, 24, 38, 29]
    left_out = {"extended": 5, "closer": 14, "mixed": 4}
    sizes = [sum(level) for level in zip(familial, other, mixed, strict=True)]
    levels = margin(MULTIPLE, "activity")
    assert sizes == [levels[level] for level in "1234"]
    for name, cases in (("extended", familial), ("closer", other), ("mixed", mixed)):
        assert sum(cases) + left_out[name] == margin(MULTIPLE, "relationship")[name]
    for one, two in ((familial, other), (familial, mixed), (other, mixed)):
        assert slope(one, [a + b for a, b in zip(one, two, strict=True)]) == 0
    assert slope([a + b for a, b in zip(familial, mixed, strict=True)], sizes) == 1


def test_more_level_3_content_holds_against_the_one_to_one_cases(ledger):
    entry = ledger["c22-level-3-between"]
    assert entry.verdict == "holds"
    assert {result.decision for result in entry.tests} == {"holds"}
    assert entry.turn.cases == 2


READ_AS = [
    claim.id
    for claim in REPORT.claims
    if "multi-relationship-rows" in claim.rests_on and claim.relation != "readings"
]


def test_claims_rest_on_the_reading_of_the_relationship_rows_where_they_use_them():
    """All that cross the relationship of the multiple sample, and no others."""
    using = {
        claim.id
        for claim in REPORT.claims
        if claim.sample == "multiple" and "relationship" in _variables(claim.reading)
    }
    assert using <= set(READ_AS)
    assert len(READ_AS) > 30


def _variables(reading) -> set[str]:
    names = {getattr(reading, name, "") for name in ("characteristic", "outcome")}
    return names | {variable for variable, _ in getattr(reading, "properties", ())}


@pytest.mark.parametrize("name", READ_AS)
def test_readings_of_the_relationship_rows_are_a_condition(name):
    """Not read, nothing of that margin is printed."""
    assumed = replace(Assumed.from_data(REPORT), rows_read=False)
    found = judge(Known(REPORT, assumed), CLAIMS[name])
    assert (found.verdict, found.basis) == ("no_counts", "none")


def test_absence_claims_state_their_power(ledger):
    """Each of one cross-table with printed margins; steps have several comparisons."""
    absent = ("no_difference", "no_trend", "no_association")
    entries = [
        ledger[claim.id]
        for claim in REPORT.claims
        if claim.relation in absent and claim.sample != "historic"
    ]
    assert len(entries) >= 7
    for entry in entries:
        assert "80% of studies" in say(ledger, entry).sentence, entry.id


def test_implied_odds_ratios_have_no_bound_where_no_estimate_exists(ledger):
    """All traded cases at one level: the slope is infinite, and a score test still decides."""
    ratios = [i for i in ledger["f07-rises"].implied if i.quantity.kind == "ratio"]
    ends = {item.test: (item.low, item.high) for item in ratios}
    assert ends[None] == (0.0, None)
    assert ends["trend_score"][1] is None
    assert ends["logistic_wald"][1] is not None
