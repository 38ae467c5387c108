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
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from press.compose import Composed
from press.kept import Kept, digest
from press.pandoc import ASSETS, Pandoc
from press.paths import read_text
from press.problems import PressError, Problem
from press.project import Book, Entry

__all__ = ["Ready", "asset", "gathered", "read_book_text", "spread", "write_chapter"]

_LUA_PLACE = re.compile(r"(?:^|[\n\"])[^\n\"]*?([^/\n\"]+\.lua)\"?:(\d+): ?(.*)")
_FILTER = re.compile(r"Error running filter ([^\n]*):\n(.*?)(?:\nstack traceback|$)", re.DOTALL)
_QUOTED = re.compile(r"“([^”]*)”")
_T = TypeVar("_T")


# The chapter, counted from 0, in which something stands that can be referred to; what kind of thing
# it is, as a reference says it; its number, or nothing; its title or caption.
_Target = tuple[int, str, str, str]
_WORDS = {"fig": "Figure", "tbl": "Table", "sec": "Section"}


@dataclass(frozen=True, slots=True)
class Ready:
    """A chapter read, numbered and with its citations: ready to be written in each format."""

    composed: Composed
    number: str  # nothing where it bears none
    title: str
    name: str  # the identifier of its heading
    document: Any  # Pandoc's JSON; what its metadata say, `common.lua` knows

    @property
    def entry(self) -> Entry:
        """Its place in the book."""
        return self.composed.source.entry


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


def spread(
    pandoc: Pandoc, chapters: Sequence[Composed], work: Callable[[int], _T]
) -> list[Future[_T]]:
    """Let the threads take the chapters by their places, the longest first: none ends alone."""
    places = sorted(range(len(chapters)), key=lambda place: -len(chapters[place].markdown))
    found = {place: pandoc.workers.submit(work, place) for place in places}
    return [found[place] for place in range(len(chapters))]


def read_book_text(
    book: Book, chapters: Sequence[Composed], kept: Kept, pandoc: Pandoc
) -> list[Ready]:
    """Let Pandoc read the chapters, number everything, and set the citations."""
    read = gathered(spread(pandoc, chapters, lambda n: _read(pandoc, chapters[n], kept)))
    told = [json.loads(document["meta"]["press"]["c"]) for document in read]
    found = [_placed(chapter, problem) for chapter, own in zip(chapters, told, strict=True)
             for problem in own["problems"]]  # fmt: skip
    targets: dict[str, _Target] = {}
    heads: list[tuple[str, str, str]] = []  # of each chapter its number, title and name
    numbers: list[list[str]] = []
    # Floats of unnumbered chapters are counted through the book.
    loose: dict[str, int] = {}
    for index, (chapter, own) in enumerate(zip(chapters, told, strict=True)):
        tops = [item for item in own["items"] if item["kind"] == "sec" and item["level"] == 1]
        if not tops and index:
            found.append(chapter.problem("a chapter wants a title or a heading `# ...`"))
        home = {"title": book.title, "id": "home", "unnumbered": True}
        head: Mapping[str, Any] = tops[0] if tops else home
        number = "" if head["unnumbered"] else str(1 + sum(bool(each) for each, _, _ in heads))
        heads.append((number, head["title"], head["id"]))
        numbers.append(_numbers(own["items"], number, {} if number else loose))
        for item, shown in zip(own["items"], numbers[-1], strict=True):
            name = item["id"]
            if name.startswith(f"{item['kind']}-"):
                if name in targets:
                    message = f"the identifier `{name}` stands twice in the book"
                    found.append(chapter.problem(message, f"#{name}", f"label: {name}", name))
                word = "Chapter" if item["level"] == 1 else _WORDS[item["kind"]]
                targets[name] = (index, word, shown, item["title"])
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
    documents = [{**document, "meta": {}} for document in read]
    cite = partial(_cite, book, chapters, read, told, kept, pandoc, documents)
    works = pandoc.workers.submit(cite).result()
    entries = [chapter.source.entry for chapter in chapters]
    times = Counter(name for own in told for name in set(own["identifiers"]))
    shared = {
        "chapters": [
            {"path": entry.path, "name": name}
            for entry, (_, _, name) in zip(entries, heads, strict=True)
        ],
        "twice": {name: True for name, count in sorted(times.items()) if count > 1},
    }
    for index, (entry, own) in enumerate(zip(entries, told, strict=True)):
        used = {}
        for name in map(_lower, own["references"]):
            place, word, number, title = targets[name]
            href = f"{'' if place == index else '/' + entries[place].path}#{name}"
            used[name] = {"href": href, "number": number, "word": word, "title": title}
        settings = {"index": index + 1, "path": entry.path, "part": entry.part is not None}
        settings |= {**shared, "numbers": numbers[index], "targets": used}
        settings["works"] = "" if works == f"/{entry.path}" else works
        documents[index]["meta"]["press"] = _text(json.dumps(settings, ensure_ascii=False))
    return [
        Ready(chapter, *head, document)
        for chapter, head, document in zip(chapters, heads, documents, strict=True)
    ]


def _numbers(items: Sequence[Mapping[str, Any]], number: str, floats: dict[str, int]) -> list[str]:
    """Return the number of each heading and float of a chapter with a number, or with none."""
    sections: list[int] = []
    found = []
    for item in items:
        kind, level, own = item["kind"], item["level"], ""
        if level == 1:
            own = number
        elif kind == "sec" and number and not item["unnumbered"]:
            sections = [*sections[: level - 1], *[0] * (level - 1 - len(sections))]
            sections[level - 2] += 1
            own = ".".join([number, *map(str, sections)])
        elif kind != "sec" and item["id"].startswith(f"{kind}-"):
            floats[kind] = floats.get(kind, 0) + 1
            own = f"{number}.{floats[kind]}" if number else str(floats[kind])
        found.append(own)
    return found


def _text(value: str) -> dict[str, str]:
    return {"t": "MetaString", "c": value}


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _read(pandoc: Pandoc, chapter: Composed, kept: Kept) -> Any:
    path, text = chapter.source.entry.path, chapter.markdown
    key = digest(text, kept.tools)
    if known := kept.get("read", path, key):
        return known
    # Without metadata in the middle: a `---` there is a rule.
    reader, own = "markdown-yaml_metadata_block", str(ASSETS / "read.lua")
    output, warnings = pandoc.convert(text, path, reader, "json", own)
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


def _cite(
    book: Book,
    chapters: Sequence[Composed],
    read: Sequence[Any],
    told: Sequence[Any],
    kept: Kept,
    pandoc: Pandoc,
    documents: Sequence[Any],
) -> str:
    """Put the citations into the documents' metadata; return the chapter that lists the works."""
    files = book.texts("bibliography")
    cites = [document["meta"]["press-cites"]["c"] for document in read]
    holder = next((n for n, own in enumerate(told) if "refs" in own["identifiers"]), None)
    if not files:
        return ""
    if holder is None and any(cites):
        first = next(n for n, own in enumerate(cites) if own)
        key = told[first]["works"][0]
        message = f"{key} is cited, but no chapter has `::: {{#refs}}`"
        raise PressError(chapters[first].problem(message, key))
    document = {
        "pandoc-api-version": read[0]["pandoc-api-version"],
        "meta": {
            "bibliography": {"t": "MetaList", "c": [_text(name) for name in files]},
            "link-citations": {"t": "MetaBool", "c": True},
            "lang": _text(book.text("lang", default="en")),
        },
        "blocks": [cite for own in cites for cite in own],
    }
    key = digest(document, [read_text(book.root, name) for name in files], kept.tools)
    blocks = kept.get("cited", "", key)
    if blocks is None:
        try:
            output, warnings = pandoc.convert(
                document, "_quarto.yml", "json", "json", citeproc=True
            )
        except PressError as error:
            raise PressError([_stopped(book, problem) for problem in error.problems]) from error
        if warnings:
            raise PressError([_missing(chapters, warning) for warning in warnings])
        blocks = json.loads(output)["blocks"]
        kept.put("cited", "", key, blocks)
    at = 0
    for each, own in zip(documents, cites, strict=True):
        each["meta"]["press-cites"] = {"t": "MetaBlocks", "c": blocks[at : at + len(own)]}
        at += len(own)
    if holder is None:
        return ""
    documents[holder]["meta"]["press-works"] = {"t": "MetaBlocks", "c": blocks[at:]}
    return f"/{chapters[holder].source.entry.path}"


def _missing(chapters: Sequence[Composed], warning: str) -> Problem:
    match = re.search(r"citation (\S+) not found", warning)
    if match is None:
        return Problem("_quarto.yml", 1, f"Pandoc warns: {warning}")
    message = f"`@{match[1]}` is not in the bibliography"
    lines = (line for chapter in chapters if (line := chapter.find(f"@{match[1]}")))
    return next((line.problem(message) for line in lines), Problem("_quarto.yml", 1, message))


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


def write_chapter(
    book: Book, pandoc: Pandoc, chapter: Ready, writer: str, own: str, **options: Any
) -> str:
    """Return what Pandoc writes of a chapter after a filter of press's own and the book's."""
    call = (chapter.document, chapter.entry.path, "json", writer, str(ASSETS / own))
    try:
        output, warnings = pandoc.convert(*call, *book.filters, wrap_text="none", **options)
    except PressError as error:
        found = [_filter_problem(book, chapter.composed, problem) for problem in error.problems]
        raise PressError(found) from error
    if warnings:
        raise PressError([_warned(chapter.composed, warning) for warning in warnings])
    return output


def _filter_problem(book: Book, chapter: Composed, problem: Problem) -> Problem:
    """Place an error of a filter in the chapter whose words it quotes, else in the filter."""
    stopped = _FILTER.search(problem.message)
    if stopped is None or (name := stopped[1]) not in book.filters:
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
