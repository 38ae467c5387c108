"""The pages: nothing from other hosts, a policy that fits, structure that can be read aloud."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from lxml import html as markup
from pypdf import PdfReader

import press


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    return {
        p.relative_to(site).as_posix(): p.read_text(encoding="utf-8") for p in site.rglob("*.html")
    }


def test_every_chapter_has_its_page(pages: dict[str, str]) -> None:
    names = ("one", "two", "ledger", "references", "scales")
    assert set(pages) == {"index.html", *(f"chapters/{name}.html" for name in names)}


def test_nothing_is_loaded_from_another_host(site: Path, pages: dict[str, str]) -> None:
    for name, html in pages.items():
        for tag in markup.document_fromstring(html).iter("*"):
            for key in ("src", "srcset", "data", "poster"):
                assert "//" not in tag.get(key, "").removeprefix("data:"), (name, tag)
            if tag.tag == "link" and tag.get("rel") != "canonical":
                assert "//" not in tag.get("href"), (name, tag)
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert "url(" not in text, style
        assert "@import" not in text, style
    for script in (site / "press").glob("*.js"):
        assert "http:" not in script.read_text(encoding="utf-8").replace('startsWith("http")', "")


def test_the_policy_allows_what_the_page_holds_and_no_more(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
        rules = {r.split()[0]: r.split()[1:] for r in policy.split("; ")}
        found = list(markup.document_fromstring(html).iter("*"))

        def hashed(text: str) -> str:
            return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

        scripts = {
            hashed(t.text or "")
            for t in found
            if t.tag == "script"
            and "src" not in t.attrib
            and t.get("type") != "application/ld+json"
        }
        styles = {hashed(t.text or "") for t in found if t.tag == "style"}
        styles |= {hashed(t.get("style")) for t in found if "style" in t.attrib}
        assert {s for s in rules["script-src"] if "sha256" in s} == scripts, name
        assert {s for s in rules["style-src"] if "sha256" in s} == styles, name
        assert rules["default-src"] == ["'none'"]
        assert "'unsafe-inline'" not in policy
        assert not any("on" + event in t.attrib for t in found for event in ("click", "load"))


def test_pages_have_one_main_heading_language_and_landmarks(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        names = [t.tag for t in markup.document_fromstring(html).iter("*")]
        assert html.count('<html lang="en"') == 1
        assert names.count("h1") == 1, name
        assert names.count("main") == 1
        assert 'class="skip-link" href="#main"' in html
        assert 'aria-current="page"' in html


def test_every_table_has_a_caption_or_stands_unlabelled_in_a_scroll_box(
    pages: dict[str, str],
) -> None:
    html = pages["chapters/two.html"]
    assert html.count("<table") == html.count("<caption") == 2
    assert html.count('class="table-scroll" role="group" tabindex="0"') == 2
    assert '<span class="float-label">Table 2.1</span>' in html.replace("\u00a0", " ")


def test_conditional_content_goes_to_its_format(site: Path, pages: dict[str, str]) -> None:
    assert "Only on the web." in pages["chapters/one.html"]
    assert "<p>Only in print." not in pages["chapters/one.html"]
    text = " ".join(page.extract_text() for page in PdfReader(site / "A-Small-Book.pdf").pages)
    assert "Only in print." in text
    assert "Only on the web." not in text


def test_a_page_says_what_it_is_about(pages: dict[str, str]) -> None:
    assert '<meta name="description" content="The first chapter.">' in pages["chapters/one.html"]


def test_project_styles_come_after_press(pages: dict[str, str]) -> None:
    html = pages["chapters/one.html"]
    order = [html.index(f'href="../{name}"') for name in ("press/press.css", "styles.css")]
    assert order == sorted(order)


def test_the_source_of_a_page_can_be_read(pages: dict[str, str]) -> None:
    assert "{#fig-bars}" not in pages["chapters/one.html"]
    assert "#| label: fig-bars\n#| fig-cap: " in pages["chapters/one.html"]


def test_the_plain_search_index_finds_words_by_section(site: Path) -> None:
    text = (site / "search-index.js").read_text(encoding="utf-8")
    records = json.loads(text.removeprefix("window.pressSearchIndex=").removesuffix(";\n"))
    hits = [r for r in records if "zebrafish" in r["x"]]
    assert [(r["u"], r["t"]) for r in hits] == [("chapters/one.html#sec-one", "1 One relationship")]
    assert [r["u"] for r in records if r["h"].endswith("Deeper")] == ["chapters/one.html#deeper"]
    # Notes of numbers and the sources of pages are not what readers search.
    assert not any("1,209 / 1,965" in r["x"] or "fig-cap" in r["x"] for r in records)


def test_pages_alone_offer_no_pdf(small: Path, tmp_path: Path) -> None:
    press.render(small, formats=["html"], output=tmp_path / "pages")
    html = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert "Download as PDF" not in html
    assert not (tmp_path / "pages" / "A-Small-Book.pdf").exists()
