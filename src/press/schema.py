"""Which keys of Quarto's YAML press reads; every other key is refused by name and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from press.located_yaml import Located
from press.problems import Problem

__all__ = ["CELL", "FRONT_MATTER", "PROJECT", "refusals"]

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


def _one_of(*choices: object) -> Rule:
    def rule(value: Any) -> str | None:
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return None
        shown = ", ".join(str(choice).lower() for choice in choices)
        return f"has the value `{value}`; press supports {shown}"

    return rule


def _texts(value: Any) -> str | None:
    many = value if isinstance(value, list) else [value]
    return None if all(isinstance(item, str) for item in many) else "wants text or a list of texts"


def _includes(value: Any) -> str | None:
    many = value if isinstance(value, list) else [value]
    for item in many:
        if isinstance(item, str):
            continue
        if isinstance(item, dict) and set(item) in ({"text"}, {"file"}):
            continue
        return "wants files, or items of `text:` or `file:`"
    return None


def _theme(value: Any) -> str | None:
    # The themes are Quarto's affair: press has its own look. Only their shape is checked.
    if isinstance(value, dict) and not set(value) <= {"light", "dark"}:
        return "has keys besides `light` and `dark`"
    return None


def _any(_value: Any) -> str | None:
    return None


TEXT, FLAG, NUMBER, WORD = _of(str), _of(bool), _of(int), _of(str, int, float)

EXECUTE: Schema = {
    "echo": FLAG,
    "output": _one_of(True, False, "asis"),
    "include": FLAG,
    "eval": FLAG,
    "warning": FLAG,
    "enabled": _one_of(True),
    "freeze": _one_of(False),
    "cache": _one_of(False),
    "daemon": _any,
    "debug": _one_of(False),
}

CODE: Schema = {
    "code-fold": _one_of(True, False, "show"),
    "code-summary": TEXT,
}

HTML: Schema = {
    **CODE,
    "theme": _theme,
    "css": _texts,
    "toc": FLAG,
    "toc-depth": NUMBER,
    "toc-title": TEXT,
    "toc-location": _one_of("right"),
    "number-sections": FLAG,
    "number-depth": NUMBER,
    "html-math-method": _one_of("mathml"),
    "code-tools": _one_of(True, False),
    "code-copy": _any,
    "code-overflow": _one_of("scroll", "wrap"),
    "code-line-numbers": _one_of(False),
    "highlight-style": _any,
    "syntax-highlighting": _any,
    "include-in-header": _includes,
    "include-before-body": _includes,
    "include-after-body": _includes,
    "anchor-sections": FLAG,
    "smooth-scroll": FLAG,
    "fig-format": _one_of("svg"),
    "fig-width": WORD,
    "fig-height": WORD,
    "fig-align": _any,
    "fig-responsive": _any,
    "link-external-icon": _one_of(False),
    "link-external-newwindow": _one_of(False),
    "citations-hover": _any,
    "footnotes-hover": _any,
    "crossrefs-hover": _any,
    "lightbox": _one_of(False),
    "page-layout": _one_of("article", "full"),
    "title-block-banner": _one_of(False),
    "respect-user-color-scheme": _any,
    "email-obfuscation": _one_of("none"),
    "minimal": _one_of(False),
    "embed-resources": _one_of(False),
    "grid": _any,
    "mainfont": _any,
    "monofont": _any,
    "fontsize": _any,
    "linestretch": _any,
    "fontcolor": _any,
    "linkcolor": _any,
    "backgroundcolor": _any,
}

TYPST: Schema = {
    "papersize": TEXT,
    "margin": {"x": TEXT, "y": TEXT, "top": TEXT, "bottom": TEXT, "left": TEXT, "right": TEXT},
    "fontsize": TEXT,
    "mainfont": TEXT,
    "codefont": TEXT,
    "font-paths": _texts,
    "toc": FLAG,
    "toc-depth": NUMBER,
    "toc-title": TEXT,
    "lof": FLAG,
    "lot": FLAG,
    "number-sections": FLAG,
    "section-numbering": TEXT,
    "columns": _one_of(1),
    "include-in-header": _includes,
    "include-before-body": _includes,
    "include-after-body": _includes,
    "keep-typ": FLAG,
    "fig-format": _one_of("svg"),
    "fig-width": WORD,
    "fig-height": WORD,
    "highlight-style": _any,
    "syntax-highlighting": _any,
    "linkcolor": _any,
    "citecolor": _any,
    "filecolor": _any,
    "output-file": TEXT,
    "pdf-standard": _any,
    "output-ext": _one_of("pdf"),
    "echo": FLAG,
    "citeproc": _one_of(True),
}

LANGUAGE: Schema = {"lang": TEXT}

CITATIONS: Schema = {
    "bibliography": _texts,
    "csl": TEXT,
    "nocite": TEXT,
    "citeproc": _one_of(True),
    "link-citations": FLAG,
    "link-bibliography": FLAG,
    "suppress-bibliography": FLAG,
    "cite-method": _one_of("citeproc"),
}

CHAPTERS: Rule = _any  # Read, and refused item by item, in project.py.

PROJECT: Schema = {
    "project": {
        "type": _one_of("book"),
        "output-dir": TEXT,
        "execute-dir": _one_of("project"),
        "resources": _texts,
        "pre-render": _texts,
        "render": _texts,
    },
    "book": {
        "title": TEXT,
        "subtitle": TEXT,
        "author": _any,
        "date": TEXT,
        "date-format": TEXT,
        "description": TEXT,
        "abstract": TEXT,
        "site-url": TEXT,
        "repo-url": TEXT,
        "repo-branch": TEXT,
        "repo-actions": _any,
        "chapters": CHAPTERS,
        "appendices": CHAPTERS,
        "references": TEXT,
        "downloads": _one_of("pdf", ["pdf"]),
        "output-file": TEXT,
        "search": _any,
        "page-navigation": FLAG,
        "reader-mode": _one_of(False),
        "favicon": TEXT,
        "cover-image": TEXT,
        "cover-image-alt": TEXT,
        "image": TEXT,
        "open-graph": _one_of(False),
        "twitter-card": _one_of(False),
        "google-analytics": _one_of(False),
        "cookie-consent": _one_of(False),
        "sharing": _one_of(False, []),
        "back-to-top-navigation": FLAG,
        "bread-crumbs": _any,
        "license": TEXT,
        "page-footer": _any,
        "sidebar": {
            "style": _any,
            "collapse-level": _any,
            "title": _any,
            "background": _any,
            "search": _any,
            "logo": _one_of(False),
            "tools": _one_of([]),
        },
    },
    **LANGUAGE,
    **CITATIONS,
    **CODE,
    "number-sections": FLAG,
    "number-depth": NUMBER,
    "toc": FLAG,
    "toc-depth": NUMBER,
    "html-math-method": _one_of("mathml"),
    "fig-format": _one_of("svg"),
    "fig-width": WORD,
    "fig-height": WORD,
    "filters": _texts,
    "execute": EXECUTE,
    "jupyter": _one_of("python3"),
    "engine": _one_of("jupyter"),
    "license": TEXT,
    "keywords": _texts,
    "crossref": {"chapters": _one_of(True)},
    "format": {"html": HTML, "typst": TYPST},
}

FRONT_MATTER: Schema = {
    "title": TEXT,
    "subtitle": TEXT,
    "description": TEXT,
    "abstract": TEXT,
    "keywords": _texts,
    "number-sections": FLAG,
    "toc": FLAG,
    "toc-depth": NUMBER,
    "page-layout": _one_of("article", "full"),
    "execute": EXECUTE,
    "jupyter": _one_of("python3"),
    "engine": _one_of("jupyter", "markdown"),
    "search": FLAG,
    "nocite": TEXT,
    "fig-width": WORD,
    "fig-height": WORD,
    **LANGUAGE,
    **CODE,
    "code-tools": _one_of(True, False),
}

CELL: Schema = {
    "label": TEXT,
    "echo": FLAG,
    "output": _one_of(True, False, "asis"),
    "include": FLAG,
    "eval": FLAG,
    "warning": FLAG,
    "fig-cap": TEXT,
    "fig-alt": TEXT,
    "tbl-cap": TEXT,
    "tbl-colwidths": _any,
    "classes": _texts,
    **CODE,
}


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
