"""Numbers run through the book, and every reference and link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

import press
from tests.press.conftest import QUARTO


def text_of(site: Path, page: str) -> str:
    html = (site / page).read_text(encoding="utf-8")
    main = re.sub(r"<details class=\"page-source.*?</details>", "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", "", main).split()).replace("\u00a0", " ")


def pdf_text(site: Path) -> str:
    pages = PdfReader(site / "A-Small-Book.pdf").pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("\u00a0", " ")


def test_numbers_follow_the_chapter(site: Path) -> None:
    assert "See Chapter 1, Figure 1.1 and Table 2.1" in text_of(site, "index.html")
    one = text_of(site, "chapters/one.html")
    assert "Figure 1.1 shows it; 1.1 is its number." in one
    assert "1.1.1 Deeper" in one
    two = text_of(site, "chapters/two.html")
    assert "Chapter 1, Section 1.1, Figure 1.1, Table 2.2" in two


def test_an_unnumbered_chapter_takes_no_number(site: Path) -> None:
    assert "3 The ledger" in text_of(site, "chapters/ledger.html")
    assert "4 The scales" in text_of(site, "chapters/scales.html")
    html = (site / "chapters/references.html").read_text(encoding="utf-8")
    assert '<h1 class="unnumbered">References</h1>' in html


def test_the_pdf_bears_the_numbers_of_the_website(site: Path) -> None:
    text = pdf_text(site)
    for sentence in (
        "See Chapter 1, Figure 1.1 and Table 2.1",
        "Figure 1.1 shows it; 1.1 is its number.",
        "Chapter 1, Section 1.1, Figure 1.1, Table 2.2",
        "Table 3.1 Entries",
    ):
        assert sentence in text


def test_links_between_chapters_become_links_between_pages(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    assert '<a href="chapters/one.html">one</a>' in index
    assert '<a href="chapters/two.html#sec-tables">another</a>' in index
    assert '<a href="data/numbers.csv">here</a>' in index
    one = (site / "chapters/one.html").read_text(encoding="utf-8")
    assert 'href="references.html#ref-doe2000"' in one
    assert 'href="#fig-bars" class="press-reference"' in one


def test_every_internal_link_of_the_site_resolves(site: Path) -> None:
    pages = {
        p.relative_to(site).as_posix(): p.read_text(encoding="utf-8") for p in site.rglob("*.html")
    }
    ids = {name: set(re.findall(r'\bid="([^"]+)"', html)) for name, html in pages.items()}
    checked = 0
    for name, html in pages.items():
        for href in re.findall(r'<a[^>]*\shref="([^"]+)"', html):
            if re.match(r"[a-z]+:", href):
                continue
            path, _, fragment = href.partition("#")
            target = (site / name).parent / path if path else site / name
            assert target.is_file(), (name, href)
            key = target.resolve().relative_to(site.resolve()).as_posix()
            assert not fragment or fragment in ids[key], (name, href)
            checked += 1
    assert checked > 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("See @fig-none.", "`@fig-none` refers to nothing in the book"),
        ("[a](two.qmd)", "the link to two.qmd leads nowhere: two.qmd is not a chapter of the book"),
        ("[a](index.qmd#no)", "the link to index.qmd#no leads nowhere: index.qmd has no `no`"),
        ("[a](#no)", "the link to #no leads nowhere: one.qmd has no `no`"),
        ("![a](no.png)", "press does not show pictures, only what cells give as Markdown"),
    ],
)
def test_what_leads_nowhere_is_refused_without_running(problems, text: str, message: str) -> None:
    assert problems(one=f"# One\n\n{text}\n") == [f"one.qmd:3: {message}"]


def test_rendering_refuses_links_that_lead_nowhere(tiny) -> None:
    project = tiny(one='# One\n\n<a href="index.qmd#no">a</a> and [b](a.csv)\n\n## Two\n')
    with pytest.raises(press.PressError) as caught:
        press.render(project, formats=["html"])
    assert [str(problem) for problem in caught.value.problems] == [
        "one.qmd:3: the link to a.csv leads nowhere: a.csv is not in the site",
        "one.qmd:3: the link to index.qmd#no leads nowhere: index.qmd has no `no`",
    ]
    assert not (project / "_site").exists()


def test_an_identifier_stands_once_in_a_book(problems) -> None:
    found = problems(index="# Home {#sec-a}\n", one="# One {#sec-a}\n")
    assert found == ["one.qmd:1: the identifier `sec-a` stands twice in the book"]


def test_a_work_that_is_not_listed_is_refused_with_its_line(problems) -> None:
    quarto = QUARTO + "bibliography: a.bib\n"
    found = problems(
        quarto=quarto,
        one="# One\n\nAs @none2000 says.\n\n::: {#refs}\n:::\n",
        a__bib="@book{b, title={B}}\n",
    )
    assert found == ["one.qmd:3: `@none2000` is not in the bibliography"]


def test_the_bibliography_holds_what_is_cited(site: Path) -> None:
    text = text_of(site, "chapters/references.html")
    assert "Doe, Jane. 2000." in text
    assert "Roe, Richard. 2001." in text
