"""Colours are the page's, and no verdict rests on colour alone."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from recount.drawings.canvas import PALETTE, Canvas
from recount.drawings.verdict_map import COLOURS, draw_marks
from recount.verdicts import VERDICTS
from recount.words import SIGNS

SHEET = (Path(__file__).parents[3] / "theme" / "recount.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(PALETTE) - {"none"}))
def test_a_colour_is_a_property_of_the_page_with_its_light_value(name):
    """So that print has the light theme's colours, whose contrast the theme's tests hold."""
    assert f"--{name}: light-dark({PALETTE[name]}, " in SHEET


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_mark(verdict):
    canvas = Canvas(640)
    draw_marks(canvas, verdict, [(20, 30)])
    field, *sign = re.findall(r'<path d="([^"]*)"', "".join(canvas.elements))
    heights = [float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", field)]
    assert (min(heights), max(heights)) == (23.5, 36.5)
    assert len(sign) == (verdict != "open")


def test_marks_differ_in_sign():
    """Verdicts that share a sign are the same judgement, of a number and of a claim."""
    shared = {
        frozenset(pair) for pair in combinations(COLOURS, 2) if SIGNS[pair[0]] == SIGNS[pair[1]]
    }
    assert shared == {frozenset({"agrees", "holds"}), frozenset({"fails", "impossible"})}
