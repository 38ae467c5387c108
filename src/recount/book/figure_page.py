"""The page on which a reader types in what a figure shows: its place in the chapter, and its data.

The scripts and the stylesheet stand in ``web/figure-page`` and are copied by the renderer, as
``resources`` of ``_quarto.yml``. Nothing is loaded from elsewhere and nothing is sent anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args

from recount.arithmetic import printed_interval
from recount.book.inline import Block
from recount.ledger import Entry, Ledger
from recount.report import (
    Association,
    Claim,
    CrossTable,
    Figure,
    Jointly,
    Levels,
    Slope,
    Steps,
    Within,
    template,
)
from recount.significance import normal_critical
from recount.verdicts import Known, companion_of, shared_tests, tests_of
from recount.words import SIGNS, TESTS, capital, verdict_words

__all__ = ["FOLDER", "SCRIPTS", "figure_page", "page_data"]

#: Stands for a comparison of counts, which needs no test of significance.
COUNTED = "counted"
#: Folder of the scripts and the stylesheet, from the project's root.
FOLDER = "web/figure-page"
#: The scripts, each using what those before it offer.
SCRIPTS = ("figure-page.numbers.js", "figure-page.tables.js", "figure-page.js")


def figure_page(ledger: Ledger) -> Block:
    """Return the page for figures' numbers, which the PDF leaves out."""
    found = page_data(ledger)
    # No text of the data can end the element that holds it.
    data = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    anchors = "".join(f'<span id="figure-{each["number"]}"></span>' for each in found["figures"])
    lines = [
        f'<link rel="stylesheet" href="../{FOLDER}/figure-page.css">',
        f'<div class="figure-anchors">{anchors}</div>',
        '<div class="figure-page" id="figure-page" hidden></div>',
        "<noscript><p>This page needs scripts to judge numbers as they are typed. Without them, "
        "<code>recount figure N --template</code> writes a form for the figure of that number, and "
        "<code>recount figure N --file FORM</code> does the same checks and tests.</p></noscript>",
        f'<script type="application/json" id="figure-page-data">{data}</script>',
        *(f'<script src="../{FOLDER}/{name}" defer></script>' for name in SCRIPTS),
    ]
    return Block("\n".join(lines))


def page_data(ledger: Ledger) -> dict[str, Any]:
    """Return what the page's script reads: figures, margins, claims, settings, names and signs."""
    report, settings = ledger.report, ledger.settings
    return {
        "figures": [
            _figure(ledger, figure) for figure in report.figures if report.margins_printed(figure)
        ],
        "settings": {
            "alpha": float(settings.alpha),
            "z": normal_critical(settings),
            "convention": ledger.assumed.convention,
        },
        "tests": {name: test.short for name, test in TESTS.items()} | {COUNTED: COUNTED},
        "signs": {verdict: verdict_words(verdict).split(" ", 1) for verdict in SIGNS},
    }


def _figure(ledger: Ledger, figure: Figure) -> dict[str, Any]:
    report, sample = ledger.report, figure.sample
    rows, columns = (report.levels_of(sample, v) for v in (figure.characteristic, figure.outcome))

    def side(variable: str, levels: Levels) -> dict[str, Any]:
        margin = Known(report, ledger.assumed).margin(sample, variable, [(x,) for x in levels])
        return {
            "name": capital(report.variables[variable]),
            "levels": list(levels),
            "labels": list(margin.labels),
            "totals": list(margin.totals),
            "missing": margin.missing,
        }

    # Percentages in the text are shares of a row of the page.
    printed = []
    for stated in report.percentages:
        within = stated.within
        if stated.sample != sample or within is None:
            continue
        if (within.characteristic, within.outcome) == (figure.characteristic, figure.outcome):
            interval = printed_interval(stated.printed, ledger.assumed.convention)
            share = {
                "kind": "row",
                "row": rows.index(within.level),
                "columns": sorted(columns.index(level) for level in within.levels),
                "low": interval.low.as_integer_ratio(),
                "high": interval.high.as_integer_ratio(),
                "lowClosed": interval.low_closed,
                "highClosed": interval.high_closed,
                "source": stated.id,
            }
            printed.append(share)
    own = ((entry, _parts(entry, figure)) for entry in ledger.entries)
    return {
        "number": figure.number,
        "page": figure.page,
        "title": figure.title,
        "sample": report.samples[sample].name,
        "rows": side(figure.characteristic, rows),
        "columns": side(figure.outcome, columns),
        "printed": printed,
        "claims": [_claim(ledger, figure, entry, parts) for entry, parts in own if parts],
        "template": template(report, figure),
    }


def _parts(entry: Entry, figure: Figure) -> Sequence[CrossTable]:
    """Return the readings of an entry on a figure, if all are about the figure's own table."""
    reading = entry.source.reading if isinstance(entry.source, Claim) else None
    parts = reading.parts if isinstance(reading, Jointly) else (reading,)
    names = {figure.characteristic, figure.outcome}
    own = [
        part
        for part in parts
        if isinstance(part, get_args(CrossTable))
        and part.sample == figure.sample
        and {part.characteristic, part.outcome} == names
    ]
    return own if entry.figure == figure.number and len(own) == len(parts) else ()


def _claim(
    ledger: Ledger, figure: Figure, entry: Entry, parts: Sequence[CrossTable]
) -> dict[str, Any]:
    tables = entry.tables
    known = tables if tables and None not in (tables.count, tables.holding) else None
    own = {part: tests_of(part) for part in parts}
    tests = {
        test: [companion_of(part, test) if own[part] else COUNTED for part in parts]
        for test in (shared_tests(parts) if any(own.values()) else (COUNTED,))
    }
    return {
        "id": entry.id,
        "page": entry.page,
        "statement": entry.statement,
        "before": {
            "verdict": entry.verdict,
            "count": known and known.count,
            "holding": known and known.holding,
        },
        "tests": tests,
        "questions": [_question(ledger, figure, part) for part in parts],
    }


def _question(ledger: Ledger, figure: Figure, part: CrossTable) -> dict[str, Any]:
    """Return a reading as the page's script judges it, its levels as places in the table."""
    report = ledger.report
    rows = report.levels_of(part.sample, part.characteristic)
    columns = report.levels_of(part.sample, part.outcome)

    def name(levels: Levels) -> str:
        return report.group_label(part.sample, part.characteristic, levels)

    def places(levels: Levels, among: Levels = rows) -> list[int]:
        return [among.index(level) for level in levels]

    data: dict[str, Any] = {
        "turned": part.characteristic != figure.characteristic,
        "tests": list(tests_of(part)),
    }
    variable = report.variables[part.characteristic]
    if isinstance(part, Association):
        what = f"{variable} by {report.variables[part.outcome]}"
        data |= {"yes": [], "no": [], "kind": "whole", "what": what}
        return data | {"associated": part.present, "rows": places(part.rows)}
    data |= {"yes": places(part.yes, columns), "no": places(part.no, columns)}
    outcome = f": {report.group_label(part.sample, part.outcome, part.yes)}"
    if len(part.yes) + len(part.no) < len(columns):
        outcome += f" against {report.group_label(part.sample, part.outcome, part.no)}"
    if isinstance(part, Slope):
        marks, what = report.scores(part.characteristic), f"one point more of {variable}{outcome}"
        data |= {"kind": "slope", "what": what, "direction": part.direction}
        return data | {"scores": [marks[row] for row in rows]}
    if isinstance(part, Within):
        what = f"{name(part.pivot)}{outcome}"
        return data | {"kind": "majority", "what": what, "pivot": places(part.pivot)}
    pairs = (
        [((high,), (low,)) for low, high in pairwise(rows)]
        if isinstance(part, Steps)
        else [(part.pivot, group) for group in part.against]
    )
    compared = [
        {
            "what": f"{name(first)} against {name(second)}{outcome}",
            "first": places(first),
            "second": places(second),
        }
        for first, second in pairs
    ]
    return data | {"kind": "contrast", "direction": part.direction, "pairs": compared}
