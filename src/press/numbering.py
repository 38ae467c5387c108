"""Numbers of chapters, sections, figures, tables and formulas: one pass over the whole book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from press.compose import Composed
from press.nodes import Node, attr, attribute, children, classes, copied, identifier, text
from press.normal import caption_of, is_float
from press.problems import PressError, Problem
from press.project import Book, Entry

__all__ = ["Page", "Target", "number_book", "visible_in"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KINDS = ("fig", "tbl", "eq", "sec")


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be referred to.

    Attributes:
        name: Its identifier.
        page: Index of the chapter that holds it.
        kind: ``fig``, ``tbl``, ``eq``, ``sec``, ``chapter`` or ``appendix``.
        number: Its number as printed; nothing where it bears none.
        title: Text of the caption or heading.
    """

    name: str
    page: int
    kind: str
    number: str
    title: str


@dataclass(slots=True)
class Page:
    """A chapter on its way to a page.

    Attributes:
        entry: Its place in the book.
        composed: The text it was parsed from.
        blocks: Its blocks, with numbers in the attribute `press-number`.
        number: The chapter's number or letter; nothing where it bears none.
        name: Identifier of its heading.
        title: Inlines of its heading.
    """

    entry: Entry
    composed: Composed
    blocks: list[Node]
    number: str = ""
    name: str = ""
    title: list[Node] = field(default_factory=list)

    @property
    def title_text(self) -> str:
        """The heading as plain text."""
        return text(self.title)

    @property
    def label(self) -> str:
        """Number and title, as lists of chapters show them."""
        if not self.number:
            return self.title_text
        return f"{self.number}\u2002{self.title_text}"


def visible_in(node: Node, format_: str) -> bool:
    """Whether a node is shown in a format, by Quarto's conditional classes."""
    kinds = classes(node)
    if "content-visible" not in kinds and "content-hidden" not in kinds:
        return True
    when, unless = attribute(node, "when-format"), attribute(node, "unless-format")
    holds = (not when or when == format_) and (not unless or unless != format_)
    return holds if "content-visible" in kinds else not holds


def number_book(
    book: Book, chapters: Sequence[tuple[Composed, list[Node]]]
) -> tuple[list[Page], dict[str, Target]]:
    """Number everything in the book.

    Headings, floats and formulas get the attribute `press-number`. Floats of unnumbered
    chapters are counted through the book, so that no two of them share a number.

    Returns:
        The pages, and what can be referred to, by identifier.

    Raises:
        PressError: If an identifier stands twice, or a chapter has no heading or two.
    """
    counter = _Counter(book)
    pages = [counter.page(index, *chapter) for index, chapter in enumerate(chapters)]
    if counter.problems:
        raise PressError(counter.problems)
    return pages, counter.targets


class _Counter:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.targets: dict[str, Target] = {}
        self.problems: list[Problem] = []
        self._formats: dict[str, frozenset[str]] = {}
        self._chapters = 0
        self._appendices = 0
        self._loose = dict.fromkeys(_KINDS, 0)

    def page(self, index: int, composed: Composed, blocks: list[Node]) -> Page:
        entry = composed.source.entry
        page = Page(entry, composed, blocks)
        self._heading(page, index)
        depth = int(str(self.book.config.value.get("number-depth", 6)))
        sections: list[int] = []
        counts = dict.fromkeys(_KINDS, 0) if page.number else self._loose
        for node, formats in _visible(blocks, frozenset({"html", "typst"})):
            if node["t"] == "Header":
                self._section(page, index, node, sections, depth, formats)
            elif is_float(node):
                kind = attribute(node, "press-kind")
                self._numbered(page, index, node, kind, counts, formats)
            elif node["t"] == "Span" and "press-equation" in classes(node):
                self._numbered(page, index, node, "eq", counts, formats)
        return page

    def _heading(self, page: Page, index: int) -> None:
        tops = [node for node in page.blocks if node["t"] == "Header" and node["c"][0] == 1]
        if len(tops) > 1:
            again = text(tops[1]["c"][2])
            self.problems.append(
                page.composed.problem(f"a second heading of the first level: “{again}”", again)
            )
        if not tops:
            if index:
                self.problems.append(
                    Problem(page.entry.path, 1, "a chapter wants a title or a heading `# ...`")
                )
                return
            # The home page may bear the book's own title.
            made: Node = {
                "t": "Header",
                "c": [1, ["home", ["unnumbered"], []], [{"t": "Str", "c": self.book.title}]],
            }
            page.blocks.insert(0, made)
            tops = [made]
        heading = tops[0]
        meta = page.composed.source.meta.value
        numbered = self.book.number_sections and meta.get("number-sections", True)
        if "unnumbered" in classes(heading):
            numbered = False
        if numbered and page.entry.appendix:
            page.number = _LETTERS[self._appendices]
            self._appendices += 1
        elif numbered:
            self._chapters += 1
            page.number = str(self._chapters)
        page.name = identifier(heading)
        page.title = copied(heading["c"][2])
        attr(heading)[2].append(["press-number", page.number])
        if page.name.startswith("sec-"):
            kind = "appendix" if page.entry.appendix else "chapter"
            self._add(page, Target(page.name, index, kind, page.number, page.title_text))

    def _section(
        self,
        page: Page,
        index: int,
        node: Node,
        sections: list[int],
        depth: int,
        formats: frozenset[str],
    ) -> None:
        level = node["c"][0]
        if level == 1:
            return
        number = ""
        if page.number and "unnumbered" not in classes(node) and level <= depth:
            place = level - 2
            del sections[place + 1 :]
            while len(sections) <= place:
                sections.append(0)
            sections[place] += 1
            number = ".".join([page.number, *map(str, sections)])
        attr(node)[2].append(["press-number", number])
        name = identifier(node)
        if name.startswith("sec-"):
            self._add(page, Target(name, index, "sec", number, text(node["c"][2])), formats)

    def _numbered(
        self,
        page: Page,
        index: int,
        node: Node,
        kind: str,
        counts: dict[str, int],
        formats: frozenset[str],
    ) -> None:
        name = identifier(node)
        if not name.startswith(f"{kind}-"):
            return
        known = self.targets.get(name)
        if known and known.page == index and not (self._formats[name] & formats):
            # The same float once for each format: one number.
            attr(node)[2].append(["press-number", known.number])
            return
        counts[kind] += 1
        number = f"{page.number}.{counts[kind]}" if page.number else str(counts[kind])
        attr(node)[2].append(["press-number", number])
        title = text(caption_of(node)) if kind != "eq" else ""
        self._add(page, Target(name, index, kind, number, title), formats)

    def _add(
        self,
        page: Page,
        target: Target,
        formats: frozenset[str] = frozenset({"html", "typst"}),
    ) -> None:
        if target.name in self.targets:
            message = f"the identifier `{target.name}` stands twice in the book"
            self.problems.append(
                page.composed.problem(message, f"#{target.name}", f"label: {target.name}")
            )
            return
        self.targets[target.name] = target
        self._formats[target.name] = formats


def _visible(nodes: Sequence[Node], formats: frozenset[str]) -> list[tuple[Node, frozenset[str]]]:
    """Return every node with the formats in which it is shown, each before what it holds."""
    found: list[tuple[Node, frozenset[str]]] = []
    for node in nodes:
        shown = frozenset(name for name in formats if visible_in(node, name))
        found.append((node, shown))
        for inner in children(node):
            found += _visible(inner, shown)
    return found
