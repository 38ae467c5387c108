"""The PDF: one Typst document for the whole book, set by the typst package."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from press.filters import located
from press.nodes import Node
from press.numbering import Page
from press.page_data import asset, included
from press.pandoc import document, pandoc
from press.problems import PressError, Problem
from press.project import Book
from press.typst_nodes import typst_string

__all__ = ["compile_pdf", "typst_document", "write_chapter"]

_TIME_LIMIT = 180
_MISSING_LABEL = re.compile(r"label `<([^`>]+)>` does not exist")


def write_chapter(book: Book, page: Page, blocks: list[Node], last_filter: Path) -> str:
    """Let Pandoc write one chapter as Typst.

    Raises:
        PressError: If Pandoc or one of the project's filters fails.
    """
    arguments = ["-f", "json", "-t", "typst-citations", "--wrap=none"]
    arguments += ["--syntax-highlighting=idiomatic"]
    arguments += [f"--lua-filter={book.root / name}" for name in book.filters]
    arguments += [f"--lua-filter={last_filter}"]
    with located(page):
        text, _ = pandoc(arguments, document(blocks), book.root, page.entry.path)
    # Tables stand at the left edge, under their captions; Pandoc's writer centres them.
    return text.replace("align(center)[#table(", "align(left)[#table(")


def typst_document(book: Book, pages: Sequence[Page], chapters: Sequence[str]) -> str:
    """Return the whole book as one Typst document."""
    options = book.typst
    settings = {
        "title": typst_string(book.title),
        "subtitle": typst_string(book.subtitle),
        "authors": _array(typst_string(name) for name in book.authors),
        "date": typst_string(book.date),
        "description": typst_string(book.description),
        "lang": typst_string(book.lang.partition("-")[0]),
        "paper": typst_string(str(options.get("papersize", "a4"))),
        "margin": _margin(options.get("margin")),
        "fontsize": str(options.get("fontsize", "10.5pt")),
        "mainfont": _array(
            [typst_string(str(options["mainfont"]))] if "mainfont" in options else []
        ),
        "codefont": _array(
            [typst_string(str(options["codefont"]))] if "codefont" in options else []
        ),
        "toc": _flag(options.get("toc", True)),
        "toc-depth": str(options.get("toc-depth", 2)),
        "toc-title": typst_string(str(options.get("toc-title", "Contents"))),
        "lof": _flag(options.get("lof", False)),
        "lot": _flag(options.get("lot", False)),
    }
    lines = [asset("book.typ")]
    lines += included(book, "include-in-header", "typst")
    lines.append("#show: press-book.with(")
    lines += [f"  {name}: {value}," for name, value in settings.items()]
    lines.append(")")
    lines += included(book, "include-before-body", "typst")
    part = None
    for page, text in zip(pages, chapters, strict=True):
        title = page.entry.part
        if title is not None and title != part:
            lines.append(f"#press-part({typst_string(title)})")
        part = title
        lines += ["", f"// {page.entry.path}", text]
    lines += included(book, "include-after-body", "typst")
    return "\n".join(lines) + "\n"


def compile_pdf(
    book: Book, source: Path, target: Path, fonts: Sequence[Path], epoch: int
) -> tuple[str, ...]:
    """Set the document.

    Typst runs in a process of its own, so that a time limit holds.

    Args:
        book: The book.
        source: The document; its directory holds the pictures.
        target: The PDF.
        fonts: Directories with further fonts; those of the system are left out, as they differ.
        epoch: Seconds since 1970 that stand in the PDF as its time.

    Returns:
        Typst's warnings.

    Raises:
        PressError: With what Typst said.
    """
    paths = os.pathsep.join(str(path) for path in fonts)
    command = [sys.executable, "-m", "press.typst_worker", str(source), str(target)]
    command += [str(source.parent), str(epoch), paths]
    here = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "PYTHONPATH": here}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        message = f"Typst took more than {_TIME_LIMIT} seconds"
        raise PressError(Problem(book.pdf_name, 0, message)) from error
    if done.returncode != 0:
        raise PressError(Problem(book.pdf_name, 0, f"Typst stopped: {done.stderr.strip()}"))
    return tuple(done.stdout.splitlines())


def missing_label(error: PressError) -> str:
    """Return the label that Typst missed, or nothing."""
    match = _MISSING_LABEL.search(str(error))
    return match[1] if match else ""


def _array(items: Iterable[str]) -> str:
    joined = "".join(f"{item}, " for item in items)
    return f"({joined.rstrip()})"


def _flag(value: object) -> str:
    return "true" if value else "false"


def _margin(value: object) -> str:
    if not isinstance(value, Mapping) or not value:
        return "auto"
    return "(" + ", ".join(f"{side}: {size}" for side, size in value.items()) + ")"
