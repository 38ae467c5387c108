"""One mark for each verdict, and a map of the verdicts: a mark a statement, a row a section.

A mark has a colour, a shape and a sign, so that none rests on colour alone. On the website each of
the map is a link to its row of the ledger; in print the map is a drawing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, partial
from html import escape

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from recount.drawings.canvas import Canvas, Drawing, make_drawing, polygon, text_width
from recount.ledger import Entry, Ledger
from recount.markup import LEDGER, pages_in_words
from recount.report import Section
from recount.words import SIGNS, listed

#: The colour of each verdict's mark, from what goes together to what cannot be judged.
COLOURS = {
    **dict.fromkeys(("agrees", "holds", "consistent"), "holds"),
    **dict.fromkeys(("differs", "fails", "impossible"), "fails"),
    **dict.fromkeys(("depends", "open"), "open"),
    **dict.fromkeys(("no_counts", "cited", "not_testable"), "quiet"),
}
#: Verdicts that are verbs: "1 holds", but "1 is open".
VERBS = ("agrees", "holds", "differs", "fails", "depends")
#: From one mark of the map to the next, and the room of a section's name.
PITCH, LEFT = 17, 190
BySection = Mapping[Section, Sequence[Entry]]


def draw_marks(on: Canvas, verdict: str, places: Sequence[tuple[float, float]]) -> None:
    """Draw the mark of a verdict, 13 pixels wide, its middle at each of some places."""
    colour, half = COLOURS[verdict], 6.5
    field = polygon([(-half, -half), (half, -half), (half, half), (-half, half)])
    if colour == "open":
        field = polygon([(0, -half), (half, 0), (0, half), (-half, 0)])
    # What is settled is filled, and its sign stands out in the colour of paper.
    solid = colour in ("holds", "fails")
    on.path(_repeated(field, places), *((colour, "none") if solid else ("none", colour)))
    if verdict != "open":
        on.path(_repeated(_sign(SIGNS[verdict]), places), "paper" if solid else colour)


def _repeated(path: Path, places: Sequence[tuple[float, float]]) -> Path:
    moved = [path.transformed(Affine2D().translate(x, y)) for x, y in places]
    return Path.make_compound_path(*moved)


@cache
def _sign(sign: str) -> Path:
    """Return a sign's outline, 7 pixels in its longer side, from the letters of matplotlib."""
    outline = TextPath((0, 0), sign, size=10, prop=FontProperties(family="DejaVu Sans"))
    box = outline.get_extents()
    scale = 7 / max(box.width, box.height)
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return outline.transformed(Affine2D().translate(-middle[0], -middle[1]).scale(scale, -scale))


def several(verdict: str) -> str:
    """Return what several entries with a verdict do or are: hold, open, without counts."""
    if verdict in VERBS:
        return verdict.removesuffix("s")
    return {"no_counts": "without counts"}.get(verdict, verdict.replace("_", " "))


def tally(number: int, verdict: str) -> str:
    """Return how many entries have a verdict, as the end of a sentence."""
    if verdict in VERBS:
        return f"{number:,} {verdict if number == 1 else several(verdict)}"
    return f"{number:,} {'is' if number == 1 else 'are'} {several(verdict)}"


def draw_map(ledger: Ledger) -> Drawing:
    """Return every statement as a mark with the sign of its verdict, by section."""
    order = list(COLOURS)
    statements = sorted(ledger.statements, key=lambda entry: order.index(entry.verdict))
    rows: dict[Section, list[Entry]] = {section: [] for section in ledger.report.sections}
    for entry in statements:
        rows[ledger.report.section_of(entry.page)].append(entry)
    rows = {section: entries for section, entries in rows.items() if entries}
    # In the order of their marks.
    found = Counter(entry.verdict for entry in statements)
    kinds = Counter(COLOURS[entry.verdict] for entry in statements)
    title = (
        f"Of {found.total()} statements, {kinds['holds']} fit the numbers in the report’s text, "
        f"{kinds['fails']} do not, {found['open']} are open in this audit, {found['depends']} "
        f"depend on how they are read, and {kinds['quiet']} cannot be judged by the counts in the "
        "text"
    )
    said = []
    for section, entries in rows.items():
        own = Counter(entry.verdict for entry in entries)
        said.append(f"{section.name}: {listed([tally(n, verdict) for verdict, n in own.items()])}")
    draw = partial(_draw, found, rows)
    return make_drawing(title, f"{'; '.join(said)}.", draw, _table(title, found, rows))


def _table(title: str, found: Counter[str], rows: BySection) -> str:
    legend = "".join(
        f'<li><span class="verdict" data-verdict="{verdict}"><span aria-hidden="true">'
        f"{SIGNS[verdict]}</span> {number} {several(verdict)}</span></li>"
        for verdict, number in found.items()
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


def _draw(found: Counter[str], rows: BySection, on: Canvas) -> float:
    """Draw legend and rows, for print: pages have the table."""
    places = defaultdict(list)
    x, y = 0.0, 12.0
    for verdict, number in found.items():
        words = f"{number} {several(verdict)}"
        room = 36 + text_width(words)
        if x + room > on.width:
            x, y = 0.0, y + 20
        places[verdict].append((x + 8, y - 4))
        on.text(x + 20, y, words)
        x += room
    y += 14
    across = int((on.width - LEFT - 34) // PITCH)
    for section, entries in rows.items():
        on.line(0, y, on.width, y)
        on.text(0, y + 16, section.name)
        on.text(LEFT - 12, y + 16, pages_in_words(section), "end", "quiet")
        on.text(on.width, y + 16, f"{len(entries)}", "end")
        for place, entry in enumerate(entries):
            down, along = divmod(place, across)
            places[entry.verdict].append((LEFT + (along + 0.5) * PITCH, y + 12 + down * PITCH))
        y += -(-len(entries) // across) * PITCH + 7
    for verdict, middles in places.items():
        draw_marks(on, verdict, middles)
    on.line(0, y, on.width, y)
    return y + 4
