"""From the chapters' Markdown to what Pandoc writes of each: one call a format for the whole book.

Numbers, references, citations and the forms of both formats are made by `assets/book.lua`; here
are its settings, and the places of what it refuses.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.compose import Composed
from press.kept import Kept, digest
from press.pandoc import pandoc
from press.paths import read_text
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["Written", "asset", "parse", "write_book"]

ASSETS = Path(__file__).resolve().parent / "assets"
_LUA_PLACE = re.compile(r"(?:^|[\n\"])[^\n\"]*?([^/\n\"]+\.lua)\"?:(\d+): ?(.*)")
_QUOTED = re.compile(r"“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Written:
    """What Pandoc wrote in one format.

    Attributes:
        texts: Each chapter, in order.
        pictures: The pictures that chapters show: the chapter's place and the path it gives.
    """

    texts: tuple[str, ...]
    pictures: tuple[tuple[int, str], ...]


def asset(name: str) -> str:
    """Return the text of one of press's own files."""
    return (ASSETS / name).read_text(encoding="utf-8")


def parse(book: Book, chapters: Sequence[Composed], kept: Kept, workers: Executor) -> list[str]:
    """Return each chapter as Pandoc's JSON.

    Raises:
        PressError: With what Pandoc warns of, such as a `:::` that is never closed.
    """
    futures = [workers.submit(_parse_one, book, chapter, kept) for chapter in chapters]
    found: list[str] = []
    problems: list[Problem] = []
    for future in futures:
        try:
            found.append(future.result())
        except PressError as error:
            problems += error.problems
    if problems:
        raise PressError(problems)
    return found


def _parse_one(book: Book, chapter: Composed, kept: Kept) -> str:
    path, text = chapter.source.entry.path, chapter.markdown
    key = digest(text, kept.tools)
    if known := kept.get("parsed", path, key):
        return str(known)
    # Without metadata in the middle: a `---` there is a rule.
    arguments = ["-f", "markdown-yaml_metadata_block", "-t", "json"]
    output, warnings = pandoc(arguments, text, book.root, path)
    if warnings:
        raise PressError([_warned(chapter, warning) for warning in warnings])
    kept.put("parsed", path, key, output)
    return output


def _warned(chapter: Composed, warning: str) -> Problem:
    message = f"Pandoc warns: {warning.removeprefix('[WARNING] ')}"
    match = re.search(r"\bline (\d+)", warning)
    place = int(match[1]) - 1 if match else -1
    if 0 <= place < len(chapter.lines):
        return chapter.lines[place].problem(message)
    quoted = re.findall(r"'([^']+)'", warning)
    return chapter.problem(message, *(f"[^{text}]" for text in quoted), *quoted)


def write_book(
    book: Book,
    chapters: Sequence[Composed],
    parsed: Sequence[str],
    format_: str,
    settings: Mapping[str, Any],
    folder: Path,
) -> Written:
    """Let Pandoc write the whole book in one format.

    Args:
        book: The book.
        chapters: The chapters.
        parsed: Each as Pandoc's JSON.
        format_: ``html`` or ``typst``.
        settings: What the writer of that format (`html.lua`, `typst.lua`) wants to know.
        folder: A folder for what goes between.

    Raises:
        PressError: With everything that cannot be shown, placed in the chapters.
    """
    output = folder / format_
    output.mkdir()
    settings = {
        "title": book.title,
        "lang": book.text("lang", default="en"),
        "bibliography": list(book.texts("bibliography")),
        "filters": [str(book.root / name) for name in book.filters],
        "output": str(output),
        **settings,
    }
    given = output / "settings.json"
    given.write_text(json.dumps(settings), encoding="utf-8")
    texts = [text.partition('"blocks":')[2].rstrip().removesuffix("}") for text in parsed]
    joined = parsed[0].partition('"meta":')[0] + '"meta":{},"blocks":['
    joined += ",".join(
        f'{{"t":"Div","c":[["",["press-chapter"],[["index","{index}"]]],{text}]}}'
        for index, text in enumerate(texts, 1)
    )
    arguments = ["-f", "json", "-t", format_, f"--lua-filter={ASSETS / 'book.lua'}"]
    try:
        pandoc(arguments, joined + "]}", book.root, "_quarto.yml", {"PRESS_BOOK": str(given)})
    except PressError as error:
        raise PressError([_stopped(book, problem) for problem in error.problems]) from error
    report = json.loads((output / "report.json").read_text(encoding="utf-8"))
    if report["problems"]:
        raise PressError([_placed(book, chapters, each) for each in report["problems"]])
    written = tuple(
        (output / f"{index}.{format_}").read_text(encoding="utf-8")
        for index in range(1, len(chapters) + 1)
    )
    pictures = tuple((each["chapter"] - 1, each["path"]) for each in report["pictures"])
    shutil.rmtree(output)
    return Written(written, pictures)


def _stopped(book: Book, problem: Problem) -> Problem:
    """Return what stopped the whole call, placed where it names a list of works."""
    for name in book.texts("bibliography"):
        match = re.search(rf"{re.escape(Path(name).name)}\W+\(?line (\d+)", problem.message)
        if match:
            lines = read_text(book.root, name).split("\n")
            # The reader gives up at the end of a work; it began above.
            begun = [n for n in range(1, min(int(match[1]), len(lines)) + 1)
                     if lines[n - 1].lstrip().startswith("@")]  # fmt: skip
            place = begun[-1] if begun else int(match[1])
            said = " ".join(problem.message.split())
            return Problem(name, place, f"{name} is not a list of works that Pandoc reads: {said}")
    return problem


def _placed(book: Book, chapters: Sequence[Composed], told: Mapping[str, Any]) -> Problem:
    message, index = str(told["message"]), int(told["chapter"])
    texts = [text for text in told["texts"] if text]
    if path := told.get("filter"):
        return _filter_problem(book, chapters[index - 1], path, message)
    looked = chapters if index == 0 else [chapters[index - 1]]
    for chapter in looked:
        for text in texts:
            nth = int(text["nth"]) if isinstance(text, dict) else 1
            words = str(text["text"]) if isinstance(text, dict) else str(text)
            if line := chapter.find(words, nth=nth):
                return line.problem(message)
    path = looked[0].source.entry.path if index else "_quarto.yml"
    return Problem(path, 1, message)


def _filter_problem(book: Book, chapter: Composed, path: str, message: str) -> Problem:
    """Place an error of a filter in the chapter whose words it quotes, else in the filter.

    A filter that stops with `error("... “words of the chapter” ...")` is understood.
    """
    name = Path(path).relative_to(book.root).as_posix()
    match = _LUA_PLACE.search(message)
    said = match[3] if match else message
    for words in _QUOTED.findall(said):
        parts = words.split()
        longest = sorted(parts, key=len, reverse=True)[:1]
        if line := chapter.find(words, " ".join(parts[1:]), *longest):
            return line.problem(f"{said} (said by the filter {Path(path).name})")
    last = read_text(book.root, name).rstrip("\n").count("\n") + 1
    return Problem(name, min(int(match[2]), last) if match else 1, f"{name} stopped: {said}")
