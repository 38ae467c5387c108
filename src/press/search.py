"""Search: Pagefind's index for a served site, a plain script for one opened from a folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from press.markup import Tag, tags, visible_text
from press.problems import PressError, Problem

__all__ = ["pagefind", "search_script", "sections"]

_TIME_LIMIT = 120
_HEADINGS = ("h1", "h2", "h3")
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


def sections(html: str, url: str) -> list[dict[str, str]]:
    """Return a page's sections as search knows them: address, headings, text.

    Parts marked `data-pagefind-ignore` and pop-overs are left out, as in Pagefind's index.

    Example:
        >>> page = '<main><section id="a"><h1>A</h1><p>one</p><nav>x</nav></section></main>'
        >>> sections(page, "a.html")
        [{'u': 'a.html#a', 't': 'A', 'h': 'A', 'x': 'one'}]
    """
    start, end = html.find("<main"), html.find("</main>")
    if start < 0:
        return []
    main = html[start:end]
    found: list[dict[str, str]] = []
    pieces: list[str] = []
    title, heading, name, opened = "", "", "", ""
    at, skipping, depth = 0, "", 0
    in_heading = 0

    def close(upto: str) -> None:
        pieces.append(upto)
        text = visible_text("".join(pieces))
        if heading and (text or not found):
            address = f"{url}#{name}" if name else url
            found.append({"u": address, "t": title, "h": heading, "x": text})
        pieces.clear()

    for tag in tags(main):
        if skipping:
            if tag.name == skipping and tag.name not in _VOID:
                depth += -1 if tag.closing else 1
                if depth == 0:
                    skipping, at = "", tag.end
            continue
        if not tag.closing and _ignored(tag):
            pieces.append(main[at : tag.start])
            skipping, depth = tag.name, 1
            continue
        if tag.name == "section" and tag.attributes.get("id"):
            opened = tag.attributes["id"]
        if tag.name in _HEADINGS and not tag.closing:
            close(main[at : tag.start])
            at = in_heading = tag.end
            name = tag.attributes.get("id") or opened
        elif tag.name in _HEADINGS:
            heading = visible_text("".join(pieces) + main[max(at, in_heading) : tag.start])
            pieces.clear()
            title = title or heading
            at = tag.end
    close(main[at:])
    return found


def _ignored(tag: Tag) -> bool:
    given = tag.attributes
    if tag.name in _VOID:
        return False
    return (
        tag.name in ("nav", "script", "style")
        or "popover" in given
        or "data-pagefind-ignore" in given
        or "anchor" in given.get("class", "").split()
    )


def search_script(records: Sequence[dict[str, str]]) -> str:
    """Return the script that hands the index to a page; it is loaded when search is opened."""
    content = json.dumps(list(records), ensure_ascii=False, separators=(",", ":"))
    # No closing tag and no line separator may break the script.
    safe = content.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.pressSearchIndex={safe};\n"


def pagefind(site: Path, lang: str) -> bool:
    """Index a site with Pagefind, into its directory `pagefind`.

    Returns:
        False where Pagefind is not installed: the pages then use the plain index.

    Raises:
        PressError: If Pagefind fails or takes too long.
    """
    if find_spec("pagefind_bin") is None:
        return False
    command = [sys.executable, "-m", "pagefind_bin", "--site", str(site), "--quiet"]
    command += ["--force-language", lang.partition("-")[0] or "en"]
    command += ["--exclude-selectors", "[popover], .anchor, nav"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIME_LIMIT, check=False, cwd=site
        )
    except subprocess.TimeoutExpired as error:
        message = f"took more than {_TIME_LIMIT} seconds"
        raise PressError(Problem("pagefind", 0, message)) from error
    if done.returncode != 0:
        raise PressError(Problem("pagefind", 0, (done.stderr or done.stdout).strip()))
    for name in ("pagefind-ui.js", "pagefind-ui.css", "pagefind-modular-ui.js",
                 "pagefind-modular-ui.css", "pagefind-component-ui.js",
                 "pagefind-component-ui.css"):  # fmt: skip
        # The pages bring their own dialogue; what they never load is not shipped.
        (site / "pagefind" / name).unlink(missing_ok=True)
    return True
