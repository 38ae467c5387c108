"""Rules for values of YAML, and the refusal of keys that have none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from press.located_yaml import Located
from press.problems import Problem

__all__ = [
    "FLAG",
    "NUMBER",
    "TEXT",
    "WORD",
    "Rule",
    "Schema",
    "anything",
    "includes",
    "one_of",
    "refusals",
    "texts",
    "theme",
]

# A rule says what is wrong with a value, or returns None. A mapping lists the keys that may occur.
Rule = Callable[[Any], str | None]
Schema = Mapping[str, "Rule | Schema"]


def _of(*types: type) -> Rule:
    names = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
    wanted = " or ".join(names.get(kind, "a list") for kind in types)

    def rule(value: Any) -> str | None:
        # In Python a boolean is a whole number; in YAML it is not.
        if isinstance(value, bool) and bool not in types:
            return f"wants {wanted}"
        return None if isinstance(value, types) else f"wants {wanted}"

    return rule


def one_of(*choices: object) -> Rule:
    """Return a rule that allows some values only."""

    def rule(value: Any) -> str | None:
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return None
        shown = ", ".join(str(choice).lower() for choice in choices)
        return f"has the value `{value}`; press supports {shown}"

    return rule


def texts(value: Any) -> str | None:
    """Allow a text or a list of texts."""
    many = value if isinstance(value, list) else [value]
    return None if all(isinstance(item, str) for item in many) else "wants text or a list of texts"


def includes(value: Any) -> str | None:
    """Allow files and texts to include, as Quarto writes them."""
    many = value if isinstance(value, list) else [value]
    for item in many:
        if isinstance(item, str):
            continue
        if isinstance(item, dict) and set(item) in ({"text"}, {"file"}):
            continue
        return "wants files, or items of `text:` or `file:`"
    return None


def theme(value: Any) -> str | None:
    """Allow a theme, or one for light and one for dark.

    The themes are Quarto's affair: press has its own look. Only their shape is checked.
    """
    if isinstance(value, dict) and not set(value) <= {"light", "dark"}:
        return "has keys besides `light` and `dark`"
    return None


def anything(_value: Any) -> str | None:
    """Allow what press has no use for and Quarto has."""
    return None


TEXT, FLAG, NUMBER, WORD = _of(str), _of(bool), _of(int), _of(str, int, float)


def refusals(
    document: Located, schema: Schema, where: str = "", skip: frozenset[str] = frozenset()
) -> list[Problem]:
    r"""Return a problem for each key or value that press does not support.

    Args:
        document: What was read.
        schema: The keys that may occur.
        where: Said after the key's name, such as ``" in the front matter"``.
        skip: Keys of the top level that are not looked at.

    Example:
        >>> from press.located_yaml import load_yaml
        >>> from press.schema import CELL
        >>> found = refusals(load_yaml("label: a\nlst-cap: b", "a.qmd", 5), CELL, " in a cell")
        >>> [str(problem) for problem in found]
        ['a.qmd:6: press does not support the key `lst-cap` in a cell']
    """
    if not isinstance(document.value, dict):
        return [document.problem("wants keys and values here")]
    found: list[Problem] = []
    _refuse(document, document.value, schema, (), where, skip, found)
    return found


def _refuse(
    document: Located,
    value: dict[str, Any],
    schema: Schema,
    path: tuple[str, ...],
    where: str,
    skip: frozenset[str],
    found: list[Problem],
) -> None:
    for key, item in value.items():
        here = (*path, key)
        name = ".".join(here)
        if not path and key in skip:
            continue
        rule = schema.get(key)
        if rule is None:
            found.append(document.problem(f"press does not support the key `{name}`{where}", *here))
        elif isinstance(rule, Mapping):
            if isinstance(item, dict):
                _refuse(document, item, rule, here, where, skip, found)
            elif item not in (None, "default", True):
                found.append(document.problem(f"`{name}`{where} wants keys and values", *here))
        elif message := rule(item):
            found.append(document.problem(f"`{name}`{where} {message}", *here))
