"""The content security policy of a page: nothing from other hosts, no script but the known."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from press.markup import Tag

__all__ = ["PLACEHOLDER", "with_policy"]

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


def with_policy(html: str, found: Sequence[Tag]) -> str:
    """Return the page with a policy under which it works and nothing else does.

    Style attributes are allowed one by one, too.

    Args:
        html: The page.
        found: Its tags.
    """
    scripts = sorted({digest(tag.content) for tag in found if _runs(tag)})
    blocks = {digest(t.content) for t in found if t.name == "style" and not t.closing}
    inline = {digest(t.attributes["style"]) for t in found if "style" in t.attributes}
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
