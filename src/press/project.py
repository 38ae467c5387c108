"""A Quarto book project as press reads it: `_quarto.yml`, `_environment`, the order of chapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from press.located_yaml import Located, load_yaml
from press.paths import outside
from press.problems import PressError, Problem
from press.rules import refusals
from press.schema import PROJECT

__all__ = ["Book", "Entry", "read_book"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter's place in the book.

    Attributes:
        path: The file within the project, with forward slashes.
        part: Title of the part that it stands in, or None.
        appendix: Whether it is an appendix.
        line: Where `_quarto.yml` names it.
    """

    path: str
    part: str | None = None
    appendix: bool = False
    line: int = 0

    @property
    def url(self) -> str:
        """The page's path within the site, as Quarto names it."""
        return self.path.removesuffix(".qmd") + ".html"

    @property
    def slug(self) -> str:
        """A word for the chapter that can stand in identifiers.

        Example:
            >>> Entry("chapters/one-relationship.qmd").slug
            'chapters-one-relationship'
        """
        return self.path.removesuffix(".qmd").replace("/", "-")


@dataclass(frozen=True, slots=True)
class Book:
    """What `_quarto.yml` says, with Quarto's defaults filled in.

    Attributes:
        root: The project's directory.
        config: The YAML with its lines, for what is rarely asked.
        title: The book's title.
        authors: Names, in order.
        entries: The chapters in reading order, appendices last.
        output_dir: Where the site goes, within the project.
        html: Options of `format.html`, with those of the top level beneath them.
        typst: Options of `format.typst`, likewise.
        environment: What `_environment` sets for the cells.
    """

    root: Path
    config: Located
    title: str
    subtitle: str
    authors: tuple[str, ...]
    date: str
    description: str
    lang: str
    site_url: str
    repo_url: str
    entries: tuple[Entry, ...]
    output_dir: str
    resources: tuple[str, ...]
    pre_render: tuple[str, ...]
    bibliography: tuple[str, ...]
    csl: str
    nocite: str
    filters: tuple[str, ...]
    execute: Mapping[str, Any]
    html: Mapping[str, Any]
    typst: Mapping[str, Any]
    formats: tuple[str, ...]
    downloads: bool
    favicon: str
    license: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def output_line(self) -> int:
        """The line of `_quarto.yml` that names the site's directory."""
        return self.config.line("project", "output-dir")

    @property
    def number_sections(self) -> bool:
        """Whether chapters and sections bear numbers; books do unless told otherwise."""
        return bool(self.config.value.get("number-sections", True))

    @property
    def search(self) -> bool:
        """Whether the site can be searched; it can unless told otherwise."""
        return (self.config.value.get("book") or {}).get("search", True) is not False

    @property
    def pdf_name(self) -> str:
        """The PDF's file name, as Quarto makes it from the title.

        `output-file` of the book wins, with or without its ending.
        """
        given = str((self.config.value.get("book") or {}).get("output-file") or "")
        stem = given.removesuffix(".pdf") or "-".join(self.title.split())
        return "".join(c for c in stem if c.isalnum() or c in "-_.") + ".pdf"


def read_book(root: Path) -> Book:
    """Read the project in a directory.

    Raises:
        PressError: With every key that press does not support and every file that is missing.
    """
    file = root / "_quarto.yml"
    if not file.is_file():
        raise PressError(Problem("_quarto.yml", 0, f"there is no such file in {root.name}"))
    config = load_yaml(file.read_text(encoding="utf-8"), "_quarto.yml")
    problems = refusals(config, PROJECT)
    if problems:
        raise PressError(problems)
    top = config.value
    book = top.get("book") or {}
    project = top.get("project") or {}
    formats = top.get("format") or {"html": {}}
    if not book.get("title"):
        problems.append(config.problem("a book needs `book.title`", "book"))
    if project.get("type") != "book":
        problems.append(config.problem("press renders books: `project.type` wants `book`"))
    entries = _entries(config, root, problems)
    shared = {key: top[key] for key in _SHARED if key in top}
    read = Book(
        root=root,
        config=config,
        title=str(book.get("title", "")),
        subtitle=str(book.get("subtitle", "")),
        authors=_authors(config, problems),
        date=str(book.get("date", "")),
        description=str(book.get("description", book.get("abstract", ""))),
        lang=str(top.get("lang", "en")),
        site_url=str(book.get("site-url", "")).rstrip("/"),
        repo_url=str(book.get("repo-url", "")),
        entries=entries,
        output_dir=str(project.get("output-dir", "_book")),
        resources=_list(project.get("resources")),
        pre_render=_list(project.get("pre-render")),
        bibliography=_list(top.get("bibliography")),
        csl=str(top.get("csl", "")),
        nocite=str(top.get("nocite", "")),
        filters=tuple(f for f in _list(top.get("filters")) if f != "quarto"),
        execute=dict(top.get("execute") or {}),
        html={**shared, **_options(formats, "html")},
        typst={**shared, **_options(formats, "typst")},
        formats=tuple(formats),
        downloads=bool(book.get("downloads")),
        favicon=str(book.get("favicon", "")),
        license=str(book.get("license", top.get("license", ""))),
        environment=_environment(root),
    )
    problems += _missing_files(read)
    if book.get("date") in ("today", "now", "last-modified"):
        problems.append(
            config.problem(
                "a date that changes by itself makes no two builds alike", "book", "date"
            )
        )
    if problems:
        raise PressError(problems)
    return read


_SHARED = (
    *("toc", "toc-depth", "number-sections", "number-depth", "html-math-method", "fig-width"),
    *("fig-height", "code-fold", "code-summary"),
)


def _options(formats: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = formats.get(name)
    return dict(found) if isinstance(found, dict) else {}


def _list(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(item) for item in (value if isinstance(value, list) else [value]))


def _authors(config: Located, problems: list[Problem]) -> tuple[str, ...]:
    given = (config.value.get("book") or {}).get("author")
    names = []
    for item in given if isinstance(given, list) else [given] if given else []:
        if isinstance(item, str):
            names.append(item)
        elif isinstance(item, dict) and isinstance(item.get("name"), str):
            names.append(item["name"])
        else:
            problems.append(
                config.problem("an author wants a name, or a mapping with `name`", "book", "author")
            )
    return tuple(names)


def _entries(config: Located, root: Path, problems: list[Problem]) -> tuple[Entry, ...]:
    book = config.value.get("book") or {}
    found: list[Entry] = []

    def add(item: Any, part: str | None, appendix: bool, *path: str | int) -> None:
        if not isinstance(item, str) or not item.endswith(".qmd"):
            problems.append(config.problem(f"wants the path of a .qmd file, not `{item}`", *path))
        elif wrong := outside(root, item):
            problems.append(config.problem(f"the file {item} {wrong}", *path))
        elif str(PurePosixPath(item)) != item:
            problems.append(
                config.problem(f"wants the path written as {PurePosixPath(item)}", *path)
            )
        elif not (root / item).is_file():
            problems.append(config.problem(f"there is no file {item}", *path))
        elif any(entry.path == item for entry in found):
            problems.append(config.problem(f"{item} stands in the book twice", *path))
        else:
            found.append(Entry(item, part, appendix, config.line(*path)))

    for name in ("chapters", "appendices"):
        appendix = name == "appendices"
        items = book.get(name) or []
        if not isinstance(items, list):
            problems.append(config.problem(f"`book.{name}` wants a list", "book", name))
            continue
        for index, item in enumerate(items):
            here = ("book", name, index)
            if not isinstance(item, dict):
                add(item, None, appendix, *here)
                continue
            if set(item) != {"part", "chapters"} or str(item["part"]).endswith(".qmd"):
                problems.append(config.problem("wants a part with a title and its chapters", *here))
                continue
            for inner, chapter in enumerate(item["chapters"] or []):
                add(chapter, str(item["part"]), appendix, *here, "chapters", inner)
    if not found or found[0].path != "index.qmd":
        problems.append(config.problem("a book's first chapter is index.qmd", "book", "chapters"))
    return tuple(found)


def _environment(root: Path) -> dict[str, str]:
    """Read Quarto's `_environment`: lines of NAME=value, quotes and comments allowed."""
    values: dict[str, str] = {}
    for name in ("_environment", "_environment.local"):
        file = root / name
        if not file.is_file():
            continue
        problems = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
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
            values[key.strip()] = value
        if problems:
            raise PressError(problems)
    return values


def _missing_files(book: Book) -> list[Problem]:
    named: list[tuple[str, tuple[str, ...]]] = []
    named += [(file, ("bibliography",)) for file in book.bibliography]
    named += [(file, ("filters",)) for file in book.filters]
    named += [(book.csl, ("csl",))] if book.csl else []
    named += [(book.favicon, ("book", "favicon"))] if book.favicon else []
    named += [(file, ("format", "html", "css")) for file in _list(book.html.get("css"))]
    for format_, options in (("html", book.html), ("typst", book.typst)):
        for key in ("include-in-header", "include-before-body", "include-after-body"):
            given = options.get(key) or []
            for item in given if isinstance(given, list) else [given]:
                file = item.get("file") if isinstance(item, dict) else item
                if file is not None:
                    named.append((str(file), ("format", format_, key)))
    named += [
        (str(folder), ("format", "typst", "font-paths"))
        for folder in _list(book.typst.get("font-paths"))
    ]
    found = []
    for file, path in named:
        wrong = outside(book.root, file)
        if not wrong and not (book.root / file).exists():
            found.append(book.config.problem(f"there is no file {file}", *path))
        elif wrong:
            found.append(book.config.problem(f"the file {file} {wrong}", *path))
    return found
