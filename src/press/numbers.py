"""Numbers through the book: of chapters, sections, figures and tables, and what refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from press.compose import Composed
from press.problems import Problem

__all__ = ["Numbered", "Target", "number_book"]

_WORDS = {"fig": "Figure", "tbl": "Table", "sec": "Section"}


@dataclass(frozen=True, slots=True)
class Target:
    """What can be referred to.

    Attributes:
        chapter: The chapter in which it stands, counted from 0.
        word: What kind of thing it is, as a reference says it.
        number: Its number; nothing where it has none.
        title: Its title or caption without mark-up.
        item: The item that it is, as `read.lua` describes it.
    """

    chapter: int
    word: str
    number: str
    title: str
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A chapter's numbers.

    Attributes:
        number: The chapter's own; nothing where it has none.
        title: Its title.
        name: The identifier of its heading.
        numbers: The number of each heading and float, in order.
    """

    number: str
    title: str
    name: str
    numbers: tuple[str, ...]


@dataclass
class _Counts:
    chapters: int = 0
    #: Floats of unnumbered chapters are counted through the book.
    loose: dict[str, int] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def number_book(
    chapters: Sequence[Composed], items: Sequence[Sequence[Mapping[str, Any]]], title: str
) -> tuple[list[Numbered], dict[str, Target], list[Problem]]:
    """Return each chapter's numbers, what can be referred to, and what is wrong.

    Args:
        chapters: The chapters.
        items: Of each chapter its headings and floats in order, as `read.lua` describes them.
        title: The title of the book, which the home page may bear.
    """
    counts = _Counts()
    found = []
    for index, (chapter, own) in enumerate(zip(chapters, items, strict=True)):
        heads = [item for item in own if item["kind"] == "sec" and item["level"] == 1]
        if not heads and index:
            message = "a chapter wants a title or a heading `# ...`"
            counts.problems.append(chapter.problem(message))
        head: Mapping[str, Any] = (
            heads[0] if heads else {"title": title, "id": "home", "unnumbered": True}
        )
        if not head["unnumbered"]:
            counts.chapters += 1
        number = "" if head["unnumbered"] else str(counts.chapters)
        numbers = _number(index, chapter, own, number, counts)
        found.append(Numbered(number, head["title"], head["id"], tuple(numbers)))
    return found, counts.targets, counts.problems


def _number(
    index: int,
    chapter: Composed,
    items: Sequence[Mapping[str, Any]],
    number: str,
    counts: _Counts,
) -> list[str]:
    floats = {} if number else counts.loose
    sections: list[int] = []
    found = []
    for item in items:
        kind, level = item["kind"], item["level"]
        own, word, counted = "", _WORDS[kind], item["id"].startswith(f"{kind}-")
        if kind == "sec" and level == 1:
            own, word = number, "Chapter"
        elif kind == "sec" and number and not item["unnumbered"]:
            sections = [*sections[: level - 1], *[0] * (level - 1 - len(sections))]
            sections[level - 2] += 1
            own = ".".join([number, *map(str, sections)])
        elif kind != "sec" and counted:
            known = counts.targets.get(item["id"])
            if known is not None and _twin(known, index, item):
                own, counted = known.number, False
            else:
                floats[kind] = floats.get(kind, 0) + 1
                own = f"{number}.{floats[kind]}" if number else str(floats[kind])
        if counted:
            if item["id"] in counts.targets:
                message = f"the identifier `{item['id']}` stands twice in the book"
                texts = (f"#{item['id']}", f"label: {item['id']}", item["id"])
                counts.problems.append(chapter.problem(message, *texts))
            counts.targets[item["id"]] = Target(index, word, own, item["title"], item)
        found.append(own)
    return found


def _twin(known: Target, index: int, item: Mapping[str, Any]) -> bool:
    """Whether a float is the same as another one, once for each format."""
    both = any(known.item[name] and item[name] for name in ("html", "typst"))
    return known.chapter == index and not both
