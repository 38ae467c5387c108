"""Tables of printed numbers beside what the counts give, and of counts that the report leaves."""

from __future__ import annotations

from recount.arithmetic import Share
from recount.book.guards import OfLedger
from recount.book.table import Column, Table, linked, make_table, plain, verdict_cell
from recount.book.words import capital
from recount.ours import PeriodReading, compare_samples, period_rates, shares_with_intervals
from recount.words import p_in_words, ratio_in_words

__all__ = ["table_counts", "table_periods", "table_samples", "table_shares"]

READINGS: tuple[PeriodReading, ...] = ("equal lengths", "as labelled", "as dated")


def table_counts(self: OfLedger, sample: str, variable: str) -> Table:
    """Return the counts of one variable as printed, with their sum."""
    report = self.ledger.report
    counts = report.of(sample, variable)
    rows = [
        {"period": plain(report.label(variable, c.category)), "cases": c.printed} for c in counts
    ]
    rows.append({"period": "All", "cases": f"{sum(c.value for c in counts):,}"})
    columns = (
        Column("period", capital(report.variables[variable])),
        Column("cases", "Cases", "right"),
    )
    return make_table(
        f"counts-{sample}-{variable}".replace("_", "-"), columns, rows, row_head="period"
    )


def table_shares(self: OfLedger, table: str, sample: str) -> Table:
    """Return a printed table for one sample: counts and percentages, shares, intervals (ours).

    Example:
        >>> from recount.book import open_book
        >>> html = open_book().table_shares("Table 3", "one_to_one").html
        >>> html.count("1,965"), "61.53%" in html
        (6, True)
    """
    ledger = self.ledger
    report = ledger.report
    shares = {row.entry: row for row in shares_with_intervals(report, ledger.settings)}
    stated = {
        (p.variable, p.category): p
        for p in report.percentages
        if p.sample == sample and p.place.startswith(table)
    }
    rows = []
    for variable in dict.fromkeys(variable for variable, _ in stated):
        levels, missing = (report.of(sample, variable, role) for role in ("level", "missing"))
        for count in levels:
            row = {
                "variable": capital(report.variables[variable]),
                "category": plain(report.label(variable, count.category)),
                "cases": count.printed,
            }
            if (variable, count.category) in stated:
                printed = stated[variable, count.category]
                share, entry = shares[printed.id], ledger[printed.id]
                row |= {
                    "printed": plain(printed.printed),
                    "share": share.share.decimals(),
                    "verdict": linked(entry.id, verdict_cell(entry.verdict)),
                    "interval": f"{share.low:.1%} to {share.high:.1%}".replace(" ", "\u00a0"),
                }
            rows.append(row)
        total = f"{sum(count.value for count in (*levels, *missing)):,}"
        rows += [
            {"variable": rows[-1]["variable"], "category": category, "cases": cases}
            for category, cases in (
                *(("<i>Missing</i>", count.printed) for count in missing),
                ("<i>All</i>", total),
            )
        ]
    columns = (
        Column("category", "Category"),
        Column("cases", "Cases", "right"),
        Column("printed", "Printed", "right"),
        Column("verdict", "Verdict"),
        Column("share", "Recomputed", "right"),
        Column("interval", "95% interval (ours)", "right"),
    )
    name = f"{table}-{sample}".lower().replace("_", "-").replace(" ", "-")
    return make_table(name, columns, rows, row_head="category", groups="variable")


def table_periods(self: OfLedger) -> Table:
    """Return Table 1 as cases per month, under each reading of how long the periods are (ours)."""
    readings = {reading: period_rates(self.ledger.report, reading) for reading in READINGS}
    rows = [
        {"period": plain(row.label), "cases": f"{row.cases:,}"}
        | {
            reading: f"{float(rates[place].rate):.2f} ({rates[place].months})"
            for reading, rates in readings.items()
        }
        for place, row in enumerate(readings[READINGS[0]])
    ]
    columns = (
        Column("period", "Period"),
        Column("cases", "Cases", "right"),
        *(Column(reading, capital(reading), "right") for reading in READINGS),
    )
    notes = ("Ours. Cases a month, and in brackets the months of the period.",)
    return make_table("periods", columns, rows, row_head="period", notes=notes)


def table_samples(self: OfLedger) -> Table:
    """Return both modern samples compared on each variable of Table 3, Holm's correction (ours)."""
    ledger = self.ledger
    rows = []
    for found in compare_samples(ledger.report, ledger.settings):
        one, several = (
            Share(counts[0], sum(counts)).decimals(1) for counts in (found.first, found.second)
        )
        ratio = "" if found.odds_ratio is None else ratio_in_words(found.odds_ratio)
        if found.low is not None:
            ratio += f" ({ratio_in_words(found.low)} to {ratio_in_words(found.high)})"
        rows.append(
            {
                "variable": capital(plain(ledger.report.variables[found.variable])),
                "treatment": plain(found.treatment),
                "first": plain(found.categories[0]),
                "shares": f"{one} and {several}",
                "ratio": ratio.replace(" ", "\u00a0"),
                "holm": p_in_words(found.p_holm),
            }
        )
    columns = (
        Column("variable", "Variable"),
        Column("treatment", "Mixed cases"),
        Column("first", "First category"),
        Column("shares", "Its share in each sample", "right"),
        Column("ratio", "Odds ratio (95% interval)", "right"),
        Column("holm", "p after Holm", "right"),
    )
    notes = ("Ours. Shares of the first sample, then of the second.",)
    return make_table("samples", columns, rows, row_head="variable", notes=notes)
