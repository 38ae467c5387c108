"""The ledger as one output of a cell: a table to open and filter on the web, a list in print."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from recount.book.backlinks import find_uses
from recount.book.ledger_html import ledger_table, section_of
from recount.book.signs import verdict_words
from recount.book.spans import escape_markdown
from recount.book.words import readable
from recount.drawings.sections import SECTIONS
from recount.ledger import Entry, Ledger

__all__ = ["LedgerPage", "ledger_page", "print_tables"]

#: Relative widths of the columns in print.
WIDTHS = (22, 14, 7, 64, 13)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The whole ledger in Markdown, each entry's anchor once in each format."""

    markdown: str

    def __repr__(self) -> str:
        return f"ledger in {len(self.markdown):,} characters"

    def _repr_markdown_(self) -> str:
        return self.markdown


def ledger_page(ledger: Ledger, root: Path) -> LedgerPage:
    """Return the ledger for the website and for the PDF.

    Args:
        ledger: The ledger.
        root: The project's root, whose chapters are read for the sections that use each entry.
    """
    html = ledger_table(ledger, find_uses(ledger, root))
    return LedgerPage(
        '::: {.content-visible when-format="html"}\n'
        f"```{{=html}}\n{html}\n```\n:::\n\n"
        '::: {.content-visible when-format="typst"}\n\n'
        f"{print_tables(ledger)}\n\n:::\n"
    )


def print_tables(ledger: Ledger) -> str:
    """Return the ledger as Markdown tables, one a section of the report, for the PDF.

    The anchor of an entry is a span around its id: an empty one would be lost.
    """
    names = {section.chapter: section for section in SECTIONS}
    parts = []
    for chapter, entries in groupby(ledger.entries, section_of):
        section = names[chapter]
        head = f"**{escape_markdown(section.name)}, {section.pages}**"
        lines = [
            "| Entry | Verdict | Page | What is stated, and what the counts give | Printed |",
            "|" + "|".join("-" * width for width in WIDTHS) + "|",
            *map(_line, entries),
        ]
        parts.append("\n".join([head, "", *lines]))
    return "\n\n".join(parts)


def _line(entry: Entry) -> str:
    printed = escape_markdown(entry.printed or "")
    if entry.recomputed and entry.recomputed != entry.printed and entry.kind == "percentage":
        printed += f" → {escape_markdown(entry.recomputed)}"
    sentence = readable(entry.sentence)
    cells = (
        f"[{entry.id}]{{#{entry.id}}}",
        verdict_words(entry.verdict),
        str(entry.page),
        f"**{escape_markdown(entry.statement)}.** {escape_markdown(sentence)}",
        printed,
    )
    return "| " + " | ".join(cells) + " |"
