"""The PDF: pages, outline, text of key numbers, tags, fonts, glyphs, nothing beyond the margins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from recount.ledger import Ledger

#: In points. Text stays within the margins but for the space after the last word of a line.
WIDTH = 21 / 2.54 * 72
MARGIN = 2.7 / 2.54 * 72
SLACK = 5.0


@pytest.fixture(scope="module")
def pdf(site: Path) -> PdfReader:
    return PdfReader(site / "Recount.pdf")


@pytest.fixture(scope="module")
def text(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def titles(outline: Any) -> Iterator[str]:
    """The titles of an outline and of all that is nested in it."""
    for item in outline:
        if isinstance(item, Destination):
            yield str(item.title)
        else:
            yield from titles(item)


class Run(NamedTuple):
    """A run of glyphs: its page, where it begins and ends across the page, its glyphs."""

    page: int
    start: float
    end: float
    glyphs: tuple[int, ...]


def widths_of(font: Any) -> dict[int, float]:
    """Widths by glyph, in thousandths of the size: lists after a first glyph, or ranges."""
    given = [item.get_object() for item in font["/DescendantFonts"][0].get_object().get("/W", [])]
    widths: dict[int, float] = {}
    while given:
        first = int(given.pop(0))
        if isinstance(given[0], list):
            widths |= {first + i: float(width) for i, width in enumerate(given.pop(0))}
        else:
            last, width = int(given.pop(0)), float(given.pop(0))
            widths |= dict.fromkeys(range(first, last + 1), width)
    return widths


def runs_of(pdf: PdfReader) -> Iterator[Run]:
    """Every run of text, by what a viewer does with a page's operators."""
    known: dict[int, dict[int, float]] = {}
    for number, page in enumerate(pdf.pages, 1):
        named = page["/Resources"].get("/Font") or {}
        content = page.get_contents()
        places, scales, stack = 0.0, 1.0, []
        at, size, widths = 0.0, 1.0, {}
        for operands, operator in [] if content is None else content.operations:
            if operator == b"q":
                stack.append((places, scales))
            elif operator == b"Q":
                places, scales = stack.pop()
            elif operator == b"cm":
                places += scales * float(operands[4])
                scales *= float(operands[0])
            elif operator == b"Tf":
                font = named[operands[0]].get_object()
                widths = known.setdefault(id(font), widths_of(font))
                size = float(operands[1])
            elif operator == b"Tm":
                at = float(operands[4])
            elif operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                glyphs: list[int] = []
                wide = 0.0
                for part in parts:
                    if isinstance(part, int | float):
                        wide -= float(part)
                        continue
                    raw = part.original_bytes
                    codes = [int.from_bytes(raw[i : i + 2]) for i in range(0, len(raw), 2)]
                    glyphs += codes
                    wide += sum(widths.get(code, 1000.0) for code in codes)
                start = at
                at += wide * size / 1000
                yield Run(number, places + scales * start, places + scales * at, tuple(glyphs))


@pytest.fixture(scope="module")
def runs(pdf: PdfReader) -> list[Run]:
    return list(runs_of(pdf))


def fonts(pdf: PdfReader) -> dict[str, Any]:
    """Every font of the pages, by name."""
    found: dict[str, Any] = {}
    for page in pdf.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            found[str(font.get_object()["/BaseFont"])] = font.get_object()
    return found


def test_it_has_a_book_s_length(pdf: PdfReader) -> None:
    assert 35 <= len(pdf.pages) <= 70


def test_the_outline_has_parts_chapters_and_sections(pdf: PdfReader) -> None:
    found = list(titles(pdf.outline))
    for title in ("The report, section by section", "The audit", "At a glance", "The ledger"):
        assert any(title in entry for entry in found), title
    assert len(found) > 80


def test_key_numbers_stand_in_it(text: str) -> None:
    plain = re.sub(r"\s+", " ", text)
    for words in ("1,209 of 1,965", "61.53%", "494 of 598", "26 to 44", "1,212"):
        assert words in plain, words


def test_every_entry_of_the_ledger_is_in_print(text: str, ledger: Ledger) -> None:
    # A name may be broken over lines, with a hyphen of its own or one of the line's.
    plain = re.sub(r"[\s\-\u2010\u00ad]+", "", text)
    missing = [e.id for e in ledger.entries if e.id.replace("-", "") not in plain]
    assert missing == []


def test_it_is_tagged_titled_and_in_english(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Recount"


def test_every_picture_has_an_alternative_text(pdf: PdfReader) -> None:
    kinds: list[tuple[str, str]] = []
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            if node.get("/S") == "/Figure":
                kinds.append((str(node.get("/S")), str(node.get("/Alt", ""))))
            if "/K" in node:
                waiting.append(node["/K"])
    assert len(kinds) > 15
    assert [alt for _, alt in kinds if len(alt) < 20] == []


def test_fonts_are_embedded_and_the_books_own(pdf: PdfReader) -> None:
    found = fonts(pdf)
    for name, font in found.items():
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), name
    families = {name.split("+")[-1].split("-")[0] for name in found}
    assert families <= {"LibertinusSerif", "DejaVuSansMono", "NewCMMath", "NewComputerModernMath"}


def test_no_glyph_is_missing(text: str, runs: list[Run]) -> None:
    assert [run for run in runs if 0 in run.glyphs] == []
    assert "\ufffd" not in text
    for sign in "✓≠≈✗∅◇–":
        assert sign in text, sign


def test_no_text_leaves_the_margins(runs: list[Run]) -> None:
    assert len(runs) > 10_000
    outside = [
        run for run in runs if run.start < MARGIN - SLACK or run.end > WIDTH - MARGIN + SLACK
    ]
    assert outside == []
