"""Which keys of Quarto's YAML press reads; every other key is refused by name and line.

A key stands here only if press does what it says. Where one value is allowed, that is what press
does in any case, and Quarto has to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from press.problems import Problem
from press.yaml_lines import Located

__all__ = ["CELL", "FRONT_MATTER", "PROJECT", "refusals"]

# A rule says what is wrong with a value, or returns None. A mapping lists the keys that may occur.
Rule = Callable[[Any], str | None]
Schema = Mapping[str, "Rule | Schema"]


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "wants text"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "wants true or false"


def _depth(value: Any) -> str | None:
    known = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 6
    return None if known else "wants a whole number from 1 to 6"


def _date(value: Any) -> str | None:
    if value in ("today", "now", "last-modified"):
        return "changes by itself: no two builds would be alike"
    return _text(value)


def _texts(value: Any) -> str | None:
    many = value if isinstance(value, list) else [value]
    return None if all(isinstance(item, str) for item in many) else "wants text or a list of texts"


def _english(value: Any) -> str | None:
    known = isinstance(value, str) and value.partition("-")[0] == "en"
    return None if known else f"is `{value}`; press has words in English only (en, en-GB, ...)"


def _themes(value: Any) -> str | None:
    """Allow Quarto's themes, for which press has a look of its own."""
    known = not isinstance(value, dict) or set(value) <= {"light", "dark"}
    return None if known else "has keys besides `light` and `dark`"


def _anything(_value: Any) -> str | None:
    """Allow what the reader of the project looks at item by item."""
    return None


def _one_of(*choices: object) -> Rule:
    def rule(value: Any) -> str | None:
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return None
        shown = ", ".join(str(choice).lower() for choice in choices)
        return f"has the value `{value}`; press supports {shown}"

    return rule


_ALWAYS = _one_of(True)

_EXECUTE: Schema = {"echo": _flag, "warning": _flag, "freeze": _one_of(False)}

PROJECT: Schema = {
    "project": {
        "type": _one_of("book"),
        "output-dir": _text,
        "execute-dir": _one_of("project"),
        "resources": _texts,
        "pre-render": _texts,
    },
    "book": {
        "title": _text,
        "subtitle": _text,
        "author": _texts,
        "date": _date,
        "description": _text,
        "site-url": _text,
        "chapters": _anything,
        "appendices": _anything,
        "downloads": _one_of("pdf", ["pdf"]),
        "search": _flag,
        "page-navigation": _flag,
    },
    "lang": _english,
    "license": _text,
    "bibliography": _texts,
    "citeproc": _ALWAYS,
    "link-citations": _ALWAYS,
    "filters": _texts,
    "execute": _EXECUTE,
    "format": {
        "html": {
            "theme": _themes,
            "respect-user-color-scheme": _ALWAYS,
            "css": _texts,
            "toc": _flag,
            "toc-depth": _depth,
            "toc-title": _text,
            "number-sections": _ALWAYS,
            "html-math-method": _one_of("mathml"),
            "code-fold": _one_of(True, False, "show"),
            "code-summary": _text,
            "code-tools": _flag,
            "include-in-header": _texts,
        },
        "typst": {
            "papersize": _text,
            "toc": _flag,
            "toc-depth": _depth,
            "number-sections": _ALWAYS,
            "echo": _flag,
            "template-partials": _texts,
        },
    },
}

FRONT_MATTER: Schema = {
    "title": _text,
    "description": _text,
    "toc": _flag,
    "page-layout": _one_of("article", "full"),
}

CELL: Schema = {
    "label": _text,
    "echo": _flag,
    "output": _one_of(True, False, "asis"),
    "include": _flag,
    "eval": _flag,
    "warning": _flag,
    "fig-cap": _text,
    "fig-alt": _text,
    "tbl-cap": _text,
}


def refusals(document: Located, schema: Schema, where: str = "") -> list[Problem]:
    r"""Return a problem for each key or value that press does not support.

    Args:
        document: What was read.
        schema: The keys that may occur.
        where: Said after the key's name, such as ``" in the front matter"``.

    Example:
        >>> from press.yaml_lines import load_yaml
        >>> found = refusals(load_yaml("label: a\nlst-cap: b", "a.qmd", 5), CELL, " of a cell")
        >>> [str(problem) for problem in found]
        ['a.qmd:6: press does not support the key `lst-cap` of a cell']
    """
    found: list[Problem] = []

    def look(value: Any, rules: Schema, path: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            name = f"`{'.'.join(path)}`{where} " if path else ""
            found.append(document.problem(f"{name}wants keys and values", *path))
            return
        for key, item in value.items():
            here, rule = (*path, key), rules.get(key)
            name = ".".join(here)
            if rule is None:
                message = f"press does not support the key `{name}`{where}"
                found.append(document.problem(message, *here))
            elif not callable(rule):
                if not (path == ("format",) and item == "default"):
                    look({} if item is None else item, rule, here)
            elif message := rule(item) or "":
                found.append(document.problem(f"`{name}`{where} {message}", *here))

    look(document.value, schema, ())
    return found
