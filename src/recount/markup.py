"""Pieces of HTML that the book's tables, its drawings and the ledger's page share."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from recount.report import Section
from recount.words import verdict_words

#: The ledger's page, from the project's root: the renderer makes the right address of it.
LEDGER = "/chapters/ledger.qmd"


class Html(str):
    """A text that is HTML already; all others are plain."""

    __slots__ = ()


def plain(text: str) -> Html:
    """Return text as HTML."""
    return text if isinstance(text, Html) else Html(escape(text, quote=False))


def verdict_cell(verdict: str) -> Html:
    """Return a verdict as sign and word."""
    sign, _, word = verdict_words(verdict).partition(" ")
    return Html(
        f'<span class="verdict" data-verdict="{verdict}"><span aria-hidden="true">'
        f"{sign}</span>\u00a0{word}</span>"
    )


def small_table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> Html:
    """Return a table as it stands within other HTML, the first cell of each row its head."""
    head = "".join(f'<th scope="col">{plain(name)}</th>' if name else "<td></td>" for name in heads)
    body = "".join(
        f'<tr><th scope="row">{plain(name)}</th>'
        + "".join(f"<td>{plain(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in rows
    )
    titled = f"<caption>{caption}</caption>" if caption else ""
    return Html(
        f'<table data-quarto-disable-processing="true">{titled}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def pages_in_words(section: Section) -> str:
    """Return the pages of a section."""
    first, last = section.first_page, section.last_page
    return f"p. {first}" if first == last else f"pp. {first}–{last}"
