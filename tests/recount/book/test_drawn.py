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


@pytest.mark.parametrize(
    ("cell", "needed"),
    [
        ("book.check('t1-total', 'agrees')", set()),
        ("book.table_samples(); book.draw_samples()", {"matplotlib", "pandas", "great_tables"}),
        ("book.table_shares('Table 3', 'one_to_one')", {"pandas", "great_tables"}),
        ("book.draw_periods()", {"matplotlib"}),
    ],
)
def test_what_a_cell_does_not_need_is_not_imported(book, cell, needed):
    """Each takes longer than the cell itself; what is ours is computed once a build."""
    assert book.ours.samples
    code = "import sys; from recount.book import open_book; book = open_book(); book.counts.one_n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {cell}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    heavy = {"matplotlib", "pandas", "great_tables", "statsmodels", "scipy.special"}
    assert heavy & set(done.stdout.split()) == needed
