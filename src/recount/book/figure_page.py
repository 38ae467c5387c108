"""The page on which a reader types in what a figure shows: its place in the chapter, and its data.

The scripts and the stylesheet stand in ``web/figure-page`` and are copied by the renderer, as
``resources`` of ``_quarto.yml``. Nothing is loaded from elsewhere and nothing is sent anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from recount.arithmetic import printed_interval
from recount.book.values import Block
from recount.ledger import Ledger
from recount.report import Claim, Figure, Levels, Report, cross_tables, readings, template
from recount.significance import normal_critical
from recount.verdicts import companion_of, shared_tests, tests_of
from recount.words import SIGNS, TEST_NAMES, capital, verdict_words

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
        "tests": {name: test.short for name, test in TEST_NAMES.items()} | {COUNTED: COUNTED},
        "signs": {verdict: verdict_words(verdict).split(" ", 1) for verdict in SIGNS},
    }


def _figure(ledger: Ledger, figure: Figure) -> dict[str, Any]:
    report, sample, names = ledger.report, figure.sample, (figure.characteristic, figure.outcome)
    levels = rows, columns = [report.levels_of(sample, variable) for variable in names]
    sides = [
        {"name": capital(report.variables[variable]), "levels": list(side)}
        | asdict(ledger.margin(sample, variable, [(x,) for x in side]))
        for variable, side in zip(names, levels, strict=True)
    ]
    # Percentages in the text are shares of a row of the page.
    printed = []
    for stated in report.percentages:
        within = stated.within
        if within and (stated.sample, within.characteristic, within.outcome) == (sample, *names):
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
    return {
        "number": figure.number,
        "page": figure.page,
        "title": figure.title,
        "sample": report.samples[sample].name,
        "rows": sides[0],
        "columns": sides[1],
        "printed": printed,
        "claims": list(_claims(ledger, figure)),
        "template": template(report, figure),
    }


def _claims(ledger: Ledger, figure: Figure) -> Iterator[dict[str, Any]]:
    """Yield the claims on a figure whose readings are all about the figure's own table."""
    for entry in ledger.entries:
        if entry.figure != figure.number or not isinstance(entry.source, Claim):
            continue
        parts = cross_tables(entry.source.reading)
        shown = [
            figure in ledger.report.figures_of(part.sample, part.characteristic, part.outcome)
            for part in parts
        ]
        if not parts or not all(shown):
            continue
        own = {part: tests_of(part) for part in parts}
        tests = shared_tests(list(own)) if any(own.values()) else (COUNTED,)
        found = entry.tables
        known = found if found and None not in (found.count, found.holding) else None
        before = {"verdict": entry.verdict, "count": known and known.count}
        yield {
            "id": entry.id,
            "page": entry.page,
            "statement": entry.statement,
            "before": {**before, "holding": known and known.holding},
            "tests": {
                test: [companion_of(part, test) if own[part] else COUNTED for part in own]
                for test in tests
            },
            "questions": [_question(ledger.report, figure, part) for part in own],
        }


def _question(report: Report, figure: Figure, part: readings.CrossTable) -> dict[str, Any]:
    """Return a reading as the page's script judges it, its levels as places in the table."""
    of, outcome = (part.sample, part.characteristic), (part.sample, part.outcome)
    rows, columns = report.levels_of(*of), report.levels_of(*outcome)

    def places(levels: Levels) -> list[int]:
        return [rows.index(level) for level in levels]

    turned = part.characteristic != figure.characteristic
    data: dict[str, Any] = {"turned": turned, "tests": list(tests_of(part))}
    variable = report.variables[part.characteristic]
    if isinstance(part, readings.Association):
        what = f"{variable} by {report.variables[part.outcome]}"
        data |= {"yes": [], "no": [], "kind": "whole", "what": what}
        return data | {"associated": part.present, "rows": places(part.rows)}
    data |= {
        name: [columns.index(level) for level in getattr(part, name)] for name in ("yes", "no")
    }
    said = f": {report.group_label(*outcome, part.yes)}"
    if len(part.yes) + len(part.no) < len(columns):
        said += f" against {report.group_label(*outcome, part.no)}"
    if isinstance(part, readings.Slope):
        scores = report.scores(part.characteristic)
        data |= {"kind": "slope", "what": f"one point more of {variable}{said}"}
        return data | {"direction": part.direction, "scores": [scores[row] for row in rows]}
    if isinstance(part, readings.Within):
        what = f"{report.group_label(*of, part.pivot)}{said}"
        return data | {"kind": "majority", "what": what, "pivot": places(part.pivot)}
    pairs = (
        [((high,), (low,)) for low, high in pairwise(rows)]
        if isinstance(part, readings.Steps)
        else [(part.pivot, group) for group in part.against]
    )
    compared = []
    for pair in pairs:
        first, second = (report.group_label(*of, group) for group in pair)
        what = f"{first} against {second}{said}"
        compared.append({"what": what, "first": places(pair[0]), "second": places(pair[1])})
    return data | {"kind": "contrast", "direction": part.direction, "pairs": compared}
