"""The project's own files that go to the site as they are."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from press.paths import outside
from press.problems import Problem
from press.project import Book

__all__ = ["asset_path", "resource_files"]

_NEVER = {".git", ".venv", "__pycache__", ".quarto", ".press", "node_modules"}


def resource_files(book: Book) -> tuple[dict[str, Path], list[Problem]]:
    """Return the project's own files that go to the site as they are, by their paths.

    Quarto's `resources` may be files, directories or patterns; one that matches nothing is a
    problem.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for index, pattern in enumerate(book.resources):
        place = ("project", "resources", index)
        wanted = pattern.strip("/")
        if wrong := _wrong_pattern(pattern, wanted):
            problems.append(book.config.problem(f"`{pattern}` {wrong}", *place))
            continue
        files = [file for match in sorted(book.root.glob(wanted)) for file in _files(match)]
        if not files:
            problems.append(book.config.problem(f"no file fits `{pattern}`", *place))
        for file in files:
            name = file.relative_to(book.root).as_posix()
            if wrong := outside(book.root, name):
                problems.append(book.config.problem(f"{name} {wrong}", *place))
            found[name] = file
    css = book.html.get("css") or []
    for name in [*(css if isinstance(css, list) else [css]), book.favicon]:
        if name:
            found[str(name)] = book.root / str(name)
    return found, problems


def asset_path(name: str) -> Path:
    """Return the path of one of press's own files, for programs that want one."""
    return Path(__file__).resolve().parent / "assets" / name


def _wrong_pattern(pattern: str, wanted: str) -> str:
    parts = PurePosixPath(wanted).parts
    if pattern.startswith("!"):
        return "leaves files out, which press does not do"
    if not parts or "\0" in wanted:
        return "names no files"
    if ".." in parts:
        return "lies outside the project"
    if any("**" in part and part != "**" for part in parts):
        return "is no pattern: `**` stands between slashes"
    return ""


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not _NEVER & set(file.parts) and not file.name.startswith("_")
    ]
