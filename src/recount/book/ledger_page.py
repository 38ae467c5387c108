"""The ledger as one output of a cell: a table to open and filter on the web, a list in print.

On the web an entry is a row, and below it a line that opens its derivation; the table needs no
script. Both rows of an entry are a ``tbody`` of their own, whose id is that of the entry and whose
data attributes (verdict, kind, sample, section, page, figure) a script can filter by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from recount.book import said
from recount.book.spans import escape_markdown
from recount.book.table import plain, verdict_cell
from recount.book.uses import Section, find_uses
from recount.book.words import SAMPLE_WORDS, TEST_WORDS, readable, span_in_words, verdict_words
from recount.drawings.sections import SECTIONS
from recount.ledger import Entry, Ledger
from recount.phrases import p_in_words
from recount.verdicts import Witness

__all__ = ["LedgerPage", "derivation", "ledger_page", "ledger_table", "print_tables", "section_of"]

HEADS = ("Verdict", "What is stated", "Page", "Printed or possible", "Recomputed or implied")
#: Relative widths of the columns in print.
WIDTHS = (30, 15, 5)


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


def section_of(entry: Entry) -> str:
    """Return the chapter that follows the section of the report in which an entry stands.

    Example:
        >>> from recount.book import open_book
        >>> section_of(open_book().ledger["f04-no-difference"])
        'one-relationship'
    """
    return next(s.chapter for s in SECTIONS if s.first <= entry.page <= s.last)


def print_tables(ledger: Ledger) -> str:
    """Return every entry's name, verdict and page, two a line, as Markdown tables for the PDF.

    The proofs are on the website. The anchor of an entry is a span around its name, as an empty
    one would be lost.
    """
    names = {section.chapter: section for section in SECTIONS}
    parts = []
    for chapter, entries in groupby(ledger.entries, section_of):
        section = names[chapter]
        cells = [f"[{e.id}]{{#{e.id}}} | {_verdict(e)} | {e.page}" for e in entries]
        left = cells[0::2]
        right = [*cells[1::2], " | | "][: len(left)]
        lines = [
            f"**{escape_markdown(section.name)}, {section.pages}**",
            "",
            "| Entry | Verdict | Page | Entry | Verdict | Page |",
            "|" + "|".join("-" * width for width in (*WIDTHS, *WIDTHS)) + "|",
            *(f"| {one} | {other} |" for one, other in zip(left, right, strict=True)),
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _verdict(entry: Entry) -> str:
    return verdict_words(entry.verdict).replace(" ", "\u00a0")


def ledger_table(ledger: Ledger, uses: Mapping[str, Sequence[Section]]) -> str:
    """Return the table of all entries as HTML.

    Args:
        ledger: The ledger.
        uses: The sections of the chapters that use each entry.
    """
    heads = "".join(f'<th scope="col">{head}</th>' for head in (*HEADS, "Sample"))
    rows = "\n".join(_row(ledger, entry, uses.get(entry.id, ())) for entry in ledger.entries)
    return (
        '<table class="ledger" id="ledger-entries" data-quarto-disable-processing="true">\n'
        "<caption>Every entry, in the order of the report’s pages</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n{rows}\n</table>"
    )


def _row(ledger: Ledger, entry: Entry, uses: Sequence[Section]) -> str:
    data = {
        "verdict": entry.verdict,
        "kind": entry.kind,
        "sample": entry.sample or "",
        "section": section_of(entry),
        "page": str(entry.page),
        "figure": "" if entry.figure is None else str(entry.figure),
        "entry": "statement" if said.is_statement(entry) else "repeat",
    }
    attributes = "".join(f' data-{key}="{value}"' for key, value in data.items() if value)
    given = said.range_given(entry)
    cells = (
        entry.printed or said.range_without(entry),
        entry.recomputed or (f"{given} if true" if given else ""),
        SAMPLE_WORDS[entry.sample] if entry.sample else "other studies",
    )
    shown = "".join(f"<td>{plain(cell)}</td>" for cell in cells)
    return (
        f'<tbody id="{entry.id}"{attributes}><tr><td>{verdict_cell(entry.verdict)}</td>'
        f'<th scope="row">{plain(entry.statement)}</th><td>{entry.page}</td>{shown}</tr>'
        f'<tr><td colspan="{len(HEADS) + 1}"><details><summary>{entry.id}</summary>'
        f"{derivation(ledger, entry, uses)}</details></td></tr></tbody>"
    )


def derivation(ledger: Ledger, entry: Entry, uses: Sequence[Section] = ()) -> str:
    """Return how an entry was judged, as HTML: what follows, then the proof, then the place."""
    sentence = said.sentence(entry)
    head = f"<p>{plain(sentence)}</p>"
    if entry.reason and entry.reason.rstrip(".") != sentence.rstrip("."):
        head += f"<p>{plain(entry.reason)}</p>"
    assumed = {row.id: row.statement for row in ledger.published.assumptions}
    maker, row = said.made_by(entry)
    parts = [
        _list("What the printed numbers imply", _implied(entry)),
        _list("What would settle it", [plain(said.settles(entry))]),
        _list("Where it turns", [plain(said.shift(entry))]),
        _list("How it was judged", _judged(entry, sentence), "ol"),
        _list("Tests", _tests(entry)),
        _witnesses(entry),
        _list(
            "Rests on",
            (
                f"{plain(assumed.get(name, name))}: {plain(effect)}"
                for name, effect in said.rests_on(entry)
            ),
        ),
        _list("Repeats", [f'<a href="#{entry.repeats}">{entry.repeats}</a>'] * bool(entry.repeats)),
        _list("Used in", (f'<a href="{use.href}">{plain(use.title)}</a>' for use in uses)),
        _list("Where it stands", [f"page {entry.page}, {plain(entry.where)}"]),
        _list("Link to this entry", [f'<a href="#{entry.id}">{entry.id}</a>']),
        _list("Made by", [f"<code>{maker}</code> from <code>{row}</code>"]),
    ]
    return f"{head}<dl>{''.join(parts)}</dl>"


def _list(title: str, items: Iterable[str], kind: str = "ul") -> str:
    lines = [line for line in items if line]
    if not lines:
        return ""
    if len(lines) == 1:
        return f"<dt>{title}</dt><dd>{lines[0]}</dd>"
    shown = "".join(f"<li>{line}</li>" for line in lines)
    return f"<dt>{title}</dt><dd><{kind}>{shown}</{kind}></dd>"


def _judged(entry: Entry, sentence: str) -> list[str]:
    """Return the steps of a derivation; where tests are listed, only how many tables there are."""
    tables = entry.consistent_tables
    if tables is None or not entry.tests:
        return [plain(step) for step in said.steps(entry) if step != sentence]
    count = "tables not counted" if tables.count is None else f"{tables.count:,} consistent tables"
    holding = "" if tables.holding is None else f", true in {tables.holding:,}"
    return [plain(f"{count}{holding}: {readable(tables.method)}")]


def _implied(entry: Entry) -> list[str]:
    lines = []
    for (quantity, given, test), runs in groupby(
        entry.implied, lambda item: (item.quantity, item.given_claim, item.test)
    ):
        spans = " or ".join(span_in_words(run.low, run.high) for run in runs)
        name = f", {TEST_WORDS[test]}" if test in TEST_WORDS else ""
        condition = f"if it is true{name}" if given else "possible"
        lines.append(f"{plain(quantity)}, {condition}: {spans}")
    return lines


def _tests(entry: Entry) -> list[str]:
    lines = []
    for result in entry.tests:
        low, high = p_in_words(result.p_low), p_in_words(result.p_high)
        p = "" if result.p_low is None else f", p {low}" if low == high else f", p {low} to {high}"
        lines.append(f"{TEST_WORDS[result.test]}: {verdict_words(result.decision)}{p}")
    return lines


def _witnesses(entry: Entry) -> str:
    shown = [
        _witness(witness, title)
        for witness, title in (
            (entry.witness_for, "A table in which it is true"),
            (entry.witness_against, "A table in which it is false"),
        )
        if witness is not None
    ]
    return f'<dt>Shown as proof</dt><dd class="witnesses">{"".join(shown)}</dd>' if shown else ""


def _witness(witness: Witness, title: str) -> str:
    heads = "".join(f'<th scope="col">{plain(name)}</th>' for name in (*witness.columns, "all"))
    body = [[*row, sum(row)] for row in witness.counts]
    body.append([sum(column) for column in zip(*body, strict=True)])
    rows = "".join(
        f'<tr><th scope="row">{plain(label)}</th>'
        + "".join(f"<td>{value:,}</td>" for value in row)
        + "</tr>"
        for label, row in zip((*witness.rows, "all"), body, strict=True)
    )
    return (
        f"<table><caption>{title}</caption><thead><tr><td></td>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
