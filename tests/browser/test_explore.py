"""A drawing with a control in a real browser, under a policy as strict as the site's."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recount import drawings
from recount.drawings.canvas import text_width
from recount.ledger import Ledger
from recount.ours import compute_ours

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'"
#: Two statements that rest on how many cases of a row are missing data.
DIAL = ("h04-male-unrelated-one", "w22-one-nonfamilial-majority")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Keep the tests' output to itself."""


@pytest.fixture(scope="module")
def address(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("explore")
    shutil.copytree(ROOT / "theme", folder / "theme")
    ours = compute_ours(ledger.report, ledger.settings)
    shown = [
        drawings.slider(ledger, "f04-no-difference", "."),
        drawings.slider(ledger, "f10-female-familial", "."),
        drawings.dial(ledger, *DIAL),
        drawings.draw_samples(ledger, ours),
        drawings.draw_periods(ours),
    ]
    body = "".join(f"<div>{each.html}</div>" for each in shown)
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<link rel="stylesheet" href="theme/recount.css"><main>{body}</main></html>',
        encoding="utf-8",
    )
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": 900, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not [text for text in complaints if "favicon" not in text and "404" not in text]


def state(page: Any, place: int = 0) -> tuple[str, list[str], str]:
    """Return the verdict, the cells, and what is spoken, of one control."""
    box = page.locator(".explore").nth(place)
    return (
        box.locator("[data-runs]").first.inner_text(),
        box.locator("td [data-sign]").all_inner_texts(),
        box.locator("input").get_attribute("aria-valuetext"),
    )


def test_keys_move_the_number_and_the_verdict_turns_at_the_edge(tab: Any) -> None:
    page = tab()
    assert state(page) == (
        "✓ would be true",
        ["35", "444", "7.3%", "108", "1,378", "7.3%"],
        "35: ✓ would be true",
    )
    dragged = page.locator(".explore input").first
    dragged.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert state(page)[0] == "✓ would be true"
    page.keyboard.press("ArrowRight")
    verdict, cells, spoken = state(page)
    assert (verdict, spoken) == ("✗ would be false", "45: ✗ would be false")
    assert cells == ["45", "434", "9.4%", "98", "1,388", "6.6%"]
    page.keyboard.press("Home")
    assert state(page)[1] == ["0", "479", "0.0%", "143", "1,343", "9.6%"]


def test_a_touch_moves_the_line_in_the_drawing(tab: Any) -> None:
    page = tab(has_touch=True)
    line = page.locator(".drawing-wide .explore-line").first
    before = line.get_attribute("d")
    box = page.locator(".explore input").nth(0).bounding_box()
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    assert line.get_attribute("d") != before
    assert state(page)[0] == "✗ would be false"


def test_the_dial_turns_both_models(tab: Any) -> None:
    page = tab()
    page.locator(".explore input").nth(2).fill("230")
    verdicts = page.locator(".explore").nth(2).locator("[data-runs]")
    assert verdicts.all_inner_texts() == ["◇ open", "✗ no table", "✓ holds", "✗ no table"]
    assert verdicts.nth(1).get_attribute("data-verdict") == "no_table"


def test_without_scripts_the_drawing_stands_there(tab: Any) -> None:
    page = tab(java_script_enabled=False)
    assert page.locator(".drawing-wide").first.is_visible()
    assert not page.locator(".explore").first.is_visible()


def test_of_two_widths_one_is_shown(tab: Any) -> None:
    page = tab()
    for width, shown in ((900, "wide"), (390, "narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        for kind in ("wide", "narrow"):
            assert page.locator(f".drawing-{kind}").first.is_visible() == (kind == shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_words_are_as_wide_as_the_drawings_take_them_to_be(tab: Any) -> None:
    """Advance widths of the font, without its kerning: within a fiftieth and a pixel."""
    page = tab()
    page.evaluate("document.fonts.ready")
    found = page.evaluate(
        """() => [...document.querySelectorAll(".drawing-wide text")].map((each) => [
          each.textContent, each.getAttribute("font-weight"), each.getComputedTextLength()])"""
    )
    assert len(found) > 50
    for words, weight, wide in found:
        expected = text_width(words, bold=weight == "600")
        assert wide == pytest.approx(expected, rel=0.02, abs=1.5), words
