"""Finished HTML: its tags with their places, its links, and the policy under which it works."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

__all__ = [
    *("PLACEHOLDER", "Tag", "is_external", "relative", "resolve", "rewrite_tags", "tags"),
    *("visible_text", "with_policy"),
]

# Stands in the template where the policy goes, which depends on the finished page.
PLACEHOLDER = "press-content-security-policy"

_DATA_BLOCKS = ("application/ld+json", "application/json", "text/plain")
_SCHEME = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)"
    r"(?P<rest>(?:\s+[^\s=>/\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?|\s*/)*)\s*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_VERBATIM = ("script", "style")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a page."""

    name: str
    closing: bool
    attributes: dict[str, str]
    start: int
    end: int
    content: str = ""


def tags(html: str) -> Iterator[Tag]:
    """Yield the tags of a page in order."""
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
    """Return the page with some attributes changed."""
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
    """Return the text between tags, with white space put right."""
    bare = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", html, flags=re.DOTALL | re.IGNORECASE)
    spaced = re.sub(r"</(?:p|li|td|th|div|h\d|tr|dt|dd|figcaption|caption|pre)\s*>", " ", bare)
    return " ".join(unescape(_TOKEN.sub("", spaced)).split())


def is_external(href: str) -> bool:
    """Whether a link leaves the site."""
    return bool(_SCHEME.match(href))


def resolve(base: str, href: str) -> tuple[str, str]:
    """Return the file within the project that a link names, and its fragment."""
    path, _, fragment = href.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return base, unquote(fragment)
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/")), unquote(fragment)
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)), unquote(fragment)


def relative(base: str, path: str) -> str:
    """Return the link from one file of the site to another."""
    return posixpath.relpath(path, posixpath.dirname(base) or ".")


def _allowed(content: str) -> str:
    """Return the source expression that allows one inline script or style."""
    hashed = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(hashed).decode('ascii')}'"


def with_policy(html: str, found: Sequence[Tag]) -> str:
    """Return the page with a policy under which it works and nothing else does."""
    scripts = sorted({_allowed(tag.content) for tag in found if _runs(tag)})
    blocks = {_allowed(t.content) for t in found if t.name == "style" and not t.closing}
    inline = {_allowed(t.attributes["style"]) for t in found if "style" in t.attributes}
    hashes = [*(["'unsafe-hashes'"] if inline else []), *sorted(blocks | inline)]
    own = "'self'"
    rules = {
        "default-src": ["'none'"],
        "script-src": [own, *scripts],
        "style-src": [own, *hashes],
        "img-src": [own, "data:"],
        **{f"{kind}-src": [own] for kind in ("font", "media", "connect", "worker", "manifest")},
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    policy = "; ".join(" ".join([name, *sources]) for name, sources in rules.items())
    return html.replace(PLACEHOLDER, policy, 1)


def _runs(tag: Tag) -> bool:
    if tag.name != "script" or tag.closing or "src" in tag.attributes:
        return False
    return tag.attributes.get("type", "") not in _DATA_BLOCKS
