"""A map of the verdicts: one mark a statement, one row a section of the report.

On the website each mark is a link to its row of the ledger; in print it is a drawing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from recount.drawings.canvas import LEDGER, Canvas, Drawing, make_drawing, text_width
from recount.drawings.marks import KINDS, MARKS, draw_marks, tally
from recount.ledger import Entry, Ledger
from recount.report import Section
from recount.words import SIGNS, listed

__all__ = ["draw_map", "pages_in_words"]

#: From one mark to the next, and the room of a section's name.
PITCH, LEFT = 17, 190
ORDER = tuple(MARKS)
Rows = Mapping[Section, Sequence[Entry]]


def draw_map(ledger: Ledger) -> Drawing:
    """Return every statement as a mark with the sign of its verdict, by section.

    Raises:
        ValueError: If an entry stands on a page that no section has.
    """
    rows: dict[Section, list[Entry]] = {section: [] for section in ledger.report.sections}
    for entry in sorted(ledger.statements, key=lambda entry: ORDER.index(entry.verdict)):
        rows[ledger.report.section_of(entry.page)].append(entry)
    rows = {section: entries for section, entries in rows.items() if entries}
    found = Counter(entry.verdict for entry in ledger.statements)
    kinds = {kind: sum(found[verdict] for verdict in words) for kind, words in KINDS.items()}
    title = (
        f"Of {found.total()} statements, {kinds['together']} fit the numbers in the report’s text, "
        f"{kinds['apart']} do not, {kinds['open']} are open in this audit, {kinds['depends']} "
        f"depend on how they are read, and {kinds['other']} cannot be judged by the counts in the "
        "text"
    )
    said = []
    for section, entries in rows.items():
        own = Counter(entry.verdict for entry in entries)
        said.append(f"{section.name}: {listed([tally(own[v], v) for v in ORDER if own[v]])}")
    page = _table(title, found, rows)
    return make_drawing(title, f"{'; '.join(said)}.", lambda on: _draw(on, found, rows), page)


def pages_in_words(section: Section) -> str:
    """Return the pages of a section."""
    first, last = section.first_page, section.last_page
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


def _table(title: str, found: Counter[str], rows: Rows) -> str:
    legend = "".join(
        f'<li><span class="verdict" data-verdict="{word}"><span aria-hidden="true">'
        f"{SIGNS[word]}</span> {found[word]} {MARKS[word].plural}</span></li>"
        for word in ORDER
        if found[word]
    )
    body = "\n".join(_table_row(section, entries) for section, entries in rows.items())
    return (
        f'<div class="map"><p class="map-title">{escape(title)}.</p>\n'
        f'<ul class="map-legend">{legend}</ul>\n'
        '<table class="verdict-map" data-quarto-disable-processing="true">\n'
        '<thead><tr><th scope="col">Section</th><th scope="col">Statements</th>'
        f'<th scope="col">In all</th></tr></thead>\n<tbody>\n{body}\n</tbody>\n'
        '<tfoot><tr><th scope="row">All sections</th><td></td>'
        f"<td>{found.total()}</td></tr></tfoot>\n</table></div>"
    )


def _table_row(section: Section, entries: Sequence[Entry]) -> str:
    # Who comes by keyboard goes by the count to the list of the section's rows.
    marks = "".join(
        f'<a href="{LEDGER}#{entry.id}" class="verdict" data-verdict="{entry.verdict}" '
        f'tabindex="-1" title="{escape(entry.statement)}: {entry.verdict.replace("_", " ")}">'
        f"{SIGNS[entry.verdict]}</a>"
        for entry in entries
    )
    return (
        f'<tr><th scope="row"><a href="/chapters/{section.chapter}.qmd">{escape(section.name)}</a> '
        f'<small>{pages_in_words(section)}</small></th><td class="map-marks">{marks}</td>'
        f'<td><a href="{LEDGER}" data-filter="section={section.chapter}&amp;entry=statement" '
        f'aria-label="{len(entries)} statements of {escape(section.name)} in the ledger">'
        f"{len(entries)}</a></td></tr>"
    )


def _draw(on: Canvas, found: Counter[str], rows: Rows) -> float:
    """Draw legend and rows, for print: pages have the table."""
    places = defaultdict(list)
    x, y = 0.0, 12.0
    for word in (word for word in ORDER if found[word]):
        words = f"{found[word]} {MARKS[word].plural}"
        room = 36 + text_width(words)
        if x + room > on.width:
            x, y = 0.0, y + 20
        places[word].append((x + 8, y - 4))
        on.text(x + 20, y, words)
        x += room
    y += 14
    across = int((on.width - LEFT - 34) // PITCH)
    for section, entries in rows.items():
        on.line(0, y, on.width, y)
        on.text(0, y + 16, section.name)
        on.text(LEFT - 12, y + 16, pages_in_words(section), "right", "quiet")
        on.text(on.width, y + 16, f"{len(entries)}", "right")
        for place, entry in enumerate(entries):
            down, along = divmod(place, across)
            places[entry.verdict].append((LEFT + (along + 0.5) * PITCH, y + 12 + down * PITCH))
        y += -(-len(entries) // across) * PITCH + 7
    for word, middles in places.items():
        draw_marks(on, word, middles)
    on.line(0, y, on.width, y)
    return y + 4
