"""One set of values: the style sheet's, Bootstrap's under Quarto, the PDF's.

Those of the drawings are held to the style sheet by the tests of the drawings.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "theme" / "recount.css").read_text("utf-8")
TYPST = (ROOT / "src" / "press" / "assets" / "book.typ").read_text("utf-8")
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(CSS)}

#: Bootstrap's names for what the style sheet names.
NAMES = {
    "body-bg": "paper",
    "body-color": "ink",
    "text-muted": "quiet",
    "border-color": "rule",
    "link-color": "accent",
    "primary": "accent",
    "code-color": "ink",
    "sidebar-bg": "paper",
    "sidebar-fg": "ink",
    "sidebar-hl": "accent",
    "table-border-color": "rule",
    "callout-color-note": "accent",
}


def scss(theme: str) -> dict[str, str]:
    text = (ROOT / "theme" / f"{theme}.scss").read_text("utf-8")
    return dict(re.findall(r"^\$([a-z0-9-]+): ([^;]+);", text, re.MULTILINE))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bootstrap_has_the_style_sheet_s_colours(theme: str) -> None:
    given = scss(theme)
    expected = {name: TOKENS[token][theme == "dark"] for name, token in NAMES.items()}
    assert {name: given[name] for name in NAMES} == expected


def test_both_themes_name_the_same_values() -> None:
    assert scss("light").keys() == scss("dark").keys()


def test_bootstrap_has_the_style_sheet_s_type() -> None:
    family = re.search(r"--serif: ([^;]+);", CSS)
    size = re.search(r"--text: ([^;]+);", CSS)
    assert family is not None
    assert size is not None
    for theme in ("light", "dark"):
        assert scss(theme)["font-family-sans-serif"] == family[1]
        assert scss(theme)["font-size-base"] == size[1]


def test_print_has_the_light_theme_s_colours() -> None:
    given = dict(re.findall(r'#let press-(\w+) = rgb\("(#[0-9a-f]{6})"\)', TYPST))
    for name in ("ink", "quiet", "accent"):
        assert given[name] == TOKENS[name][0]


def contrast(colour: str, ground: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("colour", "ground", "expected"),
    # Values of the contrast checker of WebAIM.
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffff00", 8.0)],
)
def test_contrast_is_that_of_wcag(colour: str, ground: str, expected: float) -> None:
    assert contrast(colour, ground) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("name", ["ink", "quiet", "accent", "holds", "fails", "open", "warning"])
def test_words_can_be_read_on_every_ground(name: str, theme: int) -> None:
    """WCAG 2.2, 1.4.3: a contrast of at least 4.5 to 1 with the page and with what is raised."""
    for ground in ("paper", "raised"):
        assert contrast(TOKENS[name][theme], TOKENS[ground][theme]) >= 4.5


def test_the_fonts_are_there_light_and_licensed() -> None:
    fonts = ROOT / "theme" / "fonts"
    named = re.findall(r'url\("fonts/([^"]+)"\)', CSS)
    assert sorted(named) == sorted(path.name for path in fonts.glob("*.woff2"))
    assert sum((fonts / name).stat().st_size for name in named) < 60_000
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text("utf-8")
    assert "Bitstream Vera" in (fonts / "DEJAVU.txt").read_text("utf-8")
