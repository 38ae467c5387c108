"""Chapters taken apart for the tests: cells, inline code, paragraphs and their guards."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
CHAPTERS = tuple(
    path
    for path in (ROOT / "index.qmd", *sorted((ROOT / "chapters").glob("*.qmd")))
    if path.is_file()
)

INLINE = re.compile(r"`\{python\}\s*([^`]*)`")


@dataclass(frozen=True)
class Cell:
    """A Python cell: its options (``#|`` lines) and the rest."""

    line: int
    options: tuple[str, ...]
    code: str

    @property
    def lines(self) -> int:
        """Lines of code that are not empty."""
        return sum(bool(line.strip()) for line in self.code.splitlines())

    @property
    def guards(self) -> bool:
        """Whether it holds a check that stops the render."""
        return bool(re.search(r"\bbook\.check\w*\(|^\s*assert\b", self.code, re.MULTILINE))


@dataclass(frozen=True)
class Paragraph:
    """Lines of prose without an empty one between them."""

    line: int
    text: str
    guarded: bool

    @property
    def words(self) -> str:
        """The text without inline code, link targets, attributes, citations, names of entries."""
        text = INLINE.sub("…", self.text)
        text = re.sub(r"\[([^\[\]]*)\]\([^)]*\)", _link_text, text)
        text = re.sub(r"\{[^{}]*\}|\[@[^\]]*\]|@[\w:-]+|`[^`]*`|https?://\S+", "", text)
        return " ".join(text.split())


@dataclass
class Source:
    """A chapter."""

    path: Path
    cells: list[Cell] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def inline(self) -> list[str]:
        """Every piece of inline code."""
        return [code for part in self.paragraphs for code in INLINE.findall(part.text)]

    @property
    def captions(self) -> list[str]:
        """Captions and alternative texts of cells."""
        pattern = re.compile(r"#\|\s*(?:tbl-cap|fig-cap|fig-alt):\s*(.*)")
        found = [pattern.match(option) for cell in self.cells for option in cell.options]
        return [match[1] for match in found if match]


def _link_text(match: re.Match[str]) -> str:
    is_entry = re.fullmatch(r"[a-z]\w*(-\w+)+", match[1])
    return "" if is_entry else match[1]


def read(text: str, path: Path = Path("a.qmd")) -> Source:
    """Return a chapter in its parts.

    A guard holds for what follows it in its section, subsections included; a guard above the first
    section holds up to that section only.
    """
    source = Source(path)
    lines = text.splitlines()
    start = lines.index("---", 1) + 1 if lines and lines[0] == "---" else 0
    fence, opened, inside = "", 0, []
    prose: list[str] = []
    first, level = 0, 1
    guards: set[int] = set()

    def close() -> None:
        if prose:
            source.paragraphs.append(Paragraph(first, " ".join(prose), bool(guards)))
            prose.clear()

    for number, line in enumerate(lines[start:], start=start + 1):
        stripped = line.strip()
        if fence:
            if stripped == "`" * len(fence.split("{")[0].rstrip()) or stripped == "```":
                if fence.startswith("```{python"):
                    options = tuple(text for text in inside if text.startswith("#|"))
                    code = "\n".join(text for text in inside if not text.startswith("#|"))
                    source.cells.append(Cell(opened, options, code))
                    if source.cells[-1].guards:
                        guards.add(level)
                fence = ""
            else:
                inside.append(line)
        elif stripped.startswith("```"):
            close()
            fence, opened, inside = stripped, number, []
        elif re.match(r"#{1,6} ", line):
            close()
            level = len(line.split()[0])
            guards = {one for one in guards if 1 < one < level}
        elif not stripped or stripped.startswith(":::"):
            close()
        else:
            first = first if prose else number
            prose.append(stripped)
    close()
    return source


def sources() -> list[Source]:
    """Return all chapters."""
    return [read(path.read_text(encoding="utf-8"), path) for path in CHAPTERS]
