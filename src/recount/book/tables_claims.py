"""Tables of claims: witnesses, what does not go together, what is wanted, power, assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from recount.book.guards import OfLedger
from recount.book.names import find
from recount.book.spans import LEDGER
from recount.book.table import Column, Table, linked, make_table, plain
from recount.ledger import Entry, Ledger, say
from recount.report import Claim
from recount.words import ratio_in_words

__all__ = [
    "figures_by_worth",
    "not_together",
    "table_assumptions",
    "table_differing",
    "table_figures_wanted",
    "table_not_together",
    "table_power",
    "table_witnesses",
]

STATEMENT = Column("statement", "What the report says")
PAGE = Column("page", "Page", "right")


def table_witnesses(self: OfLedger, name: str) -> Table:
    """Return the witnesses of a claim side by side: a table in which it is true, one where not.

    Raises:
        ValueError: If the entry does not show both.
    """
    entry = find(name, self.ledger.by_id, "entry")
    if entry.witness_for is None or entry.witness_against is None:
        raise ValueError(f"{name} ({entry.verdict}) does not show two tables")
    rows: list[dict[str, str]] = [{"row": plain(row)} for row in (*entry.witness_for.rows, "all")]
    columns, spanners = [Column("row", "Cases")], []
    for title, witness, prefix in (
        ("A table in which it is true", entry.witness_for, "f"),
        ("One in which it is false", entry.witness_against, "a"),
    ):
        heads = (*witness.columns, "all")
        own = [Column(f"{prefix}{i}", plain(head), "right") for i, head in enumerate(heads)]
        body = [[*row, sum(row)] for row in witness.counts]
        body.append([sum(column) for column in zip(*body, strict=True)])
        for row, values in zip(rows, body, strict=True):
            row |= {c.key: f"{value:,}" for c, value in zip(own, values, strict=True)}
        columns += own
        spanners.append((title, [column.key for column in own]))
    return make_table(f"witnesses-{name}", columns, rows, row_head="row", spanners=spanners)


def table_differing(self: OfLedger) -> Table:
    """Return the printed numbers that are not what their counts give, once, with the reason."""
    rows = [
        {
            **_common(entry),
            "printed": plain(entry.printed or ""),
            "recomputed": plain(entry.recomputed or ""),
            "why": plain(entry.reason or say(self.ledger, entry).sentence),
        }
        for entry in self.ledger.entries
        if entry.verdict in ("differs", "impossible") and entry.is_statement
    ]
    columns = (
        STATEMENT,
        PAGE,
        Column("printed", "Printed", "right"),
        Column("recomputed", "Recomputed", "right"),
        Column("why", "What would explain it"),
    )
    return make_table("differing", columns, rows, row_head="statement")


def not_together(ledger: Ledger) -> tuple[Entry, ...]:
    """Return the places that no count decides, but that do not say the same: reasons are data."""
    return tuple(
        e
        for e in ledger.entries
        if isinstance(e.source, Claim) and e.source.relation == "places_differ"
    )


def table_not_together(self: OfLedger) -> Table:
    """Return the places of the report that do not say the same, and why no count decides."""
    rows = [
        {**_common(e), "why": plain(say(self.ledger, e).sentence)}
        for e in not_together(self.ledger)
    ]
    columns = (STATEMENT, PAGE, Column("why", "Why the counts do not tell"))
    return make_table("not-together", columns, rows, row_head="statement")


def figures_by_worth(ledger: Ledger) -> list[tuple[int, list[Entry]]]:
    """Return the figures' numbers with the statements that their counts would settle, most first.

    Example:
        >>> from recount.book import open_book
        >>> figures = figures_by_worth(open_book().ledger)
        >>> len(figures), len(figures[0][1]) >= len(figures[-1][1])
        (24, True)
    """
    unsettled: dict[int, list[Entry]] = {}
    for entry in ledger.entries:
        if entry.figure is not None and entry.verdict in ("open", "depends", "no_counts"):
            unsettled.setdefault(entry.figure, []).append(entry)
    ranked = [(row.number, unsettled.get(row.number, [])) for row in ledger.report.figures]
    return sorted(ranked, key=lambda pair: (-len(pair[1]), pair[0]))


def table_figures_wanted(self: OfLedger) -> Table:
    """Return the figures whose counts are wanted, with what each would settle, most first.

    The count links to the first of them; the page's script narrows the ledger to all of them.
    """
    report = self.ledger.report
    figures = {figure.number: figure for figure in report.figures}
    rows = []
    for number, entries in figures_by_worth(self.ledger):
        figure = figures[number]
        names = (report.variables[name] for name in (figure.characteristic, figure.outcome))
        rows.append(
            {
                "figure": f"Report\u00a0Fig.\u00a0{number}, page\u00a0{figure.page}: "
                + plain(f"{' by '.join(names)}, {report.samples[figure.sample].name}"),
                "entries": _linked_count(number, entries),
                "wanted": plain(_most_wanted(self.ledger, entries)),
            }
        )
    columns = (
        Column("figure", "Figure"),
        Column("entries", "Would settle", "right"),
        Column("wanted", "The number that would settle most"),
    )
    return make_table("figures-wanted", columns, rows, row_head="figure")


def table_power(self: OfLedger) -> Table:
    """Return, for each claim of no difference, the odds ratios that it could have missed (ours)."""
    ledger = self.ledger
    rows = [
        {
            **_common(entry),
            "groups": f"{found.fact('group'):,} and {found.fact('other_group'):,}",
            "up": _bound(found.fact("power_up")),
            "down": _bound(found.fact("power_down")),
        }
        for entry in ledger.entries
        if (found := entry.judgement).fact("group")
        and not found.fact("power_slope")
        and not entry.repeats
    ]
    columns = (
        STATEMENT,
        PAGE,
        Column("groups", "Cases in each group", "right"),
        Column("up", "Found if above", "right"),
        Column("down", "Found if below", "right"),
    )
    notes = (
        f"Ours. Odds ratios found in {float(ledger.settings.power):.0%} of studies of this size "
        "(Pearson); nearer to 1 they would more often be missed.",
    )
    return make_table("power", columns, rows, row_head="statement", notes=notes)


def table_assumptions(self: OfLedger) -> Table:
    """Return what verdicts rest on besides printed numbers: taken, possible, how many entries."""
    resting = Counter(
        name
        for entry in self.ledger.entries
        for name in {rests.assumption for rests in entry.rests}
    )
    rows = [
        {
            "statement": plain(row.statement),
            "taken": plain(row.value.replace("_", " ")),
            "values": plain(row.values.replace("_", " ")),
            "entries": f"{resting[row.id]:,}",
        }
        for row in self.ledger.report.assumptions
    ]
    columns = (
        Column("statement", "What is assumed"),
        Column("taken", "Taken"),
        Column("values", "Possible"),
        Column("entries", "Entries that rest on it", "right"),
    )
    return make_table("assumptions", columns, rows, row_head="statement")


def _common(entry: Entry) -> dict[str, str]:
    return {
        "statement": linked(entry.id, plain(entry.statement)),
        "page": str(entry.page),
    }


def _bound(ratio: object) -> str:
    return ratio_in_words(ratio) if isinstance(ratio, float) else "none"


def _most_wanted(ledger: Ledger, entries: Sequence[Entry]) -> str:
    """Return the number that most of the entries ask for, without what it settles of each."""
    asked = Counter(s.partition(";")[0] for entry in entries if (s := say(ledger, entry).settles))
    return asked.most_common(1)[0][0] if asked else "the counts it shows"


def _linked_count(number: int, entries: Sequence[Entry]) -> str:
    if not entries:
        return "0"
    wanted = f"figure={number}&amp;verdict=open,depends,no_counts"
    return f'<a href="{LEDGER}#{entries[0].id}" data-filter="{wanted}">{len(entries)}</a>'
