"""Tables of the ledger and of the data, by great-tables, slimmed to what page and PDF need."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from recount.arithmetic import Share
from recount.book.values import Block, find
from recount.ledger import Entry, Ledger, say, with_sums
from recount.markup import LEDGER, Html, plain, verdict_cell
from recount.ours import Ours
from recount.report import Claim
from recount.words import capital, p_in_words, range_in_words, ratio_in_words

# Frames, styles of its own, and names that bind each cell to its heads: scope says that already.
_LEFT_OUT = re.compile(
    r'^.*?(?=<table)|(?<=</table>).*$| (?:headers|id)="[^"]*"| (?:row|col)span="1"', re.DOTALL
)
_CLASSES = re.compile(r' class="(gt_[^"]*)"')
_KEPT = ("gt_table", "gt_right", "gt_center", "gt_group_heading", "gt_stub")
#: How the descriptor names the figure of a file.
FIGURE = r"Figure [0-9]+ \(page [0-9]+\)"


def make_table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Collection[int] = (),  # columns aligned to the right
    groups: Sequence[str] = (),  # for each row the head of the group under which it stands
    spanners: Sequence[tuple[str, range]] = (),  # heads over several columns
    note: str = "",  # a line below the table
) -> Block:
    """Return a table of finished cells in HTML; a row, its first cell the head, may end early."""
    # Seconds of import that a reader of values alone need not wait for.
    from great_tables import GT
    from pandas import DataFrame

    keys = [str(place) for place in range(len(heads))]
    filled = [[*map(plain, row), *[""] * (len(heads) - len(row))] for row in rows]
    frame = DataFrame(filled, columns=keys, dtype=object)
    if groups:
        frame["group"] = list(groups)
    # Named, as a name of its own choice would be another in each build.
    made = GT(frame, id="table", rowname_col="0", groupname_col="group" if groups else None)
    made = made.fmt_passthrough(columns=keys, escape=False).tab_stubhead(heads[0])
    made = made.cols_label(dict(zip(keys, heads, strict=True)))
    made = made.cols_align("left", keys).cols_align("right", [keys[place] for place in right])
    for text, over in spanners:
        made = made.tab_spanner(label=text, columns=[keys[place] for place in over])
    if note:
        made = made.tab_source_note(note)
    text = _CLASSES.sub(_kept_classes, _LEFT_OUT.sub("", made.as_raw_html()))
    return Block(re.sub(r">\s*\n\s*<", ">\n<", text).strip())


def _kept_classes(match: re.Match[str]) -> str:
    kept = [name for name in match[1].split() if name in _KEPT]
    # Pandoc reads a cell's alignment from its style, not from its class.
    style = ' style="text-align: right"' if "gt_right" in kept else ""
    return (f' class="{" ".join(kept)}"' if kept else "") + style


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def table_counts(ledger: Ledger, sample: str, variable: str) -> Block:
    """Return the counts of one variable as printed, with their sum."""
    report = ledger.report
    counts = report.of(sample, variable)
    rows = [[report.label(variable, count.category), count.printed] for count in counts]
    rows.append(["All", f"{sum(count.value for count in counts):,}"])
    return make_table([capital(report.variables[variable]), "Cases"], rows, right=[1])


def table_shares(ledger: Ledger, ours: Ours, table: str, sample: str) -> Block:
    """Return a printed table for one sample: counts and percentages, shares, intervals (ours)."""
    report = ledger.report
    stated = {
        (p.variable, p.category): p
        for p in report.percentages
        if p.sample == sample and p.place.startswith(table)
    }
    rows, groups = [], []
    for variable in dict.fromkeys(variable for variable, _ in stated):
        levels, missing = (report.of(sample, variable, role) for role in ("level", "missing"))
        own = [[report.label(variable, c.category), c.printed] for c in levels]
        for row, count in zip(own, levels, strict=True):
            if printed := stated.get((variable, count.category)):
                verdict = _linked(printed.id, verdict_cell(ledger[printed.id].verdict))
                share = Share(*map(report.total_of, (printed.numerator, printed.denominator)))
                low, high = ours.intervals[printed.id]
                row += [printed.printed, verdict, share.decimals()]
                row.append(_unbroken(f"{low:.1%} to {high:.1%}"))
        own += [[Html("<i>Missing</i>"), count.printed] for count in missing]
        own.append([Html("<i>All</i>"), f"{sum(count.value for count in (*levels, *missing)):,}"])
        rows += own
        groups += [capital(report.variables[variable])] * len(own)
    heads = ["Category", "Cases", "Printed", "Verdict", "Recomputed", "95% interval (ours)"]
    return make_table(heads, rows, right=[1, 2, 4, 5], groups=groups)


def table_periods(ours: Ours) -> Block:
    """Return cases per month of each period, under each reading of their lengths (ours)."""
    rows = [
        [own[0].label, f"{own[0].cases:,}"]
        + [f"{float(row.rate):.2f} ({row.months})" for row in own]
        for own in zip(*ours.rates.values(), strict=True)
    ]
    heads = ["Period", "Cases", *map(capital, ours.rates)]
    note = "Ours. Cases a month, and in brackets the months of the period."
    return make_table(heads, rows, right=range(1, 5), note=note)


def table_samples(ledger: Ledger, ours: Ours) -> Block:
    """Return two samples compared on each variable, with Holm's correction (ours)."""
    rows = []
    for found in ours.samples:
        first, second = (share.decimals(1) for share in found.shares)
        ratio = ""
        if found.odds_ratio is not None:
            ends = range_in_words(found.low, found.high)
            ratio = _unbroken(f"{ratio_in_words(found.odds_ratio)} ({ends})")
        row = [capital(ledger.report.variables[found.variable]), found.treatment]
        row += [found.categories[0], f"{first} and {second}", ratio, p_in_words(found.p_holm)]
        rows.append(row)
    heads = ["Variable", "Mixed cases", "First category", "Its share in each sample"]
    heads += ["Odds ratio (95% interval)", "p after Holm"]
    note = "Ours. Shares of the first sample, then of the second."
    return make_table(heads, rows, right=[3, 4, 5], note=note)


def _linked(name: str, cell: str) -> Html:
    return Html(f'<a href="{LEDGER}#{name}">{plain(cell)}</a>')


def _statement(entry: Entry) -> list[str]:
    return [_linked(entry.id, entry.statement), str(entry.page)]


def table_differing(ledger: Ledger) -> Block:
    """Return the printed numbers that are not what their counts give, once, with the reason."""
    rows = []
    for entry in ledger.statements:
        if entry.verdict in ("differs", "impossible"):
            numbers = ", recomputed ".join(filter(None, (entry.printed, entry.recomputed)))
            reason = entry.reason or say(ledger, entry).sentence
            rows.append([*_statement(entry), numbers, reason])
    heads = ["What the report says", "Page", "Printed", "What would explain it"]
    return make_table(heads, rows, right=[1])


def table_not_together(ledger: Ledger) -> Block:
    """Return the places of the report that do not say the same, and why no count decides."""
    rows = [
        [*_statement(entry), say(ledger, entry).sentence]
        for entry in ledger.entries
        if isinstance(entry.source, Claim) and entry.source.relation == "places_differ"
    ]
    heads = ["What the report says", "Page", "Why the counts do not tell"]
    return make_table(heads, rows, right=[1])


def table_witnesses(ledger: Ledger, name: str) -> Block:
    """Return the witnesses of a claim side by side: a table in which it is true, one where not."""
    entry = find(name, ledger.by_id, "entry")
    if entry.witness_for is None or entry.witness_against is None:
        raise ValueError(f"{name} ({entry.verdict}) does not show two tables")
    halves = with_sums(entry.witness_for), with_sums(entry.witness_against)
    (_, *heads), *rows = (
        [label, *first, *second] for (label, *first), (_, *second) in zip(*halves, strict=True)
    )
    middle = len(heads) // 2
    spanners = [
        ("A table in which it is true", range(1, middle + 1)),
        ("One in which it is false", range(middle + 1, len(heads) + 1)),
    ]
    right = range(1, len(heads) + 1)
    return make_table(["Cases", *heads], rows, right=right, spanners=spanners)


def table_figures_wanted(ledger: Ledger) -> Block:
    """Return the figures whose counts are wanted, with what each would settle, most first."""
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
        # What most of the entries ask for: of those that one number settles, if there are any.
        settles = [sentence for each in entries if (sentence := say(ledger, each).settles)]
        alone = [sentence for sentence in settles if ";" not in sentence]
        asked = Counter(sentence.partition(";")[0] for sentence in alone or settles)
        number = "0"
        if entries:
            # A link to the first of them; the page's script narrows the ledger to all of them.
            wanted = f"figure={figure.number}&amp;verdict={','.join(verdicts)}"
            address = f'href="{LEDGER}#{entries[0].id}" data-filter="{wanted}"'
            number = Html(f"<a {address}>{len(entries)}</a>")
        first = f"Report\u00a0Fig.\u00a0{figure.number}, page\u00a0{figure.page}: "
        first += f"{names}, {report.samples[figure.sample].name}"
        rows.append([first, number, asked.most_common(1)[0][0] if asked else "the counts it shows"])
    heads = ["Figure", "Would settle", "The number that would settle most"]
    return make_table(heads, rows, right=[1])


def table_power(ledger: Ledger) -> Block:
    """Return, for each claim of no difference, the odds ratios that it could have missed (ours)."""
    rows = []
    for entry in ledger.entries:
        has = entry.facts
        if has.get("group") and not has.get("power_slope") and not entry.repeats:
            ratios = (has.get("power_up"), has.get("power_down"))
            found = (ratio_in_words(x) if isinstance(x, float) else "none" for x in ratios)
            groups = f"{has['group']:,} and {has['other_group']:,}"
            rows.append([*_statement(entry), groups, *found])
    heads = ["What the report says", "Page", "Cases in each group"]
    heads += ["Found if above", "Found if below"]
    note = (
        f"Ours. Odds ratios found in {float(ledger.settings.power):.0%} of studies of this size "
        "(Pearson) if the cases compared had the outcome as often as all of the sample; nearer to "
        "1 they would more often be missed."
    )
    return make_table(heads, rows, right=[1, 2, 3, 4], note=note)


def table_assumptions(ledger: Ledger) -> Block:
    """Return what verdicts rest on besides printed numbers: taken, possible, how many entries."""
    model = ledger.report.assumption("missing_model")
    resting = Counter[str]()
    for entry in ledger.entries:
        # What rests on a number of missing cases is judged with each model of them.
        models = {model.id for rests in entry.rests if rests.model and model}
        resting.update(models | {rests.assumption for rests in entry.rests})
    rows = []
    for row in ledger.report.assumptions:
        taken, possible = (text.replace("_", " ") for text in (row.value, row.values))
        rows.append([row.statement, taken, possible, f"{resting[row.id]:,}"])
    heads = ["What is assumed", "Taken", "Possible", "Entries that rest on it"]
    return make_table(heads, rows, right=[3])


def table_scale(ledger: Ledger, variable: str) -> Block:
    """Return the levels of a variable by name, with the cases of each sample that has counts."""
    report = ledger.report
    name = find(variable, report.variables, "variable")
    cases = {
        sample: {count.category: count.printed for count in report.of(sample, variable)}
        for sample in report.samples
        if report.of(sample, variable)
    }
    rows = [
        [row.label, *(own.get(row.level, "") for own in cases.values())]
        for row in report.levels
        if row.variable == variable
    ]
    heads = [capital(name), *(capital(report.samples[sample].name) for sample in cases)]
    return make_table(heads, rows, right=range(1, len(heads)))


def _resources(folder: Path) -> list[dict[str, Any]]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return list(package["resources"])


def _code(text: str) -> Html:
    return Html(f"<code>{plain(text)}</code>")


def table_files(folder: Path) -> Block:
    """Return the files of the data package and what each holds; one line for all figures."""
    rows: dict[str, list[str]] = {}
    for resource in _resources(folder):
        path = str(resource["path"])
        with (folder / path).open(encoding="utf-8-sig", newline="") as lines:
            number = f"{sum(1 for _ in csv.reader(lines)) - 1:,}"
        if path.startswith("figures/"):
            path, number = re.sub(r"\d+", "NN", path), ""
        holds = re.sub(FIGURE, "a figure", str(resource["description"]))
        rows.setdefault(path, [_code(path), holds, number])
    return make_table(["File", "What it holds", "Rows"], list(rows.values()), right=[2])


def table_dictionary(folder: Path, resource: str) -> Block:
    """Return the columns of one data file, as the data package describes them."""
    known = {str(item["name"]): item for item in _resources(folder)}
    heads = ["Column", "Type", "Meaning", "Unit", "Values"]
    rows = []
    for field in find(resource, known, "data file")["schema"]["fields"]:
        limits = field.get("constraints", {})
        values = [word for word in ("required", "unique") if limits.get(word)]
        if "enum" in limits:
            values.append("one of " + ", ".join(map(str, limits["enum"])))
        if "minimum" in limits and "maximum" in limits:
            values.append(f"{limits['minimum']} to {limits['maximum']}")
        said = (field.get(name, "") for name in ("type", "description", "unit"))
        rows.append([_code(field["name"]), *said, "; ".join(values)])
    shown = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    rows = [[row[place] for place in shown] for row in rows]
    return make_table([heads[place] for place in shown], rows)


def table_inventory(ledger: Ledger) -> Block:
    """Return how many numerals each page prints, used by an entry or left with a reason."""
    pages = Counter(row.page for row in ledger.report.inventory)
    used = Counter(row.page for row in ledger.report.inventory if row.entry)
    counts = [(str(page), number, used[page]) for page, number in sorted(pages.items())]
    counts.append(("all", pages.total(), used.total()))
    rows = [[page, f"{all_:,}", f"{some:,}", f"{all_ - some:,}"] for page, all_, some in counts]
    heads = ["Page", "Numerals", "Used by an entry", "Left, with a reason"]
    return make_table(heads, rows, right=[1, 2, 3])


def table_inventory_reasons(ledger: Ledger) -> Block:
    """Return why numerals are used by no entry, and how many for each reason, most first."""
    reasons = Counter(row.reason for row in ledger.report.inventory if row.reason)
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    rows = [[reason, f"{number:,}"] for reason, number in ranked]
    rows.append(["all", f"{reasons.total():,}"])
    return make_table(["Reason", "Numerals"], rows, right=[1])
