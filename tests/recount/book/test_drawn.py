"""Drawings as cells show them: on the page in two widths, in print once, and said in words."""

import subprocess
import sys

import pytest

RANGES = ("h04-male-unrelated-one", "h04-male-unrelated-multi", "h04-male-unrelated-pooled")
SUMS = (("h-2010-2011", "h-2012-2013"), ("one-traded-yes", "multi-traded-yes"))
CALLS = {
    "map": lambda book: book.draw_map(),
    "percentages": lambda book: book.draw_percentages(),
    "range": lambda book: book.draw_range("f04-no-difference"),
    "ranges": lambda book: book.draw_ranges(*RANGES),
    "tables": lambda book: book.draw_tables("f11-pubescent-lower"),
    "timeline": lambda book: book.draw_timeline(*SUMS),
    "periods": lambda book: book.draw_periods(),
    "samples": lambda book: book.draw_samples(),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_drawing_stands_in_page_and_print(book, name):
    drawing = CALLS[name](book)
    page, print_ = drawing._repr_markdown_().split("```{=typst}")
    assert "```{=html}" in page
    assert '#image(bytes("<svg' in print_
    assert "var(--" not in print_
    assert len(drawing.alt) > 40
    assert CALLS[name](book) == drawing


def test_a_chapter_of_values_waits_for_no_drawing_or_table():
    """What a cell does not call is not imported: each takes longer than the values themselves."""
    code = (
        "import sys; from recount.book import open_book; book = open_book(); book.counts.one_n; "
        "book.check('t1-total', 'agrees'); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    heavy = {"matplotlib", "pandas", "great_tables", "statsmodels", "scipy.stats"}
    assert heavy.isdisjoint(done.stdout.split())
