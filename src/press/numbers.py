"""Numbers through the book: of chapters, sections, figures and tables, and what refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from press.compose import Composed
from press.problems import Problem

__all__ = ["Numbered", "Target", "number_book"]

_WORDS = {"fig": "Figure", "tbl": "Table", "sec": "Section"}

#: The chapter, counted from 0, in which something stands that can be referred to; what kind of
#: thing it is, as a reference says it; its number, or nothing; its title or caption.
Target = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A chapter's number or nothing, its title, its heading's identifier, the numbers within it."""

    number: str
    title: str
    name: str
    numbers: Sequence[str]


def number_book(
    chapters: Sequence[Composed], items: Sequence[Sequence[Mapping[str, Any]]], title: str
) -> tuple[list[Numbered], dict[str, Target], list[Problem]]:
    """Return each chapter's numbers, what can be referred to, and what is wrong."""
    numbered: list[Numbered] = []
    targets: dict[str, Target] = {}
    problems: list[Problem] = []
    # Floats of unnumbered chapters are counted through the book.
    loose: dict[str, int] = {}
    home: Mapping[str, Any] = {"title": title, "id": "home", "unnumbered": True}
    for index, (chapter, own) in enumerate(zip(chapters, items, strict=True)):
        heads = [item for item in own if item["kind"] == "sec" and item["level"] == 1]
        if not heads and index:
            message = "a chapter wants a title or a heading `# ...`"
            problems.append(chapter.problem(message))
        head = heads[0] if heads else home
        number = "" if head["unnumbered"] else str(1 + sum(bool(n.number) for n in numbered))
        numbers = _numbers(own, number, {} if number else loose)
        numbered.append(Numbered(number, head["title"], head["id"], numbers))
        for item, shown in zip(own, numbers, strict=True):
            name = item["id"]
            if not name.startswith(f"{item['kind']}-"):
                continue
            if name in targets:
                message = f"the identifier `{name}` stands twice in the book"
                problems.append(chapter.problem(message, f"#{name}", f"label: {name}", name))
            word = "Chapter" if item["level"] == 1 else _WORDS[item["kind"]]
            targets[name] = (index, word, shown, item["title"])
    return numbered, targets, problems


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
