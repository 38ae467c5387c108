"""A drawing as SVG: the same text each time, and no longer than it has to be."""

from __future__ import annotations

import io
import re

from matplotlib import rc_context
from matplotlib.figure import Figure

__all__ = ["to_svg"]

_GROUP = re.compile(r"<g>\s*((?:<use [^>]*?style=\"[^\"]*\"/>\s*)+)</g>")
_STYLE = re.compile(r' style="([^"]*)"/>')
_DATA = re.compile(r' d="([^"]*)"')
#: Points that a command of a path takes.
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
_LETTER = re.compile(r'transform="translate\((-?[\d.]+) 0\)"/>')
_MARKER = re.compile(r"\bm[0-9a-f]{10}\b")
_EMPTY = re.compile(r"<defs>\s*</defs>\s*")
_GLYPH = re.compile(r'(<path id="[^"]*" )d="([^"]*)" transform="scale\(0\.015625\)"/>')
_HEAD = re.compile(r"^<\?xml.*?(?=<svg)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_NAMED = re.compile(r'<g id="[a-z]\w*">')
#: Matplotlib gives outlines of letters in steps of 1/64; an eighth of these is a hundredth of a
#: point at the sizes used.
_COARSER = 8
_NUMBER = re.compile(r"(?<!scale\()(?<=[ \"(])-?\d+\.\d{3,}")


def to_svg(figure: Figure) -> str:
    """Return a drawing as SVG: the same text each time, letters as outlines, no date.

    Letters are outlines because a picture on a page cannot load the page's fonts, and the book's
    PDF has others.

    Example:
        >>> from recount.drawings.canvas import new_figure
        >>> figure = new_figure(1.0)
        >>> to_svg(figure) == to_svg(figure)
        True
    """
    out = io.StringIO()
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "recount"}):
        figure.savefig(
            out,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    return _shortened(out.getvalue())


def _shortened(text: str) -> str:
    """Return SVG that says the same in less than half the bytes.

    Names of groups are left out, letters have steps that still cannot be seen. The style of a run
    of equal marks is given once, paths go by steps, names are short, places are kept to a hundredth
    of a point and those of letters to a hundredth of their size.
    """
    text = _NAMED.sub("<g>", _COMMENT.sub("", _HEAD.sub("", text)))
    text = _GLYPH.sub(_coarser, text)
    text = _GROUP.sub(lambda found: _shared_style(found[1], found[0]), text)
    text = _DATA.sub(lambda found: f' d="{_relative(found[1])}"', text)
    for number, name in enumerate(dict.fromkeys(_MARKER.findall(text))):
        text = text.replace(name, f"m{number}")
    text = _EMPTY.sub("", text)
    text = _LETTER.sub(lambda found: f'x="{float(found[1]):.0f}"/>', text)
    text = text.replace("DejaVuSans-Bold-", "b").replace("DejaVuSans-", "t")
    text = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)
    return "\n".join(line.strip() for line in text.splitlines()) + "\n"


def _coarser(found: re.Match[str]) -> str:
    """Return the outline of a letter in larger units, which are whole numbers of fewer digits."""
    words = (
        word if word.isalpha() else str(round(float(word) / _COARSER)) for word in found[2].split()
    )
    scale = 0.015625 * _COARSER
    return f'{found[1]}d="{" ".join(words)}" transform="scale({scale})"/>'


def _shared_style(marks: str, whole: str) -> str:
    styles = set(_STYLE.findall(marks))
    if len(styles) != 1:
        return whole
    return f'<g style="{styles.pop()}">\n{_STYLE.sub("/>", marks)}</g>'


def _relative(data: str) -> str:
    """Return a path by steps from point to point: shorter numbers, repeated commands left out.

    Example:
        >>> _relative("M 100 50 L 110 50 L 110.5 48 z")
        'm100 50l10 0 .5-2z'
    """
    tokens = data.split()
    words: list[str] = []
    at = start = (0.0, 0.0)
    last, index = "", 0
    while index < len(tokens):
        command = tokens[index]
        index += 1
        if command == "z":
            words.append("z")
            at, last = start, "z"
            continue
        size = _POINTS[command] * 2
        values = [float(token) for token in tokens[index : index + size]]
        index += size
        steps = [round(value - at[place % 2], 2) for place, value in enumerate(values)]
        # The next step starts where this one led, its rounding included, so that none adds up.
        at = (round(at[0] + steps[-2], 2), round(at[1] + steps[-1], 2))
        if command == "M":
            start = at
        numbers = _numbers(steps)
        if command == last and command != "M":
            words.append(numbers if numbers.startswith("-") else f" {numbers}")
        else:
            words.append(command.lower() + numbers)
        last = command
    return "".join(words)


def _numbers(values: list[float]) -> str:
    """Return numbers in a row, a minus sign standing for the space before it."""
    words = ""
    for value in values:
        word = f"{value:.2f}".rstrip("0").rstrip(".").replace("0.", ".", 1 if abs(value) < 1 else 0)
        word = "0" if word in ("", "-", "-0", ".") else word
        words += word if not words or word.startswith("-") else f" {word}"
    return words
