"""Citations and the bibliography: one call of Pandoc's citeproc for the whole book.

All citations of the book go into it in their order, so that years are told apart (2010a, 2010b)
and notes are counted as in one text; the results go back into the chapters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from press.nodes import Node, identifier, para, walk
from press.numbering import Page
from press.pandoc import document, pandoc
from press.problems import PressError, Problem
from press.project import Book

__all__ = ["cite"]

_UNKNOWN = re.compile(r"citation (\S+) not found")


def cite(book: Book, pages: Sequence[Page]) -> None:
    """Write the citations and the bibliography into the chapters, in place.

    Raises:
        PressError: With every citation of a work that is not in the bibliography.
    """
    cites = [(page, node) for page in pages for node in walk(page.blocks) if node["t"] == "Cite"]
    holder = _bibliography(pages)
    nocite = _nocite(book, pages)
    if not cites and not (holder and nocite):
        return
    if not book.bibliography:
        page, node = cites[0]
        key = node["c"][0][0]["citationId"]
        raise PressError(
            page.composed.problem(f"@{key} is cited, but `bibliography` names no file", f"@{key}")
        )
    results, entries, warnings = _run(book, [node for _, node in cites], nocite)
    problems = [_unknown(pages, warning) for warning in warnings if _UNKNOWN.search(warning)]
    if problems:
        raise PressError(problems)
    home = holder[0].entry if holder else None
    for (page, node), result in zip(cites, results, strict=True):
        node["c"] = result["c"]
        for inner in walk([node]):
            if inner["t"] == "Link" and inner["c"][2][0].startswith("#ref-"):
                inner["c"][0][1].append("press-citation")
                if home is not None and home != page.entry:
                    inner["c"][2][0] = f"/{home.path}{inner['c'][2][0]}"
    if holder:
        holder[1]["c"][0][1] = ["references", "csl-bib-body", "hanging-indent"]
        holder[1]["c"][1] = entries
    else:
        raise PressError(
            Problem("_quarto.yml", 0, "works are cited, but no chapter has `::: {#refs}`")
        )


def _bibliography(pages: Sequence[Page]) -> tuple[Page, Node] | None:
    for page in pages:
        for node in walk(page.blocks):
            if node["t"] == "Div" and identifier(node) == "refs":
                return page, node
    return None


def _nocite(book: Book, pages: Sequence[Page]) -> str:
    texts = [book.nocite, *(str(p.composed.source.meta.value.get("nocite", "")) for p in pages)]
    return " ".join(text for text in texts if text)


def _run(
    book: Book, cites: Sequence[Node], nocite: str
) -> tuple[list[Node], list[Node], tuple[str, ...]]:
    blocks = [para([node]) for node in cites]
    blocks.append({"t": "Div", "c": [["refs", [], []], []]})
    keys = re.findall(r"@([\w*][\w:.#$%&+?<>~/*-]*)", nocite)
    meta: dict[str, Any] = {
        "link-citations": {"t": "MetaBool", "c": True},
        "nocite": {"t": "MetaInlines", "c": [_nocite_node(key) for key in keys]},
    }
    arguments = ["-f", "json", "-t", "json", "--citeproc"]
    arguments += [f"--bibliography={file}" for file in book.bibliography]
    arguments += [f"--csl={book.csl}"] if book.csl else []
    output, warnings = pandoc(arguments, document(blocks, meta), book.root, "references")
    done = json.loads(output)["blocks"]
    # A style with notes wraps each citation in one; the paragraph's only node is the result.
    results = [_cite_of(block) for block in done[: len(cites)]]
    entries = next(b["c"][1] for b in done if b["t"] == "Div" and identifier(b) == "refs")
    return results, entries, warnings


def _nocite_node(key: str) -> Node:
    citation = {
        "citationId": key,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], [{"t": "Str", "c": f"@{key}"}]]}


def _cite_of(block: Node) -> Node:
    found: Node = block["c"][0]
    if found["t"] != "Cite" or len(block["c"]) != 1:
        return {"t": "Cite", "c": [[], block["c"]]}
    return found


def _unknown(pages: Sequence[Page], warning: str) -> Problem:
    match = _UNKNOWN.search(warning)
    key = match[1] if match else ""
    for page in pages:
        if place := page.composed.find(f"@{key}", f"@{{{key}}}"):
            return Problem(place.file, place.line, f"`@{key}` is not in the bibliography")
    return Problem("_quarto.yml", 0, f"`@{key}` is not in the bibliography")
