"""The index of the site's search: a script, so that it loads from a folder, too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from press.markup import Tag, visible_text

__all__ = ["search_script", "sections"]

_HEADINGS = ("h1", "h2", "h3")
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


def sections(html: str, found_tags: Iterable[Tag], url: str) -> list[dict[str, str]]:
    """Return a page's sections as search knows them: address, headings, text."""
    start, end = html.find("<main"), html.find("</main>")
    found: list[dict[str, str]] = []
    pieces: list[str] = []
    title, heading, name, opened = "", "", "", ""
    at, skipping, depth = start, "", 0
    in_heading = start

    def close(upto: str) -> None:
        pieces.append(upto)
        text = visible_text("".join(pieces))
        if heading and (text or not found):
            address = f"{url}#{name}" if name else url
            found.append({"u": address, "t": title, "h": heading, "x": text})
        pieces.clear()

    for tag in found_tags:
        if not start <= tag.start < end:
            continue
        if skipping:
            if tag.name == skipping and tag.name not in _VOID:
                depth += -1 if tag.closing else 1
                if depth == 0:
                    skipping, at = "", tag.end
            continue
        if not tag.closing and _ignored(tag):
            pieces.append(html[at : tag.start])
            skipping, depth = tag.name, 1
            continue
        if tag.name == "section" and tag.attributes.get("id"):
            opened = tag.attributes["id"]
        if tag.name in _HEADINGS and not tag.closing:
            close(html[at : tag.start])
            at = in_heading = tag.end
            name = tag.attributes.get("id") or opened
        elif tag.name in _HEADINGS:
            heading = visible_text("".join(pieces) + html[max(at, in_heading) : tag.start])
            pieces.clear()
            title = title or heading
            at = tag.end
    close(html[at:end])
    return found


def _ignored(tag: Tag) -> bool:
    given = tag.attributes
    if tag.name in _VOID:
        return False
    return (
        tag.name in ("nav", "script", "style")
        or "popover" in given
        or bool({"data-search-ignore", "data-pagefind-ignore"} & set(given))
        or "anchor" in given.get("class", "").split()
    )


def search_script(records: Sequence[dict[str, str]]) -> str:
    """Return the script that hands the index to a page; it is loaded when search is opened."""
    content = json.dumps(list(records), ensure_ascii=False, separators=(",", ":"))
    # No closing tag and no line separator may break the script.
    safe = content.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.pressSearchIndex={safe};\n"
