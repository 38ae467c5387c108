"""Colours are the page's, and no verdict rests on colour alone."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from recount.drawings import palette
from recount.drawings.marks import KINDS, MARKS, mark
from recount.verdicts import VERDICTS

NAMES = [name for name in palette.__all__ if name.isupper()]
SHEET = (Path(__file__).parents[3] / "theme" / "recount.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_colour_is_a_property_of_the_page_with_its_light_value(name):
    """So that print has the light theme's colours, whose contrast the theme's tests hold."""
    found = re.fullmatch(r"var\((--[\w-]+),(#\w{6})\)", getattr(palette, name))
    assert f"{found[1]}: light-dark({found[2]}, " in SHEET


@pytest.mark.parametrize("verdict", [*VERDICTS, "depends"])
def test_every_verdict_has_a_mark(verdict):
    field = mark(verdict, 20, 30, 10)[0]
    assert {30 - 5, 30 + 5} <= {y for _, y in field.lines[0]}
    assert sum(verdict in words for words in KINDS.values()) == 1


def test_marks_differ_in_shape():
    """Verdicts that share a shape are the same judgement, of a number and of a claim."""
    shared = {
        frozenset(pair)
        for pair in combinations(MARKS, 2)
        if (MARKS[pair[0]].outline, MARKS[pair[0]].sign)
        == (MARKS[pair[1]].outline, MARKS[pair[1]].sign)
    }
    assert shared == {frozenset({"agrees", "holds"}), frozenset({"fails", "impossible"})}
