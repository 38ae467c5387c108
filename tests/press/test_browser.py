"""The site in a real browser: served and opened from a folder, by keyboard, in both themes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from press.command import server


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with server(site, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(params=["served", "folder"])
def origin(request: pytest.FixtureRequest, served: str, site: Path) -> str:
    return served if request.param == "served" else site.resolve().as_uri() + "/"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that must not complain; what it loads is kept in `page.loaded`."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.loaded = []
    made.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("request", lambda request: made.loaded.append(request.url))
    yield made
    context.close()
    assert complaints == []


def test_search_finds_a_word(page: Any, origin: str) -> None:
    page.goto(origin + "index.html")
    page.keyboard.press("/")
    page.keyboard.type("zebrafish")
    link = page.locator("#search-results a").first
    link.wait_for(timeout=5000)
    assert "chapters/one.html" in link.evaluate("a => a.href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/one.html*")
    assert all(url.startswith((origin, "data:", "blob:")) for url in page.loaded)


def found(page: Any, query: str) -> list[tuple[str, list[str]]]:
    """Return the places that a search finds, each with the words that it marks."""
    page.locator("#search-input").fill(query)
    page.locator("#search-status").filter(has_text="place").wait_for(timeout=5000)
    items = page.locator("#search-results li").all()
    return [(i.locator("a").inner_text(), i.locator("mark").all_inner_texts()) for i in items]


def test_search_knows_phrases_and_passes_over_common_words(page: Any, origin: str) -> None:
    page.goto(origin + "index.html")
    page.keyboard.press("/")
    places = found(page, "the zebrafish of")
    assert [marked for _, marked in places] == [["zebrafish"]]
    assert found(page, '"search words"')[0][1] == ["search words"]
    page.locator("#search-input").fill('"words search"')
    page.locator("#search-status").filter(has_text="Nothing found").wait_for(timeout=5000)


def test_a_note_opens_and_closes_by_keyboard(page: Any, origin: str) -> None:
    page.goto(origin + "chapters/one.html")
    note = page.locator(".provenance-note").first
    assert not note.is_visible()
    page.locator(".provenance > button").first.focus()
    page.keyboard.press("Enter")
    assert note.is_visible()
    assert "1,209 / 1,965" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()


def test_the_theme_is_kept_between_pages(page: Any, served: str) -> None:
    page.goto(served + "index.html")
    for _ in range(2):
        page.locator("#theme-button").click()
    page.goto(served + "chapters/two.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(int(part) for part in dark.removeprefix("rgb(").removesuffix(")").split(",")) < 150


def test_a_narrow_page_does_not_scroll_sideways_and_opens_its_menu(page: Any, served: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for name in ("index", "chapters/one", "chapters/two", "chapters/ledger"):
        page.goto(f"{served}{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    menu = page.locator("#book-nav")
    assert not menu.is_visible()
    page.locator(".nav-button").click()
    assert menu.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, served: str, theme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    )
    context = browser.new_context(color_scheme=theme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    found = []
    for name in ("index", "chapters/one", "chapters/two", "chapters/ledger", "chapters/references"):
        page.goto(f"{served}{name}.html")
        violations = axe.Axe().run(page).response["violations"]
        found += [(name, v["id"], v["nodes"][0]["html"][:120]) for v in violations]
    context.close()
    assert found == []
