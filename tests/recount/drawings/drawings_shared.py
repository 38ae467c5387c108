"""What the tests of the drawings share: one ledger, every drawing, the parts of its pictures."""

import re
from xml.etree import ElementTree

from recount.book import open_book
from recount.drawings.canvas import PALETTE, Drawing
from recount.ledger import Ledger

NAMESPACE = "{http://www.w3.org/2000/svg}"
BOX = "MLLLz"
OVERLAPS = ("h04-male-unrelated-one", "h04-male-unrelated-multi", "h04-male-unrelated-pooled")
SUMS = (("h-2010-2011", "h-2012-2013"), ("one-traded-yes", "multi-traded-yes"))
#: Every drawing that a chapter can call, and the arguments to try it with.
DRAWN = {
    "map": (),
    "percentages": (),
    "range": ("f04-no-difference",),
    "ranges": OVERLAPS,
    "tables": ("f11-pubescent-lower",),
    "timeline": SUMS,
    "periods": (),
    "samples": (),
}

Point = tuple[float, float]


def opened() -> Ledger:
    """Return the ledger, the one that a build has kept where there is one."""
    return open_book().ledger


def drawn(name: str) -> Drawing:
    """Return a drawing by name."""
    made: Drawing = getattr(open_book(), f"draw_{name}")(*DRAWN[name])
    return made


def pictures(drawing: Drawing) -> list[ElementTree.Element]:
    """Return both pictures, the wide and the narrow one; of what is for print only the wide one."""
    shown = [drawing.wide, drawing.narrow] if "<svg" in drawing.html else [drawing.wide]
    return [ElementTree.fromstring(svg) for svg in shown]


def words(drawing: Drawing) -> list[str]:
    """Return all words of the wide picture, in the order in which they were written."""
    return [node.text or "" for node in pictures(drawing)[0].iter(f"{NAMESPACE}text")]


def shapes(drawing: Drawing, form: str) -> list[tuple[ElementTree.Element, list[Point]]]:
    """Return all shapes of the wide picture whose steps are those of a form, with their points."""
    found = []
    for node in pictures(drawing)[0].iter(f"{NAMESPACE}path"):
        steps = re.findall(r"([A-Za-z])([^A-Za-z]*)", node.get("d", ""))
        if re.fullmatch(form, "".join(letter for letter, _ in steps)):
            numbers = [float(number) for _, own in steps for number in own.split()]
            found.append((node, list(zip(numbers[::2], numbers[1::2], strict=True))))
    return found


def boxes(drawing: Drawing, colour: str = "") -> list[tuple[float, float]]:
    """Return left end and width of all boxes, or of those of a colour, in the wide picture."""
    return [
        (points[0][0], points[2][0] - points[0][0])
        for node, points in shapes(drawing, BOX)
        if not colour or node.get("fill") == PALETTE[colour]
    ]


def discs(drawing: Drawing) -> list[tuple[float, float]]:
    """Return the middle of all discs, in the wide picture."""
    nodes = pictures(drawing)[0].iter(f"{NAMESPACE}circle")
    return [(float(node.get("cx", "")), float(node.get("cy", ""))) for node in nodes]


def moved(node: ElementTree.Element) -> tuple[float, float]:
    """Return how far a group is moved."""
    found = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)
