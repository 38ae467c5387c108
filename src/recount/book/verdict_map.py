"""The map of verdicts for the website: a row a section, a unit an entry, each cell a way in."""

from __future__ import annotations

from collections.abc import Iterable

from recount.book.spans import LEDGER
from recount.book.table import Table, plain
from recount.book.words import sign_of, word_of
from recount.drawings.sections import SectionTally, by_section
from recount.ledger import Ledger

__all__ = ["COLUMNS", "map_verdicts"]

#: Kinds of verdicts, a column each: name in the style sheet, head, verdicts in their order.
COLUMNS = (
    ("together", "Goes together", ("agrees", "holds", "consistent")),
    ("apart", "Does not", ("differs", "fails", "impossible")),
    ("open", "Open", ("open",)),
    ("other", "Not decided by counts", ("no_counts", "cited", "not_testable")),
)


def map_verdicts(ledger: Ledger) -> Table:
    """Return how many entries of each section have which kind of verdict.

    A section's name links to its chapter. A count links to the ledger; the page's script narrows
    that link, by what stands in ``data-filter``, to the entries that are counted.

    Example:
        >>> from recount.ledger import open_ledger
        >>> found = map_verdicts(open_ledger()).html
        >>> 'data-filter="section=datasets&amp;verdict=agrees,holds,consistent"' in found
        True
    """
    used = {entry.verdict for entry in ledger.entries}
    heads = "".join(
        f'<th scope="col">{head} <small>{_legend(verdicts, used)}</small></th>'
        for _, head, verdicts in COLUMNS
    )
    rows = "\n".join(_row(tally) for tally in by_section(ledger.entries))
    return Table(
        '<table class="verdict-map" data-quarto-disable-processing="true">\n'
        f'<thead><tr><th scope="col">Section</th>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _legend(verdicts: Iterable[str], used: set[str]) -> str:
    shown = [f"{sign_of(verdict)} {word_of(verdict)}" for verdict in verdicts if verdict in used]
    return ", ".join(shown)


def _row(tally: SectionTally) -> str:
    section = tally.section
    cells = "".join(_cell(tally, *column) for column in COLUMNS)
    link = f'<a href="/chapters/{section.chapter}.qmd">{plain(section.name)}</a>'
    return f'<tr><th scope="row">{link} <small>{section.pages}</small></th>{cells}</tr>'


def _cell(tally: SectionTally, name: str, head: str, verdicts: Iterable[str]) -> str:
    units = [verdict for verdict in verdicts for _ in range(tally.verdicts[verdict])]
    if not units:
        return f'<td class="map-{name}"></td>'
    marks = "".join(f'<i class="{verdict}"></i>' for verdict in units)
    wanted = f"section={tally.section.chapter}&amp;verdict={','.join(verdicts)}"
    label = f"{len(units)} in the section {tally.section.name}: {head.lower()}"
    return (
        f'<td class="map-{name}"><a href="{LEDGER}" data-filter="{wanted}" aria-label="{label}">'
        f'<span class="map-count">{len(units)}</span>'
        f'<span class="map-units" aria-hidden="true">{marks}</span></a></td>'
    )
