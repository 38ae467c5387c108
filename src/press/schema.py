"""Which keys of Quarto's YAML press reads; every other key is refused by name and line.

A key stands here only if press does what it says. Where one value is allowed, that is what press
does in any case, and Quarto has to be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from press.problems import Problem
from press.yaml_lines import Located

__all__ = ["CELL", "FRONT_MATTER", "PROJECT", "plain", "refusals"]

# A rule says what is wrong with a value, or nothing; any other value is the one that is allowed.
Rule = Callable[[Any], str]
# A mapping lists the keys that may occur.
Schema = Mapping[str, "Rule | Schema | str | bool | tuple[object, ...]"]


# What Pandoc would read as more than the words.
_MARKDOWN = re.compile(r"[*_`$\[<^~\\@\"']|--|\.\.\.")


def plain(value: Any) -> str:
    """Return what is wrong with words that press shows as they are written, or nothing."""
    if isinstance(value, str) and _MARKDOWN.search(value):
        return "wants plain words: no Markdown, and quotes and dashes as they are shown"
    return _text(value)


def _names(value: Any) -> str:
    return next(filter(None, map(plain, value if isinstance(value, list) else [value])), "")


def _title(value: Any) -> str:
    braced = isinstance(value, str) and ("{" in value or value.rstrip().endswith("#"))
    return "holds braces, or ends with #: neither is for words" if braced else _text(value)


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "wants text"


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "wants true or false"


def _depth(value: Any) -> str:
    known = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 6
    return "" if known else "wants a whole number from 1 to 6"


def _date(value: Any) -> str:
    if value in ("today", "now", "last-modified"):
        return "changes by itself: no two builds would be alike"
    with suppress(TypeError, ValueError):
        if date.fromisoformat(value).isoformat() == value:
            return ""
    return f"is `{value}`; press wants a day as YYYY-MM-DD"


def _texts(value: Any) -> str:
    many = value if isinstance(value, list) else [value]
    return "" if all(isinstance(item, str) for item in many) else "wants text or a list of texts"


def _english(value: Any) -> str:
    known = isinstance(value, str) and value.partition("-")[0] == "en"
    return "" if known else f"is `{value}`; press has words in English only (en, en-GB, ...)"


def _anything(_value: Any) -> str:
    """Allow what the reader of the project looks at item by item, or Quarto alone has a use for."""
    return ""


PROJECT: Schema = {
    "project": {
        "type": "book",
        "output-dir": _text,
        "execute-dir": "project",
        "resources": _texts,
        "pre-render": _texts,
    },
    "book": {
        "title": plain,
        "subtitle": plain,
        "author": _names,
        "date": _date,
        "description": plain,
        "chapters": _anything,
        "downloads": ("pdf", ["pdf"]),
        "search": True,
        "page-navigation": True,
    },
    "lang": _english,
    "license": plain,
    "bibliography": _texts,
    "citeproc": True,
    "link-citations": True,
    "crossref": {"title-delim": ""},
    "filters": _texts,
    "execute": {"echo": False, "warning": True, "freeze": False},
    "format": {
        "html": {
            "theme": _anything,
            "respect-user-color-scheme": True,
            "css": _texts,
            "toc": True,
            "toc-depth": _depth,
            "toc-title": plain,
            "number-sections": True,
            "html-math-method": "mathml",
            "code-tools": True,
            "include-in-header": _texts,
        },
        "typst": {
            "papersize": "a4",
            "toc": True,
            "toc-depth": _depth,
            "number-sections": True,
            "template-partials": _texts,
        },
    },
}

FRONT_MATTER: Schema = {
    "title": _title,
    "description": _text,
    "toc": _flag,
    "page-layout": ("article", "full"),
}

CELL: Schema = {"label": _text, "include": _flag, "fig-cap": _text, "tbl-cap": _text}


def refusals(document: Located, schema: Schema, where: str = "") -> list[Problem]:
    """Return a problem for each key or value that press does not support."""
    found: list[Problem] = []

    def look(value: Any, rules: Schema, path: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            name = f"`{'.'.join(path)}`{where} " if path else ""
            found.append(document.problem(f"{name}wants keys and values", *path))
            return
        for key, item in value.items():
            here, rule = (*path, key), rules.get(key)
            message = ""
            if rule is None:
                message = f"press does not support the key `{'.'.join(here)}`{where}"
            elif isinstance(rule, Mapping):
                if not (path == ("format",) and item == "default"):
                    look({} if item is None else item, rule, here)
            elif wrong := rule(item) if callable(rule) else _other(item, rule):
                message = f"`{'.'.join(here)}`{where} {wrong}"
            if message:
                found.append(document.problem(message, *here))

    look(document.value, schema, ())
    return found


def _other(value: Any, allowed: object) -> str:
    choices = allowed if isinstance(allowed, tuple) else (allowed,)
    if any(value == choice and type(value) is type(choice) for choice in choices):
        return ""
    shown = ", ".join(str(choice).lower() for choice in choices)
    return f"has the value `{value}`; press supports {shown}"
