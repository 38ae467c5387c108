"""Every drawing in both widths: words within the picture, none on another, none too small."""

import re
from itertools import combinations
from xml.etree.ElementTree import Element

import pytest

from recount.drawings import draw_range, draw_ranges, draw_tables
from recount.drawings.canvas import SMALL, make_drawing, round_ticks, text_width, wrapped
from recount.drawings.one_number import one_number
from recount.drawings.verdict_map import tally
from tests.recount.drawings.drawings_shared import (
    DRAWN,
    NAMESPACE,
    drawn,
    moved,
    opened,
    pictures,
)

Placed = tuple[str, float, float, float, float]


def placed(node: Element, right: float = 0.0, down: float = 0.0) -> list[Placed]:
    """Return all words with the ends of the room that they take: left, top, right, bottom."""
    found: list[Placed] = []
    for child in node:
        if child.tag == f"{NAMESPACE}g":
            x, y = moved(child)
            found += placed(child, right + x, down + y)
        elif child.tag == f"{NAMESPACE}text":
            size = float(child.get("font-size", SMALL))
            wide = text_width(child.text or "", bold=child.get("font-weight") == "600")
            left = float(child.get("x", "nan")) + right
            left -= {"middle": wide / 2, "end": wide}.get(child.get("text-anchor", ""), 0)
            base = float(child.get("y", "nan")) + down
            found.append(
                (child.text or "", left, base - 0.66 * size, left + wide, base + 0.2 * size)
            )
    return found


def crowded(picture: Element) -> list[str]:
    """Return what is wrong with the places of the words: outside, or on each other."""
    across, up = float(picture.get("width", 0)), float(picture.get("height", 0))
    found = placed(picture)
    wrong = [
        f"outside: {words!r}"
        for words, left, top, right, bottom in found
        if left < -2 or top < -2 or right > across + 2 or bottom > up + 2
    ]
    for (words, left, top, right, bottom), (others, *other) in combinations(found, 2):
        wide = min(right, other[2]) - max(left, other[0])
        high = min(bottom, other[3]) - max(top, other[1])
        if wide > 1 and high > 1:
            wrong.append(f"on each other: {words!r} and {others!r}")
    return wrong


@pytest.mark.parametrize("name", DRAWN)
def test_words_have_room(name):
    for picture in pictures(drawn(name)):
        assert not crowded(picture)


@pytest.mark.parametrize("name", DRAWN)
def test_words_are_not_small(name):
    for picture in pictures(drawn(name)):
        sizes = [float(node.get("font-size", SMALL)) for node in picture.iter(f"{NAMESPACE}text")]
        assert min(sizes) >= SMALL


@pytest.mark.parametrize("name", DRAWN)
def test_it_is_titled_with_a_finding_and_says_its_values(name):
    """Title and text end as sentences should, hold numbers, and no trace of the code."""
    drawing = drawn(name)
    assert drawing.alt.endswith(".")
    assert not drawing.title.endswith(".")
    for said in (drawing.title, drawing.alt):
        assert any(letter.isdigit() for letter in said)
        assert not re.search(r"\b(None|nan|Fraction)\b|\.\.| ,|  |_", said)


@pytest.mark.parametrize("name", DRAWN)
def test_bytes(name):
    """What a page can bear; the map's marks are links on the page and drawn in print only."""
    assert len(drawn(name).wide) < (75_000 if name == "map" else 12_000)


def test_every_number_of_the_ledger_can_be_drawn():
    """Each claim that turns on one number has a drawing in which words have room."""
    ledger = opened()
    names = []
    for entry in ledger.entries:
        try:
            one_number(ledger, entry.id)
        except ValueError:
            continue
        names.append(entry.id)
    assert len(names) > 30
    wrong = {
        name: found
        for name in names
        for picture in pictures(draw_range(ledger, name))
        if (found := crowded(picture))
    }
    assert not wrong
    for picture in pictures(draw_ranges(ledger, *names)):
        assert not crowded(picture)


@pytest.mark.parametrize("name", ["f05-much", "p22-one-pubescent", "f07-rises"])
def test_a_range_needs_one_number(name):
    with pytest.raises(ValueError, match=f"{name}: the claim turns on no single number"):
        draw_range(opened(), name)


def test_tables_need_a_cross_table():
    with pytest.raises(ValueError, match="no claim about a cross-table"):
        draw_tables(opened(), "p22-one-pubescent")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 143, [0, 25, 50, 75, 100, 125, 143]),
        (35, 514, [35, 100, 200, 300, 400, 514]),
        (0, 4, [0, 1, 2, 3, 4]),
    ],
)
def test_ticks_are_round_and_do_not_crowd_the_ends(low, high, ticks):
    assert round_ticks(low, high, 7) == ticks


def test_verdicts_are_counted_as_verbs_or_as_what_entries_are():
    told = [tally(1, "holds"), tally(12, "holds"), tally(1, "open"), tally(3, "no_counts")]
    assert told == ["1 holds", "12 hold", "1 is open", "3 are without counts"]


def test_wrapped_words_keep_to_the_width():
    rows = wrapped("one two three four five six seven eight nine ten", 78)
    assert len(rows) > 2
    assert all(text_width(row) <= 78 for row in rows)
    assert wrapped("one (p.\u00a030)", text_width("(p. 30)") + 1) == ["one", "(p.\u00a030)"]


def test_signs_of_markup_stay_words():
    """Words are escaped in the page, and once more in Typst's string."""
    made = make_drawing('a < "b" & c\\', "One is 1.", lambda on: on.text(0, 10, "d < e") or 20)
    assert pictures(made)[0].find(f".//{NAMESPACE}text").text == 'a < "b" & c\\'
    assert 'alt: "a < \\"b\\" & c\\\\. One is 1.")' in made.typst


@pytest.mark.parametrize("name", DRAWN)
def test_a_page_can_take_it_in(name):
    """No names that pictures could share, no inline styles, and no file of matplotlib's."""
    made = drawn(name)
    assert not re.search(r"<style|<defs|<use|<metadata|\b(style|id|href)=", made.wide + made.narrow)
    colours = re.findall(r"#\w{6}\b", made.html)
    assert set(colours) == set(re.findall(r"var\(--[\w-]+,(#\w{6})\)", made.html))
    assert len(colours) == made.html.count("var(--")
