"""Results kept from one render to the next, each under everything that it depends on.

They lie in `.press` in the project's folder and may be removed at any time. What cells and
pre-render commands gave is used again only while their code, every other file of the project but
its chapters, the installed packages, Python, press itself and the settings are the same: neither
may read the text of chapters. Nothing is kept of a render in which a cell failed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from press.chapter import Cell, Source
from press.project import Book, repeatable_environment

__all__ = ["Kept", "digest"]

_FOLDER = ".press"
# Not looked at: what tools leave, and what starts with a dot.
_IDLE = {"__pycache__", "node_modules"}


def digest(*parts: object) -> str:
    """Return a name that differs where any of the parts differs."""
    hashed = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode()
        hashed.update(b"%d:" % len(content) + content)
    return hashed.hexdigest()


class Kept:
    """The results of earlier renders, and the names under which new ones are kept."""

    def __init__(self, book: Book, output: Path) -> None:
        self._book, self._output = book, output
        self._folder = book.root / _FOLDER
        self._new: dict[str, bytes] = {}
        self._asked: set[str] = set()

    @cached_property
    def tools(self) -> str:
        """Names press itself, Python and the installed packages."""
        press = Path(__file__).parent
        own = {str(path.relative_to(press)): _content(path) for path in _files(press)}
        # Their folders' names tell their versions.
        packages = sorted(each.name for base in sys.path for each in Path(base).glob("*.*-info"))
        return digest(own, packages, sysconfig.get_platform(), sys.version)

    @cached_property
    def surroundings(self) -> str:
        """Names everything that cells can depend on besides their code, as it was first seen."""
        settings = {
            name: value
            for name, value in repeatable_environment(self._book.environment).items()
            if name in self._book.environment or name == "SOURCE_DATE_EPOCH"
        }
        return digest(self.tools, settings, self._state())

    def look_again(self) -> None:
        """Forget the surroundings: a command may have changed them."""
        del self.surroundings

    def _state(self) -> dict[str, str]:
        """Return the content of every file that results may depend on, as names."""
        root = self._book.root
        chapters = {root / entry.path for entry in self._book.entries}
        found = {
            path.relative_to(root).as_posix(): _content(path)
            for path in _files(root, self._output)
            if path not in chapters
        }
        for folder in self._package_folders():
            found |= {str(path): _content(path) for path in _files(folder)}
        return found

    def _package_folders(self) -> Iterator[Path]:
        """Yield the folders outside the project from which cells import what is not installed."""
        given = repeatable_environment(self._book.environment).get("PYTHONPATH", "")
        paths = [self._book.root / path for path in given.split(os.pathsep) if path]
        # The first is the caller's own, where cells do not look.
        paths += [Path(path) for path in sys.path[not sys.flags.safe_path :] if path]
        installed = {Path(base).resolve() for base in (sys.prefix, sys.base_prefix)}
        for path in {path.resolve() for path in paths if path.is_dir()}:
            outside = not path.is_relative_to(self._book.root.resolve())
            if outside and not any(path.is_relative_to(base) for base in installed):
                yield path

    def code(self, source: Source) -> str:
        """Name what a chapter runs, with everything around it that the results depend on."""
        parts = [
            list(part.code) if isinstance(part, Cell) else [text for text, _ in part.expressions]
            for part in source.parts
        ]
        return digest(source.entry.path, parts, self.surroundings)

    def get(self, kind: str, subject: str, key: str) -> Any:
        """Return a result that was kept under a key, or None."""
        name = _name(kind, subject)
        try:
            head, _, text = (self._folder / name).read_bytes().partition(b"\n")
            if head.decode() != _head(key, text):
                return None
            value = json.loads(text)
        except (OSError, ValueError):
            return None
        self._asked.add(name)
        return value

    def put(self, kind: str, subject: str, key: str, value: Any) -> None:
        """Keep a result under a key once the render has succeeded; one a subject."""
        self._asked.add(_name(kind, subject))
        text = json.dumps(value).encode()
        self._new[_name(kind, subject)] = _head(key, text).encode() + b"\n" + text

    def save(self, whole: bool = False) -> None:
        """Write what was put; a full disk stops nothing."""
        with suppress(OSError):
            if self._new:
                self._folder.mkdir(exist_ok=True)
            for path in self._folder.iterdir() if whole and self._folder.is_dir() else ():
                if path.name not in self._asked:
                    path.unlink()
            while self._new:
                name, content = self._new.popitem()
                part = self._folder / f"{name}.part"
                part.write_bytes(content)
                part.replace(self._folder / name)


def _name(kind: str, subject: str) -> str:
    return f"{kind}-{digest(subject)[:24]}"


def _head(key: str, text: bytes) -> str:
    return f"{key} {hashlib.sha256(text).hexdigest()}"


def _files(folder: Path, *without: Path) -> Iterator[Path]:
    for above, folders, names in os.walk(folder):
        here = Path(above)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _IDLE and here / name not in without
        )
        yield from (here / name for name in sorted(names) if not name.startswith("."))


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
