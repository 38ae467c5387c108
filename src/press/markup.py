"""Reading finished HTML: tags one by one, with their attributes and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

__all__ = ["Tag", "rewrite_tags", "tags", "visible_text"]

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)"
    r"(?P<rest>(?:\s+[^\s=>/\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?|\s*/)*)\s*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_VERBATIM = ("script", "style")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a page.

    Attributes:
        name: Its name in lower case.
        closing: Whether it is an end tag.
        attributes: Its attributes, unescaped.
        start: Where it begins in the text.
        end: Where it ends.
        content: For scripts and styles, what they hold.
    """

    name: str
    closing: bool
    attributes: dict[str, str]
    start: int
    end: int
    content: str = ""


def tags(html: str) -> Iterator[Tag]:
    """Yield the tags of a page in order.

    Example:
        >>> [(t.name, t.attributes) for t in tags('<a href="x&amp;y">z</a>')]
        [('a', {'href': 'x&y'}), ('a', {})]
    """
    at = 0
    while match := _TOKEN.search(html, at):
        at = match.end()
        if match["name"] is None:
            continue
        name = match["name"].lower()
        given = {
            key.lower(): unescape(double or single or bare)
            for key, double, single, bare in _ATTRIBUTE.findall(match["rest"])
        }
        content = ""
        if name in _VERBATIM and not match["close"]:
            close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, at)
            stop = close.start() if close else len(html)
            content, at = html[at:stop], stop
        yield Tag(name, bool(match["close"]), given, match.start(), match.end(), content)


def rewrite_tags(
    html: str, found: Iterable[Tag], change: Callable[[Tag], dict[str, str] | None]
) -> str:
    """Return the page with some attributes changed.

    Args:
        html: The page.
        found: Its tags.
        change: Returns the attributes to set on a start tag, or None.

    Example:
        >>> html = '<a href="b.qmd">'
        >>> rewrite_tags(html, tags(html), lambda tag: {"href": "b.html"})
        '<a href="b.html">'
    """
    parts: list[str] = []
    at = 0
    for tag in found:
        new = None if tag.closing else change(tag)
        if new is None:
            continue
        text = html[tag.start : tag.end]
        for key, value in new.items():
            pattern = re.compile(
                rf"(\s{re.escape(key)}\s*=\s*)(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE
            )
            shown = f'"{escape(value, quote=True)}"'
            text = pattern.sub(lambda match, shown=shown: match[1] + shown, text, count=1)  # type: ignore[misc]
        parts += [html[at : tag.start], text]
        at = tag.end
    return "".join([*parts, html[at:]])


def visible_text(html: str) -> str:
    r"""Return the text between tags, with white space put right.

    Example:
        >>> visible_text("<p>a <b>b</b>&amp;c</p>\n<style>x</style>")
        'a b&c'
    """
    bare = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", html, flags=re.DOTALL | re.IGNORECASE)
    spaced = re.sub(r"</(?:p|li|td|th|div|h\d|tr|dt|dd|figcaption|caption|pre)\s*>", " ", bare)
    return " ".join(unescape(_TOKEN.sub("", spaced)).split())
