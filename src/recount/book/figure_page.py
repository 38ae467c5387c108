"""The page on which a reader types in what a figure shows: its place in the chapter, and its data.

The script and the stylesheet stand in ``web/figure-page`` and are copied by the renderer, as
``resources`` of ``_quarto.yml``. Nothing is loaded from elsewhere and nothing is sent anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from recount.arithmetic import printed_interval
from recount.book.words import TEST_WORDS
from recount.ledger import Entry, Ledger
from recount.report import (
    Association,
    Claim,
    Contrast,
    CrossTable,
    Figure,
    Jointly,
    Levels,
    Percentage,
    Report,
    Slope,
    Steps,
    Within,
    template,
)
from recount.significance import normal_critical
from recount.verdicts.crossings import margin_of
from recount.verdicts.decisions import COMPANIONS, tests_of
from recount.words import SIGNS, capital

__all__ = ["FOLDER", "SCRIPTS", "FigurePage", "figure_page", "page_data"]

#: Stands for a comparison of counts, which needs no test of significance.
COUNTED = "counted"
#: Folder of the script and the stylesheet, from the project's root.
FOLDER = "web/figure-page"
#: Its scripts, each using what those before it offer.
SCRIPTS = ("figure-page.numbers.js", "figure-page.tables.js", "figure-page.js")


@dataclass(frozen=True, slots=True)
class FigurePage:
    """The page as Markdown: one block of HTML, which the PDF leaves out."""

    markdown: str

    def __repr__(self) -> str:
        return f"page for figures' numbers in {len(self.markdown):,} characters"

    def __str__(self) -> str:
        return self.markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


def figure_page(ledger: Ledger, root: str = "..") -> FigurePage:
    """Return the page for figures' numbers.

    Args:
        ledger: Gives the margins, the claims' readings and their verdicts so far.
        root: Way from the chapter's folder to the project's root.

    Example:
        >>> from recount.ledger import open_ledger
        >>> print(str(figure_page(open_ledger())).splitlines()[1])
        <link rel="stylesheet" href="../web/figure-page/figure-page.css">
    """
    # No text of the data can end the element that holds it.
    data = json.dumps(page_data(ledger), ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c")
    anchors = "".join(
        f'<span id="figure-{figure.number}"></span>'
        for figure in ledger.report.figures
        if ledger.report.margins_printed(figure)
    )
    lines = [
        "```{=html}",
        f'<link rel="stylesheet" href="{root}/{FOLDER}/figure-page.css">',
        f'<div class="figure-anchors">{anchors}</div>',
        '<div class="figure-page" id="figure-page" hidden></div>',
        "<noscript><p>This page needs scripts to judge numbers as they are typed. Without them, "
        "<code>recount figure 5 --template</code> writes a form for Figure 5, and "
        "<code>recount figure 5 --file figure-05.csv</code> does the same checks and tests; any "
        "other figure alike.</p></noscript>",
        f'<script type="application/json" id="figure-page-data">{data}</script>',
        *(f'<script src="{root}/{FOLDER}/{name}" defer></script>' for name in SCRIPTS),
        "```",
    ]
    return FigurePage("\n".join(lines) + "\n")


def page_data(ledger: Ledger) -> dict[str, Any]:
    """Return what the page's script reads: figures, margins, claims, settings, names and signs.

    Example:
        >>> from recount.ledger import open_ledger
        >>> data = page_data(open_ledger())
        >>> data["figures"][0]["rows"]["totals"], data["figures"][0]["claims"][0]["before"]["count"]
        ([1486, 479], 144)
    """
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
        "tests": {**TEST_WORDS, COUNTED: COUNTED},
        "signs": {verdict: [name.sign, name.word] for verdict, name in SIGNS.items()},
    }


def _figure(ledger: Ledger, figure: Figure) -> dict[str, Any]:
    report = ledger.report
    return {
        "number": figure.number,
        "page": figure.page,
        "title": figure.title,
        "sample": report.samples[figure.sample].name,
        "rows": _side(ledger, figure, figure.characteristic),
        "columns": _side(ledger, figure, figure.outcome),
        "printed": [
            _printed(ledger, figure, stated)
            for stated in report.percentages
            if stated.sample == figure.sample
            and stated.within is not None
            and (stated.within.characteristic, stated.within.outcome)
            == (figure.characteristic, figure.outcome)
        ],
        "claims": [
            _claim(ledger, figure, entry)
            for entry in ledger.entries
            if entry.figure == figure.number and _parts(entry, figure)
        ],
        "template": template(report, figure),
    }


def _side(ledger: Ledger, figure: Figure, variable: str) -> dict[str, Any]:
    report = ledger.report
    levels = report.levels_of(figure.sample, variable)
    margin = margin_of(
        report, figure.sample, variable, [(level,) for level in levels], ledger.assumed
    )
    return {
        "name": capital(report.variables[variable]),
        "levels": list(levels),
        "labels": list(margin.labels),
        "totals": list(margin.totals),
        "missing": margin.missing,
    }


def _printed(ledger: Ledger, figure: Figure, stated: Percentage) -> dict[str, Any]:
    """Return a percentage in the text as the page's share of a row."""
    report, found = ledger.report, stated.within
    assert found is not None
    rows, columns = (
        report.levels_of(figure.sample, variable)
        for variable in (figure.characteristic, figure.outcome)
    )
    interval = printed_interval(stated.printed, ledger.assumed.convention)
    return {
        "kind": "row",
        "row": rows.index(found.level),
        "columns": sorted(columns.index(level) for level in found.levels),
        "low": [interval.low.numerator, interval.low.denominator],
        "high": [interval.high.numerator, interval.high.denominator],
        "lowClosed": interval.low_closed,
        "highClosed": interval.high_closed,
        "source": stated.id,
    }


def _parts(entry: Entry, figure: Figure) -> tuple[CrossTable, ...]:
    """Return the readings of an entry that are about a figure's own table."""
    source = entry.source
    if not isinstance(source, Claim):
        return ()
    reading = source.reading
    parts = reading.parts if isinstance(reading, Jointly) else (reading,)
    names = {figure.characteristic, figure.outcome}
    own = tuple(
        part
        for part in parts
        if isinstance(part, Contrast | Slope | Steps | Association | Within)
        and part.sample == figure.sample
        and {part.characteristic, part.outcome} == names
    )
    return own if len(own) == len(parts) else ()


def _claim(ledger: Ledger, figure: Figure, entry: Entry) -> dict[str, Any]:
    parts, tables = _parts(entry, figure), entry.consistent_tables
    known = tables is not None and tables.count is not None and tables.holding is not None
    own = [tests_of(part) or (COUNTED,) for part in parts]
    if len(set(own)) == 1:
        tests = {test: [test] * len(parts) for test in own[0]}
    else:
        tests = {
            test: [
                slope
                if isinstance(part, Slope)
                else block
                if isinstance(part, Association)
                else COUNTED
                if isinstance(part, Within)
                else test
                for part in parts
            ]
            for test, (slope, block) in COMPANIONS.items()
        }
    return {
        "id": entry.id,
        "page": entry.page,
        "statement": entry.statement,
        "before": {
            "verdict": entry.verdict,
            "count": tables.count if tables is not None and known else None,
            "holding": tables.holding if tables is not None and known else None,
        },
        "tests": tests,
        "questions": [_question(ledger.report, figure, part) for part in parts],
    }


def _question(report: Report, figure: Figure, part: CrossTable) -> dict[str, Any]:
    rows, columns = (
        report.levels_of(part.sample, variable) for variable in (part.characteristic, part.outcome)
    )

    def name(levels: Levels) -> str:
        return report.group_label(part.sample, part.characteristic, levels)

    data: dict[str, Any] = {
        "turned": part.characteristic != figure.characteristic,
        "tests": list(tests_of(part)),
        "yes": [],
        "no": [],
    }
    if isinstance(part, Association):
        names = [report.variables[each] for each in (part.characteristic, part.outcome)]
        return data | {
            "kind": "whole",
            "what": f"{names[0]} by {names[1]}",
            "associated": part.present,
            "rows": [rows.index(level) for level in part.rows],
        }
    data["yes"] = [columns.index(level) for level in part.yes]
    data["no"] = [columns.index(level) for level in part.no]
    outcome = f": {report.group_label(part.sample, part.outcome, part.yes)}"
    if len(part.yes) + len(part.no) < len(columns):
        outcome += f" against {report.group_label(part.sample, part.outcome, part.no)}"
    if isinstance(part, Slope):
        marks = report.scores(part.characteristic)
        return data | {
            "kind": "slope",
            "what": f"one point more of {report.variables[part.characteristic]}{outcome}",
            "direction": part.direction,
            "scores": [marks[row] for row in rows],
        }
    if isinstance(part, Within):
        return data | {
            "kind": "majority",
            "what": f"{name(part.pivot)}{outcome}",
            "pivot": [rows.index(level) for level in part.pivot],
        }
    pairs = (
        [((high,), (low,)) for low, high in pairwise(rows)]
        if isinstance(part, Steps)
        else [(part.pivot, group) for group in part.against]
    )
    return data | {
        "kind": "contrast",
        "direction": part.direction,
        "pairs": [
            {
                "what": f"{name(first)} against {name(second)}{outcome}",
                "first": [rows.index(level) for level in first],
                "second": [rows.index(level) for level in second],
            }
            for first, second in pairs
        ],
    }
