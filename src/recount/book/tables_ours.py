"""Tables of what the report does not compute though its counts allow it: marked as ours."""

from __future__ import annotations

from recount.arithmetic import Share
from recount.book.table import Column, Table, entry_link, make_table, plain, verdict_cell
from recount.book.words import SAMPLE_WORDS
from recount.ledger import Ledger
from recount.ours import (
    PeriodReading,
    absence_power,
    age_fits,
    compare_periods,
    compare_samples,
    period_rates,
    shares_with_intervals,
)
from recount.phrases import p_in_words, ratio_in_words
from recount.significance import holm

__all__ = [
    "table_fits",
    "table_intervals",
    "table_period_tests",
    "table_periods",
    "table_power",
    "table_samples",
    "table_seven",
]

READINGS: tuple[PeriodReading, ...] = ("equal lengths", "as labelled", "as dated")


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None else f"{ratio_in_words(low)} to {ratio_in_words(high)}"


def table_samples(ledger: Ledger) -> Table:
    """Return both modern samples compared on each variable of Table 3, with Holm's correction."""
    rows = []
    for found in compare_samples(ledger.published, ledger.settings):
        shares = (
            Share(found.one_to_one[0], sum(found.one_to_one)),
            Share(found.multiple[0], sum(found.multiple)),
        )
        rows.append(
            {
                "variable": plain(ledger.published.variables[found.variable]),
                "treatment": plain(found.treatment),
                "categories": plain(", ".join(found.categories)),
                "one": shares[0].decimals(1),
                "multiple": shares[1].decimals(1),
                "ratio": ""
                if found.odds_ratio is None
                else f"{ratio_in_words(found.odds_ratio)} ({_interval(found.low, found.high)})",
                "p": p_in_words(found.p),
                "holm": p_in_words(found.p_holm),
            }
        )
    columns = (
        Column("variable", "Variable"),
        Column("treatment", "Mixed cases"),
        Column("categories", "Categories compared"),
        Column("one", "First category, one-to-one", "right"),
        Column("multiple", "First category, multiple", "right"),
        Column("ratio", "Odds ratio (95% interval)", "right"),
        Column("p", "p (Pearson)", "right"),
        Column("holm", "p after Holm", "right"),
    )
    notes = ("Ours. A category that one sample cannot have makes a difference by definition.",)
    return make_table("samples", columns, rows, row_head="variable", notes=notes)


def table_intervals(ledger: Ledger, sample: str = "") -> Table:
    """Return the shares of Table 3 with Wilson's 95% interval, of one sample or of both."""
    rows = [
        {
            "category": entry_link(row.entry, row.category),
            "group": plain(
                f"{ledger.published.variables[row.variable]}, {SAMPLE_WORDS[row.sample]}"
            ),
            "cases": f"{row.share.part:,} / {row.share.whole:,}",
            "share": row.share.decimals(1),
            "interval": f"{row.low:.1%} to {row.high:.1%}",
        }
        for row in shares_with_intervals(ledger.published, ledger.settings)
        if not sample or row.sample == sample
    ]
    columns = (
        Column("category", "Category"),
        Column("cases", "Cases", "right"),
        Column("share", "Share", "right"),
        Column("interval", "95% interval (Wilson)", "right"),
    )
    name = f"intervals-{sample}".strip("-").replace("_", "-")
    return make_table(name, columns, rows, row_head="category", groups="group", notes=("Ours.",))


def table_periods(ledger: Ledger) -> Table:
    """Return Table 1 as cases per month, under each reading of how long the periods are."""
    readings = {reading: period_rates(ledger.published, reading) for reading in READINGS}
    first = readings[READINGS[0]]
    rows = [
        {"period": plain(row.label), "cases": f"{row.cases:,}"}
        | {
            key: value
            for reading in READINGS
            for key, value in (
                (f"months {reading}", f"{readings[reading][place].months}"),
                (f"rate {reading}", f"{float(readings[reading][place].rate):.2f}"),
            )
        }
        for place, row in enumerate(first)
    ]
    columns = [Column("period", "Period"), Column("cases", "Cases", "right")]
    spanners = []
    for reading in READINGS:
        columns += [
            Column(f"months {reading}", "Months", "right"),
            Column(f"rate {reading}", "A month", "right"),
        ]
        spanners.append((reading[0].upper() + reading[1:], [c.key for c in columns[-2:]]))
    return make_table(
        "periods", columns, rows, row_head="period", spanners=spanners, notes=("Ours.",)
    )


def table_period_tests(ledger: Ledger) -> Table:
    """Return whether one rate fits all periods, and the last over the first, under each reading.

    Holm's correction is over all p-values of the table.
    """
    found = [compare_periods(ledger.published, reading, ledger.settings) for reading in READINGS]
    raw = [value for row in found for value in (row.p, row.p_last_first)]
    adjusted = [float(value) for value in holm(raw)]
    rows = []
    for place, (reading, row) in enumerate(zip(READINGS, found, strict=True)):
        one, last = adjusted[2 * place : 2 * place + 2]
        rows.append(
            {
                "reading": plain(reading[0].upper() + reading[1:]),
                "one": f"{p_in_words(row.p)} ({p_in_words(one)})",
                "ratio": f"{ratio_in_words(float(row.last_to_first))} "
                f"({_interval(row.low, row.high)})",
                "p": f"{p_in_words(row.p_last_first)} ({p_in_words(last)})",
            }
        )
    columns = (
        Column("reading", "Length of the periods"),
        Column("one", "p, one rate for all (Holm)", "right"),
        Column("ratio", "Last over first (95% interval)", "right"),
        Column("p", "p, last and first equal (Holm)", "right"),
    )
    return make_table("period-tests", columns, rows, row_head="reading", notes=("Ours.",))


def table_seven(ledger: Ledger) -> Table:
    """Return the consistent tables of Figure 11: familial cases and shares by age group."""
    fits = age_fits(ledger.published, ledger.settings, ledger.assumed)
    groups = fits[0].groups if fits else ()
    rows = []
    for number, fit in enumerate(fits, start=1):
        row = {"table": f"{number}"}
        for place, (familial, known) in enumerate(zip(fit.familial, fit.known, strict=True)):
            row[f"n{place}"] = f"{familial:,}"
            row[f"p{place}"] = Share(familial, known).decimals()
        rows.append(row | {"all": f"{sum(fit.familial):,}"})
    columns = [Column("table", "Table")]
    spanners = []
    for place, group in enumerate(groups):
        own = [Column(f"n{place}", "Familial", "right"), Column(f"p{place}", "Share", "right")]
        columns += own
        known = fits[0].known[place]
        spanners.append((f"{plain(group)}, of {known:,}", [column.key for column in own]))
    columns.append(Column("all", "Familial in all", "right"))
    return make_table("seven", columns, rows, row_head="table", spanners=spanners)


def table_fits(ledger: Ledger) -> Table:
    """Return the odds ratios of Figure 11 on each of its consistent tables."""
    fits = age_fits(ledger.published, ledger.settings, ledger.assumed)
    rows = []
    for number, fit in enumerate(fits, start=1):
        row = {"table": f"{number}"}
        for place, odds in enumerate(fit.odds):
            row[f"o{place}"] = (
                f"{ratio_in_words(odds.odds_ratio)} ({_interval(odds.low, odds.high)})"
            )
            row[f"p{place}"] = p_in_words(odds.p)
        rows.append(row)
    columns = [Column("table", "Table")]
    spanners = []
    for place, odds in enumerate(fits[0].odds if fits else ()):
        own = [
            Column(f"o{place}", "Odds ratio (95% interval)", "right"),
            Column(f"p{place}", "p (Wald)", "right"),
        ]
        columns += own
        spanners.append((f"Pubescent against {plain(odds.against)}", [c.key for c in own]))
    return make_table("fits", columns, rows, row_head="table", spanners=spanners, notes=("Ours.",))


def table_power(ledger: Ledger) -> Table:
    """Return, for each claim of no difference, the odds ratios that such a study would find."""
    rows = []
    for found in absence_power(ledger.published, ledger.settings, ledger.assumed):
        entry = ledger[found.claim]
        rows.append(
            {
                "statement": entry_link(entry.id, entry.statement),
                "verdict": verdict_cell(entry.verdict),
                "groups": f"{plain(found.group)} {found.n1:,}, {plain(found.other)} {found.n2:,}",
                "overall": f"{float(found.overall):.1%}",
                "up": "none" if found.up is None else ratio_in_words(found.up),
                "down": "none" if found.down is None else ratio_in_words(found.down),
            }
        )
    power = f"{float(ledger.settings.power):.0%}"
    columns = (
        Column("statement", "What the report says"),
        Column("verdict", "Verdict"),
        Column("groups", "Groups"),
        Column("overall", "Overall", "right"),
        Column("up", "Smallest odds ratio above 1", "right"),
        Column("down", "Largest below 1", "right"),
    )
    notes = (f"Ours. Odds ratios found in {power} of studies of this size (Pearson).",)
    return make_table("power", columns, rows, row_head="statement", notes=notes)
