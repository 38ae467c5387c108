"""The ledger for the website: an entry is a row, and below it a line that opens its derivation.

The table needs no script. Both rows of an entry are a ``tbody`` of their own, whose id is that of
the entry and whose data attributes (verdict, kind, sample, section, page, figure) a script can
filter by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from recount.book.backlinks import Section
from recount.book.signs import sign_of, word_of
from recount.book.table import plain, verdict_cell
from recount.book.words import SAMPLE_WORDS, TEST_WORDS, readable, span_in_words
from recount.drawings.sections import SECTIONS
from recount.ledger import Entry, Ledger
from recount.phrases import p_in_words
from recount.verdicts import Witness

__all__ = ["derivation", "ledger_table", "section_of"]

HEADS = ("Verdict", "What is stated", "Page", "Printed", "Recomputed", "Sample")


def section_of(entry: Entry) -> str:
    """Return the chapter that follows the section of the report in which an entry stands.

    Example:
        >>> from recount.book import open_book
        >>> section_of(open_book().ledger["f04-no-difference"])
        'one-relationship'
    """
    return next(s.chapter for s in SECTIONS if s.first <= entry.page <= s.last)


def ledger_table(ledger: Ledger, uses: Mapping[str, Sequence[Section]]) -> str:
    """Return the table of all entries as HTML.

    Args:
        ledger: The ledger.
        uses: The sections of the chapters that use each entry.
    """
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
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
    }
    attributes = "".join(f' data-{key}="{value}"' for key, value in data.items() if value)
    sample = SAMPLE_WORDS[entry.sample] if entry.sample else "other studies"
    return (
        f'<tbody id="{entry.id}"{attributes}><tr><td>{verdict_cell(entry.verdict)}</td>'
        f'<th scope="row">{plain(entry.statement)}</th>'
        f"<td>{entry.page}</td><td>{plain(entry.printed or '')}</td>"
        f"<td>{plain(entry.recomputed or '')}</td><td>{sample}</td></tr>"
        f'<tr><td colspan="{len(HEADS)}"><details><summary>{entry.id}</summary>'
        f"{derivation(ledger, entry, uses)}</details></td></tr></tbody>"
    )


def derivation(ledger: Ledger, entry: Entry, uses: Sequence[Section] = ()) -> str:
    """Return how an entry was judged, step by step, as HTML."""
    sentence = readable(entry.sentence)
    head = f"<p>{plain(sentence)}</p>"
    if entry.reason and entry.reason.rstrip(".") != entry.sentence.rstrip("."):
        head += f"<p>{plain(entry.reason)}</p>"
    parts: list[str] = []
    steps = [readable(step) for step in entry.steps if readable(step) != sentence]
    parts += _list("How it was judged", map(plain, steps), "ol")
    parts += _list("What the printed numbers imply", _implied(entry))
    if entry.consistent_tables is not None:
        parts += _list("Consistent tables", [_tables(entry)])
    parts += _list("Tests", _tests(entry))
    parts += _witnesses(entry)
    assumptions = {row.id: row.statement for row in ledger.published.assumptions}
    parts += _list(
        "Rests on",
        (
            f"{plain(assumptions.get(rest.assumption, rest.assumption))}: "
            f"{plain(readable(rest.effect))}"
            for rest in entry.rests_on
        ),
    )
    parts += _list("Where it flips", [plain(readable(entry.shift))] if entry.shift else [])
    parts += _list("What would settle it", [plain(entry.settles)] if entry.settles else [])
    if entry.repeats:
        parts += _list("Repeats", [f'<a href="#{entry.repeats}">{entry.repeats}</a>'])
    parts += _list(
        "Used in", (f'<a href="{section.href}">{plain(section.title)}</a>' for section in uses)
    )
    parts += _list("Where it stands", [f"page {entry.page}, {plain(entry.where)}"])
    parts += _list("Link to this entry", [f'<a href="#{entry.id}">{entry.id}</a>'])
    parts += _list("Made by", [f"<code>{entry.maker}</code> from <code>{entry.row}</code>"])
    return f"{head}<dl>{''.join(parts)}</dl>"


def _list(title: str, items: Iterable[str], kind: str = "ul") -> list[str]:
    lines = list(items)
    if not lines:
        return []
    if len(lines) == 1:
        return [f"<dt>{title}</dt><dd>{lines[0]}</dd>"]
    shown = "".join(f"<li>{line}</li>" for line in lines)
    return [f"<dt>{title}</dt><dd><{kind}>{shown}</{kind}></dd>"]


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


def _tables(entry: Entry) -> str:
    tables = entry.consistent_tables
    assert tables is not None
    count = "not counted" if tables.count is None else f"{tables.count:,}"
    holding = "" if tables.holding is None else f", true in {tables.holding:,}"
    return plain(f"{count}{holding}: {readable(tables.method)}")


def _tests(entry: Entry) -> list[str]:
    lines = []
    for result in entry.tests:
        low, high = p_in_words(result.p_low), p_in_words(result.p_high)
        p = "" if result.p_low is None else f", p {low}" if low == high else f", p {low} to {high}"
        decision = f"{sign_of(result.decision)} {word_of(result.decision)}"
        lines.append(f"{TEST_WORDS[result.test]}: {decision}{p}")
    return lines


def _witnesses(entry: Entry) -> list[str]:
    shown = [
        _witness(witness, title)
        for witness, title in (
            (entry.witness_for, "A table in which it is true"),
            (entry.witness_against, "A table in which it is false"),
        )
        if witness is not None
    ]
    if not shown:
        return []
    return [f'<dt>Shown as proof</dt><dd class="witnesses">{"".join(shown)}</dd>']


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
