"""The ledger as one output of a cell: a table to open and filter on the web, a list in print.

On the web an entry is a row, and below it a line that opens its derivation; the table needs no
script. Both rows of an entry are a ``tbody`` of their own, whose id is that of the entry and whose
data attributes (verdict, kind, sample, section, page, figure) a script can filter by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from recount import words
from recount.book import values
from recount.ledger import Entry, Ledger, say, with_sums
from recount.markup import Html, pages_in_words, plain, small_table, verdict_cell

HEADS = (
    *("Verdict", "What is stated", "Page"),
    *("Printed or possible", "Recomputed or implied", "Sample"),
)
#: How Typst is told to set the name of an entry, so that it stands on one line.
UNBROKEN = "typst:text:hyphenate=false typst:text:size=0.87em"
#: Below the heads of the list in print: the dashes say how wide the columns are.
DASHES = f"|{'|'.join('-' * width for width in (61, 32, 7) * 2)}|"

_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$|^# (.*?)\s*(?:\{.*\})?$", re.MULTILINE)
_SECTION = re.compile(r"^#{2,6} (.*?)\s*\{#([\w-]+)\}\s*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][\w-]*")
_SHARES = re.compile(r"""table_shares\(\s*["']([^"']+)["'],\s*["'](\w+)["']""")


def ledger_page(ledger: Ledger, folder: Path) -> values.Block:
    """Return the ledger, a table to open on the web and a list in print, of a data folder."""
    uses = find_uses(ledger, folder.parents[1])
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    rows = "\n".join(_row(ledger, entry, uses.get(entry.id, {})) for entry in ledger.entries)
    table = (
        '<table class="ledger" id="ledger-entries" data-quarto-disable-processing="true">\n'
        "<caption>Every entry, in the order of the report’s pages</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n{rows}\n</table>"
    )
    return values.Block(table, print_tables(ledger))


def print_tables(ledger: Ledger) -> str:
    """Return every entry's name, verdict and page, two a line, as Markdown tables for the PDF."""
    parts = []
    section_of = ledger.report.section_of
    for section, entries in groupby(ledger.entries, lambda entry: section_of(entry.page)):
        cells = []
        for entry in entries:
            later = entry.with_figures.verdict if entry.with_figures else ""
            verdict = words.verdict_words(entry.verdict, later).replace(" ", "\u00a0", 1)
            # The anchor is a span around the name, as an empty one would be lost.
            cells.append(f"[{entry.id}]{{#{entry.id} {UNBROKEN}}} | {verdict} | {entry.page}")
        cells += [" | | "] * (len(cells) % 2)
        lines = [
            # In a block that stays with the table below it.
            "```{=typst}\n#block(sticky: true)[\n```\n",
            f"**{values.escape_markdown(section.name)}, {pages_in_words(section)}**\n",
            "```{=typst}\n]\n```\n",
            "| Entry | Verdict | p. | Entry | Verdict | p. |",
            DASHES,
            *(f"| {one} | {other} |" for one, other in zip(cells[::2], cells[1::2], strict=True)),
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _row(ledger: Ledger, entry: Entry, uses: Mapping[str, str]) -> str:
    data = {
        "verdict": entry.verdict,
        "kind": entry.kind,
        "sample": entry.sample or "",
        "section": ledger.report.section_of(entry.page).chapter,
        "page": str(entry.page),
        "figure": str(entry.figure or ""),
        "entry": "statement" if entry.is_statement else "repeat",
    }
    attributes = "".join(f' data-{key}="{value}"' for key, value in data.items() if value)
    possible, needed, free = "", "", words.possible_run(entry)
    counted = {x.quantity for x in entry.implied if x.quantity.kind in ("cases", "victims")}
    # Of several numbers a range alone does not say whose it is.
    if free is not None and len(counted) < 2:
        runs = [(run.low, run.high) for run in words.runs_if_true(entry)]
        needed = words.within_words(runs, (free.low, free.high))
        # From nothing on and without an end, a range says nothing.
        if free.low or free.high is not None:
            possible = words.range_in_words(free.low, free.high)
    printed = entry.printed or possible.replace(" ", "\u00a0")
    cells = (
        f"at least {printed}" if entry.kind == "completeness" else printed,
        entry.recomputed or (needed.replace(" ", "\u00a0") + " if true" if needed else ""),
        ledger.report.samples[entry.sample].name if entry.sample else "other studies",
    )
    shown = "".join(f"<td>{plain(cell)}</td>" for cell in cells)
    return (
        f'<tbody id="{entry.id}"{attributes}><tr><td>{verdict_cell(entry.verdict)}</td>'
        f'<th scope="row">{plain(entry.statement)}</th><td>{entry.page}</td>{shown}</tr>'
        f'<tr><td colspan="{len(HEADS)}"><details><summary>{entry.id}</summary>'
        f"{derivation(ledger, entry, uses)}</details></td></tr></tbody>"
    )


def derivation(ledger: Ledger, entry: Entry, uses: Mapping[str, str] | None = None) -> str:
    """Return how an entry was judged, as HTML: what follows, then the proof, then the place."""
    said, later, made_by = say(ledger, entry), entry.with_figures, values.maker_of(entry)
    head = f"<p>{plain(said.sentence)}</p>"
    if entry.reason and entry.reason.rstrip(".") != said.sentence.rstrip("."):
        head += f"<p>{plain(entry.reason)}</p>"
    assumed = {row.id: row.statement for row in ledger.report.assumptions}
    parts: dict[str, Iterable[str]] = {
        "With the numbers of the chart": [
            Html(f"{verdict_cell(later.verdict)} {plain(said.with_figures)}") if later else ""
        ],
        "What the printed numbers imply": words.ranges_in_words(ledger.report, entry.implied),
        "What would settle it": [said.settles],
        "Where it turns": [said.turn],
        "How it was judged": said.steps,
        "Tests": words.tests_in_words(entry),
        "Shown as proof": [_witnesses(entry)],
        "Rests on": [f"{assumed.get(name, name)}: {effect}" for name, effect in said.rests],
        "Its readings": [
            Html(f"{_link(each.statement, f'#{each.id}')}: {verdict_cell(each.verdict)}")
            for each in entry.readings
        ],
        "One reading of": [_link(entry.reading_of)],
        "Repeats": [_link(entry.repeats)],
        "Used in": [_link(title, to) for to, title in (uses or {}).items()],
        "Where it stands": [f"page {entry.page}, {entry.where}"],
        "Link to this entry": [_link(entry.id)],
        "Made by": [Html(f"<code>{made_by}</code> from <code>{entry.source.file}</code>")],
    }
    return f"{head}<dl>{''.join(_part(*part) for part in parts.items())}</dl>"


def _part(title: str, items: Iterable[str]) -> str:
    lines = [plain(item) for item in items if item]
    kind = "ol" if title == "How it was judged" else "ul"
    name = ' class="witnesses"' if title == "Shown as proof" else ""
    shown = "".join(f"<li>{line}</li>" for line in lines)
    shown = f"<{kind}>{shown}</{kind}>" if len(lines) > 1 else "".join(lines)
    return f"<dt>{title}</dt><dd{name}>{shown}</dd>" if lines else ""


def _link(name: str | None, to: str = "") -> str:
    return Html(f'<a href="{to or f"#{name}"}">{plain(name)}</a>') if name else ""


def _witnesses(entry: Entry) -> Html:
    shown = ((entry.witness_for, "true"), (entry.witness_against, "false"))
    tables = ((f"A table in which it is {word}", with_sums(each)) for each, word in shown if each)
    return Html("".join(small_table(heads, rows, title) for title, (heads, *rows) in tables))


def find_uses(ledger: Ledger, root: Path) -> dict[str, dict[str, str]]:
    """Return the sections of the chapters that use each entry: addresses with titles."""
    found: dict[str, dict[str, str]] = {}
    for path in [root / "index.qmd", *sorted((root / "chapters").glob("*.qmd"))]:
        if not path.is_file() or path.name == "ledger.qmd":
            continue
        text = path.read_text("utf-8")
        title = _TITLE.search(text)
        # A chapter's beginning is a section, too.
        start, *rest = _SECTION.split(text)
        heads = [(title[1] or title[2]) if title else path.stem, *rest[0::3]]
        anchors = ["", *(f"#{name}" for name in rest[1::3])]
        for head, anchor, body in zip(heads, anchors, [start, *rest[2::3]], strict=True):
            for name in entries_used(ledger, body):
                href = f"/{path.relative_to(root).as_posix()}{anchor}"
                found.setdefault(name, {})[href] = head
    return found


def entries_used(ledger: Ledger, text: str) -> Iterator[str]:
    """Yield the ids of entries that a section names: values, counts, tables, guards and links."""
    for name in _NAME.findall(text.replace("_", "-")):
        if name in ledger.by_id:
            yield name
        elif name in ledger.report.counts:
            yield values.entry_of_count(ledger, name)
    for table, sample in _SHARES.findall(text):
        for stated in ledger.report.percentages:
            if stated.sample == sample and stated.place.startswith(table):
                yield stated.id
