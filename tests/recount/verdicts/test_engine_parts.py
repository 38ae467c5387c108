"""Parts of the judging by themselves: turns, cuts, missing rows, margins that do not fit, sizes."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from recount.report import Assumption, Completeness, Report
from recount.settings import Settings
from recount.significance import two_by_two
from recount.tables import Infeasible
from recount.verdicts import Assumed, Judgement, Known, cross, judge, judge_completeness
from recount.words import say_verdict
from tests.recount.reports import claim_row, percentage, report, the_claim
from tests.recount.verdicts.brute_force import consistent, random_margin

SETTINGS = Settings()


def judged(made: Report, assumed: Assumed | None = None) -> Judgement:
    """The verdict on the one claim of a report."""
    return judge(Known(made, assumed or Assumed()), the_claim(made))


def test_a_percentage_stated_the_other_way_round_cuts_the_same_table():
    margins = {"size": {"small": 10, "large": 10}, "fate": {"lost": 8, "kept": 12}}
    stated = percentage("size", "fate", "small", "lost", "75%")
    found = judged(report(margins, [claim_row("higher", level="small")], [stated]))
    assert found.tables.count == 1
    assert (found.implied[0].low, found.implied[0].high) == (6, 6)


def test_margins_that_do_not_add_up_to_the_same_leave_nothing_to_judge():
    margins = {"size": {"small": 10, "large": 10}, "fate": {"lost": 8, "kept": 13}}
    made = report(margins, [claim_row("higher", level="small")])
    found = judged(made)
    assert (found.verdict, found.basis, found.proof) == ("not_testable", "none", None)
    words = say_verdict(made, the_claim(made), found, None, "half_up").sentence
    assert "size add up to 20 cases, those of fate to 21" in words
    with pytest.raises(Infeasible):
        cross(Known(made), the_claim(made).reading)


@pytest.mark.parametrize(
    "relation",
    ["higher", "no_difference", "rises", "no_trend", "rises_each_step", "majority_within"],
)
@pytest.mark.parametrize("outcome", [{"lost": 4, "kept": 16}, {"lost": 4, "kept": 13, "": 3}])
def test_percentages_that_no_table_has_leave_nothing_to_judge(relation, outcome):
    """90% of the 10 small ones would be more than all that are lost."""
    stated = percentage("fate", "size", "lost", "small", "90%")
    margins = {"size": {"small": 10, "large": 10}, "fate": outcome}
    level = "" if relation in ("rises", "no_trend", "rises_each_step") else "small"
    found = judged(report(margins, [claim_row(relation, level=level)], [stated]))
    assert (found.verdict, found.basis, found.implied) == ("not_testable", "none", ())


@pytest.mark.parametrize(
    ("size", "verdict", "exact"),
    [
        ({"small": 5, "large": 3, "": 2}, "agrees", "8/10"),
        ({"small": 5, "large": 2, "": 2}, "differs", "7/9"),
        ({"": 4}, "no_counts", None),
        ({"small": 0, "large": 0}, "no_counts", None),
    ],
)
def test_completeness_needs_levels_and_cases(size, verdict, exact):
    rule = Completeness("k", "study", "size", "", "80%", 3, "here", "It is complete", "")
    found = judge_completeness(report({"size": size}), rule)
    assert (found.verdict, found.exact) == (verdict, exact)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("higher", "higher", "open"),
        ("lower", "higher", "fails"),
        ("higher", "majority_within", "holds"),
        ("lower", "majority_within", "fails"),
    ],
)
def test_claims_about_different_tables_are_asked_each_of_its_own(first, second, verdict):
    """Half of the small ones and a sixth of the large ones are lost; 100 of all 120 are red."""
    margins = {
        "size": {"small": 60, "large": 60},
        "fate": {"lost": 40, "kept": 80},
        "colour": {"red": 100, "blue": 20},
    }
    rows = [
        claim_row(first, id="a", level="small"),
        claim_row(second, id="b", level="small", outcome="colour", outcome_level="red"),
        claim_row(
            "jointly", id="both", members="a; b", characteristic="", outcome="", outcome_level=""
        ),
    ]
    made = report(margins, rows, [percentage("fate", "size", "lost", "small", "50%")])
    one, other, both = (judge(Known(made), claim) for claim in made.claims)
    assert both.verdict == verdict
    assert both.facts["parts"] == [one.verdict, other.verdict]
    shown = other if verdict == "open" else one
    assert both.proof == shown.proof
    assert (both.witness_for, both.witness_against) == (shown.witness_for, shown.witness_against)


def test_a_test_that_is_undefined_everywhere_decides_nothing():
    margins = {"size": {"small": 3, "large": 4}, "fate": {"lost": 7, "kept": 0}}
    made = report(margins, [claim_row("higher", level="small")])
    found = judged(made)
    assert (found.verdict, found.proof) == ("open", "one_witness")
    assert found.tables.undecided == found.tables.count == 1
    assert "undefined" in say_verdict(made, the_claim(made), found, None, "half_up").sentence
    by_fisher = next(result for result in found.tests if result.test == "fisher")
    assert (by_fisher.decision, by_fisher.p_low, by_fisher.undecided) == ("fails", 1, 0)


def test_margins_of_a_million_cases_are_judged_without_a_grid():
    """Both ends of the range are exact: the next number on either side decides otherwise."""
    n = 1_000_000
    margins = {"size": {"small": n, "large": n}, "fate": {"lost": 900_000, "kept": 2 * n - 900_000}}
    found = judged(report(margins, [claim_row("higher", level="small")]))
    assert (found.verdict, found.proof) == ("open", "witnesses")
    assert [result.test for result in found.tests] == [
        *("pearson", "likelihood_ratio", "wald", "fisher")
    ]
    (given,) = (item for item in found.implied if item.test == "pearson")
    for lost, significant in ((given.low - 1, 0), (given.low, 1)):
        other = 900_000 - lost
        cells = (lost, n - lost, other, n - other)
        assert two_by_two("pearson", *map(np.array, cells), SETTINGS) == significant
    assert given.high == 900_000
    assert sum(row[0] for row in found.witness_for.counts) == 900_000


def test_a_comparison_of_a_hundred_thousand_cases_is_counted():
    """Any tables of three rows: those that are, and those in which it is true, by arithmetic."""
    n = 400
    margins = {"size": {"small": n, "medium": n, "large": n}, "fate": {"lost": n, "kept": 2 * n}}
    found = judged(report(margins, [claim_row("higher", level="small", against="large")]))
    assert (found.verdict, found.proof) == ("open", "witnesses")
    x, y = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    inside = x + y <= n
    x, y = x[inside], y[inside]
    significant = two_by_two("pearson", x, n - x, y, n - y, SETTINGS)
    assert found.tables.count == len(x)
    assert found.tables.holding == ((significant == 1) & (x > y)).sum()
    big = {
        name: {key: 100 * value for key, value in each.items()} for name, each in margins.items()
    }
    wide = judged(report(big, [claim_row("higher", level="small", against="large")]))
    assert (wide.verdict, wide.proof) == ("open", "witnesses")


@pytest.mark.parametrize("seed", range(12))
def test_kept_missing_cases_lose_a_contrast_where_some_of_them_can(seed):
    """Every way to give so many of the cases without the outcome the outcome in truth."""
    rng = random.Random(seed)
    small, large = rng.randint(8, 14), rng.randint(8, 14)
    x, y = small - rng.randint(0, 1), rng.randint(0, 2)
    margins = {
        "size": {"small": small, "large": large},
        "fate": {"lost": x + y, "kept": small + large - x - y},
    }
    most = margins["fate"]["kept"]
    bounds = [
        Assumption("gone", "missing_within", "fate-kept", "0", f"0 to {most}", "x", 3, "x"),
        Assumption("model", "missing_model", "", "left out", "kept; left out", "x", 3, "x"),
    ]
    row = claim_row("higher", level="small", against="large", rests_on="gone")
    shares = [percentage("fate", "size", "lost", "small", f"{100 * x / small:.2f}%")]
    found = judged(report(margins, [row], shares, assumptions=bounds))
    assert (found.verdict, found.tables.count) == ("holds", 1)
    lost = []
    for a, b in product(range(small - x + 1), range(large - y + 1)):
        cells = (x + a, small - x - a, y + b, large - y - b)
        if two_by_two("pearson", *map(np.array, cells), SETTINGS) != 1:
            lost.append(a + b)
    rests = {rest.model: rest for rest in found.rests}
    assert rests["kept"].turns == min(lost)
    assert rests["left_out"].last == most
    assert rests["left_out"].turns == first_lost(small, large, x, y, most)


def first_lost(small: int, large: int, x: int, y: int, most: int) -> int | None:
    """With how many cases without the outcome left out some table makes the claim false."""
    printed = Fraction(f"{100 * x / small:.2f}")
    for gone in range(1, most + 1):
        decisions = set()
        # So many of the cases left out are small ones, so many of the others have the outcome.
        for out, a in product(range(gone + 1), range(min(small, x + y) + 1)):
            sizes = small - out, large - (gone - out)
            cells = a, sizes[0] - a, x + y - a, sizes[1] - (x + y - a)
            if min(cells) < 0 or not sizes[0]:
                continue
            share = Fraction(100 * a, sizes[0])
            if printed - Fraction(1, 200) <= share < printed + Fraction(1, 200):
                found = two_by_two("pearson", *map(np.array, cells), SETTINGS)
                decisions.add(int(found == 1 and a * sizes[1] > (x + y - a) * sizes[0]))
        if decisions != {1}:
            return gone
    return None


def test_missing_cases_turn_a_majority_where_they_should():
    """Left out, 9 - 3 = 6 of 12 is no majority; kept, 9 - 2 = 7 of 15 is none."""
    bounds = [
        Assumption("gone", "missing_within", "size-large", "0", "0 to 9", "Missing", 3, "x"),
        Assumption("model", "missing_model", "", "left out", "kept; left out", "Model", 3, "x"),
    ]
    plain = {"outcome": "", "outcome_level": "", "rests_on": "gone"}
    made = report(
        {"size": {"small": 6, "large": 9}},
        [claim_row("majority", level="large", **plain)],
        assumptions=bounds,
    )
    found = judged(made, Assumed.from_data(made))
    assert found.verdict == "holds"
    assert [(rest.model, rest.turns) for rest in found.rests] == [("kept", 2), ("left_out", 3)]
    for left_out, missing, verdict in (
        *((True, 2, "holds"), (True, 3, "fails")),
        *((False, 1, "holds"), (False, 2, "fails")),
    ):
        assumed = Assumed(missing, left_out)
        assert judged(made, assumed).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "value", "assumed"),
    [
        ("missing_within", "7", Assumed(missing=7)),
        ("missing_model", "kept", Assumed(left_out=False)),
        ("missing_model", "left out", Assumed()),
        ("rounding", "truncate", Assumed(convention="truncate")),
        ("reading", "not read", Assumed(rows_read=False)),
        ("reading", "as read", Assumed()),
        ("not_shown", "unknown", Assumed(unshown_not_significant=False)),
        ("not_shown", "not_significant", Assumed()),
    ],
)
def test_assumptions_are_those_of_the_data(kind, value, assumed):
    row = Assumption("it", kind, "", value, "", "x", 3, "x")
    made = report({"size": {"small": 6, "large": 9}}, assumptions=[row])
    assert Assumed.from_data(made) == assumed
    assert Assumed.from_data(report({"size": {"small": 6}})) == Assumed()


@pytest.mark.parametrize("seed", range(10))
def test_counts_are_the_same_whatever_the_order_of_levels(seed):
    """Rows in another order give the same numbers: nothing depends on where a level stands."""
    rng = random.Random(seed)
    n = rng.randint(10, 30)
    sizes = random_margin(rng, ["small", "medium", "large"], n, missing=False, least=1)
    fate = random_margin(rng, ["lost", "kept"], n, missing=False, least=1)
    turned = dict(reversed(sizes.items()))
    wanted = claim_row("highest", level="medium")
    first, second = (
        judged(report({"size": rows, "fate": fate}, [wanted])) for rows in (sizes, turned)
    )
    assert first.tables == second.tables
    assert first.implied == second.implied
    assert first.tests == second.tests
    everything = consistent(list(sizes.values()), list(fate.values()))
    assert first.tables.count == len(everything)
