"""Every drawing: words within the picture, none on another, none too small; alternative text."""

import re
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import recount.drawings as drawings
from recount.drawings import count_range, draw_range, to_svg
from tests.recount.drawings.drawings_shared import opened, texts


@pytest.fixture(scope="module")
def ledger():
    return opened()


OVERLAPS = ("h04-male-unrelated-one", "h04-male-unrelated-multi", "h04-male-unrelated-pooled")
SLOPES = ("f07-rises", "f15-rises", "h04-activity-familial", "c44-younger-traded-steps")
# Name, arguments, and the most bytes that a page can bear of it.
DRAWN = {
    "verdict_map": ((), 46_000),
    "percentages": ((), 40_000),
    "conventions": ((), 40_000),
    "range": (("f04-no-difference",), 40_000),
    "overlap": (OVERLAPS, 40_000),
    "slope": (SLOPES, 40_000),
    "periods": ((), 40_000),
    "samples": ((), 40_000),
    "shares": ((), 40_000),
    "seven": ((), 40_000),
    "implied": (("one_to_one",), 70_000),
    "relationship_sweep": ((), 46_000),
}


@pytest.fixture(scope="module", params=DRAWN)
def drawn(request, ledger):
    """A drawing with its name, arguments and alternative text."""
    name = request.param
    arguments, most = DRAWN[name]
    figure = getattr(drawings, f"draw_{name}")(ledger, *arguments)
    return figure, getattr(drawings, f"alt_{name}")(ledger, *arguments), most


def crowded(figure: Figure) -> list[str]:
    """Return what is wrong with the places of the words: outside, or on each other."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    across, up = figure.get_size_inches() * figure.dpi
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    wrong = [
        f"outside: {words!r}"
        for words, box in boxes
        if box.x0 < -2 or box.y0 < -2 or box.x1 > across + 2 or box.y1 > up + 2
    ]
    for (words, box), (others, other) in combinations(boxes, 2):
        wide = min(box.x1, other.x1) - max(box.x0, other.x0)
        high = min(box.y1, other.y1) - max(box.y0, other.y0)
        # Boxes hold the room for accents and tails, so that lines may share a little of it.
        if wide > 1 and high > 0.3 * min(box.height, other.height):
            wrong.append(f"on each other: {words!r} and {others!r}")
    return wrong


def test_words_have_room(drawn):
    assert not crowded(drawn[0])


def test_words_are_not_small(drawn):
    sizes = [text.get_fontsize() for text in texts(drawn[0])]
    assert min(sizes) >= 8


def test_all_have_one_width(drawn):
    assert drawn[0].get_size_inches()[0] == 6.5


def test_bytes(drawn):
    assert len(to_svg(drawn[0])) <= drawn[2]


def test_alternative_text_says_numbers(drawn):
    """It ends as a sentence, holds numbers, and no trace of the code that made it."""
    words = drawn[1]
    assert words.endswith(".")
    assert any(letter.isdigit() for letter in words)
    assert not re.search(r"\b(None|nan|Fraction)\b|\.\.| ,|  ", words)


def test_the_other_sample_has_room_too(ledger):
    assert not crowded(drawings.draw_implied(ledger, "multiple"))


def test_every_range_of_the_ledger_can_be_drawn(ledger):
    """Each claim that bounds a count of a cross-table has a drawing in which words have room."""
    wrong = {}
    number = 0
    for entry in ledger.entries:
        try:
            count_range(ledger, entry.id)
        except ValueError:
            continue
        number += 1
        found = crowded(draw_range(ledger, entry.id))
        if found:
            wrong[entry.id] = found
        assert drawings.alt_range(ledger, entry.id).endswith(".")
    assert number > 35
    assert not wrong
