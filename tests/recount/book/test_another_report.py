"""The made-up report: every table and drawing that a chapter can call is made of it, too."""

import re
from pathlib import Path

import pytest

from recount import drawings
from recount.book import Book, open_book, tables
from recount.drawings import Drawing

MADE_UP = Path(__file__).parents[1] / "verdicts" / "madeup" / "published"
#: What chapters call, and the arguments to call it with on the made-up report.
CALLS = {
    "table_counts": ("north", "size"),
    "table_shares": ("Table 1", "north"),
    "table_periods": (),
    "table_samples": (),
    "table_differing": (),
    "table_not_together": (),
    "table_witnesses": ("a-higher",),
    "table_figures_wanted": (),
    "table_power": (),
    "table_assumptions": (),
    "table_scale": ("size",),
    "table_files": (),
    "table_dictionary": ("claims",),
    "table_inventory": (),
    "table_inventory_reasons": (),
    "draw_map": (),
    "draw_percentages": (),
    "draw_range": ("a-higher",),
    "draw_ranges": ("a-higher", "a-overlap"),
    "draw_tables": ("a-higher",),
    "draw_timeline": (("north-2000-2001", "north-2002-2003"), ("north-late-yes", "south-late-yes")),
    "draw_periods": (),
    "draw_samples": (),
    "slider": ("a-higher",),
    "dial": ("w-plurality",),
    "ledger_page": (),
    "figure_page": (),
}
FOREIGN = re.compile(r"familial|victim|offender|one-to-one|unknown to|Table 3|child", re.IGNORECASE)


@pytest.fixture(scope="module")
def made_up() -> Book:
    return open_book(MADE_UP)


def test_everything_that_is_shown_is_called():
    shown = {name for name in vars(tables) if name.startswith("table_")} | set(drawings.__all__)
    assert (shown - {"Drawing"}) | {"ledger_page", "figure_page"} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_it_is_made_of_any_report(made_up, name):
    made = getattr(made_up, name)(*CALLS[name])
    html = made.html if isinstance(made, Drawing) else made._repr_markdown_()
    assert re.search(r"<(table|svg|div)\b", html)
    assert not FOREIGN.search(html)
    assert not re.search(r"\b(?:None|nan)\b", re.sub(r"<script.*?</script>", "", html))
