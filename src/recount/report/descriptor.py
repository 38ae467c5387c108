"""The data package's descriptor, typed and checked before anything is read by it.

A Frictionless descriptor is data that people edit, too. Of the standard it may use what this
package needs: resources with one CSV file each, the schema in place, constraints on cells, keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from recount.report.problems import DataProblems, Problem

__all__ = ["DESCRIPTOR", "Descriptor", "Field", "ForeignKey", "Resource", "read_descriptor"]

DESCRIPTOR = "datapackage.json"
TYPES = ("string", "integer", "date")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, its type, and what its cells may hold."""

    name: str
    type: str
    description: str = ""
    required: bool = False
    unique: bool = False
    pattern: re.Pattern[str] | None = None
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values stand in a column of another resource, or of the same one."""

    column: str
    resource: str
    reference: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of the package."""

    name: str
    path: str
    description: str
    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """The whole package: the report that it is of, and its files.

    Attributes:
        package: What the descriptor says of the package itself: title, licence, sources.
        report: Citation of the report and its first and last page.
    """

    package: Mapping[str, Any]
    report: Mapping[str, Any]
    resources: Mapping[str, Resource]


T = TypeVar("T")


class _Reader:
    """Reads values out of JSON; what is wrong is noted with its place, and a default returned."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, place: str, found: object, expected: str) -> None:
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        self.problems.append(Problem(DESCRIPTOR, None, place, text, expected))

    def get(
        self, raw: Any, place: str, kind: type[T], expected: str, default: T | None = None
    ) -> T | None:
        """Return a value of a type, the default where nothing is given."""
        if raw is None and default is not None:
            return default
        # True is an int to Python, and no whole number to anybody else.
        if not isinstance(raw, kind) or (kind is int and isinstance(raw, bool)):
            self.wrong(place, raw, expected)
            return default
        return raw

    def text(self, raw: Mapping[str, Any], name: str, place: str) -> str:
        """Return a text that must be there."""
        found = self.get(raw.get(name), f"{place}.{name}", str, "a text")
        if found == "":
            self.wrong(f"{place}.{name}", found, "a text that is not empty")
        return found or ""

    def list_of(self, raw: Any, place: str, kind: type[T], expected: str) -> list[T]:
        """Return a list whose items are all of a type; one item alone may stand for a list."""
        items = raw if isinstance(raw, list) else [raw]
        found = [self.get(item, f"{place}[{i}]", kind, expected) for i, item in enumerate(items)]
        return [item for item in found if item is not None]

    def resource(self, raw: Mapping[str, Any], place: str) -> Resource | None:
        before = len(self.problems)
        for part in ("name", "path", "schema"):
            if part not in raw:
                self.wrong(place, str(dict(raw))[:60], f"a resource with {part}")
        if len(self.problems) > before:
            return None
        name, path = self.text(raw, "name", place), self.text(raw, "path", place)
        if path and not _inside(path):
            self.wrong(f"{place}.path", path, "the path of a CSV file inside the package")
        expected = "the schema itself, an object with fields"
        schema: dict[str, Any] = self.get(raw["schema"], f"{place}.schema", dict, expected) or {}
        rows = self.get(schema.get("fields"), f"{place}.schema.fields", list, "a list of fields")
        fields = [
            self.field(row, f"{place}.schema.fields[{i}]")
            for i, row in enumerate(rows or ())
            if self.get(row, f"{place}.schema.fields[{i}]", dict, "an object with name and type")
        ]
        names = [field.name for field in fields]
        if not names or len(set(names)) < len(names):
            self.wrong(f"{place}.schema.fields", ", ".join(names), "fields, each name once")
        key = schema.get("primaryKey", [])
        primary = tuple(self.list_of(key, f"{place}.schema.primaryKey", str, "names of fields"))
        keys = tuple(dict.fromkeys([primary, *((f.name,) for f in fields if f.unique)]))
        foreign = self.foreign_keys(schema.get("foreignKeys", []), f"{place}.schema.foreignKeys")
        for column in {column for key in keys for column in key} | {f.column for f in foreign}:
            if column not in names:
                self.wrong(f"{place}.schema", column, f"a key of fields: {', '.join(names)}")
        if len(self.problems) > before:
            return None
        text = str(raw.get("description", ""))
        return Resource(name, path, text, tuple(fields), tuple(filter(None, keys)), foreign)

    def foreign_keys(self, raw: Any, place: str) -> tuple[ForeignKey, ...]:
        found = []
        for i, key in enumerate(self.list_of(raw, place, dict, "an object")):
            where = f"{place}[{i}]"
            target: dict[str, Any] = (
                self.get(key.get("reference"), f"{where}.reference", dict, "an object") or {}
            )
            to = self.get(target.get("resource"), f"{where}.reference.resource", str, "a text", "")
            found.append(
                ForeignKey(
                    self.text(key, "fields", where),
                    to or "",
                    self.text(target, "fields", f"{where}.reference"),
                )
            )
        return tuple(found)

    def field(self, raw: Mapping[str, Any], place: str) -> Field:
        kind = self.text(raw, "type", place)
        if kind and kind not in TYPES:
            self.wrong(f"{place}.type", kind, f"one of {', '.join(TYPES)}")
        empty: dict[str, Any] = {}
        where = f"{place}.constraints"
        limits = self.get(raw.get("constraints", empty), where, dict, "an object") or {}
        known = ("required", "unique", "pattern", "enum", "minimum", "maximum")
        for name in limits:
            if name not in known:
                self.wrong(where, name, f"only {', '.join(known)}")
        pattern = None
        if "pattern" in limits:
            text = self.get(limits["pattern"], f"{where}.pattern", str, "a regular expression")
            try:
                pattern = None if text is None else re.compile(text)
            except (re.error, RecursionError, OverflowError):
                self.wrong(f"{where}.pattern", text, "a regular expression")
        enum = (
            self.list_of(limits["enum"], f"{where}.enum", str, "texts") if "enum" in limits else ()
        )
        ends = [
            self.get(limits[end], f"{where}.{end}", int, "a whole number")
            if end in limits
            else None
            for end in ("minimum", "maximum")
        ]
        flags = [
            self.get(limits.get(flag, False), f"{where}.{flag}", bool, "true or false")
            for flag in ("required", "unique")
        ]
        description = self.get(raw.get("description"), f"{place}.description", str, "a text", "")
        return Field(
            self.text(raw, "name", place),
            kind,
            description or "",
            bool(flags[0]),
            bool(flags[1]),
            pattern,
            tuple(enum),
            *ends,
        )


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    plain = all(32 <= ord(letter) < 127 and letter not in '\\:*?"<>|' for letter in path)
    return plain and path.endswith(".csv") and parts[0] != "/" and ".." not in parts


def read_descriptor(folder: Path) -> Descriptor:
    """Return the descriptor of the data package in a folder.

    Raises:
        DataProblems: If the file cannot be read, is not JSON, or is no descriptor that this
            package can read, with every problem and its place in the file.
    """
    raw = _json(folder)
    reader = _Reader()
    if not isinstance(raw, dict) or not isinstance(raw.get("resources"), list):
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, "a list named resources")])
    resources: dict[str, Resource] = {}
    paths = set[str]()
    for i, row in enumerate(raw["resources"]):
        place = f"resources[{i}]"
        if not isinstance(row, dict):
            reader.wrong(place, row, "an object with name, path and schema")
            continue
        found = reader.resource(row, place)
        if found is None:
            continue
        if found.name in resources or found.path in paths:
            reader.wrong(place, f"{found.name}, {found.path}", "each name and path once")
        resources[found.name] = found
        paths.add(found.path)
    for found in resources.values():
        for key in found.foreign_keys:
            target = found if not key.resource else resources.get(key.resource)
            if not reader.problems and (target is None or key.reference not in target.columns):
                text = f"{key.resource}: {key.reference}"
                reader.wrong(found.name, text, "a key to a field of a resource of this package")
    report = reader.get(raw.get("report"), "report", dict, "an object", {}) or {}
    first, last = report.get("first_page", 1), report.get("last_page", 1)
    if not isinstance(first, int) or not isinstance(last, int) or first > last:
        reader.wrong("report", f"{first} to {last}", "first_page and last_page in order")
    if not isinstance(report.get("title", ""), str):
        reader.wrong("report.title", report["title"], "a text")
    if reader.problems:
        raise DataProblems(reader.problems)
    return Descriptor({k: v for k, v in raw.items() if k != "resources"}, report, resources)


def _json(folder: Path) -> Any:
    try:
        text = (folder / DESCRIPTOR).read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise DataProblems(
            [Problem(DESCRIPTOR, None, None, None, f"a data package in {folder}")]
        ) from None
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, expected)]) from None
    except UnicodeDecodeError:
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, "text in UTF-8")]) from None
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise DataProblems([Problem(DESCRIPTOR, error.lineno, None, None, "JSON")]) from None
    except RecursionError:
        raise DataProblems(
            [Problem(DESCRIPTOR, None, None, None, "JSON that is not nested so deeply")]
        ) from None
    except ValueError as error:
        expected = f"JSON with each name once and plain numbers ({error})"
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, expected)]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return dict(pairs)
