"""The ledger's page: filters, order, links that keep them, rows that open, and without a script."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from recount.ledger import Ledger, ledger_to_json

LEDGER = "chapters/ledger.html"


def shown(tab: Any) -> list[str]:
    """Names of the entries that can be seen, in their order on the page."""
    names: list[str] = tab.evaluate(
        "[...document.querySelectorAll('.ledger > tbody')].filter((b) => b.checkVisibility())"
        ".map((b) => b.id)"
    )
    return names


def test_filters_show_what_they_say(tab: Any, origin: str, ledger: Ledger) -> None:
    tab.goto(origin + LEDGER)
    assert shown(tab) == [entry.id for entry in ledger.entries]
    tab.get_by_role("checkbox", name="differs").check()
    tab.get_by_role("checkbox", name="fails").check()
    wanted = [e.id for e in ledger.entries if e.verdict in ("differs", "fails")]
    assert shown(tab) == wanted
    assert tab.get_by_role("status").first.inner_text() == (
        f"{len(wanted)} of {len(ledger.entries)} entries"
    )
    tab.locator("select[name=kind]").select_option("percentage")
    assert shown(tab) == [
        e.id for e in ledger.entries if e.verdict == "differs" and e.kind == "percentage"
    ]
    tab.locator("select[name=sample]").select_option("multiple")
    assert shown(tab) == [
        e.id
        for e in ledger.entries
        if (e.verdict, e.kind, e.sample) == ("differs", "percentage", "multiple")
    ]
    tab.get_by_role("button", name="Show all").click()
    assert len(shown(tab)) == len(ledger.entries)


def test_search_looks_into_the_derivations(tab: Any, served: str) -> None:
    tab.goto(served + LEDGER)
    tab.get_by_label("Search", exact=True).fill("f11-pubescent-lower")
    status = tab.locator(".ledger-status")
    status.filter(has_text=" of ").wait_for()
    assert "f11-pubescent-lower" in shown(tab)
    assert len(shown(tab)) < 20
    tab.get_by_label("Search", exact=True).fill("no such words stand anywhere")
    status.filter(has_text="0 of ").wait_for()
    assert shown(tab) == []


def test_an_id_goes_to_its_row(tab: Any, served: str) -> None:
    tab.goto(served + LEDGER)
    tab.get_by_label("Search", exact=True).fill("F08-familial")
    tab.locator(".ledger-status").filter(has_text="1 of ").wait_for()
    assert shown(tab) == ["f08-familial"]
    assert tab.locator("#f08-familial dl").is_visible()


def test_words_are_found_from_their_beginnings(tab: Any, served: str) -> None:
    """Sought is "male": "males" is found, "female" is not."""
    tab.goto(served + LEDGER)
    tab.get_by_label("Search", exact=True).fill("male")
    tab.locator(".ledger-status").filter(has_text=" of ").wait_for()
    found = tab.evaluate(
        "[...document.querySelectorAll('.ledger > tbody:not([hidden])')].map((b) => b.textContent)"
    )
    assert found
    assert all(re.search(r"\bmale", text, re.IGNORECASE) for text in found)


def test_an_opened_row_offers_its_link_and_its_citation(open_tab: Any, served: str) -> None:
    tab = open_tab(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(f"{served}{LEDGER}?verdict=open#f04-no-difference")
    row = tab.locator("#f04-no-difference")
    row.get_by_role("button", name="Copy the link").click()
    row.get_by_role("button", name="The link is copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == f"{served}{LEDGER}#f04-no-difference"
    row.get_by_role("button", name="Copy a citation").click()
    row.get_by_role("button", name="The citation is copied").wait_for()
    said = tab.evaluate("navigator.clipboard.readText()")
    assert re.match(r"The Recount contributors \(\d{4}\)\. Recount", said)
    assert said.endswith(
        f"ledger entry f04-no-difference: open. {served}{LEDGER}#f04-no-difference"
    )


def test_what_differs_between_two_tables_is_marked(tab: Any, served: str) -> None:
    tab.goto(f"{served}{LEDGER}#f04-no-difference")
    tables = tab.locator("#f04-no-difference .witnesses > table")
    cells = [tables.nth(at).locator("tbody td").all() for at in (0, 1)]
    differ = [one.inner_text() != other.inner_text() for one, other in zip(*cells, strict=True)]
    assert any(differ)
    assert not all(differ)  # the margins are those of the report
    for shown in cells:
        assert ["differs" in (cell.get_attribute("class") or "") for cell in shown] == differ
    assert tables.nth(1).locator("caption").inner_text().endswith("(what differs is bold)")


def test_order_can_be_changed(tab: Any, served: str, ledger: Ledger) -> None:
    tab.goto(served + LEDGER)
    tab.locator("select[name=sort]").select_option("id")
    assert shown(tab) == sorted(shown(tab), key=str.lower)
    assert len(shown(tab)) == len(ledger.entries)
    tab.locator("select[name=sort]").select_option("verdict")
    verdicts = tab.evaluate(
        "[...document.querySelectorAll('.ledger > tbody')].map((b) => b.dataset.verdict)"
    )
    runs = [verdict for i, verdict in enumerate(verdicts) if i == 0 or verdicts[i - 1] != verdict]
    assert len(runs) == len(set(runs))


def test_a_link_keeps_the_filter(tab: Any, origin: str) -> None:
    tab.goto(origin + LEDGER)
    tab.get_by_role("checkbox", name="open").check()
    tab.locator("select[name=section]").select_option("one-relationship")
    tab.locator("select[name=sort]").select_option("id")
    before = shown(tab)
    link = tab.get_by_role("link", name="Link to this view").evaluate("link => link.href")
    assert "verdict=open" in link
    assert "section=one-relationship" in link
    tab.goto("about:blank")
    tab.goto(link)
    assert shown(tab) == before
    assert tab.get_by_role("checkbox", name="open").is_checked()


def test_the_map_leads_to_statements_and_to_a_section(
    tab: Any, origin: str, ledger: Ledger
) -> None:
    tab.goto(origin + "index.html")
    counts = tab.locator(".verdict-map tbody td:last-child > a")
    total = sum(int(count) for count in counts.all_inner_texts())
    assert total == sum(entry.is_statement for entry in ledger.entries)
    count = int(counts.nth(1).inner_text())
    counts.nth(1).click()
    tab.wait_for_url("**/ledger.html?*")
    assert len(shown(tab)) == count
    tab.go_back()
    mark = tab.locator(".map-marks a[data-verdict=depends]").first
    name = mark.get_attribute("href").partition("#")[2]
    mark.click()
    tab.wait_for_url("**/ledger.html#*")
    assert tab.locator(f"#{name} dl").first.is_visible()
    assert ledger[name].verdict == "depends"


def test_a_deep_link_opens_its_row_even_where_a_filter_hides_it(tab: Any, origin: str) -> None:
    tab.goto(origin + LEDGER + "?verdict=differs#f04-no-difference")
    row = tab.locator("#f04-no-difference")
    assert row.locator("dl").first.is_visible()
    assert row.evaluate("row => row.getBoundingClientRect().top") < 400
    inner = row.get_by_role("table").first
    assert "male" in inner.inner_text()


def test_links_within_the_page_open_rows(tab: Any, served: str, ledger: Ledger) -> None:
    entry = next(e for e in ledger.entries if e.repeats and e.repeats != e.id)
    tab.goto(f"{served}{LEDGER}#{entry.id}")
    tab.locator(f"#{entry.id}").get_by_role("link", name=entry.repeats, exact=True).click()
    assert tab.locator(f"#{entry.repeats} dl").first.is_visible()


def test_rows_open_by_keyboard_and_by_mouse(tab: Any, served: str) -> None:
    tab.goto(served + LEDGER)
    row = tab.locator("#p22-one-pubescent")
    row.locator("summary").focus()
    tab.keyboard.press("Enter")
    assert row.locator("dl").is_visible()
    row.locator("th").first.click()
    assert not row.locator("dl").is_visible()


def test_every_row_links_to_chapters_that_exist(tab: Any, served: str, site: Path) -> None:
    tab.goto(served + LEDGER)
    links = tab.evaluate(
        "[...document.querySelectorAll('.ledger dd a')].map((a) => a.getAttribute('href'))"
    )
    assert len(links) > 300
    for link in set(links):
        path, _, place = link.partition("#")
        html = (site / "chapters" / (path or "ledger.html")).read_text("utf-8")
        assert not place or f'id="{place}"' in html, link


def test_without_scripts_the_ledger_can_be_read(open_tab: Any, served: str) -> None:
    tab = open_tab(java_script_enabled=False)
    tab.goto(served + LEDGER + "#f04-no-difference")
    row = tab.locator("#f04-no-difference")
    assert row.locator("th").first.is_visible()
    assert not row.locator("dl").is_visible()
    row.locator("summary").click()
    assert row.locator("dl").is_visible()
    assert tab.locator(".ledger-tools").count() == 0


def test_the_files_offered_are_there_and_agree(site: Path, ledger: Ledger) -> None:
    audit = json.loads((site / "downloads" / "recount-audit.json").read_text("utf-8"))
    # Judged in another process, which shows that no search depends on time or chance.
    assert audit == json.loads(json.dumps(ledger_to_json(ledger)))
    lines = (site / "downloads" / "recount-ledger.csv").read_text("utf-8").splitlines()
    assert len(lines) == len(ledger.entries) + 1
    assert (site / "downloads" / "recount-data.zip").stat().st_size > 10_000
