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
from recount.book.values import MAKERS
from recount.book.words import TEST_WORDS, span_in_words, verdict_words
from recount.ledger import Entry, Ledger, Said, say
from recount.report import Report
from recount.report import Section as ReportSection
from recount.verdicts import Implied, Witness
from recount.words import method_in_words, p_in_words, quantity_in_words

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


def section_of(report: Report, page: int) -> str:
    """Return the chapter that follows the section of the report to which a page belongs.

    Example:
        >>> from recount.book import open_book
        >>> section_of(open_book().ledger.report, 25)
        'one-relationship'
    """
    return next(s.chapter for s in report.sections if s.first_page <= page <= s.last_page)


def print_tables(ledger: Ledger) -> str:
    """Return every entry's name, verdict and page, two a line, as Markdown tables for the PDF.

    The proofs are on the website. The anchor of an entry is a span around its name, as an empty
    one would be lost.
    """
    report = ledger.report
    names = {section.chapter: section for section in report.sections}
    parts = []
    for chapter, entries in groupby(ledger.entries, lambda entry: section_of(report, entry.page)):
        section = names[chapter]
        cells = [f"[{e.id}]{{#{e.id}}} | {_verdict(e)} | {e.page}" for e in entries]
        left = cells[0::2]
        right = [*cells[1::2], " | | "][: len(left)]
        lines = [
            f"**{escape_markdown(section.name)}, {_pages(section)}**",
            "",
            "| Entry | Verdict | Page | Entry | Verdict | Page |",
            "|" + "|".join("-" * width for width in (*WIDTHS, *WIDTHS)) + "|",
            *(f"| {one} | {other} |" for one, other in zip(left, right, strict=True)),
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _pages(section: ReportSection) -> str:
    first, last = section.first_page, section.last_page
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


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
        "section": section_of(ledger.report, entry.page),
        "page": str(entry.page),
        "figure": "" if entry.figure is None else str(entry.figure),
        "entry": "statement" if entry.is_statement else "repeat",
    }
    attributes = "".join(f' data-{key}="{value}"' for key, value in data.items() if value)
    given = said.range_given(entry)
    cells = (
        entry.printed or said.range_without(entry),
        entry.recomputed or (f"{given} if true" if given else ""),
        ledger.report.samples[entry.sample].name if entry.sample else "other studies",
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
    words = say(ledger, entry)
    sentence = words.sentence
    head = f"<p>{plain(sentence)}</p>"
    if entry.reason and entry.reason.rstrip(".") != sentence.rstrip("."):
        head += f"<p>{plain(entry.reason)}</p>"
    assumed = {row.id: row.statement for row in ledger.report.assumptions}
    parts = [
        _list("With the numbers of the chart", [_with_figures(words, entry)]),
        _list("What the printed numbers imply", _implied(ledger, entry.implied)),
        _list("What would settle it", [plain(words.settles)]),
        _list("Where it turns", [plain(words.turn)]),
        _list("How it was judged", _judged(words, entry), "ol"),
        _list("Tests", _tests(entry)),
        _witnesses(entry),
        _list(
            "Rests on",
            (f"{plain(assumed.get(name, name))}: {plain(effect)}" for name, effect in words.rests),
        ),
        _list("Its readings", (_reading(reading) for reading in ledger.readings_of(entry.id))),
        _list("One reading of", _link(entry.reading_of)),
        _list("Repeats", _link(entry.repeats)),
        _list("Used in", (f'<a href="{use.href}">{plain(use.title)}</a>' for use in uses)),
        _list("Where it stands", [f"page {entry.page}, {plain(entry.where)}"]),
        _list("Link to this entry", [f'<a href="#{entry.id}">{entry.id}</a>']),
        _list("Made by", [f"<code>{maker_of(entry)}</code> from <code>{entry.file}</code>"]),
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


def maker_of(entry: Entry) -> str:
    """Return the function that makes the verdict on an entry."""
    return MAKERS.get(entry.kind, "recount.verdicts.judge")


def _reading(entry: Entry) -> str:
    return f'<a href="#{entry.id}">{plain(entry.statement)}</a>: {verdict_cell(entry.verdict)}'


def _link(name: str | None) -> list[str]:
    return [f'<a href="#{name}">{name}</a>'] if name else []


def _with_figures(words: Said, entry: Entry) -> str:
    if entry.with_figures is None:
        return ""
    return f"{verdict_cell(entry.with_figures.verdict)} {plain(words.with_figures)}"


def _judged(words: Said, entry: Entry) -> list[str]:
    """Return the steps of a derivation; where tests are listed, only how many tables there are."""
    tables = entry.consistent_tables
    if tables is None or not entry.tests:
        return [plain(step) for step in words.steps if step != words.sentence]
    count = "tables not counted" if tables.count is None else f"{tables.count:,} consistent tables"
    holding = "" if tables.holding is None else f", true in {tables.holding:,}"
    return [plain(f"{count}{holding}: {method_in_words(tables)}")]


def _implied(ledger: Ledger, implied: Sequence[Implied]) -> list[str]:
    lines = []
    for (quantity, given, test, undefined), runs in groupby(
        implied, lambda item: (item.quantity, item.given_claim, item.test, item.undefined)
    ):
        spans = " or ".join(span_in_words(run.low, run.high) for run in runs)
        name = f", {TEST_WORDS[test]}" if test in TEST_WORDS else ""
        condition = f"if it is true{name}" if given else "possible"
        if undefined:
            condition = f"{TEST_WORDS[test or '']} undefined"
        words = quantity_in_words(ledger.report, quantity)
        lines.append(f"{plain(words)}, {condition}: {spans}")
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
