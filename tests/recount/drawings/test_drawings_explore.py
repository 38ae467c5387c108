"""What can be dragged: where it starts, where the verdict turns, and what the page is told."""

import re

import pytest

from recount.drawings import dial, draw_range, slider
from recount.drawings.canvas import PALETTE
from recount.drawings.one_number import one_number
from tests.recount.drawings.drawings_shared import BOX, opened, shapes


@pytest.mark.parametrize(
    ("name", "ends", "start", "runs"),
    [
        ("f04-no-difference", (0, 143), 35, "0 25 fails 26 44 holds 45 143 fails"),
        ("f08-familial", (0, 143), 95, "0 47 fails 48 143 holds"),
        ("f10-female-familial", (35, 514), 460, "35 405 fails 406 514 holds"),
    ],
)
def test_it_starts_in_the_middle_of_the_true_range_and_turns_at_its_ends(name, ends, start, runs):
    page = slider(opened(), name).html
    assert f'data-runs="{runs}"' in page
    assert f'min="{ends[0]}" max="{ends[1]}" value="{start}"' in page


def test_cells_and_shares_are_those_of_the_margins():
    """At 35: 35 of 479 and 108 of 1,486 traded. The script fills the cells, which stand empty."""
    page = slider(opened(), "f04-no-difference").html
    cells = re.findall(
        r'<span data-base="(\d+)" data-sign="(-?1)"(?: data-of="(\d+)")?></span>', page
    )
    assert [int(base) + int(sign) * 35 for base, sign, _ in cells] == [35, 444, 35, 108, 1378, 108]
    assert [of for *_, of in cells if of] == ["479", "1486"]


def test_the_picture_is_that_without_a_control():
    ledger = opened()
    made, plain = slider(ledger, "f08-familial"), draw_range(ledger, "f08-familial")
    assert made.html.startswith(plain.html)
    assert made.typst == plain.typst
    assert made.html.count(" hidden>") == 1


def test_nothing_in_it_is_an_inline_script_or_style():
    """A strict content security policy holds on the page."""
    page = slider(opened(), "f08-familial", ".").html
    assert "style=" not in page
    assert re.findall(r"<script[^>]*>(.*?)</script>", page) == [""]
    assert 'src="./theme/explore.js"' in page


@pytest.mark.parametrize(
    "name", ["f05-prepubescent-infant", "f06-no-difference", "f11-pubescent-lower"]
)
def test_only_a_number_that_decides_can_be_dragged(name):
    assert one_number(opened(), name).margins is None
    with pytest.raises(ValueError, match="no single number decides"):
        slider(opened(), name)


def test_dial_shows_both_models():
    names = ("h04-male-unrelated-one", "w22-one-nonfamilial-majority", "f11-pubescent-lower")
    made = dial(opened(), *names)
    assert made.title == (
        "3 of 3 statements would be open if enough of the 723 cases with an offender unknown to "
        "the child were missing data, from 230 on or later"
    )
    assert 'data-runs="0 229 holds 230 723 open"' in made.html
    assert 'data-runs="0 283 holds 284 723 open"' in made.html
    assert made.html.count('href="/chapters/ledger.qmd#f11-pubescent-lower"') == 1


@pytest.mark.parametrize("names", [(), ("w06-more-than-third",)])
def test_dial_needs_a_claim_that_rests_on_missing_data(names):
    with pytest.raises(ValueError, match="nothing to draw"):
        dial(opened(), *names)


def test_the_script_finds_the_scale_where_it_is_drawn():
    """The box with the number's ends lies on the bar of what is possible."""
    made = draw_range(opened(), "f04-no-difference")
    (hook,) = re.findall(r"<rect ([^>]*)/>", made.wide)
    own = dict(re.findall(r'([\w-]+)="([^"]*)"', hook))
    assert (own["data-low"], own["data-high"]) == ("0", "143")
    (node, points), *_ = shapes(made, BOX)
    assert node.get("fill") == PALETTE["accent-soft"]
    left, top = float(own["x"]), float(own["y"])
    right, foot = left + float(own["width"]), top + float(own["height"])
    assert [points[0], points[2]] == [
        pytest.approx((left, top), abs=0.06),
        pytest.approx((right, foot), abs=0.06),
    ]
