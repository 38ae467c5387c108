"""A value in prose: its text, and where it comes from as attributes of a Markdown span."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["LEDGER", "Inline", "escape_markdown", "span_attributes"]

#: The ledger's page, from the project's root: the renderer makes the right address of it.
LEDGER = "/chapters/ledger.qmd"

# Characters that Pandoc's Markdown reads as more than themselves. A leading hyphen or plus could
# begin a list, but a value stands inside a sentence.
_SPECIAL = re.compile(r"([\\`*_\[\]{}<>^~|$#@\"'])")


@dataclass(frozen=True, slots=True)
class Inline:
    """A value as chapters show it.

    Attributes:
        text: What the reader sees.
        kind: Class of the span: ``stated`` for what the report states, ``count`` for a count
            that it prints, another class for the filter to leave alone, or nothing for plain text.
        attributes: Where the value comes from, as pairs of name and text.

    Example:
        >>> Inline("61%", "stated", (("entry", "p22-one-pubescent"), ("verdict", "differs")))
        [61%]{.stated entry="p22-one-pubescent" verdict="differs"}
        >>> str(Inline("61%", "stated"))
        '61%'
    """

    text: str
    kind: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        """Return Markdown, which Quarto and press show in HTML and PDF alike."""
        shown = escape_markdown(self.text)
        return f"[{shown}]{span_attributes(self.kind, self.attributes)}" if self.kind else shown


def escape_markdown(text: str) -> str:
    r"""Return text that Pandoc shows as it is.

    Example:
        >>> print(escape_markdown("half_up [1]"))
        half\_up \[1\]
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def span_attributes(kind: str, attributes: tuple[tuple[str, str], ...]) -> str:
    r"""Return a span's class and attributes in Pandoc's Markdown; empty attributes are left out.

    Example:
        >>> print(span_attributes("stated", (("source", 'page 3, "box"'), ("row", ""))))
        {.stated source="page 3, \"box\""}
    """
    pairs = [f'{name}="{_quoted(value)}"' for name, value in attributes if value]
    return "{" + " ".join([f".{kind}", *pairs]) + "}"


def _quoted(value: str) -> str:
    return " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
