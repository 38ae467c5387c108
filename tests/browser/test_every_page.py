"""Every page of the site: loads quietly, fits a telephone, is light, and passes axe."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

LOADED = re.compile(
    r'<(?:link rel="(?:stylesheet|icon)" href|script[^>]* src|img[^>]* src)="([^"#?]+)"'
)
IN_STYLES = re.compile(r'url\("([^"]+)"\)')
#: Compressed by their own format; a server sends them as they are.
PACKED = {".woff2", ".png"}
LIMIT = 150_000


def weight(path: Path) -> int:
    """Bytes of a file as a server sends it."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, 9))


def loads(page: Path) -> set[Path]:
    """A page and all that it shows: styles, fonts, scripts, every picture."""
    found = {page}
    for name in LOADED.findall(page.read_text("utf-8")):
        found.add((page.parent / unquote(name)).resolve())
    for style in [file for file in found if file.suffix == ".css"]:
        for name in IN_STYLES.findall(style.read_text("utf-8")):
            found.add((style.parent / name).resolve())
    return found


def test_pages_load_without_a_word_and_none_scrolls_sideways(
    open_tab: Any, origin: str, pages: list[str]
) -> None:
    tab = open_tab()
    wide = []
    for name in pages:
        tab.set_viewport_size({"width": 360, "height": 800})
        tab.goto(origin + name, wait_until="load")
        assert tab.locator("main h1").count() == 1, name
        for width in (360, 768, 1280):
            tab.set_viewport_size({"width": width, "height": 800})
            if tab.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((name, width))
    assert wide == []


def test_a_first_visit_is_light(site: Path, pages: list[str]) -> None:
    weights = {name: sum(map(weight, loads(site.resolve() / name))) for name in pages}
    assert {name: size for name, size in weights.items() if size >= LIMIT} == {}
    # The fonts are found, so that nothing is left out of the sum.
    assert min(weights.values()) > 45_000


#: The ledger has hundreds of rows made alike: three of each verdict and kind stand for them.
FEW_OF_EACH = """() => {
  const seen = {};
  for (const row of document.querySelectorAll("tbody[data-verdict]")) {
    const alike = `${row.dataset.verdict} ${row.dataset.kind}`;
    seen[alike] = (seen[alike] ?? 0) + 1;
    if (seen[alike] > 3 && !row.querySelector("details[open]")) row.remove();
  }
}"""


def test_axe_finds_nothing(open_tab: Any, served: str, pages: list[str]) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    ).Axe()
    tab = open_tab()
    everything: dict[str, Any] = {"resultTypes": ["violations"]}
    found = []
    for name in pages:
        tab.goto(served + name)
        tab.evaluate(FEW_OF_EACH)
        # Only contrast depends on the theme.
        for theme, options in (
            ("light", everything),
            ("dark", {**everything, "runOnly": ["color-contrast"]}),
        ):
            tab.emulate_media(color_scheme=theme)
            for violation in axe.run(tab, options=options).response["violations"]:
                node = violation["nodes"][0]["html"][:160]
                found.append((name, theme, violation["id"], node))
        tab.emulate_media(color_scheme="light")
    assert found == []


def test_axe_finds_nothing_in_open_rows_notes_and_menus(open_tab: Any, served: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    ).Axe()
    tab = open_tab(viewport={"width": 390, "height": 844})
    tab.goto(served + "chapters/ledger.html?section=one-relationship#f11-pubescent-lower")
    tab.locator("#f11-pubescent-lower details[open]").wait_for()
    tab.evaluate(FEW_OF_EACH)
    first = axe.run(tab).response["violations"]
    tab.goto(served + "chapters/one-relationship.html")
    tab.locator(".provenance > button").first.click()
    second = axe.run(tab).response["violations"]
    tab.locator(".nav-button").click()
    third = axe.run(tab).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in (*first, *second, *third)] == []


def test_the_theme_is_kept_between_pages(tab: Any, served: str) -> None:
    tab.goto(served + "index.html")
    light = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    while tab.locator("#theme-button").inner_text() != "Dark":
        tab.locator("#theme-button").click()
    dark = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    tab.goto(served + "chapters/one-relationship.html")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    drawing = tab.locator("main .drawing svg").first
    drawn_in = drawing.evaluate("drawing => getComputedStyle(drawing).fill")
    while tab.locator("#theme-button").inner_text() != "Light":
        tab.locator("#theme-button").click()
    assert drawing.evaluate("drawing => getComputedStyle(drawing).fill") != drawn_in


def test_the_fonts_of_the_page_are_the_books(tab: Any, served: str) -> None:
    tab.goto(served + "index.html")
    tab.evaluate("document.fonts.ready.then(() => null)")
    loaded = tab.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').length")
    assert loaded >= 3


def test_search_finds_a_word(tab: Any, origin: str) -> None:
    tab.goto(origin + "index.html")
    tab.keyboard.press("/")
    tab.keyboard.type("prepubescent")
    result = tab.locator("#search-results a").first
    result.wait_for()
    target = result.evaluate("link => link.href")
    tab.keyboard.press("Enter")
    tab.wait_for_url(target)
    assert "prepubescent" in tab.locator("main").inner_text().lower()
