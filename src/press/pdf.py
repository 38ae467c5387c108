"""The PDF: one Typst document for the whole book, set by the typst package."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from unicodedata import category

from press.book import Ready, asset, gathered, write_chapter
from press.kept import Kept, digest
from press.pandoc import Pandoc
from press.problems import PressError, Problem
from press.project import Book, repeatable_environment

__all__ = ["set_pdf", "typst_document", "write_typst"]

_MISSING_LABEL = re.compile(r"label `<([^`>]+)>` does not exist")
_PLACE = re.compile(r"typst_py_bytes__\.typ:(\d+):")


def write_typst(
    book: Book, chapters: Sequence[Ready], kept: Kept, pandoc: Pandoc, index: int
) -> str:
    """Return a chapter as Typst, the kept text where nothing that it depends on has changed."""
    chapter = chapters[index]
    key = digest(kept.surroundings, chapter.document)
    if known := kept.get("typst", chapter.entry.path, key):
        return str(known)
    look, writer = {"highlight_method": "idiomatic"}, "typst-citations"
    text = write_chapter(book, pandoc, chapter, writer, "typst.lua", **look)
    # Tables stand at the left edge, under their captions; Pandoc's writer centres them.
    text = text.replace("align(center)[#table(", "align(left)[#table(")
    kept.put("typst", chapter.entry.path, key, text)
    return text


def typst_document(book: Book, texts: Sequence[str]) -> tuple[str, list[int]]:
    """Return the whole book as one Typst document, and the line on which each chapter begins."""
    settings = {
        "title": _string(book.title),
        "subtitle": _string(book.text("book", "subtitle")),
        "authors": _array(_string(name) for name in book.texts("book", "author")),
        "date": _string(book.text("book", "date")),
        "description": _string(book.text("book", "description")),
        "lang": _string(book.text("lang", default="en").partition("-")[0]),
        "toc-depth": str(book.typst("toc-depth", 2)),
    }
    lines = [*asset("book.typ").split("\n"), "#show: press-book.with("]
    lines += [f"  {name}: {value}," for name, value in settings.items()]
    lines.append(")")
    starts: list[int] = []
    part = None
    for entry, text in zip(book.entries, texts, strict=True):
        if entry.part is not None and entry.part != part:
            lines.append(f"#press-part({_string(entry.part)})")
        part = entry.part
        starts.append(len(lines) + 1)
        lines += ["", *text.split("\n")]
    return "\n".join(lines) + "\n", starts


def _string(content: str) -> str:
    escaped = content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items).rstrip() + ")"


def set_pdf(
    book: Book, chapters: Sequence[Ready], kept: Kept, texts: Sequence[Future[str]]
) -> tuple[bytes, tuple[str, ...]]:
    """Set the whole book. Fonts of the system are left out, as they differ."""
    import typst

    written = gathered(texts)
    document, starts = typst_document(book, written)
    epoch = repeatable_environment(book.environment)["SOURCE_DATE_EPOCH"]
    key = digest(kept.tools, document, epoch)
    if known := kept.get("pdf", "", key):
        return base64.b64decode(known["pdf"]), tuple(known["warnings"])
    if problems := _unset(chapters, written, document):
        raise PressError(problems)
    try:
        pdf, warned = typst.compile_with_warnings(
            document.encode(), ignore_system_fonts=True, format="pdf", timestamp=int(epoch)
        )
    except typst.TypstError as error:
        said = "\n".join([str(error), *error.hints, error.diagnostic])
        raise PressError(_placed(book, chapters, document, starts, said)) from error
    packed = _packed(pdf)
    warnings = tuple(str(getattr(warning, "message", warning)) for warning in warned)
    text = base64.b64encode(packed).decode()
    kept.put("pdf", "", key, {"pdf": text, "warnings": warnings})
    return packed, warnings


def _unset(ready: Sequence[Ready], texts: Sequence[str], document: str) -> list[Problem]:
    """Return a problem for each sign that no font has: Typst sets a box, and says nothing."""
    import typst

    # Beyond the Latin letters, and but for spaces, what controls text and what joins letters.
    signs = sorted(s for s in set(document) if s > "\u024f" and category(s)[0] not in "CZM")
    # A page for each, after one for a sign that nothing has; an empty one, as there must be two.
    pages = [f'#"{sign}"\n#pagebreak()\n' for sign in ("\U0010ffff", *signs)]
    text = "#set page(width: auto, height: auto, margin: 0pt)\n" + "".join(pages)
    box, *shown = typst.compile(text.encode(), ignore_system_fonts=True, format="svg")
    found = []
    for sign in (sign for sign, picture in zip(signs, shown, strict=False) if picture == box):
        message = f"no font of the PDF has {sign} (U+{ord(sign):04X})"
        own = [each.composed for each, text in zip(ready, texts, strict=True) if sign in text]
        found += [each.problem(message, sign) for each in own]
        found += [] if own else [Problem("_quarto.yml", 1, message)]
    return found


def _packed(pdf: bytes) -> bytes:
    """Return a PDF with its many small objects together: it is then a third as long."""
    import pikepdf

    pikepdf.settings.set_flate_compression_level(9)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        mode = pikepdf.ObjectStreamMode.generate
        document.save(out, object_stream_mode=mode, deterministic_id=True)
    return out.getvalue()


def _placed(
    book: Book, ready: Sequence[Ready], document: str, starts: Sequence[int], said: str
) -> list[Problem]:
    """Return what Typst said, in the chapter in whose part of the document it went wrong."""
    chapters = [each.composed for each in ready]
    if match := _MISSING_LABEL.search(said):
        name = match[1]
        message = f"something links to `{name}`, but nothing in the PDF bears that identifier"
        found = [line.problem(message) for each in chapters if (line := each.find(name))]
        return found or [Problem("_quarto.yml", 1, message)]
    message = f"Typst stopped: {said}"
    for place in map(int, _PLACE.findall(said)):
        index = sum(start <= place for start in starts) - 1
        if index < 0:
            continue
        shown = document.split("\n")[place - 1].strip()
        first = said.split("\n")[0]
        names = re.findall(r"`([^`]+)`|\"/?([^\"]+)\"|: ([\w.-]+)$", f"{first}\n{shown}")
        texts = [text for name in names for text in name if text]
        longest = sorted(re.findall(r"[^\W_]{4,}", shown), key=len, reverse=True)[:3]
        return [chapters[index].problem(message, shown, *texts, *longest)]
    return [Problem(book.pdf_name, 0, message)]
