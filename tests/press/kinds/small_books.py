"""Small books given as texts: what press does with one, and where it refuses."""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pypdf import PdfReader

import press

__all__ = ["Kind", "Rendered", "judge", "picture", "refused", "rendered", "settings", "write"]

SETTINGS = """\
project:
  type: book
  output-dir: _site
book:
  title: Tiny
  chapters:
    - index.qmd
    - one.qmd
format:
  html: {}
  typst: {}
execute: {echo: false}
"""


def settings(old: str = "", new: str = "") -> str:
    """Return `_quarto.yml` of a book with `index.qmd` and `one.qmd`, one part of it replaced."""
    assert old in SETTINGS
    return SETTINGS.replace(old, new) if old else SETTINGS


@dataclass(frozen=True)
class Rendered:
    """A book that was rendered.

    Attributes:
        project: The book's folder.
        site: The folder of the site.
        pages: The pages as written, by path within the site.
    """

    project: Path
    site: Path
    pages: Mapping[str, str]

    @cached_property
    def file(self) -> Path:
        """The PDF, which is set when it is first asked for."""
        site = self.site
        if not list(site.glob("*.pdf")):
            site = press.render(self.project, formats=["typst"], output=self.project / "_pdf")
        return next(site.glob("*.pdf"))

    @cached_property
    def pdf(self) -> str:
        """The words of the PDF, with single spaces."""
        return " ".join(" ".join(p.extract_text() for p in PdfReader(self.file).pages).split())

    @property
    def one(self) -> str:
        """The page of the chapter `one.qmd`, as written."""
        return self.pages["one.html"]

    @property
    def words(self) -> str:
        """What a reader sees of that chapter, with single spaces."""
        found = re.search(r"<main\b.*?</main>", self.one, re.DOTALL)
        assert found is not None
        text = re.sub(r"<(script|style)\b.*?</\1>", " ", found[0], flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())

    @property
    def paper_width(self) -> float:
        """The width of the PDF's first page, in points."""
        return float(PdfReader(self.file).pages[0].mediabox.width)

    def widths(self) -> list[float]:
        """Return the widths of the pictures in the PDF, in points, in order."""
        found: list[float] = []

        def before(name: bytes, _operands: object, matrix: list[float], _text: object) -> None:
            if name == b"Do":
                found.append(round(matrix[0], 1))

        for page in PdfReader(self.file).pages:
            page.extract_text(visitor_operand_before=before)
        return found


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of book on which press once went silently wrong.

    Attributes:
        name: What it is about.
        files: The book's files, by path; `_quarto.yml` and `index.qmd` may be left out.
        at: File and line that a refusal names.
        says: A pattern that its words match.
        shows: What holds of the pages and the PDF where press renders the book; None where a
            refusal is the only right answer.
        must: Whether the book has to be rendered, since a book like ours needs it.
    """

    name: str
    files: Mapping[str, str | bytes]
    at: tuple[str, int] | None = None
    says: str = ""
    shows: Callable[[Rendered], None] | None = None
    must: bool = False


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a book's files, byte for byte, and return its folder."""
    for name, content in {"_quarto.yml": SETTINGS, "index.qmd": "# Home\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def refused(project: Path) -> list[press.Problem]:
    """Return what `press check` refuses of a book."""
    try:
        press.check(project)
    except press.PressError as error:
        return list(error.problems)
    return []


def rendered(project: Path, formats: Sequence[str] = ("html", "typst")) -> Rendered:
    """Render a book and return what was made."""
    site = press.render(project, formats=formats)
    pages = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
    }
    return Rendered(project, site, pages)


def judge(kind: Kind, folder: Path) -> None:
    """Hold press to its promise: a book is refused by name and line, or rendered right.

    A refusal names the right file and line, says what it is about, and leaves nothing written.
    """
    project = write(folder, kind.files)
    made, problems = None, refused(project)
    if not problems and kind.shows is not None:
        try:
            made = rendered(project)
        except press.PressError as error:
            problems = list(error.problems)
    if made is not None and kind.shows is not None:
        kind.shows(made)
        return
    words = "\n".join(map(str, problems))
    assert problems, f"{kind.name}: passed, though nothing could be right"
    assert not kind.must, f"{kind.name}: refused, though a book like ours needs it: {words}"
    assert not (project / "_site").exists(), "something was written"
    assert kind.at in [(p.file, p.line) for p in problems], words
    assert re.search(kind.says, words), words


def picture(width: int = 200, height: int = 100) -> bytes:
    """Return a grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x90" * width for _ in range(height)))
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks
