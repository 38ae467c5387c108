"""The ledger as one output of a cell: a table to open and filter on the web, a list in print.

On the web an entry is a row, and below it a line that opens its derivation; the table needs no
script. Both rows of an entry are a ``tbody`` of their own, whose id is that of the entry and whose
data attributes (verdict, kind, sample, section, page, figure) a script can filter by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from recount.book.inline import Block, escape_markdown
from recount.book.tables import plain, verdict_cell, with_sums
from recount.book.uses import Use, find_uses
from recount.book.values import maker_of, possible_run, run_in_words, runs_in_words
from recount.drawings.verdict_map import pages_in_words
from recount.ledger import Entry, Ledger, say
from recount.verdicts import Witness
from recount.words import (
    TESTS,
    p_in_words,
    ranges_in_words,
    tables_in_words,
    verdict_words,
)

__all__ = ["derivation", "ledger_page", "print_tables"]

HEADS = (
    "Verdict",
    "What is stated",
    "Page",
    "Printed or possible",
    "Recomputed or implied",
    "Sample",
)
#: How Typst is told to set the name of an entry, so that it stands on one line.
UNBROKEN = "typst:text:hyphenate=false typst:text:size=0.87em"
#: Relative widths of the columns in print.
WIDTHS = (61, 32, 7)


def ledger_page(ledger: Ledger, root: Path) -> Block:
    """Return the ledger for the website and for the PDF.

    Args:
        ledger: The ledger.
        root: The project's root, whose chapters are read for the sections that use each entry.
    """
    uses: Mapping[str, Sequence[Use]] = find_uses(ledger, root)
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    rows = "\n".join(_row(ledger, entry, uses.get(entry.id, ())) for entry in ledger.entries)
    table = (
        '<table class="ledger" id="ledger-entries" data-quarto-disable-processing="true">\n'
        "<caption>Every entry, in the order of the report’s pages</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n{rows}\n</table>"
    )
    return Block(table, print_tables(ledger))


def print_tables(ledger: Ledger) -> str:
    """Return every entry's name, verdict and page, two a line, as Markdown tables for the PDF.

    The proofs are on the website. The anchor of an entry is a span around its name, as an empty
    one would be lost.
    """
    parts = []
    section_of = ledger.report.section_of
    for section, entries in groupby(ledger.entries, lambda entry: section_of(entry.page)):
        cells = [f"[{e.id}]{{#{e.id} {UNBROKEN}}} | {_verdict(e)} | {e.page}" for e in entries]
        left = cells[0::2]
        right = [*cells[1::2], " | | "][: len(left)]
        lines = [
            # In a block that stays with the table below it.
            "```{=typst}\n#block(sticky: true)[\n```\n",
            f"**{escape_markdown(section.name)}, {pages_in_words(section)}**\n",
            "```{=typst}\n]\n```\n",
            "| Entry | Verdict | p. | Entry | Verdict | p. |",
            "|" + "|".join("-" * width for width in (*WIDTHS, *WIDTHS)) + "|",
            *(f"| {one} | {other} |" for one, other in zip(left, right, strict=True)),
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _verdict(entry: Entry) -> str:
    return verdict_words(entry.verdict).replace(" ", "\u00a0")


def _row(ledger: Ledger, entry: Entry, uses: Sequence[Use]) -> str:
    data = {
        "verdict": entry.verdict,
        "kind": entry.kind,
        "sample": entry.sample or "",
        "section": ledger.report.section_of(entry.page).chapter,
        "page": str(entry.page),
        "figure": "" if entry.figure is None else str(entry.figure),
        "entry": "statement" if entry.is_statement else "repeat",
    }
    attributes = "".join(f' data-{key}="{value}"' for key, value in data.items() if value)
    free, given = possible_run(entry), runs_in_words(entry)
    # From nothing on and without an end, a range says nothing.
    known = free is not None and (free.low or free.high is not None)
    printed = entry.printed or (run_in_words(free) if free is not None and known else "")
    cells = (
        f"at least {printed}" if entry.kind == "completeness" else printed,
        entry.recomputed or (f"{given} if true" if given else ""),
        ledger.report.samples[entry.sample].name if entry.sample else "other studies",
    )
    shown = "".join(f"<td>{plain(cell)}</td>" for cell in cells)
    return (
        f'<tbody id="{entry.id}"{attributes}><tr><td>{verdict_cell(entry.verdict)}</td>'
        f'<th scope="row">{plain(entry.statement)}</th><td>{entry.page}</td>{shown}</tr>'
        f'<tr><td colspan="{len(HEADS)}"><details><summary>{entry.id}</summary>'
        f"{derivation(ledger, entry, uses)}</details></td></tr></tbody>"
    )


def derivation(ledger: Ledger, entry: Entry, uses: Sequence[Use] = ()) -> str:
    """Return how an entry was judged, as HTML: what follows, then the proof, then the place."""
    words = say(ledger, entry)
    head = f"<p>{plain(words.sentence)}</p>"
    if entry.reason and entry.reason.rstrip(".") != words.sentence.rstrip("."):
        head += f"<p>{plain(entry.reason)}</p>"
    assumed = {row.id: row.statement for row in ledger.report.assumptions}
    rests = (f"{plain(assumed.get(name, name))}: {plain(effect)}" for name, effect in words.rests)
    readings = (
        f'<a href="#{each.id}">{plain(each.statement)}</a>: {verdict_cell(each.verdict)}'
        for each in ledger.readings_of(entry.id)
    )
    later = entry.with_figures
    with_figures = f"{verdict_cell(later.verdict)} {plain(words.with_figures)}" if later else ""
    parts = [
        _list("With the numbers of the chart", [with_figures]),
        _list(
            "What the printed numbers imply",
            map(plain, ranges_in_words(ledger.report, entry.implied)),
        ),
        _list("What would settle it", [plain(words.settles)]),
        _list("Where it turns", [plain(words.turn)]),
        _list("How it was judged", _judged(words.steps, entry), "ol"),
        _list("Tests", _tests(entry)),
        _witnesses(entry),
        _list("Rests on", rests),
        _list("Its readings", readings),
        _list("One reading of", _link(entry.reading_of)),
        _list("Repeats", _link(entry.repeats)),
        _list("Used in", (f'<a href="{use.href}">{plain(use.title)}</a>' for use in uses)),
        _list("Where it stands", [f"page {entry.page}, {plain(entry.where)}"]),
        _list("Link to this entry", _link(entry.id)),
        _list("Made by", [f"<code>{maker_of(entry)}</code> from <code>{entry.file}</code>"]),
    ]
    return f"{head}<dl>{''.join(parts)}</dl>"


def _list(title: str, items: Iterable[str], kind: str = "ul") -> str:
    lines = [line for line in items if line]
    shown = "".join(f"<li>{line}</li>" for line in lines)
    shown = f"<{kind}>{shown}</{kind}>" if len(lines) > 1 else "".join(lines)
    return f"<dt>{title}</dt><dd>{shown}</dd>" if lines else ""


def _link(name: str | None) -> list[str]:
    return [f'<a href="#{name}">{name}</a>'] if name else []


def _judged(steps: Sequence[str], entry: Entry) -> list[str]:
    """Return the steps of a derivation; where tests are listed, only how many tables there are."""
    if entry.tables is None or not entry.tests:
        return [plain(step) for step in steps]
    return [plain(tables_in_words(entry.tables))]


def _tests(entry: Entry) -> list[str]:
    lines = []
    for result in entry.tests:
        low, high = p_in_words(result.p_low), p_in_words(result.p_high)
        p = "" if result.p_low is None else f", p {low}" if low == high else f", p {low} to {high}"
        lines.append(f"{TESTS[result.test].short}: {verdict_words(result.decision)}{p}")
    return lines


def _witnesses(entry: Entry) -> str:
    shown = ""
    if entry.witness_for is not None:
        shown += _witness(entry.witness_for, "A table in which it is true")
    if entry.witness_against is not None:
        shown += _witness(entry.witness_against, "A table in which it is false")
    return f'<dt>Shown as proof</dt><dd class="witnesses">{shown}</dd>' if shown else ""


def _witness(witness: Witness, title: str) -> str:
    heads = "".join(f'<th scope="col">{plain(name)}</th>' for name in (*witness.columns, "all"))
    rows = "".join(
        f'<tr><th scope="row">{plain(label)}</th>'
        + "".join(f"<td>{value:,}</td>" for value in row)
        + "</tr>"
        for label, row in zip((*witness.rows, "all"), with_sums(witness.counts), strict=True)
    )
    return (
        f"<table><caption>{title}</caption><thead><tr><td></td>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
