"""The PDF: one Typst document for the whole book, set by the typst package."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from press.book import asset
from press.compose import Composed
from press.paths import write_file
from press.problems import PressError, Problem
from press.project import Book, repeatable_environment

__all__ = ["set_pdf", "typst_document", "typst_settings"]

_TIME_LIMIT = 180
_MISSING_LABEL = re.compile(r"label `<([^`>]+)>` does not exist")


def typst_settings(book: Book, chapters: Sequence[Composed]) -> dict[str, Any]:
    """Return what `typst.lua` is given."""
    entries = [chapter.source.entry for chapter in chapters]
    return {
        "site_url": book.text("book", "site-url").rstrip("/"),
        "hide_code": not book.typst("echo", True),
        "chapters": [
            {
                "path": entry.path,
                "appendix": entry.appendix,
                "runs": chapter.source.runs,
                **({"part": entry.part} if entry.part else {}),
            }
            for entry, chapter in zip(entries, chapters, strict=True)
        ],
    }


def typst_document(book: Book, texts: Sequence[str]) -> tuple[str, list[int]]:
    """Return the whole book as one Typst document, and the line on which each chapter begins."""
    settings = {
        "title": _string(book.title),
        "subtitle": _string(book.text("book", "subtitle")),
        "authors": _array(_string(name) for name in book.texts("book", "author")),
        "date": _string(book.text("book", "date")),
        "description": _string(book.text("book", "description")),
        "lang": _string(book.text("lang", default="en").partition("-")[0]),
        "paper": _string(str(book.typst("papersize", "a4"))),
        "toc": str(book.typst("toc", True)).lower(),
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
    book: Book,
    chapters: Sequence[Composed],
    document: str,
    starts: Sequence[int],
    pictures: Mapping[str, bytes],
) -> tuple[bytes, tuple[str, ...]]:
    """Set the document, in a process of its own, so that a time limit holds.

    Fonts of the system are left out, as they differ.

    Args:
        book: The book.
        chapters: The chapters.
        document: What `typst_document` made.
        starts: The line on which each chapter begins in it.
        pictures: Pictures by their paths in the site.

    Returns:
        The PDF, and Typst's warnings.

    Raises:
        PressError: With what Typst said, placed in the chapter.
    """
    environment = repeatable_environment(book.environment)
    here = str(Path(__file__).resolve().parent.parent)
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        for path, content in pictures.items():
            write_file(Path(folder), path, content)
        write_file(Path(folder), "book.typ", document.encode())
        target = Path(folder) / "book.pdf"
        command = [sys.executable, "-m", "press.typst_worker", str(Path(folder) / "book.typ")]
        command += [str(target), environment["SOURCE_DATE_EPOCH"]]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=_TIME_LIMIT,
                check=False,
                env={**os.environ, "PYTHONPATH": here, "PYTHONIOENCODING": "utf-8"},
            )
        except subprocess.TimeoutExpired as error:
            message = f"Typst took more than {_TIME_LIMIT} seconds"
            raise PressError(Problem(book.pdf_name, 0, message)) from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise PressError(_placed(book, chapters, document, starts, said))
        warnings = done.stdout.decode("utf-8", "replace").split("\n")
        return target.read_bytes(), tuple(filter(None, warnings))


def _placed(
    book: Book, chapters: Sequence[Composed], document: str, starts: Sequence[int], said: str
) -> list[Problem]:
    """Return what Typst said, in the chapter in whose part of the document it went wrong."""
    if match := _MISSING_LABEL.search(said):
        name = match[1]
        message = f"something links to `{name}`, but nothing in the PDF bears that identifier"
        found = [line.problem(message) for each in chapters if (line := each.find(name))]
        return found or [Problem("_quarto.yml", 1, message)]
    message = f"Typst stopped: {said}"
    places = [int(number) for number in re.findall(r"book\.typ:(\d+):", said)]
    for place in places:
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
