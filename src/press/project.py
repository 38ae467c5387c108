"""A Quarto book project as press reads it: `_quarto.yml`, `_environment`, the order of chapters."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from press.paths import MARK, outside, read_text
from press.problems import PressError, Problem
from press.schema import PROJECT, plain, refusals
from press.yaml_lines import Located, load_yaml

__all__ = ["Book", "Entry", "checked_output", "read_book", "repeatable_environment"]

SETTINGS = "_quarto.yml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter's place in the book."""

    path: str
    part: str | None = None

    @property
    def url(self) -> str:
        """The page's path within the site, as Quarto names it."""
        return self.path.removesuffix(".qmd") + ".html"


@dataclass(frozen=True, slots=True)
class Book:
    """What `_quarto.yml` says, with Quarto's defaults filled in."""

    root: Path
    config: Located
    entries: tuple[Entry, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def text(self, *path: str, default: str = "") -> str:
        """Return a text of the settings."""
        return str(self.config.get(*path, default=default))

    def texts(self, *path: str) -> tuple[str, ...]:
        """Return a text or a list of texts as a tuple."""
        value = self.config.get(*path, default=[])
        return tuple(map(str, value if isinstance(value, list) else [value]))

    def html(self, key: str, default: Any = None) -> Any:
        """Return an option of the website."""
        return self.config.get("format", "html", key, default=default)

    def typst(self, key: str, default: Any = None) -> Any:
        """Return an option of the PDF."""
        return self.config.get("format", "typst", key, default=default)

    @property
    def title(self) -> str:
        """The book's title."""
        return self.text("book", "title")

    @property
    def output_dir(self) -> str:
        """Where the site goes, within the project."""
        return self.text("project", "output-dir", default="_book")

    @property
    def filters(self) -> tuple[str, ...]:
        """The project's own Lua filters; `quarto` only says when they run."""
        return tuple(name for name in self.texts("filters") if name != "quarto")

    @property
    def pdf_name(self) -> str:
        """The PDF's file name, as Quarto makes it from the title."""
        kept = (c for c in "-".join(self.title.split()) if c.isalnum() or c in "-_.")
        return "".join(kept) + ".pdf"


def repeatable_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with what makes output repeatable."""
    environment = {**extra, **os.environ}
    paths = [extra.get("PYTHONPATH", ""), os.environ.get("PYTHONPATH", "")]
    if any(paths):
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    # 2020-01-01: any fixed moment will do.
    environment.setdefault("SOURCE_DATE_EPOCH", "1577836800")
    return environment | {"PYTHONHASHSEED": "0", "NO_COLOR": "1"}


def read_book(root: Path) -> Book:
    """Read the project in a directory."""
    if not (root / SETTINGS).is_file():
        raise PressError(Problem(SETTINGS, 0, f"there is no such file in {root}"))
    config = load_yaml(read_text(root, SETTINGS), SETTINGS)
    if problems := refusals(config, PROJECT):
        raise PressError(problems)
    if config.get("project", "type") != "book":
        problems.append(config.problem("press renders books: `project.type` wants `book`"))
    if not config.get("book", "title"):
        problems.append(config.problem("a book wants a title", "book", "title"))
    entries = _entries(config, root, problems)
    book = Book(root, config, entries, _environment(root, problems))
    problems += _missing_files(book)
    if problems:
        raise PressError(problems)
    return book


def _entries(config: Located, root: Path, problems: list[Problem]) -> tuple[Entry, ...]:
    found: list[Entry] = []

    def add(item: Any, part: str | None, *path: str | int) -> None:
        message = ""
        if not isinstance(item, str) or not item.endswith(".qmd"):
            message = f"wants the path of a .qmd file, not `{item}`"
        elif wrong := outside(root, item):
            message = f"the file {item} {wrong}"
        elif str(PurePosixPath(item)) != item:
            message = f"wants the path written as {PurePosixPath(item)}"
        elif not (root / item).is_file():
            message = f"there is no file {item}"
        elif any(entry.url.lower() == Entry(item).url.lower() for entry in found):
            message = f"{item} stands in the book twice"
        if message:
            problems.append(config.problem(message, *path))
        else:
            found.append(Entry(item, part))

    items = config.get("book", "chapters", default=[])
    if not isinstance(items, list):
        problems.append(config.problem("`book.chapters` wants a list", "book", "chapters"))
        return ()
    for index, item in enumerate(items):
        here = ("book", "chapters", index)
        if not isinstance(item, dict):
            add(item, None, *here)
            continue
        part, inner = item.get("part"), item.get("chapters")
        if set(item) != {"part", "chapters"} or not isinstance(part, str):
            problems.append(config.problem("wants a part with a title and its chapters", *here))
        elif part.endswith(".qmd") or plain(part):
            problems.append(config.problem("a part's title is plain text", *here, "part"))
        elif not isinstance(inner, list):
            problems.append(config.problem("`chapters` wants a list", *here, "chapters"))
        else:
            for place, chapter in enumerate(inner):
                add(chapter, part, *here, "chapters", place)
    if not problems and (not found or found[0].path != "index.qmd"):
        problems.append(config.problem("a book's first chapter is index.qmd", "book", "chapters"))
    return tuple(found)


def _environment(root: Path, problems: list[Problem]) -> dict[str, str]:
    """Read Quarto's `_environment`: lines of NAME=value, quotes and comments allowed."""
    values: dict[str, str] = {}
    for name in ("_environment", "_environment.local"):
        lines = read_text(root, name).split("\n") if (root / name).is_file() else []
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            key, sign, value = text.removeprefix("export ").partition("=")
            if not sign or not key.strip().isidentifier():
                problems.append(Problem(name, number, "wants NAME=value"))
                continue
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            if re.search(r"[#$\\]", value):
                problems.append(Problem(name, number, "press does not read #, $ or \\ in a value"))
            values[key.strip()] = value
    return values


_FILES = (
    *(("bibliography",), ("filters",), ("format", "html", "css")),
    *(("format", "html", "include-in-header"), ("format", "typst", "template-partials")),
)


def _missing_files(book: Book) -> list[Problem]:
    found = []
    for path in _FILES:
        for name in book.texts(*path):
            if path == ("filters",) and name == "quarto":
                continue
            if wrong := outside(book.root, name):
                found.append(book.config.problem(f"the file {name} {wrong}", *path))
            elif not (book.root / name).is_file():
                found.append(book.config.problem(f"there is no file {name}", *path))
            else:
                try:
                    read_text(book.root, name)
                except PressError as error:
                    found += error.problems
    return found


def checked_output(book: Book, given: str | None = None, made: bool = False) -> Path:
    """Return the folder of the site, if press may make it or replace it."""
    root, name = book.root, book.output_dir if given is None else given

    def refuse(message: str) -> PressError:
        message = f"`{name}` {message}"
        if given is not None:
            return PressError(Problem("--output", 0, message))
        return PressError(book.config.problem(message, "project", "output-dir"))

    if given is None and (wrong := outside(root, name)):
        raise refuse(wrong)
    if not name or "\0" in name:
        raise refuse("is no path")
    try:
        target = (root / name).resolve() if given is None else Path(name).resolve()
        if root.resolve().is_relative_to(target):
            raise refuse("is the project or holds it: the site would replace it")
        if target.exists():
            if not target.is_dir():
                raise refuse("is a file: the site wants a folder")
            if not made and any(target.iterdir()) and not (target / MARK).is_file():
                raise refuse("is a folder that press did not make: move it away, or remove it")
        above = next(folder for folder in target.parents if folder.exists())
        if not above.is_dir():
            raise refuse(f"lies within a file, {above.name}")
    except (OSError, RuntimeError) as error:
        raise refuse(f"cannot be used: {error}") from error
    return target
