"""Tables of the ledger: printed numbers, witnesses, what does not go together, what is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from recount.book.inline import Block, find
from recount.book.table import linked, make_table, plain, verdict_cell
from recount.drawings.canvas import LEDGER
from recount.ledger import Entry, Ledger, say
from recount.ours import READINGS, compare_samples, period_rates, shares_with_intervals
from recount.report import Claim
from recount.words import capital, p_in_words, range_in_words, ratio_in_words

__all__ = [
    "table_assumptions",
    "table_counts",
    "table_differing",
    "table_figures_wanted",
    "table_not_together",
    "table_periods",
    "table_power",
    "table_samples",
    "table_shares",
    "table_witnesses",
]

# Printed numbers ---------------------------------------------------------------------------------


def table_counts(ledger: Ledger, sample: str, variable: str) -> Block:
    """Return the counts of one variable as printed, with their sum."""
    report = ledger.report
    counts = report.of(sample, variable)
    rows = [[plain(report.label(variable, count.category)), count.printed] for count in counts]
    rows.append(["All", f"{sum(count.value for count in counts):,}"])
    name = f"counts-{sample}-{variable}".replace("_", "-")
    return make_table(name, [capital(report.variables[variable]), "Cases"], rows, right=[1])


def table_shares(ledger: Ledger, table: str, sample: str) -> Block:
    """Return a printed table for one sample: counts and percentages, shares, intervals (ours)."""
    report = ledger.report
    shares = {row.entry: row for row in shares_with_intervals(report, ledger.settings)}
    stated = {
        (p.variable, p.category): p
        for p in report.percentages
        if p.sample == sample and p.place.startswith(table)
    }
    rows, groups = [], []
    for variable in dict.fromkeys(variable for variable, _ in stated):
        levels, missing = (report.of(sample, variable, role) for role in ("level", "missing"))
        own = [[plain(report.label(variable, c.category)), c.printed] for c in levels]
        for row, count in zip(own, levels, strict=True):
            printed = stated.get((variable, count.category))
            if printed is not None:
                share = shares[printed.id]
                verdict = verdict_cell(ledger[printed.id].verdict)
                ends = f"{share.low:.1%} to {share.high:.1%}".replace(" ", "\u00a0")
                row += [plain(printed.printed), linked(printed.id, verdict)]
                row += [share.share.decimals(), ends]
        own += [["<i>Missing</i>", count.printed] for count in missing]
        own.append(["<i>All</i>", f"{sum(count.value for count in (*levels, *missing)):,}"])
        rows += own
        groups += [capital(report.variables[variable])] * len(own)
    heads = ["Category", "Cases", "Printed", "Verdict", "Recomputed", "95% interval (ours)"]
    name = f"{table}-{sample}".lower().replace("_", "-").replace(" ", "-")
    return make_table(name, heads, rows, right=[1, 2, 4, 5], groups=groups)


def table_periods(ledger: Ledger) -> Block:
    """Return cases per month of each period, under each reading of their lengths (ours)."""
    readings = [period_rates(ledger.report, reading) for reading in READINGS]
    rows = [
        [plain(own[0].label), f"{own[0].cases:,}"]
        + [f"{float(row.rate):.2f} ({row.months})" for row in own]
        for own in zip(*readings, strict=True)
    ]
    heads = ["Period", "Cases", *map(capital, READINGS)]
    note = "Ours. Cases a month, and in brackets the months of the period."
    return make_table("periods", heads, rows, right=range(1, 5), note=note)


def table_samples(ledger: Ledger) -> Block:
    """Return two samples compared on each variable, with Holm's correction (ours)."""
    rows = []
    for found in compare_samples(ledger.report, ledger.settings):
        first, second = (share.decimals(1) for share in found.shares)
        ratio = ""
        if found.odds_ratio is not None:
            ends = range_in_words(found.low, found.high)
            ratio = f"{ratio_in_words(found.odds_ratio)} ({ends})".replace(" ", "\u00a0")
        rows.append(
            [
                capital(plain(ledger.report.variables[found.variable])),
                plain(found.treatment),
                plain(found.categories[0]),
                f"{first} and {second}",
                ratio,
                p_in_words(found.p_holm),
            ]
        )
    heads = ["Variable", "Mixed cases", "First category", "Its share in each sample"]
    heads += ["Odds ratio (95% interval)", "p after Holm"]
    note = "Ours. Shares of the first sample, then of the second."
    return make_table("samples", heads, rows, right=[3, 4, 5], note=note)


# Statements --------------------------------------------------------------------------------------


def _statement(entry: Entry) -> list[str]:
    return [linked(entry.id, plain(entry.statement)), str(entry.page)]


def table_differing(ledger: Ledger) -> Block:
    """Return the printed numbers that are not what their counts give, once, with the reason."""
    rows = [
        [
            *_statement(entry),
            plain(entry.printed or "")
            + (f", recomputed {plain(entry.recomputed)}" if entry.recomputed else ""),
            plain(entry.reason or say(ledger, entry).sentence),
        ]
        for entry in ledger.entries
        if entry.verdict in ("differs", "impossible") and entry.is_statement
    ]
    heads = ["What the report says", "Page", "Printed", "What would explain it"]
    return make_table("differing", heads, rows, right=[1])


def table_not_together(ledger: Ledger) -> Block:
    """Return the places of the report that do not say the same, and why no count decides."""
    rows = [
        [*_statement(entry), plain(say(ledger, entry).sentence)]
        for entry in ledger.entries
        if isinstance(entry.source, Claim) and entry.source.relation == "places_differ"
    ]
    heads = ["What the report says", "Page", "Why the counts do not tell"]
    return make_table("not-together", heads, rows, right=[1])


def table_witnesses(ledger: Ledger, name: str) -> Block:
    """Return the witnesses of a claim side by side: a table in which it is true, one where not.

    Raises:
        ValueError: If the entry does not show both.
    """
    entry = find(name, ledger.by_id, "entry")
    if entry.witness_for is None or entry.witness_against is None:
        raise ValueError(f"{name} ({entry.verdict}) does not show two tables")
    heads, spanners = ["Cases"], []
    rows = [[plain(row)] for row in (*entry.witness_for.rows, "all")]
    for title, witness in (
        ("A table in which it is true", entry.witness_for),
        ("One in which it is false", entry.witness_against),
    ):
        spanners.append((title, range(len(heads), len(heads) + len(witness.columns) + 1)))
        heads += [plain(head) for head in (*witness.columns, "all")]
        for row, values in zip(rows, with_sums(witness.counts), strict=True):
            row += [f"{value:,}" for value in values]
    right = range(1, len(heads))
    return make_table(f"witnesses-{name}", heads, rows, right=right, spanners=spanners)


def with_sums(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return a table of counts with its sums as one more column and one more row."""
    body = [[*row, sum(row)] for row in counts]
    return [*body, [sum(column) for column in zip(*body, strict=True)]]


def table_figures_wanted(ledger: Ledger) -> Block:
    """Return the figures whose counts are wanted, with what each would settle, most first.

    The count links to the first of them; the page's script narrows the ledger to all of them.
    """
    report = ledger.report
    verdicts = ("open", "depends", "no_counts")
    unsettled: dict[int, list[Entry]] = {figure.number: [] for figure in report.figures}
    for entry in ledger.entries:
        if entry.figure is not None and entry.verdict in verdicts:
            unsettled[entry.figure].append(entry)
    rows = []
    for figure in sorted(report.figures, key=lambda each: -len(unsettled[each.number])):
        entries = unsettled[figure.number]
        names = " by ".join(report.variables[v] for v in (figure.characteristic, figure.outcome))
        # What most of the entries ask for, without what it settles of each.
        asked = Counter(s.partition(";")[0] for e in entries if (s := say(ledger, e).settles))
        number = "0"
        if entries:
            wanted = f"figure={figure.number}&amp;verdict={','.join(verdicts)}"
            address = f'href="{LEDGER}#{entries[0].id}" data-filter="{wanted}"'
            number = f"<a {address}>{len(entries)}</a>"
        rows.append(
            [
                f"Report\u00a0Fig.\u00a0{figure.number}, page\u00a0{figure.page}: "
                + plain(f"{names}, {report.samples[figure.sample].name}"),
                number,
                plain(asked.most_common(1)[0][0] if asked else "the counts it shows"),
            ]
        )
    heads = ["Figure", "Would settle", "The number that would settle most"]
    return make_table("figures-wanted", heads, rows, right=[1])


def table_power(ledger: Ledger) -> Block:
    """Return, for each claim of no difference, the odds ratios that it could have missed (ours)."""

    def bound(ratio: object) -> str:
        return ratio_in_words(ratio) if isinstance(ratio, float) else "none"

    rows = [
        [
            *_statement(entry),
            f"{entry.fact('group'):,} and {entry.fact('other_group'):,}",
            bound(entry.fact("power_up")),
            bound(entry.fact("power_down")),
        ]
        for entry in ledger.entries
        if entry.fact("group") and not entry.fact("power_slope") and not entry.repeats
    ]
    heads = ["What the report says", "Page", "Cases in each group"]
    heads += ["Found if above", "Found if below"]
    note = (
        f"Ours. Odds ratios found in {float(ledger.settings.power):.0%} of studies of this size "
        "(Pearson) if the cases compared had the outcome as often as all of the sample; nearer to "
        "1 they would more often be missed."
    )
    return make_table("power", heads, rows, right=[1, 2, 3, 4], note=note)


def table_assumptions(ledger: Ledger) -> Block:
    """Return what verdicts rest on besides printed numbers: taken, possible, how many entries."""
    model = ledger.report.assumption("missing_model")
    resting = Counter(
        name
        for entry in ledger.entries
        for name in {
            *(rests.assumption for rests in entry.rests),
            # What rests on a number of missing cases is judged with each model of them.
            *(model.id for rests in entry.rests if rests.model and model),
        }
    )
    rows = [
        [
            plain(row.statement),
            plain(row.value.replace("_", " ")),
            plain(row.values.replace("_", " ")),
            f"{resting[row.id]:,}",
        ]
        for row in ledger.report.assumptions
    ]
    heads = ["What is assumed", "Taken", "Possible", "Entries that rest on it"]
    return make_table("assumptions", heads, rows, right=[3])
