"""The site's directory: built beside the old one and put in its place only when all is well."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from press.problems import Problem
from press.project import Book

__all__ = ["asset_path", "resource_files", "swapped_in", "write_file"]

_NEVER = {".git", ".venv", "__pycache__", ".quarto", ".press", "node_modules"}


@contextmanager
def swapped_in(output: Path) -> Iterator[Path]:
    """Yield an empty directory that takes the output's place if nothing fails.

    Until then the old output stays as it is; afterwards nothing of it is left.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    # Beside the output, so that putting it in place is a rename within one file system.
    fresh = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    old = fresh.with_name(fresh.name + "-old")
    try:
        yield fresh
        fresh.chmod(0o755)
        if output.exists():
            output.replace(old)
        try:
            fresh.replace(output)
        except OSError:
            if old.exists():
                old.replace(output)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def resource_files(book: Book) -> tuple[dict[str, Path], list[Problem]]:
    """Return the project's own files that go to the site as they are, by their paths.

    Quarto's `resources` may be files, directories or patterns; one that matches nothing is a
    problem.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for index, pattern in enumerate(book.resources):
        wanted = pattern.strip("/")
        if wanted.startswith("!"):
            problems.append(
                book.config.problem(
                    f"press does not leave out: `{pattern}`", "project", "resources"
                )
            )
            continue
        matches = sorted(book.root.glob(wanted)) if wanted else []
        files = [file for match in matches for file in _files(match)]
        if not files:
            problems.append(
                book.config.problem(f"no file fits `{pattern}`", "project", "resources", index)
            )
        found |= {file.relative_to(book.root).as_posix(): file for file in files}
    css = book.html.get("css") or []
    for name in [*(css if isinstance(css, list) else [css]), book.favicon]:
        if name:
            found[str(name)] = book.root / str(name)
    return found, problems


def asset_path(name: str) -> Path:
    """Return the path of one of press's own files, for programs that want one."""
    return Path(__file__).resolve().parent / "assets" / name


def write_file(path: Path, content: bytes) -> None:
    """Write a file, and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not _NEVER & set(file.parts) and not file.name.startswith("_")
    ]
