"""Drawings as SVG: the same bytes, valid, shortened without loss."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recount.drawings import draw_range, draw_verdict_map, to_svg
from recount.drawings.canvas import new_figure, panel, text_inches, wrapped, write
from recount.drawings.svg import _relative
from tests.recount.drawings.drawings_shared import opened


@pytest.fixture(scope="module")
def ledger():
    return opened()


NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_two_drawings_have_the_same_bytes(ledger):
    first, second = (to_svg(draw_verdict_map(ledger)) for _ in range(2))
    assert first == second


def test_it_is_a_valid_picture_without_font_date_or_maker(ledger):
    """Letters are outlines, so that no page and no PDF needs a font of ours."""
    svg = to_svg(draw_range(ledger, "f04-no-difference"))
    root = ElementTree.fromstring(svg)
    assert root.get("width") == "468pt"
    assert not list(root.iter(f"{NAMESPACE}text"))
    assert "font-family" not in svg
    assert "<dc:" not in svg
    assert "Matplotlib" not in svg


def test_every_mark_refers_to_an_outline(ledger):
    root = ElementTree.fromstring(to_svg(draw_verdict_map(ledger)))
    known = {f"#{node.get('id')}" for node in root.iter() if node.get("id")}
    used = {node.get("{http://www.w3.org/1999/xlink}href") for node in root.iter(f"{NAMESPACE}use")}
    assert used
    assert used <= known


def test_the_ground_is_transparent(ledger):
    """Nothing fills the whole picture, so that it lies on a page of any colour."""
    svg = to_svg(draw_range(ledger, "f04-no-difference"))
    root = ElementTree.fromstring(svg)
    first = next(root.iter(f"{NAMESPACE}path"))
    style = first.get("style")
    grounds = [
        node.get("style")
        for node in root.iter(f"{NAMESPACE}path")
        if (node.get("d") or "").startswith("m0 164")
    ]
    assert style is not None
    assert all("fill: none" in (ground or "") for ground in grounds)


def test_letters_keep_their_size():
    """The scale of letters is not shortened with the places."""
    figure = new_figure(0.5)
    write(panel(figure, 0, 0, 1, 0.5), 0.5, 0.5, "word")
    svg = to_svg(figure)
    assert "scale(0.125)" in svg
    assert "scale(0.09 -0.09)" in svg


def _absolute(data: str) -> np.ndarray:
    """Return all points of a path by steps, one after the other."""
    points: list[np.ndarray] = []
    at = start = np.zeros(2)
    sizes = {"m": 1, "l": 1, "q": 2, "c": 3}
    for command, rest in re.findall(r"([mlqcz])([^mlqcz]*)", data):
        if command == "z":
            at = start
            continue
        values = [float(word) for word in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        steps = np.array(values).reshape(-1, sizes[command], 2)
        for group in steps:
            points += list(at + group)
            at = at + group[-1]
        if command == "m":
            start = at
    return np.array(points)


places = st.floats(-5000, 5000, allow_nan=False).map(lambda value: round(value, 4))
pairs = st.tuples(places, places)


@settings(derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("L"), st.lists(pairs, min_size=1, max_size=1)),
            st.tuples(st.just("Q"), st.lists(pairs, min_size=2, max_size=2)),
            st.tuples(st.just("C"), st.lists(pairs, min_size=3, max_size=3)),
            st.tuples(st.sampled_from(["M", "zM"]), st.lists(pairs, min_size=1, max_size=1)),
        ),
        max_size=12,
    ),
    pairs,
)
def test_paths_by_steps_lead_to_the_same_points(commands, first):
    """Rounding does not add up along a path: every point is within half a hundredth."""
    words = [f"M {first[0]} {first[1]}"]
    points = [first]
    for command, group in commands:
        words += [*command[:-1], command[-1], *(f"{x} {y}" for x, y in group)]
        points += group
    found = _absolute(_relative("\n".join(words)))
    assert found == pytest.approx(np.array(points), abs=0.00501 + 1e-9)


def test_a_no_break_space_keeps_words_together():
    room = text_inches("(p. 30)") + 0.01
    assert wrapped("one (p.\u00a030)", room) == ["one", "(p.\u00a030)"]
