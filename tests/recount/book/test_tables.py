"""Tables: finished strings, heads for every column, and one form that Pandoc can read."""

import json
import re

import pypandoc
import pytest

from recount.book.tables import make_table
from recount.markup import verdict_cell

CALLS = {
    "table 1": lambda book: book.table_counts("historic", "period"),
    "table 3": lambda book: book.table_shares("Table 3", "multiple"),
    "witnesses": lambda book: book.table_witnesses("f07-rises"),
    "differing": lambda book: book.table_differing(),
    "not together": lambda book: book.table_not_together(),
    "figures wanted": lambda book: book.table_figures_wanted(),
    "power": lambda book: book.table_power(),
    "assumptions": lambda book: book.table_assumptions(),
    "samples": lambda book: book.table_samples(),
    "periods": lambda book: book.table_periods(),
    "scale": lambda book: book.table_scale("activity"),
    "files": lambda book: book.table_files(),
    "dictionary": lambda book: book.table_dictionary("claims"),
    "inventory": lambda book: book.table_inventory(),
    "inventory reasons": lambda book: book.table_inventory_reasons(),
}


def cells(html: str) -> list[list[str]]:
    """The text of a table's rows, head included."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    strip = re.compile(r"<[^>]+>")
    return [
        [
            " ".join(strip.sub("", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


@pytest.mark.parametrize("name", CALLS)
def test_pandoc_reads_one_table_with_heads(book, name):
    html = CALLS[name](book).html
    blocks = json.loads(pypandoc.convert_text(html, "json", format="html"))["blocks"]
    assert [block["t"] for block in blocks] == ["Table"]
    _, _, columns, head, bodies, _ = blocks[0]["c"]
    assert len(head[1]) >= 1
    assert all(len(body[3]) >= 1 for body in bodies)
    for body in bodies:
        for row in body[3]:
            assert sum(cell[3] for cell in row[1]) == len(columns)


@pytest.mark.parametrize("name", CALLS)
def test_html_is_small_and_needs_nothing(book, name):
    """No styles of its own, no identifiers that could stand twice, no other host."""
    html = CALLS[name](book).html
    assert "<style" not in html
    assert "<script" not in html
    assert " id=" not in html
    assert "http" not in html.replace("https://creativecommons", "")
    assert all('scope="' in tag for tag in re.findall(r"<th\b[^>]*>", html))


@pytest.mark.parametrize("name", CALLS)
def test_links_lead_to_entries(book, name):
    for target in re.findall(r'href="([^"]*)"', CALLS[name](book).html):
        path, _, entry = target.partition("#")
        assert path == "/chapters/ledger.qmd"
        assert entry in book.ledger.by_id


@pytest.mark.parametrize("name", CALLS)
def test_the_same_table_twice_is_the_same_text(book, name):
    assert CALLS[name](book) == CALLS[name](book)


def test_printed_counts_beside_what_they_give(book):
    rows = cells(book.table_shares("Table 3", "one_to_one").html)
    assert rows[0][:5] == ["Category", "Cases", "Printed", "Verdict", "Recomputed"]
    pubescent = next(row for row in rows if row[0] == "Pubescent")
    assert pubescent[1:5] == ["1,209", "61%", "≠ differs", "61.53%"]


def test_missing_cases_stand_apart(book):
    rows = cells(book.table_shares("Table 3", "multiple").html)
    place = rows.index(next(row for row in rows if row[:2] == ["Missing", "35"]))
    assert rows[place + 1][:2] == ["All", "633"]


def test_witnesses_add_up_to_the_printed_margins(book):
    rows = cells(book.table_witnesses("f07-rises").html)
    assert rows[0] == ["Cases", "A table in which it is true", "One in which it is false"]
    body = [[int(cell.replace(",", "")) for cell in row[1:]] for row in rows[2:]]
    for half in (slice(0, 3), slice(3, 6)):
        *levels, total = [row[half] for row in body]
        assert [sum(column) for column in zip(*levels, strict=True)] == total
        assert all(sum(row[:2]) == row[2] for row in levels)
        assert total == [143, 1822, 1965]
    assert rows[-2][0] == "left out"


def test_an_entry_without_a_table_has_no_witnesses(book):
    with pytest.raises(ValueError, match="does not show two tables"):
        book.table_witnesses("f05-much")


def test_differing_numbers_are_those_of_the_ledger(book):
    numbers = cells(book.table_differing().html)[1:]
    differing = [e for e in book.ledger.entries if e.verdict in ("differs", "impossible")]
    assert len(numbers) == sum(not entry.repeats for entry in differing)
    assert {entry.repeats for entry in differing if entry.repeats} <= {e.id for e in differing}
    assert [row[2] for row in numbers] == ["61%, recomputed 62%", "82%, recomputed 83%"]


def test_figures_wanted_begin_with_the_one_that_settles_most(book):
    rows = cells(book.table_figures_wanted().html)[1:]
    assert len(rows) == 24
    numbers = [int(row[1]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)


def test_dictionary_has_a_row_for_each_column_of_the_file(book):
    header = (book.folder / "counts.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert [row[0] for row in cells(book.table_dictionary("counts").html)[1:]] == header


def test_inventory_adds_up(book):
    *pages, total = cells(book.table_inventory().html)[1:]
    assert int(total[1]) == len(book.ledger.report.inventory)
    assert sum(int(row[1]) for row in pages) == int(total[1])
    assert int(total[2]) + int(total[3]) == int(total[1])
    *_, left = cells(book.table_inventory_reasons().html)
    assert left[1] == total[3]


def test_scales_name_levels_only(book):
    assert [row[0] for row in cells(book.table_scale("activity").html)[1:]] == [
        "Level 1",
        "Level 2",
        "Level 3",
        "Level 4",
    ]


def test_cells_are_shown_as_they_are_given():
    """great-tables formats floats; it is handed strings only."""
    table = make_table(["A & B", "B"], [["1.0", "1,209"], ["<"]], right=[1])
    assert "A & B" in table.html or "A &amp; B" in table.html
    assert cells(table.html)[1:] == [["1.0", "1,209"], ["&lt;", ""]]
    assert 'style="text-align: right"' in table.html


def test_a_verdict_is_never_told_by_colour_alone():
    cell = verdict_cell("no_counts")
    assert 'data-verdict="no_counts"' in cell
    assert cell.endswith('<span aria-hidden="true">∅</span>\u00a0no counts</span>')
