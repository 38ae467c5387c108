"""The ledger's page: every entry once in each format, open to its derivation, linked both ways."""

import gzip
import json
import re

import pypandoc
import pytest

from recount.book.ledger_page import (
    derivation,
    entries_used,
    find_uses,
    ledger_page,
    print_tables,
)


@pytest.fixture(scope="module")
def page(book) -> str:
    return ledger_page(book.ledger, book.folder)._repr_markdown_()


@pytest.fixture(scope="module")
def html(page) -> str:
    return page.split("```{=html}\n")[1].split("\n```")[0]


def identifiers(node: object) -> list[str]:
    """Every identifier in a Pandoc document."""
    if isinstance(node, list):
        return [name for item in node for name in identifiers(item)]
    if isinstance(node, dict):
        own = [node["c"][0][0]] if node.get("t") == "Span" and node["c"][0][0] else []
        return own + identifiers(node.get("c", []))
    return []


def test_each_entry_is_a_row_once_on_the_website(book, html):
    found = re.findall(r'<tbody id="([^"]*)"', html)
    assert found == [entry.id for entry in book.ledger.entries]


def test_each_entry_has_its_anchor_once_in_print(book):
    document = json.loads(
        pypandoc.convert_text(print_tables(book.ledger), "json", format="markdown")
    )
    assert identifiers(document["blocks"]) == [entry.id for entry in book.ledger.entries]
    assert "Table" in {block["t"] for block in document["blocks"]}


def test_each_format_shows_its_own_part_only(page):
    assert page.count(":::") == 4
    assert page.index('when-format="html"') < page.index("<table") < page.index('"typst"')


def test_rows_carry_what_a_script_filters_by(html):
    row = re.search(r'<tbody id="f04-no-difference"([^>]*)>', html)
    assert row is not None
    assert dict(re.findall(r'data-([a-z]+)="([^"]*)"', row[1])) == {
        "verdict": "open",
        "kind": "claim",
        "sample": "one_to_one",
        "section": "one-relationship",
        "page": "25",
        "figure": "4",
        "entry": "statement",
    }


def test_links_within_the_page_lead_to_entries(book, html):
    for name in re.findall(r'href="#([^"]*)"', html):
        assert name in book.ledger.by_id


def test_the_page_is_small_when_packed(book, html):
    """A page may weigh 150 KB with styles and scripts; the table takes half of it."""
    assert len(gzip.compress(html.encode(), 9)) < 180 * len(book.ledger.entries) < 75_000


def test_a_derivation_shows_ranges_tests_and_witnesses(book):
    text = derivation(book.ledger, book.ledger["f04-no-difference"])
    assert "if it is true, Pearson: 26\u00a0to\u00a044" in text
    assert "Fisher: ◇ open" in text
    assert text.count("<table") == 2
    assert "What would settle it" in text
    assert "Where it turns" in text


def test_open_claims_show_what_is_possible_and_what_is_implied(html):
    row = re.search(r'<tbody id="f04-no-difference".*?</tr>', html)
    assert row is not None
    cells = [cell.replace("\u00a0", " ") for cell in re.findall(r"<td>([^<]*)</td>", row[0])]
    assert cells == ["25", "0 to 143", "26 to 44 if true", "one-to-one cases"]


def test_a_derivation_says_what_it_rests_on(book):
    text = derivation(book.ledger, book.ledger["f11-pubescent-lower"])
    assert "Rests on" in text
    assert "half up leaves 7 tables" in text


def test_entries_link_back_to_the_sections_that_use_them(book, tmp_path):
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    (tmp_path / "index.qmd").write_text("# Home\n\n`{python} n.one_n`\n", "utf-8")
    (chapters / "one.qmd").write_text(
        '---\ntitle: "One"\n---\n\n## Figure 4 {#sec-f4}\n\n`{python} c.f04_no_difference.low`\n\n'
        '## Figure 5 {#sec-f5}\n\n```{python}\nbook.check("f05-jointly", "open")\n```\n',
        "utf-8",
    )
    (chapters / "ledger.qmd").write_text("# Ledger\n\n`{python} s.t1_total`\n", "utf-8")
    uses = find_uses(book.ledger, tmp_path)
    assert uses["f04-no-difference"] == {"/chapters/one.qmd#sec-f4": "Figure 4"}
    assert list(uses["f05-jointly"]) == ["/chapters/one.qmd#sec-f5"]
    assert list(uses["p3-text-one-n"]) == ["/index.qmd"]
    assert "t1-total" not in uses
    shown = ledger_page(book.ledger, tmp_path / "data" / "published").html
    assert '<dt>Used in</dt><dd><a href="/chapters/one.qmd#sec-f4">Figure 4</a></dd>' in shown


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("`{python} s.p22_one_pubescent.recomputed`", "p22-one-pubescent"),
        ("book.table_witnesses('f07-rises')", "f07-rises"),
        ("[x](ledger.qmd#w03-small-minority)", "w03-small-minority"),
        ('book.table_shares("Table 3", "multiple")', "t3-multi-age-infant"),
        ('book.sum("one-relationship-extended + one-n")', "t3-one-relationship-extended"),
        ('book.check("f07-rises f07-each-step", "open")', "f07-each-step"),
        ('low, high = c.f06_no_difference.under("pearson")', "f06-no-difference"),
    ],
)
def test_ways_to_use_an_entry(book, text, entry):
    assert entry in set(entries_used(book.ledger, text))


def test_every_section_of_the_chapters_has_an_anchor(book):
    """Links from the ledger lead to sections by name."""
    root = book.folder.parents[1]
    for path in [root / "index.qmd", *(root / "chapters").glob("*.qmd")]:
        text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
        heads = re.findall(r"^##+ .*$", text, re.MULTILINE)
        assert [head for head in heads if "{#sec-" not in head] == [], path.name
