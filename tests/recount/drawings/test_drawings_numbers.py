"""What is drawn is what the ledger holds: bars, dots and words against its numbers."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import log10

import pytest
from matplotlib.patches import Rectangle

from recount.arithmetic import percent_of
from recount.drawings import (
    alt_overlap,
    alt_slope,
    alt_verdict_map,
    count_range,
    draw_conventions,
    draw_implied,
    draw_overlap,
    draw_percentages,
    draw_periods,
    draw_range,
    draw_relationship_sweep,
    draw_samples,
    draw_seven,
    draw_slope,
    draw_verdict_map,
)
from recount.drawings.palette import ACCENT, APART, PAPER, TOGETHER
from recount.drawings.sections import SECTIONS, by_section
from recount.drawings.sweep_runs import NO_TABLE, relationship_sweep
from recount.ours import compare_samples, period_rates
from recount.verdicts import Assumed
from recount.verdicts.overlap import overlap_of
from tests.recount.drawings.drawings_shared import opened, words


@pytest.fixture(scope="module")
def ledger():
    return opened()


def bars(figure, colour=None):
    """Return the ends of all bars of a colour, left to right, from the top down."""
    found = []
    for axes in figure.axes:
        for patch in axes.patches:
            assert isinstance(patch, Rectangle)
            if colour is None or _hex(patch.get_facecolor()) == colour:
                found.append((patch.get_y(), patch.get_x(), patch.get_x() + patch.get_width()))
    return [(low, high) for _, low, high in sorted(found, key=lambda bar: (-bar[0], bar[1]))]


def _hex(colour):
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour[:3])


def dots(figure, marker, colour):
    return [
        float(x)
        for axes in figure.axes
        for line in axes.lines
        if line.get_marker() == marker and line.get_markerfacecolor() == colour
        for x in line.get_xdata()
    ]


def test_map_has_one_mark_an_entry(ledger):
    """The marks are those of the entries and, in the legend, one for each verdict that occurs."""
    (axes,) = draw_verdict_map(ledger).axes
    marks = sum(len(line.get_xdata()) for line in axes.lines if line.get_linestyle() == "None")
    occurring = sum(1 for number in ledger.summary.values() if number)
    assert marks == len(ledger.entries) + occurring


def test_map_says_the_summary(ledger):
    shown = words(draw_verdict_map(ledger))
    assert f"{ledger.summary['open']} open" in shown
    assert f"{ledger.summary['differs']} differ" in shown
    assert f"{len(ledger.entries)} entries" in alt_verdict_map(ledger)


def test_sections_follow_each_other_and_hold_every_entry(ledger):
    assert SECTIONS[0].first == 3
    assert SECTIONS[-1].last == 48
    for before, after in pairwise(SECTIONS):
        assert after.first == before.last + 1
    assert sum(tally.entries for tally in by_section(ledger.entries)) == len(ledger.entries)


def test_a_page_without_section_is_named(ledger):
    lost = replace(ledger.entries[0], page=99)
    with pytest.raises(ValueError, match="page 99 belongs to no section"):
        by_section([lost])


def test_percentages_inside_and_outside(ledger):
    """44 dots within half a point of the printed number, four outside and named."""
    figure = draw_percentages(ledger)
    inside, outside = dots(figure, "o", TOGETHER), dots(figure, "D", APART)
    assert (len(inside), len(outside)) == (44, 4)
    assert all(-0.5 <= x < 0.5 for x in inside)
    assert all(x >= 0.5 for x in outside)
    expected = sorted(
        float(100 * Fraction(entry.numerator, entry.denominator) - percent_of(entry.printed))
        for entry in ledger.entries
        if entry.kind == "percentage" and entry.numerator is not None
    )
    assert sorted(inside + outside) == pytest.approx(expected)
    assert words(figure).count("61.53%, printed 61%") == 2
    assert words(figure).count("82.61%, printed 82%") == 2


def test_range_bars_are_the_implied_runs(ledger):
    """Figure 4: 26 to 44 under three tests, 25 to 44 under Fisher's, hollow at the ends."""
    figure = draw_range(ledger, "f04-no-difference")
    key, *runs = bars(figure, ACCENT)
    solid = [(round(low), round(high)) for low, high in runs if high - low > 2]
    assert solid == [(26, 44), (26, 44), (25, 44), (26, 44)]
    hollow = [round((low + high) / 2) for low, high in bars(figure, PAPER)]
    assert hollow == [0, 143]
    assert key[1] < 0


def test_range_knows_what_the_count_decides(ledger):
    """In a 2 x 2 table the count decides; with a third row it does not, unless all tables agree."""
    assert count_range(ledger, "f04-no-difference").exact
    assert not count_range(ledger, "f05-prepubescent-infant").exact
    assert count_range(ledger, "f11-pubescent-lower").exact


def test_range_has_the_count_of_equal_shares(ledger):
    found = count_range(ledger, "f04-no-difference")
    assert found.equal == Fraction(479 * 143, 1965)
    assert "same share as all cases: 34.9" in words(draw_range(ledger, "f04-no-difference"))


def test_range_reaches_to_equal_shares_outside_it(ledger):
    """Where no table has equal shares, the axis is drawn on to them."""
    found = count_range(ledger, "f11-pubescent-lower")
    assert found.free == (168, 174)
    assert found.axis == (0, 317)


def test_range_shows_witnesses_where_no_run_is_known(ledger):
    figure = draw_range(ledger, "f20-pubescent-single-ages")
    found = count_range(ledger, "f20-pubescent-single-ages")
    entry = ledger["f20-pubescent-single-ages"]
    row = entry.witness_for.rows.index("pubescent")
    assert not found.given
    assert found.witnesses[0] == ("True in one table", entry.witness_for.counts[row][0])
    assert "False in one table" in words(figure)


@pytest.mark.parametrize(
    "name", ["f05-much", "p22-one-pubescent", "f07-rises", "f22-most-infant-male"]
)
def test_range_needs_a_count(ledger, name):
    with pytest.raises(ValueError, match=f"{name}: the entry bounds no count"):
        draw_range(ledger, name)


def test_overlap_bars_are_frechets_bounds(ledger):
    names = ("h04-male-unrelated-one", "h04-male-unrelated-multi", "h04-male-unrelated-pooled")
    found = bars(draw_overlap(ledger, *names), ACCENT)
    expected = [(1212 / 1965, 1451 / 1965), (235 / 633, 374 / 633), (1447 / 2598, 1825 / 2598)]
    assert found == [pytest.approx(ends) for ends in expected]
    assert "1,212 to 1,451 of 1,965 cases" in alt_overlap(ledger, *names)


@pytest.mark.parametrize(
    ("names", "problem"),
    [((), "nothing to draw"), (("f04-no-difference",), "no claim that most cases share")],
)
def test_overlap_needs_a_claim_of_shared_properties(ledger, names, problem):
    with pytest.raises(ValueError, match=problem):
        draw_overlap(ledger, *names)


def test_slope_bars_are_the_implied_odds_ratios(ledger):
    figure = draw_slope(ledger, "f07-rises")
    (bar,) = bars(figure)
    given = next(item for item in ledger["f07-rises"].implied if item.given_claim)
    assert bar == pytest.approx((log10(given.low), log10(given.high)))
    assert f"at least {given.low:.2f}" in words(figure)


def test_slope_of_a_falling_trend_is_bounded_above(ledger):
    given = next(i for i in ledger["c44-younger-traded-steps"].implied if i.given_claim)
    shown = words(draw_slope(ledger, "c44-younger-traded-steps"))
    assert f"at most {given.high:.2f}" in shown
    assert not any(word.startswith("at least") for word in shown)


def test_slope_without_bound_is_an_arrow_at_either_end(ledger):
    """A table in which the outcome is separated has no finite slope: nothing bounds it."""
    (axes,) = draw_slope(ledger, "f07-rises").axes
    arrows = [line.get_marker() for line in axes.lines if line.get_marker() in "<>"]
    assert arrows == ["<", ">"]
    assert "anything without the claim" in alt_slope(ledger, "f07-rises")


@pytest.mark.parametrize(
    ("names", "problem"), [((), "nothing to draw"), (("f04-no-difference",), "no odds ratio")]
)
def test_slope_needs_an_odds_ratio(ledger, names, problem):
    with pytest.raises(ValueError, match=problem):
        draw_slope(ledger, *names)


def test_periods_are_as_wide_as_they_were_long(ledger):
    """Seven steps: six periods, and the last once more to the end of the dataset."""
    (axes,) = draw_periods(ledger).axes
    steps = [line for line in axes.lines if line.get_linewidth() == 2.0]
    wide = [round(line.get_xdata()[1] - line.get_xdata()[0] + 0.7) for line in steps]
    assert wide == [18, 24, 24, 24, 24, 24, 30]
    heights = [line.get_ydata()[0] for line in steps]
    rates = [*period_rates(ledger.published, "as labelled")]
    rates += period_rates(ledger.published, "as dated")[-1:]
    assert heights == pytest.approx([float(row.rate) for row in rates])


def test_samples_are_at_their_odds_ratios(ledger):
    figure = draw_samples(ledger)
    rows = [row for row in compare_samples(ledger.published) if row.odds_ratio is not None]
    found = dots(figure, "o", ACCENT)
    assert found == pytest.approx([log10(row.odds_ratio) for row in rows])


def test_seven_tables_with_their_counts(ledger):
    shown = words(draw_seven(ledger))
    assert shown.count("66") == 7
    for count in (*range(274, 281), *range(168, 175)):
        assert str(count) in shown


def test_conventions_are_counted(ledger):
    """Of Table 3's 36, half up gives 34 and truncation 18; of all 48, half up gives 44."""
    shown = words(draw_conventions(ledger))
    numbers = [int(word) for word in shown if word.isdecimal()]
    assert numbers[:4] == [34, 34, 18, 19]
    assert numbers[4] == 44


@pytest.mark.parametrize("sample", ["one_to_one", "multiple"])
def test_implied_shares_of_each_open_contrast(ledger, sample):
    """Each bar is a run of the ledger's first test, as shares of its group."""
    found = {(round(low, 6), round(high, 6)) for low, high in bars(draw_implied(ledger, sample))}
    checked = 0
    for entry in ledger.entries:
        if entry.sample != sample or entry.verdict != "open" or entry.repeats or not entry.tests:
            continue
        try:
            pivot = count_range(ledger, entry.id).pivot
        except ValueError:
            continue
        for item in entry.implied:
            if item.test == entry.tests[0].test and item.high - item.low > 0.05 * pivot:
                assert (round(item.low / pivot, 6), round(item.high / pivot, 6)) in found
                checked += 1
    assert checked > 8


def test_implied_needs_a_sample_with_open_contrasts(ledger):
    with pytest.raises(ValueError, match="no open claim of the sample 'historic'"):
        draw_implied(ledger, "historic")


def test_sweep_says_what_the_ledger_says(ledger):
    """Where a proof is lost, or no table is left, is the number in the entry's own words."""
    sweeps = {sweep.entry: sweep for sweep in relationship_sweep(ledger)}
    for sweep in sweeps.values():
        assert sweep.runs[0].low == 0
        assert sweep.runs[0].verdict == "holds"
        assert sweep.runs[-1].high == 723
        rests = {rest.assumption: rest.effect for rest in ledger[sweep.entry].rests_on}
        said = [int(number) for number in re.findall(r"\d+", rests["unknown-complete"])]
        last = sweep.runs[0].high
        assert last in said or last + 1 in said
    assert sweeps["f11-pubescent-lower"].runs[1].verdict == NO_TABLE


@pytest.mark.parametrize(("missing", "verdict"), [(229, "holds"), (230, "open")])
def test_sweep_turns_where_the_bound_does(ledger, missing, verdict):
    claim = next(row for row in ledger.published.claims if row.id == "h04-male-unrelated-one")
    assumed = Assumed.from_data(ledger.published, {"unknown-complete": str(missing)})
    assert overlap_of(ledger.published, claim, assumed).verdict == verdict
    sweep = relationship_sweep(ledger)[0]
    assert sweep.entry == claim.id
    assert next(run for run in sweep.runs if run.low <= missing <= run.high).verdict == verdict


def test_sweep_draws_every_run(ledger):
    shown = words(draw_relationship_sweep(ledger))
    assert "holds up to 229" in shown
    assert "open from 230" in shown
    assert shown.count("no table from 52") == 3
