"""What is drawn is what the ledger holds: bars, dots and words against its numbers."""

from fractions import Fraction
from itertools import pairwise
from math import log10

import pytest

from recount.arithmetic import percent_of
from recount.book import open_book
from recount.drawings import draw_map, draw_range, draw_ranges, draw_tables, draw_timeline
from recount.drawings.canvas import PALETTE, WIDE
from recount.drawings.one_number import one_number
from recount.markup import LEDGER
from tests.recount.drawings.drawings_shared import (
    BOX,
    OVERLAPS,
    boxes,
    discs,
    drawn,
    opened,
    shapes,
    words,
)


@pytest.fixture(scope="module")
def ledger():
    return opened()


def test_map_has_one_link_a_statement(ledger):
    made = draw_map(ledger)
    assert made.html.count('tabindex="-1"') == len(ledger.statements)
    for entry in ledger.statements:
        link = f'href="{LEDGER}#{entry.id}" class="verdict" data-verdict="{entry.verdict}"'
        assert link in made.html


def test_map_adds_up(ledger):
    """The title's kinds and the legend's verdicts are parts of the same whole."""
    shown = [entry for entry in ledger.entries if entry.is_statement]
    title = draw_map(ledger).title
    numbers = [int(word) for word in title.replace(",", " ").split() if word.isdigit()]
    assert numbers[0] == sum(numbers[1:]) == len(shown)
    verdicts = (
        ("agrees", "holds", "consistent"),
        ("differs", "fails", "impossible"),
        *(("open",), ("depends",), ("no_counts", "cited", "not_testable")),
    )
    kinds = [sum(entry.verdict in own for entry in shown) for own in verdicts]
    assert numbers[1:] == kinds
    assert not any(entry.repeats for entry in shown)


def test_map_draws_one_mark_a_statement_and_a_verdict_of_the_legend(ledger):
    shown = [entry for entry in ledger.entries if entry.is_statement]
    drawn_once = len(shown) + len({entry.verdict for entry in shown})
    fields = [
        node.get("d", "")
        for node, _ in shapes(drawn("map"), f"({BOX})+")
        if node.get("fill") != PALETTE["quiet"]  # dashes, which are signs
    ]
    assert sum(path.count("z") for path in fields) == drawn_once


def test_sections_follow_each_other(ledger):
    for before, after in pairwise(ledger.report.sections):
        assert after.first_page == before.last_page + 1


def test_range_is_filled_where_the_claim_is_true(ledger):
    """Figure 4: 26 to 44 of 0 to 143, on an axis of 604 pixels."""
    drawing = draw_range(ledger, "f04-no-difference")
    ((left, width),) = boxes(drawing, "accent")
    scale = (WIDE - 36) / 143
    assert (left - 18) / scale == pytest.approx(26, abs=0.1)
    assert width / scale == pytest.approx(18, abs=0.1)
    shown = words(drawing)
    assert {"26", "44", "true", "false", "no difference: 34.9"} <= set(shown)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("f04-no-difference", "True only with 26 to 44 traded cases that had a male victim"),
        (
            "f10-female-familial",
            "True only with at least 406 familial cases that had a female victim",
        ),
        (
            "f06-no-difference",
            "Can be true only with at most 6 traded cases that had a female offender",
        ),
        (
            "f11-pubescent-lower",
            "True throughout: the printed numbers leave 168 to 174 familial cases that had a "
            "pubescent victim",
        ),
    ],
)
def test_the_finding_says_whether_the_number_decides(ledger, name, finding):
    assert draw_range(ledger, name).title == finding


def test_one_number_fills_the_table(ledger):
    """Margins are given where the number decides: groups that fill both sides of the table."""
    rows, columns = one_number(ledger, "f08-familial").margins
    assert (rows.labels, columns.labels) == (("familial", "non-familial"), ("traded", "not traded"))
    assert (rows.totals, columns.totals) == ((514, 1451), (143, 1822))
    assert one_number(ledger, "f05-prepubescent-infant").margins is None
    assert one_number(ledger, "f06-no-difference").margins is None


def test_runs_are_those_of_the_deciding_test(ledger):
    for entry in ledger.entries:
        try:
            found = one_number(ledger, entry.id)
        except ValueError:
            continue
        given = [i for i in entry.implied if i.test == "pearson" and i.given_claim]
        if found.turn_name == "no difference":
            assert found.true == [(item.low, item.high) for item in given]


def test_overlaps_are_true_above_one_half(ledger):
    found = [one_number(ledger, name) for name in OVERLAPS]
    assert [row.free for row in found] == [(1212, 1451), (235, 374), (1447, 1825)]
    assert [row.whole for row in found] == [1965, 633, 2598]
    assert [row.needed for row in found] == [
        "1,212 to 1,451",
        "at least 317",
        "1,447 to 1,825",
    ]
    assert draw_ranges(ledger, *OVERLAPS).title.startswith("Of 3 statements, 2 hold and 1 is open")


def test_percentages_inside_and_outside(ledger):
    """44 dots, in the order of their distance from the printed number, and four that are named."""
    drawing = drawn("percentages")
    assert len(discs(drawing)) == 44
    shown = words(drawing)
    assert shown.count("61.53%, printed 61%") == 2
    assert shown.count("82.61%, printed 82%") == 2
    assert drawing.title.startswith(
        "44 of 48 percentages are the rounded shares of their counts; 4"
    )
    inside = sorted(
        float(100 * Fraction(entry.numerator, entry.denominator) - percent_of(entry.printed))
        for entry in ledger.entries
        if entry.kind == "percentage" and entry.numerator is not None and entry.verdict == "agrees"
    )
    places = sorted(x for x, _ in discs(drawing))
    scale = (places[-1] - places[0]) / (inside[-1] - inside[0])
    assert places == pytest.approx(
        [places[0] + scale * (off - inside[0]) for off in inside], abs=0.2
    )


def test_periods_are_as_wide_as_they_were_long():
    """Seven boxes: six periods, and the last once more to the end of the dataset."""
    rows = open_book().ours.rates["as labelled"]
    widths = [width for _, width in boxes(drawn("periods"))]
    months = [*(row.months for row in rows), 30]
    month = (widths[1] + 4) / 24
    assert [round((width + 4) / month) for width in widths] == months
    edges = [node.get("stroke") for node, _ in shapes(drawn("periods"), BOX)]
    assert [edge for edge in edges if edge] == [PALETTE["open"]]


def test_samples_are_at_their_odds_ratios():
    rows = [row for row in open_book().ours.samples if row.odds_ratio is not None]
    places = [x for x, _ in discs(drawn("samples"))]
    first, last = rows[0], rows[1]
    scale = (places[1] - places[0]) / (log10(last.odds_ratio) - log10(first.odds_ratio))
    expected = [places[0] + scale * (log10(r.odds_ratio) - log10(first.odds_ratio)) for r in rows]
    assert places == pytest.approx(expected, abs=0.3)


def test_seven_tables_with_their_counts(ledger):
    shown = words(draw_tables(ledger, "f11-pubescent-lower"))
    assert shown.count("66") == 7
    for count in (*range(274, 281), *range(168, 175)):
        assert str(count) in shown


def test_timeline_says_whether_sums_are_equal(ledger):
    shown = words(drawn("timeline"))
    assert {"110", "108", "143 + 75 = 218", "historic cases, by period: 218"} <= set(shown)
    other = draw_timeline(ledger, ("h-2010-2011",), ("one-traded-yes",))
    assert other.title == "The sums are 110 and 143, though one begins 18 months before the other"
