"""Drawings as cells show them: SVG that is the same in every build, and said in words."""

import pytest

CALLS = {
    "verdict map": lambda book: book.draw_verdict_map(),
    "percentages": lambda book: book.draw_percentages(),
    "conventions": lambda book: book.draw_conventions(),
    "range": lambda book: book.draw_range("f04-no-difference"),
    "slope": lambda book: book.draw_slope("f07-rises"),
    "overlap": lambda book: book.draw_overlap("h04-male-unrelated-one"),
    "implied": lambda book: book.draw_implied("one_to_one"),
    "seven": lambda book: book.draw_seven(),
    "periods": lambda book: book.draw_periods(),
    "samples": lambda book: book.draw_samples(),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_drawing_is_svg_with_words(book, name):
    drawing = CALLS[name](book)
    svg = drawing._repr_svg_()
    assert "<svg" in svg
    assert "http://www.w3.org" in svg
    assert len(str(book.alt(drawing))) > 40
    assert CALLS[name](book) == drawing
