"""Cross-references: `@fig-x` becomes a link that reads “Figure 2.1”."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from press.nodes import Node, copied, link, rewrite, words
from press.numbering import Page, Target
from press.problems import PressError, Problem

__all__ = ["float_label", "resolve_references"]

_WORDS = {
    "fig": "Figure",
    "tbl": "Table",
    "eq": "Equation",
    "sec": "Section",
    "chapter": "Chapter",
    "appendix": "Appendix",
}
_REFERENCE = re.compile(r"^(fig|tbl|eq|sec)-", re.IGNORECASE)
_OTHER = re.compile(r"^(thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|lst|nte|tip|wrn|imp|cau)-")
_UNRUN = re.compile(r"^\{python\}\s")


def float_label(kind: str, number: str) -> str:
    r"""Return what stands before a caption.

    Example:
        >>> float_label("fig", "2.1")
        'Figure\xa02.1'
    """
    return f"{_WORDS[kind]}\u00a0{number}"


def resolve_references(
    pages: Sequence[Page], targets: Mapping[str, Target], known: frozenset[str] = frozenset()
) -> None:
    """Put links in place of all cross-references, in place.

    Links lead to `#name` within a chapter and to `/path.qmd#name` in another.

    Args:
        pages: The chapters.
        targets: What can be referred to.
        known: Citation keys that look like cross-references but are works.

    Raises:
        PressError: With every reference that leads nowhere.
    """
    problems: list[Problem] = []
    for index, page in enumerate(pages):
        resolver = _Resolver(pages, targets, index, known, problems)
        rewrite(page.blocks, resolver.change)
    if problems:
        raise PressError(problems)


class _Resolver:
    def __init__(
        self,
        pages: Sequence[Page],
        targets: Mapping[str, Target],
        index: int,
        known: frozenset[str],
        problems: list[Problem],
    ) -> None:
        self.pages, self.targets, self.index = pages, targets, index
        self.known, self.problems = known, problems

    def change(self, node: Node) -> list[Node] | None:
        if node["t"] == "Code" and _UNRUN.match(node["c"][1]):
            self._complain("inline code must stand on one line", node["c"][1].split("\n")[0][:24])
        if node["t"] != "Cite":
            return None
        citations = node["c"][0]
        refers = [self._refers(citation["citationId"]) for citation in citations]
        if not any(refers):
            return None
        if not all(refers):
            keys = " and ".join("@" + citation["citationId"] for citation in citations)
            self._complain(f"{keys} mix a work and a cross-reference", citations[0]["citationId"])
            return None
        found: list[Node] = []
        for place, citation in enumerate(citations):
            if place:
                found += [{"t": "Str", "c": ","}, {"t": "Space"}]
            found += self._reference(citation)
        return found

    def _refers(self, key: str) -> bool:
        if key in self.known:
            return False
        if _OTHER.match(key):
            self._complain(f"press does not support the cross-reference `@{key}`", f"@{key}")
        return bool(_REFERENCE.match(key))

    def _reference(self, citation: Node) -> list[Node]:
        key = citation["citationId"]
        name = key[:1].lower() + key[1:]
        target = self.targets.get(name)
        if target is None:
            self._complain(f"`@{key}` refers to nothing in the book", f"@{key}")
            return []
        here = target.page == self.index
        where = f"#{name}" if here else f"/{self.pages[target.page].entry.path}#{name}"
        prefix = copied(citation["citationPrefix"])
        shown = self._shown(target, citation["citationMode"]["t"] == "SuppressAuthor", prefix)
        suffix = copied(citation["citationSuffix"])
        return [link(shown, where, "press-reference"), *suffix]

    def _shown(self, target: Target, bare: bool, prefix: list[Node]) -> list[Node]:
        number = f"({target.number})" if target.kind == "eq" and bare else target.number
        if not target.number:
            return words(target.title)
        if bare:
            return [{"t": "Str", "c": number}]
        if prefix:
            return [*prefix, {"t": "Str", "c": f"\u00a0{number}"}]
        return [{"t": "Str", "c": float_label(target.kind, number)}]

    def _complain(self, message: str, *texts: str) -> None:
        self.problems.append(self.pages[self.index].composed.problem(message, *texts))
