"""Where a link leads: paths within the project."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

__all__ = ["is_external", "relative", "resolve"]

_SCHEME = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")


def is_external(href: str) -> bool:
    """Whether a link leaves the site.

    Example:
        >>> is_external("https://example.org/"), is_external("a.qmd#b")
        (True, False)
    """
    return bool(_SCHEME.match(href))


def resolve(base: str, href: str) -> tuple[str, str]:
    """Return the file within the project that a link names, and its fragment.

    Args:
        base: The file in which the link stands.
        href: The link; from the project's root when it begins with a slash.

    Example:
        >>> resolve("chapters/a.qmd", "../index.qmd#top")
        ('index.qmd', 'top')
        >>> resolve("chapters/a.qmd", "/chapters/b.qmd")
        ('chapters/b.qmd', '')
        >>> resolve("chapters/a.qmd", "#here")
        ('chapters/a.qmd', 'here')
    """
    path, _, fragment = href.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return base, unquote(fragment)
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/")), unquote(fragment)
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)), unquote(fragment)


def relative(base: str, path: str) -> str:
    """Return the link from one file of the site to another.

    Example:
        >>> relative("chapters/a.html", "index.html"), relative("index.html", "chapters/a.html")
        ('../index.html', 'chapters/a.html')
    """
    return posixpath.relpath(path, posixpath.dirname(base) or ".")
