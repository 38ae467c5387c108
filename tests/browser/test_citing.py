"""How to cite says the same in every place, and so does what search engines read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser.conftest import ROOT


def bibtex(text: str) -> dict[str, str]:
    """The fields of an entry, without braces, in any order."""
    pairs = re.findall(r"^\s*(\w+)\s*=\s*(.*?),?\s*$", text, re.MULTILINE)
    return {name: re.sub(r"[{}]", "", value) for name, value in pairs}


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def home(site: Path) -> str:
    return (site / "index.html").read_text("utf-8")


def test_the_foot_of_every_page_leads_to_how_to_cite(site: Path, pages: list[str]) -> None:
    assert 'id="sec-cite"' in (site / "index.html").read_text("utf-8")
    for name in pages:
        page = (site / name).read_text("utf-8")
        assert re.search(r'href="[^"]*index\.html#sec-cite"|href="#sec-cite"', page), name


def test_the_home_page_agrees_with_the_citation_file(citation: dict[str, Any]) -> None:
    text = (ROOT / "index.qmd").read_text("utf-8")
    block = text.split("```bibtex\n")[1].split("\n```")[0]
    assert bibtex(block) == {
        "title": citation["title"],
        "author": citation["authors"][0]["name"],
        "year": str(citation["date-released"])[:4],
    }


def test_search_engines_read_the_same(
    site: Path, pages: list[str], citation: dict[str, Any]
) -> None:
    for name in pages:
        page = (site / name).read_text("utf-8")
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        (book,) = (json.loads(block) for block in blocks)
        title = f"{book['name']}: {book['alternativeHeadline']}"
        assert title == citation["title"]
        assert book["author"]["name"] == citation["authors"][0]["name"]
        assert book["datePublished"] == str(citation["date-released"])
        report = citation["references"][0]
        assert book["isBasedOn"]["name"] == report["title"]
        names = [f"{a['given-names']} {a['family-names']}" for a in report["authors"]]
        assert [author["name"] for author in book["isBasedOn"]["author"]] == names


def test_the_start_says_what_the_book_contains_and_where_to_find_help(home: str) -> None:
    start = home[home.index("<main") :]
    assert "What this book contains" in start
    assert "https://report.cybertip.org" in start
