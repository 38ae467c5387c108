"""Colours can be read, and no verdict rests on colour alone."""

from itertools import combinations

import pytest

from recount.drawings import palette
from recount.drawings.marks import MARKS, ORDER
from recount.drawings.palette import contrast
from recount.verdicts import VERDICTS

WORDS = ("INK", "QUIET", "ACCENT", "SECOND", "TOGETHER", "APART", "OPEN")


@pytest.mark.parametrize("name", WORDS)
def test_words_can_be_read(name):
    """Every colour of words has the contrast that WCAG asks of small text, also on warm paper."""
    colour = getattr(palette, name)
    assert contrast(colour) >= 4.5
    assert contrast(colour, "#fdfcf9") >= 4.5


@pytest.mark.parametrize(
    ("colour", "ground", "expected"),
    # Values of the contrast checker of WebAIM.
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffff00", 8.0)],
)
def test_contrast_is_that_of_wcag(colour, ground, expected):
    assert contrast(colour, ground) == pytest.approx(expected, abs=0.01)


def _inverted(colour: str) -> str:
    """Return a colour as the dark theme shows it: inverted, its hue turned back by half a turn.

    The matrix of the filter effects specification for hue-rotate(180deg).
    """
    red, green, blue = (1 - int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    turned = (
        -0.574 * red + 1.43 * green + 0.144 * blue,
        0.426 * red + 0.43 * green + 0.144 * blue,
        0.426 * red + 1.43 * green - 0.856 * blue,
    )
    return "#" + "".join(f"{round(255 * min(1, max(0, part))):02x}" for part in turned)


@pytest.mark.parametrize("name", WORDS)
def test_words_can_be_read_in_the_dark_theme(name):
    """Inverted as the style sheet inverts pictures, they keep their contrast with a dark page."""
    assert contrast(_inverted(getattr(palette, name)), "#16181b") >= 4.5


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_mark_that_can_be_seen(verdict):
    mark = MARKS[verdict]
    assert mark.word == verdict.replace("_", " ")
    assert contrast(mark.stroke, mark.field) >= 4.5


def test_marks_differ_in_shape():
    """Verdicts that share a shape are the same judgement, of a number and of a claim."""
    shared = {
        frozenset(pair)
        for pair in combinations(ORDER, 2)
        if (MARKS[pair[0]].outline, MARKS[pair[0]].sign)
        == (MARKS[pair[1]].outline, MARKS[pair[1]].sign)
    }
    assert shared == {frozenset({"agrees", "holds"}), frozenset({"fails", "impossible"})}
    assert set(ORDER) == set(VERDICTS)


def test_signs_stay_within_their_field():
    for mark in MARKS.values():
        assert abs(mark.path.vertices).max() <= 0.5
