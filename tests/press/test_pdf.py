"""The PDF: outline, text, alternative texts, tables made from HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import press
from tests.press.conftest import QUARTO


@pytest.fixture(scope="module")
def pdf(site: Path) -> PdfReader:
    return PdfReader(site / "A-Small-Book.pdf")


def titles(items: list[Any], depth: int = 0) -> Iterator[tuple[int, str]]:
    for item in items:
        if isinstance(item, list):
            yield from titles(item, depth + 1)
        else:
            yield depth, item.title


def test_the_outline_nests_chapters_in_parts(pdf: PdfReader) -> None:
    found = list(titles(pdf.outline))
    assert (0, "First part") in found
    assert (1, "1 One relationship") in found
    assert (2, "1.1 What follows") in found
    assert (3, "1.1.1 Deeper") in found
    assert (1, "4 The scales") in found


def test_it_is_tagged_and_says_its_language(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "A Small Book"


def alternatives(node: Any, seen: set[int]) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, dict):
        if "/Alt" in node:
            yield node["/Alt"]
        if "/K" in node:
            yield from alternatives(node["/K"], seen)
    elif isinstance(node, list):
        for item in node:
            yield from alternatives(item, seen)


def test_pictures_keep_their_alternative_text(pdf: PdfReader) -> None:
    found = list(alternatives(pdf.trailer["/Root"]["/StructTreeRoot"], set()))
    assert found == ["A bar chart with two bars; the second is twice as high."]


def test_html_tables_are_set_as_tables(pdf: PdfReader) -> None:
    text = "\n".join(page.extract_text() for page in pdf.pages)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for words in ("Counts by sample.", "Victim", "Sample", "young", "Counts of cases."):
        assert any(words in line for line in lines), words


def test_a_missing_label_is_told_with_its_place(tiny) -> None:
    project = tiny(one="# One\n\n`#link(<nowhere>)[x]`{=typst}\n")
    with pytest.raises(press.PressError) as caught:
        press.render(project, formats=["typst"])
    assert [str(p) for p in caught.value.problems] == [
        "one.qmd:3: something links to `nowhere`, but nothing in the PDF bears that identifier"
    ]


def test_signs_that_no_font_has_are_told_and_do_not_vanish(tiny) -> None:
    held = "≠ ✓ ❝ ◇ ∅ é\N{COMBINING ACUTE ACCENT} α \N{THIN SPACE}"
    project = tiny(one=f"# One\n\nHeld: {held}\n\nNot held: 字.\n\n```\n\U0001f600\n```\n")
    with pytest.raises(press.PressError) as caught:
        press.render(project, formats=["typst"])
    assert [str(p) for p in caught.value.problems] == [
        "one.qmd:5: no font of the PDF has 字 (U+5B57)",
        "one.qmd:8: no font of the PDF has \U0001f600 (U+1F600)",
    ]
    press.render(project, formats=["html"])


def test_a_sign_in_the_title_that_no_font_has_is_told(tiny) -> None:
    with pytest.raises(press.PressError, match=r"_quarto.yml:1: no font of the PDF has 字"):
        press.render(tiny(quarto=QUARTO.replace("Tiny", "字")), formats=["typst"])


def test_fonts_are_embedded(pdf: PdfReader) -> None:
    fonts = {
        font.get_object()["/BaseFont"]
        for page in pdf.pages
        for font in (page["/Resources"].get("/Font") or {}).values()  # type: ignore[union-attr]
    }
    assert len(fonts) > 2
    assert all("+" in name for name in fonts), "a subset font's name has a mark before the plus"
