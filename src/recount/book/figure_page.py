"""The page on which a reader types in what a figure shows: its place in the chapter, and its data.

The script and the stylesheet stand in ``web/figure-page`` and are copied by the renderer, as
``resources`` of ``_quarto.yml``. Nothing is loaded from elsewhere and nothing is sent anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from recount.book.words import SAMPLE_WORDS, SIGNS, TEST_WORDS, word_of
from recount.figures.page_data import figures_data
from recount.ledger import Ledger

__all__ = ["FOLDER", "SCRIPTS", "FigurePage", "figure_page", "page_data"]

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
        if figure.margins_printed
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
    before = {}
    for entry in ledger.entries:
        tables = entry.consistent_tables
        known = tables is not None and tables.count is not None and tables.holding is not None
        before[entry.id] = {
            "verdict": entry.verdict,
            "count": tables.count if tables is not None and known else None,
            "holding": tables.holding if tables is not None and known else None,
        }
    data = figures_data(ledger.report, ledger.assumed, ledger.settings, before, SAMPLE_WORDS)
    return data | {
        "tests": {**TEST_WORDS, "counted": "counted"},
        "signs": {verdict: [sign, word_of(verdict)] for verdict, (sign, _) in SIGNS.items()},
    }
