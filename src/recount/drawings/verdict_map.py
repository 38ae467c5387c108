"""A map of the verdicts: one mark a statement, one row a section of the report.

On the website each mark is a link to its row of the ledger; in print it is a drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from recount.drawings.canvas import SMALL, WIDE, Drawing, Part, line, make_drawing, text, text_width
from recount.drawings.marks import KINDS, MARKS, mark, tally
from recount.drawings.palette import QUIET
from recount.drawings.sections import SectionTally, by_section
from recount.ledger import Entry, Ledger
from recount.words import listed

__all__ = ["draw_map", "statements"]

#: From one mark to the next, and the room of a section's name.
PITCH, LEFT = 17, 190
ORDER = tuple(MARKS)


def statements(ledger: Ledger) -> list[Entry]:
    """Return the entries that are statements of their own: no repeat, no reading of another.

    Example:
        >>> from recount.ledger import open_ledger
        >>> ledger = open_ledger()
        >>> any(entry.repeats for entry in statements(ledger))
        False
    """
    return [
        entry
        for entry in ledger.entries
        if not entry.repeats and not getattr(entry, "reading_of", None)
    ]


def draw_map(ledger: Ledger, target: str) -> Drawing:
    """Return every statement as a mark with the sign of its verdict, by section.

    Args:
        ledger: The ledger.
        target: Address of the ledger's page, to which marks link by the ids of entries.
    """
    shown = statements(ledger)
    tallies = by_section(ledger.report, shown)
    found = Counter(entry.verdict for entry in shown)
    title, alt = _finding(found), _in_words(tallies)
    drawn = make_drawing(title, alt, lambda width: _drawn(found, tallies, width))
    return replace(drawn, page=_table(title, found, tallies, target))


def _finding(found: Counter[str]) -> str:
    kinds = {kind: sum(found[verdict] for verdict in words) for kind, words in KINDS.items()}
    return (
        f"Of {found.total()} statements, {kinds['together']} go together with the numbers in the "
        f"report’s text, {kinds['apart']} do not, {kinds['open']} are open in this audit, and "
        f"{kinds['other']} cannot be judged by counts"
    )


def _in_words(tallies: Sequence[SectionTally]) -> str:
    rows = [
        f"{row.section.name}: "
        + listed([tally(row.verdicts[word], word) for word in ORDER if row.verdicts[word]])
        for row in tallies
    ]
    return f"{'; '.join(rows)}."


def _sorted(row: SectionTally) -> list[Entry]:
    return sorted(row.members, key=lambda entry: ORDER.index(entry.verdict))


def _table(title: str, found: Counter[str], tallies: Sequence[SectionTally], target: str) -> str:
    legend = "".join(
        f'<li><span class="verdict" data-verdict="{word}"><span aria-hidden="true">'
        f"{MARKS[word].glyph}</span> {found[word]} {MARKS[word].plural}</span></li>"
        for word in ORDER
        if found[word]
    )
    rows = "\n".join(_table_row(row, target) for row in tallies)
    return (
        f'<div class="map"><p class="map-title">{escape(title)}.</p>\n'
        f'<ul class="map-legend">{legend}</ul>\n'
        '<table class="verdict-map" data-quarto-disable-processing="true">\n'
        '<thead><tr><th scope="col">Section</th><th scope="col">Statements</th>'
        f'<th scope="col">In all</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n'
        '<tfoot><tr><th scope="row">All sections</th><td></td>'
        f"<td>{found.total()}</td></tr></tfoot>\n</table></div>"
    )


def _table_row(row: SectionTally, target: str) -> str:
    # Who comes by keyboard goes by the count to the list of the section's rows.
    marks = "".join(
        f'<a href="{target}#{entry.id}" class="verdict" data-verdict="{entry.verdict}" '
        f'tabindex="-1" title="{escape(entry.statement)}: {entry.verdict.replace("_", " ")}">'
        f"{MARKS[entry.verdict].glyph}</a>"
        for entry in _sorted(row)
    )
    section = row.section
    return (
        f'<tr><th scope="row"><a href="/chapters/{section.chapter}.qmd">{escape(section.name)}</a> '
        f'<small>{row.pages}</small></th><td class="map-marks">{marks}</td>'
        f'<td><a href="{target}" data-filter="section={section.chapter}&amp;entry=statement" '
        f'aria-label="{row.entries} statements of {escape(section.name)} in the ledger">'
        f"{row.entries}</a></td></tr>"
    )


def _drawn(
    found: Counter[str], tallies: Sequence[SectionTally], width: int
) -> tuple[float, list[Part]]:
    """Return legend and rows, for print: pages have the table."""
    parts: list[Part] = []
    x, y = 0.0, 12.0
    for word in ORDER:
        words = f"{found[word]} {MARKS[word].plural}"
        room = 22 + text_width(words, SMALL) + 14
        if not found[word]:
            continue
        if x + room > width:
            x, y = 0.0, y + 20
        parts += [*mark(word, x + 8, y - 4, 13), text(x + 20, y, words, size=SMALL)]
        x += room
    y += 14
    left = LEFT if width == WIDE else 0
    across = int((width - left - 34) // PITCH)
    for row in tallies:
        parts.append(line(0, y, width, y))
        parts.append(text(0, y + 16, row.section.name, size=SMALL))
        pages = row.pages
        if left:
            parts.append(text(left - 12, y + 16, pages, anchor="end", size=SMALL, colour=QUIET))
        parts.append(text(width, y + 16, f"{row.entries}", anchor="end", size=SMALL))
        start = y if left else y + 18
        for place, entry in enumerate(_sorted(row)):
            down, along = divmod(place, across)
            middle = (left + (along + 0.5) * PITCH, start + 12 + down * PITCH)
            parts += mark(entry.verdict, *middle, 13)
        y = start + -(-row.entries // across) * PITCH + 7
    parts.append(line(0, y, width, y))
    return y + 4, parts
