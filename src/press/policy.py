"""The content security policy of a page: nothing from other hosts, no script but the known."""

from __future__ import annotations

import base64
import hashlib

from press.markup import Tag, tags

__all__ = ["PLACEHOLDER", "digest", "with_policy"]

# Stands in the template where the policy goes, which depends on the finished page.
PLACEHOLDER = "press-content-security-policy"

_DATA_BLOCKS = ("application/ld+json", "application/json", "text/plain")


def digest(content: str) -> str:
    """Return the source expression that allows one inline script or style.

    Example:
        >>> digest("")
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    hashed = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(hashed).decode('ascii')}'"


def policy(html: str) -> str:
    """Return the policy under which a page works and nothing else does.

    Style attributes are allowed one by one, too. Pagefind's search runs WebAssembly.
    """
    found = list(tags(html))
    scripts = sorted({digest(tag.content) for tag in found if _runs(tag)})
    blocks = {digest(t.content) for t in found if t.name == "style" and not t.closing}
    inline = {digest(t.attributes["style"]) for t in found if "style" in t.attributes}
    styles = sorted(blocks | inline)
    allowed = ["'unsafe-hashes'"] if inline else []
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *scripts],
        "style-src": ["'self'", *allowed, *styles],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def with_policy(html: str) -> str:
    """Return the page with its policy in place of the placeholder."""
    return html.replace(PLACEHOLDER, policy(html), 1)


def _runs(tag: Tag) -> bool:
    if tag.name != "script" or tag.closing or "src" in tag.attributes:
        return False
    return tag.attributes.get("type", "") not in _DATA_BLOCKS
