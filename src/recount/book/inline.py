"""What chapters show: a value in prose with where it comes from, and values by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

__all__ = ["Block", "Inline", "Named", "NoValueError", "UnknownNameError"]
__all__ += ["escape_markdown", "find"]

# Characters that Pandoc's Markdown reads as more than themselves. A leading hyphen or plus could
# begin a list, but a value stands inside a sentence.
_SPECIAL = re.compile(r"([\\`*_\[\]{}<>^~|$#@\"'])")

Value = TypeVar("Value")
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, repr=False)
class Inline:
    """A value as chapters show it.

    Attributes:
        text: What the reader sees.
        kind: Class of the span: ``stated`` for what the report states, ``count`` for a count
            that it prints, another class for the filter to leave alone, or nothing for plain text.
        attributes: Where the value comes from, as pairs of name and text; empty ones are left out.
    """

    text: str
    kind: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        """Return Markdown, which Quarto and press show in HTML and PDF alike."""
        shown = escape_markdown(self.text)
        pairs = [f'{name}="{_quoted(value)}"' for name, value in self.attributes if value]
        return f"[{shown}]{{{' '.join([f'.{self.kind}', *pairs])}}}" if self.kind else shown


def _quoted(value: str) -> str:
    return " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """HTML as the output of a cell, and what the PDF has in its place.

    Attributes:
        html: For the website; of a lone table, Quarto and press make one for the PDF, too.
        paper: Markdown for the PDF; empty for none of its own.
    """

    html: str
    paper: str = ""

    def _repr_markdown_(self) -> str:
        block = f"```{{=html}}\n{self.html}\n```"
        if not self.paper:
            return block
        return (
            f'::: {{.content-visible when-format="html"}}\n{block}\n:::\n\n'
            f'::: {{.content-visible when-format="typst"}}\n\n{self.paper}\n\n:::\n'
        )


def escape_markdown(text: str) -> str:
    r"""Return text that Pandoc shows as it is, on one line.

    Example:
        >>> print(escape_markdown("half_up [1]"))
        half\_up \[1\]
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


class UnknownNameError(AttributeError, KeyError):
    """A chapter asked for something that the data does not have."""

    def __str__(self) -> str:
        return str(self.args[0])


class NoValueError(LookupError):
    """A chapter asked an entry for a number that it does not have."""


def find(name: str, known: Mapping[str, Record], what: str) -> Record:
    """Return what has an id; the error names the ids nearest to it."""
    if name in known:
        return known[name]
    inside = [key for key in known if name in key or key in name]
    like = list(dict.fromkeys([*get_close_matches(name, known, 5, 0.6), *inside]))[:5]
    hint = f"; near it: {', '.join(like)}" if like else "; `recount audit --format csv` lists them"
    raise UnknownNameError(f"no {what} {name!r}{hint}")


class Named(Generic[Value]):
    """Values as attributes: ids have hyphens in the data and underscores as attributes.

    Example:
        >>> named = Named({"a-total": 518}, str, "entry")
        >>> named.a_total, named["a-total"]
        ('518', '518')
    """

    def __init__(
        self, known: Mapping[str, Record], make: Callable[[Record], Value], what: str
    ) -> None:
        def value(name: str) -> Value:
            return make(find(name, known, what))

        self._value = value

    def __getitem__(self, name: str) -> Value:
        return self._value(name)

    def __getattr__(self, attribute: str) -> Value:
        # IPython and copy look for such names; they are never ids.
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return self._value(attribute.replace("_", "-"))
