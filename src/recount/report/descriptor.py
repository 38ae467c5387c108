"""The data package's descriptor, checked in full before anything is read by it, then typed.

Of the Frictionless standard it may use what this package needs: resources with one CSV file each,
the schema in place, constraints on cells, keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from recount.report.problems import DataProblems, Problem

__all__ = ["DESCRIPTOR", "Descriptor", "Field", "ForeignKey", "Resource", "read_descriptor"]

DESCRIPTOR = "datapackage.json"
TYPES = ("string", "integer", "date")
#: What the parts of a descriptor are: types by name (``?`` for optional), a list's items in a list.
CONSTRAINTS = {
    **{"required?": bool, "unique?": bool, "pattern?": str, "enum?": [str]},
    **{"minimum?": int, "maximum?": int},
}
FIELD = {"name": str, "type": str, "description?": str, "constraints?": CONSTRAINTS}
KEY = {"fields": str, "reference": {"resource": str, "fields": str}}
SCHEMA = {"fields": [FIELD], "primaryKey?": [str], "foreignKeys?": [KEY]}
RESOURCE = {"name": str, "path": str, "description?": str, "hash?": str, "schema": SCHEMA}
REPORT = {"title?": str, "first_page?": int, "last_page?": int}
PACKAGE = {"report?": REPORT, "resources": [RESOURCE]}
NAMES = {str: "a text", int: "a whole number", bool: "true or false", dict: "an object"}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, its type, and what its cells may hold."""

    name: str
    type: str
    description: str = ""
    required: bool = False
    unique: bool = False
    pattern: str = ""
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
    """One file of the package; each of its keys is a set of columns that names a row.

    Attributes:
        hash: ``sha256:`` and the sum of the file as it was last reviewed; empty for none.
    """

    name: str
    path: str
    description: str
    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    hash: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What the package says of itself and of the report, and its files by name."""

    package: Mapping[str, Any]
    report: Mapping[str, Any]
    resources: Mapping[str, Resource]


def read_descriptor(folder: Path) -> Descriptor:
    """Return the descriptor of the data package in a folder.

    Raises:
        DataProblems: If the file cannot be read, is not JSON, or is no descriptor that this
            package can read, with every problem and its place in the file.
    """
    raw = _json(folder)
    if not isinstance(raw, dict) or not isinstance(raw.get("resources"), list):
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, "a list named resources")])
    problems = list(_misshapen(raw, PACKAGE, ""))
    if not problems:
        problems = list(_inconsistent(raw))
    if problems:
        raise DataProblems(problems)
    resources = [_resource(row) for row in raw["resources"]]
    package = {name: value for name, value in raw.items() if name != "resources"}
    return Descriptor(package, raw.get("report", {}), {row.name: row for row in resources})


def _misshapen(raw: Any, shape: Any, place: str) -> Iterator[Problem]:
    """Yield where a value does not have a shape: types, objects of named parts, lists of items."""
    if isinstance(shape, list):
        # One item alone may stand for a list, as the standard has it for keys.
        items = raw if isinstance(raw, list) or isinstance(shape[0], dict) else [raw]
        if not isinstance(items, list):
            yield Problem(DESCRIPTOR, None, place, _text(raw), "a list")
            return
        for i, item in enumerate(items):
            yield from _misshapen(item, shape[0], f"{place}[{i}]")
        return
    kind = dict if isinstance(shape, dict) else shape
    # True is an int to Python, and no whole number to anybody else.
    if not isinstance(raw, kind) or (kind is int and isinstance(raw, bool)):
        yield Problem(DESCRIPTOR, None, place, _text(raw), NAMES[kind])
        return
    for name, part in shape.items() if isinstance(shape, dict) else ():
        key, dot = name.removesuffix("?"), "." if place else ""
        if key in raw:
            yield from _misshapen(raw[key], part, f"{place}{dot}{key}")
        elif key == name:
            yield Problem(DESCRIPTOR, None, place, _text(raw)[:60], f"an object with {key}")
    if shape is CONSTRAINTS:
        for name in raw.keys() - {key.removesuffix("?") for key in CONSTRAINTS}:
            yield Problem(DESCRIPTOR, None, place, name, "a constraint that this package knows")


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)


def _inconsistent(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a descriptor whose parts all have their shape."""
    columns = {
        row["name"]: [f["name"] for f in row["schema"]["fields"]] for row in raw["resources"]
    }
    paths = [row["path"] for row in raw["resources"]]
    for i, row in enumerate(raw["resources"]):
        place, resource = f"resources[{i}]", _resource(row)
        if not _inside(row["path"]) or paths.count(row["path"]) > 1:
            expected = "the path of a CSV file inside the package, each path once"
            yield Problem(DESCRIPTOR, None, f"{place}.path", row["path"], expected)
        if [other["name"] for other in raw["resources"]].count(row["name"]) > 1:
            yield Problem(DESCRIPTOR, None, f"{place}.name", row["name"], "each name once")
        if not resource.fields or len(set(resource.columns)) < len(resource.columns):
            found = ", ".join(resource.columns)
            yield Problem(DESCRIPTOR, None, f"{place}.schema", found, "fields, each name once")
        for field in resource.fields:
            where = f"{place}.schema, {field.name}"
            if field.type not in TYPES:
                yield Problem(DESCRIPTOR, None, where, field.type, f"one of {', '.join(TYPES)}")
            try:
                re.compile(field.pattern)
            except (re.error, RecursionError, OverflowError):
                yield Problem(DESCRIPTOR, None, where, field.pattern, "a regular expression")
        for key in [*(name for names in resource.keys for name in names)]:
            if key not in resource.columns:
                yield Problem(DESCRIPTOR, None, f"{place}.schema", key, "a key of its own fields")
        for foreign in resource.foreign_keys:
            known = columns.get(foreign.resource or resource.name, ())
            if foreign.column not in resource.columns or foreign.reference not in known:
                found = f"{foreign.column}, {foreign.resource}: {foreign.reference}"
                expected = "a field of its own, and one of a resource"
                yield Problem(DESCRIPTOR, None, f"{place}.schema.foreignKeys", found, expected)
    pages = raw.get("report", {})
    if pages.get("first_page", 1) > pages.get("last_page", pages.get("first_page", 1)):
        yield Problem(DESCRIPTOR, None, "report.last_page", _text(pages), "pages in order")


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    plain = all(32 <= ord(letter) < 127 and letter not in '\\:*?"<>|' for letter in path)
    return plain and path.endswith(".csv") and parts[0] != "/" and ".." not in parts


def _resource(raw: Mapping[str, Any]) -> Resource:
    """Return a resource as a record."""
    schema = raw["schema"]
    fields = tuple(
        Field(
            row["name"],
            row["type"],
            row.get("description", ""),
            **{**row.get("constraints", {}), "enum": tuple(_listed(row, "constraints", "enum"))},
        )
        for row in schema["fields"]
    )
    primary = tuple(_listed({"schema": schema}, "schema", "primaryKey"))
    keys = dict.fromkeys([primary, *((field.name,) for field in fields if field.unique)])
    foreign = tuple(
        ForeignKey(key["fields"], key["reference"]["resource"], key["reference"]["fields"])
        for key in schema.get("foreignKeys", [])
    )
    text = raw.get("description", "")
    own = tuple(filter(None, keys))
    return Resource(raw["name"], raw["path"], text, fields, own, foreign, raw.get("hash", ""))


def _listed(raw: Mapping[str, Any], part: str, name: str) -> list[str]:
    found = raw.get(part, {}).get(name, [])
    return found if isinstance(found, list) else [found]


def _json(folder: Path) -> Any:
    expected, line = "", None
    try:
        text = (folder / DESCRIPTOR).read_text(encoding="utf-8-sig")
        return json.loads(text, object_pairs_hook=_once)
    except (FileNotFoundError, NotADirectoryError):
        expected = f"a data package in {folder}"
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
    except UnicodeDecodeError:
        expected = "text in UTF-8"
    except json.JSONDecodeError as error:
        expected, line = "JSON", error.lineno
    except RecursionError:
        expected = "JSON that is not nested so deeply"
    except ValueError as error:
        expected = f"JSON with each name once and plain numbers ({error})"
    raise DataProblems([Problem(DESCRIPTOR, line, None, None, expected)])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return dict(pairs)
