"""Notes on numbers: by keyboard, by click, by touch, by mouse; linked both ways with the ledger."""

from __future__ import annotations

from typing import Any

PAGE = "chapters/one-relationship.html"


def first_note(tab: Any) -> tuple[Any, Any]:
    """The first number with a note, and the note."""
    button = tab.locator(".provenance > button.stated").first
    return button, tab.locator(f"#{button.get_attribute('popovertarget')}")


def test_a_note_opens_and_closes_by_keyboard(tab: Any, origin: str) -> None:
    tab.goto(origin + PAGE)
    button, note = first_note(tab)
    button.focus()
    tab.keyboard.press("Enter")
    assert note.is_visible()
    assert "Derived by this audit" in note.inner_text()
    assert "Computed by" in note.inner_text()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.provenance-note') !== null")
    tab.keyboard.press("Escape")
    assert not note.is_visible()
    assert tab.evaluate("document.activeElement.tagName") == "BUTTON"


def test_a_note_opens_by_click_and_closes_elsewhere(tab: Any, served: str) -> None:
    tab.goto(served + PAGE)
    button, note = first_note(tab)
    button.click()
    assert note.is_visible()
    tab.locator("h1").click()
    assert not note.is_visible()


def test_a_note_opens_by_touch_and_fits_the_screen(open_tab: Any, served: str) -> None:
    tab = open_tab(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    tab.goto(served + PAGE)
    for place in (0, 3, 8):
        button = tab.locator(".provenance > button").nth(place)
        button.tap()
        box = tab.locator(".provenance-note:popover-open").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        tab.keyboard.press("Escape")


def test_a_note_opens_under_the_mouse_and_goes_with_it(tab: Any, served: str) -> None:
    tab.goto(served + PAGE)
    button, note = first_note(tab)
    button.hover()
    note.wait_for(state="visible")
    tab.mouse.move(5, 5)
    note.wait_for(state="hidden")


def test_a_note_leads_to_the_ledger_and_the_ledger_back(tab: Any, served: str) -> None:
    tab.goto(served + PAGE)
    button, note = first_note(tab)
    button.click()
    name = note.get_by_role("link").inner_text().removeprefix("In the ledger: ")
    note.get_by_role("link").click()
    tab.wait_for_url(f"**/ledger.html#{name}")
    row = tab.locator(f"[id='{name}']")
    assert row.locator("dl").first.is_visible()
    row.locator("dd a[href^='one-relationship.html']").first.click()
    tab.wait_for_url("**/one-relationship.html*")


def test_without_scripts_a_note_still_opens(open_tab: Any, served: str) -> None:
    tab = open_tab(java_script_enabled=False)
    tab.goto(served + PAGE)
    button, note = first_note(tab)
    button.click()
    assert note.is_visible()
