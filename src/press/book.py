"""From the chapters' Markdown to what Pandoc writes of each, in three steps.

Pandoc reads each chapter, with `assets/read.lua`; citations of the whole book are set in one call,
and everything is numbered here; Pandoc writes each chapter in each format, with `assets/html.lua`
or `assets/typst.lua` and the project's own filters. What a step gave is kept under all that it
depends on.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from press.compose import Composed
from press.kept import Kept, digest
from press.numbers import Numbered, Target, number_book
from press.pandoc import ASSETS, pandoc, pandoc_json
from press.paths import read_text
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["Manuscript", "asset", "gathered", "read_book_text", "write_chapter"]

_LUA_PLACE = re.compile(r"(?:^|[\n\"])[^\n\"]*?([^/\n\"]+\.lua)\"?:(\d+): ?(.*)")
_FILTER = re.compile(r"Error running filter ([^\n]*?):?\n(.*?)(?:\nstack traceback.*)?", re.DOTALL)
_QUOTED = re.compile(r"“([^”]*)”")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The whole book, read, numbered and with its citations."""

    chapters: Sequence[Composed]
    documents: Sequence[Any]
    numbered: Sequence[Numbered]
    settings: Sequence[Mapping[str, Any]]
    cited: Sequence[Mapping[str, Any]]
    version: Any


def asset(name: str) -> str:
    """Return the text of one of press's own files."""
    return (ASSETS / name).read_text(encoding="utf-8")


def gathered(futures: Iterable[Future[_T]]) -> list[_T]:
    """Return what each gives, in their order."""
    found: list[_T] = []
    problems: list[Problem] = []
    for future in futures:
        try:
            found.append(future.result())
        except PressError as error:
            problems += error.problems
    if problems:
        raise PressError(problems)
    return found


def read_book_text(
    book: Book, chapters: Sequence[Composed], kept: Kept, workers: Executor
) -> Manuscript:
    """Let Pandoc read the chapters, number everything, and set the citations."""
    read = gathered([workers.submit(_read, book, chapter, kept) for chapter in chapters])
    told = [json.loads(document["meta"]["press"]["c"]) for document in read]
    found: list[Problem] = []
    for chapter, own in zip(chapters, told, strict=True):
        found += (_placed(chapter, problem) for problem in own["problems"])
    items = [own["items"] for own in told]
    numbered, targets, problems = number_book(chapters, items, book.title)
    found += problems
    for chapter, own in zip(chapters, told, strict=True):
        for name in own["references"]:
            if _lower(name) not in targets:
                message = f"`@{name}` refers to nothing in the book"
                found.append(chapter.problem(message, f"@{name}"))
        if own["works"] and not book.texts("bibliography"):
            message = f"{own['works'][0]} is cited, but `bibliography` names no file"
            found.append(chapter.problem(message, own["works"][0]))
    if found:
        raise PressError(found)
    cited, works = _cited(book, chapters, read, told, kept)
    return Manuscript(
        chapters,
        [document["blocks"] for document in read],
        numbered,
        _settings(chapters, told, numbered, targets, works),
        cited,
        read[0]["pandoc-api-version"],
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _read(book: Book, chapter: Composed, kept: Kept) -> Any:
    path, text = chapter.source.entry.path, chapter.markdown
    key = digest(text, kept.tools)
    if known := kept.get("read", path, key):
        return known
    # Without metadata in the middle: a `---` there is a rule.
    arguments = ["-f", "markdown-yaml_metadata_block", "-t", "json"]
    output, warnings = pandoc(
        [*arguments, f"--lua-filter={ASSETS / 'read.lua'}"], text, book.root, path
    )
    if warnings:
        raise PressError([_warned(chapter, warning) for warning in warnings])
    document = json.loads(output)
    kept.put("read", path, key, document)
    return document


def _placed(chapter: Composed, told: Mapping[str, Any]) -> Problem:
    for text in told["texts"]:
        nth = int(text["nth"]) if isinstance(text, dict) else 1
        words = str(text["text"]) if isinstance(text, dict) else str(text)
        if line := chapter.find(words, nth=nth):
            return line.problem(told["message"])
    return Problem(chapter.source.entry.path, 1, str(told["message"]))


def _warned(chapter: Composed, warning: str) -> Problem:
    """Place a warning of Pandoc's by its line, or by the words that it quotes."""
    message = f"Pandoc warns: {' '.join(warning.split())}"
    match = re.search(r"\bline (\d+)", warning)
    place = int(match[1]) - 1 if match else -1
    if 0 <= place < len(chapter.lines):
        return chapter.lines[place].problem(message)
    quoted = re.findall(r"'([^']+)'", warning)
    formula = re.findall(r"math\s+(.+?),?\s+rendering", warning, re.DOTALL)
    return chapter.problem(message, *(f"[^{text}]" for text in quoted), *quoted, *formula)


def _cited(
    book: Book, chapters: Sequence[Composed], read: Sequence[Any], told: Sequence[Any], kept: Kept
) -> tuple[list[dict[str, Any]], str]:
    """Return the citations of each chapter, the list of works, and the chapter where it stands."""
    cites = [document["meta"]["press-cites"]["c"] for document in read]
    holder = next((n for n, own in enumerate(told) if "refs" in own["identifiers"]), None)
    found: list[dict[str, Any]] = [{} for _ in chapters]
    if not book.texts("bibliography"):
        return found, ""
    if holder is None and any(cites):
        first = next(n for n, own in enumerate(cites) if own)
        key = told[first]["works"][0]
        message = f"{key} is cited, but no chapter has `::: {{#refs}}`"
        raise PressError(chapters[first].problem(message, key))
    document = {
        "pandoc-api-version": read[0]["pandoc-api-version"],
        "meta": {
            "link-citations": {"t": "MetaBool", "c": True},
            "lang": {"t": "MetaString", "c": book.text("lang", default="en")},
        },
        "blocks": [cite for own in cites for cite in own],
    }
    lists = [read_text(book.root, name) for name in book.texts("bibliography")]
    key = digest(document, lists, kept.tools)
    blocks = kept.get("cited", "", key)
    if blocks is None:
        arguments = [f"--bibliography={name}" for name in book.texts("bibliography")]
        arguments += ["-f", "json", "-t", "json", "--citeproc"]
        try:
            output, warnings = pandoc(arguments, pandoc_json(document), book.root, "_quarto.yml")
        except PressError as error:
            raise PressError([_stopped(book, problem) for problem in error.problems]) from error
        if warnings:
            raise PressError([_missing(chapters, warning) for warning in warnings])
        blocks = json.loads(output)["blocks"]
        kept.put("cited", "", key, blocks)
    at = 0
    for own, filled in zip(cites, found, strict=True):
        filled["press-cites"] = {"t": "MetaBlocks", "c": blocks[at : at + len(own)]}
        at += len(own)
    if holder is None:
        return found, ""
    found[holder]["press-works"] = {"t": "MetaBlocks", "c": blocks[at:]}
    return found, chapters[holder].source.entry.path


def _missing(chapters: Sequence[Composed], warning: str) -> Problem:
    match = re.search(r"citation (\S+) not found", warning)
    if match is None:
        return Problem("_quarto.yml", 1, f"Pandoc warns: {warning}")
    message = f"`@{match[1]}` is not in the bibliography"
    lines = (line for chapter in chapters if (line := chapter.find(f"@{match[1]}")))
    line = next(lines, None)
    return line.problem(message) if line else Problem("_quarto.yml", 1, message)


def _stopped(book: Book, problem: Problem) -> Problem:
    """Return what stopped the citations, placed where it names a list of works."""
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


def _settings(
    chapters: Sequence[Composed],
    told: Sequence[Any],
    numbered: Sequence[Numbered],
    targets: Mapping[str, Target],
    works: str,
) -> list[dict[str, Any]]:
    times = Counter(name for own in told for name in set(own["identifiers"]))
    twice = {name: True for name, count in sorted(times.items()) if count > 1}
    entries = [chapter.source.entry for chapter in chapters]
    names = [
        {"path": entry.path, "name": own.name} for entry, own in zip(entries, numbered, strict=True)
    ]
    found = []
    for index, entry in enumerate(entries):
        used = {}
        for name in map(_lower, told[index]["references"]):
            place, word, number, title = targets[name]
            page = "" if place == index else f"/{entries[place].path}"
            href = f"{page}#{name}"
            used[name] = {"href": href, "number": number, "word": word, "title": title}
        found.append({
            "index": index + 1,
            "path": entry.path,
            "part": entry.part is not None,
            "numbers": numbered[index].numbers,
            "targets": used,
            "works": "" if works == entry.path else f"/{works}",
            "chapters": names,
            "twice": twice,
        })  # fmt: skip
    return found


def write_chapter(
    book: Book,
    manuscript: Manuscript,
    index: int,
    arguments: Sequence[str],
    meta: Mapping[str, Any],
) -> str:
    """Return what Pandoc writes of a chapter, as its arguments say."""
    chapter = manuscript.chapters[index]
    settings = json.dumps(manuscript.settings[index], ensure_ascii=False)
    document = {
        "pandoc-api-version": manuscript.version,
        "meta": {**meta, **manuscript.cited[index], "press": {"t": "MetaString", "c": settings}},
        "blocks": manuscript.documents[index],
    }
    filters = [f"--lua-filter={name}" for name in book.filters]
    call = ["-f", "json", "--wrap=none", *arguments, *filters]
    try:
        output, warnings = pandoc(call, pandoc_json(document), book.root, chapter.source.entry.path)
    except PressError as error:
        raise PressError(
            [_filter_problem(book, chapter, problem) for problem in error.problems]
        ) from error
    if warnings:
        raise PressError([_warned(chapter, warning) for warning in warnings])
    return output


def _filter_problem(book: Book, chapter: Composed, problem: Problem) -> Problem:
    """Place an error of a filter in the chapter whose words it quotes, else in the filter."""
    stopped = _FILTER.search(problem.message + "\n")
    if stopped is None:
        return problem
    name = next((n for n in book.filters if stopped[1].endswith(n)), "")
    if not name:
        return problem
    match = _LUA_PLACE.search(problem.message.partition("\n")[2])
    said = match[3] if match else stopped[2].strip()
    for words in _QUOTED.findall(said):
        parts = words.split()
        longest = sorted(parts, key=len, reverse=True)[:1]
        if line := chapter.find(words, " ".join(parts[1:]), *longest):
            return line.problem(f"{said} (said by the filter {Path(name).name})")
    last = read_text(book.root, name).rstrip("\n").count("\n") + 1
    return Problem(name, min(int(match[2]), last) if match else 1, f"{name} stopped: {said}")
