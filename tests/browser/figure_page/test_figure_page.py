"""The page for a figure's numbers, used as a reader would."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil

import pytest
from figure_page_helpers import ROOT, judged

from recount.book.figure_page import FOLDER, SCRIPTS, figure_page, page_data
from recount.command import main

FIGURE_5 = {
    "infant/toddler, not traded": "105",
    "infant/toddler, traded": "7",
    "prepubescent, not traded": "564",
    "prepubescent, traded": "80",
    "pubescent, not traded": "1,153",
    "pubescent, traded": "56",
}


def choose(page, number):
    page.get_by_label("Figure", exact=True).select_option(str(number))


def fill(page, values, unit="cases"):
    for name, value in values.items():
        page.get_by_label(f"{name}, {unit}", exact=True).fill(value)
    settle(page)


def settle(page):
    """Wait until the page has read what was typed: timers end in the order of their times."""
    page.evaluate("new Promise((done) => setTimeout(done, 121))")


def status(page):
    return page.locator(".figure-status").inner_text()


def verdicts(page):
    return {
        item.get_attribute("data-claim"): item.locator(".verdict").get_attribute("data-verdict")
        for item in page.locator(".figure-claims li").all()
    }


def test_it_starts_with_a_figure_and_says_what_to_do(page):
    assert page.get_by_label("Figure", exact=True).input_value() == "4"
    assert "Type what the figure shows" in status(page)
    assert page.get_by_role("button", name="Download the CSV").is_disabled()
    assert page.locator("#figure-choice option").count() == 22


def test_full_counts_are_checked_judged_and_downloaded(page, tmp_path, capsys):
    choose(page, 5)
    fill(page, FIGURE_5)
    assert status(page) == "✓ The numbers go together: one table has them."
    assert page.locator("tbody .figure-check").all_inner_texts() == ["✓ 112", "✓ 644", "✓ 1,209"]
    text = page.locator(".figure-comparisons").inner_text()
    assert "80 of 644 (12.4%)" in text
    assert "0.956 to 4.74" in text
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the CSV").click()
    assert started.value.suggested_filename == "figure-05.csv"
    path = tmp_path / "figure-05.csv"
    shutil.move(started.value.path(), path)
    shown = verdicts(page)
    found = judged(5, path, list(shown))
    assert shown == {name: judgement.verdict for name, judgement in found.items()}
    assert main(["figure", "5", "--file", str(path)]) == 1
    assert "fails: f05-jointly" in capsys.readouterr().out


def test_the_download_is_the_template_filled_in(page, ledger, tmp_path):
    choose(page, 4)
    page.get_by_label("Percentages of each row").check()
    fill(page, {"male, traded": "6.3%"}, "per cent")
    page.get_by_label("Counts").check()
    fill(page, {"male, traded": "30"})
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the CSV").click()
    text = started.value.path().read_text(encoding="utf-8")
    template = next(f for f in page_data(ledger)["figures"] if f["number"] == 4)["template"]
    assert len(text.splitlines()) == len(template.splitlines())
    filled = {
        (row["quantity"], row["row"], row["column"]): row["printed"]
        for row in csv.DictReader(text.splitlines())
        if row["printed"]
    }
    assert filled == {("count", "male", "yes"): "30", ("row_percent", "male", "yes"): "6.3%"}


def test_wrong_margins_are_refused_as_they_are_typed(page):
    choose(page, 5)
    fill(page, {**FIGURE_5, "prepubescent, traded": "81"})
    problems = page.locator(".figure-problems")
    assert status(page) == "✗ No table with the printed totals has these numbers."
    assert page.locator("tbody .figure-check").all_inner_texts()[1] == "✗ 645: 1 too many"
    assert page.locator("tfoot .figure-check").all_inner_texts()[1] == "✗ 144: 1 too many"
    assert page.get_by_role("button", name="Download the CSV").is_disabled()
    assert page.locator(".figure-claims").count() == 0
    assert "prepubescent, traded: 81, where the others leave only 80" in problems.inner_text()
    fill(page, {"prepubescent, traded": "80"})
    assert status(page).startswith("✓")


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("Counts", "abc", "‘abc’ is not a whole number"),
        ("Counts", "1,15", "‘1,15’ is not a whole number"),
        ("Counts", "6.5", "‘6.5’ is not a whole number"),
        ("Counts", "144", "at most 143"),
        ("Percentages of each row", "many", "‘many’ is not a percentage"),
        ("Percentages of each row", "101%", "at most 100%"),
        ("Percentages of each row", "31.555", "at most two decimals"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_judged(page, kind, text, problem):
    page.get_by_label(kind).check()
    unit = "cases" if kind == "Counts" else "per cent"
    fill(page, {"male, traded": text}, unit)
    box = page.get_by_label(f"male, traded, {unit}", exact=True)
    assert box.get_attribute("aria-invalid") == "true"
    assert status(page).startswith("✗ male, traded")
    assert status(page).endswith(f": {problem}.")
    said = page.locator(f"[id='{box.get_attribute('aria-describedby')}']").inner_text()
    assert f"{text}, but {problem}" in said
    assert page.locator(".figure-claims").count() == 0
    fill(page, {"male, traded": "30" if kind == "Counts" else "6"}, unit)
    assert box.get_attribute("aria-invalid") is None
    assert not status(page).startswith("✗")


def test_a_number_below_what_the_totals_leave_is_told(page):
    """At least 35 of the familial cases had a female victim, as only 479 were male."""
    choose(page, 10)
    fill(page, {"female, extended family": "0", "female, nuclear family": "0"})
    assert status(page) == "✗ No table with the printed totals has these numbers."
    assert "where the others leave at least 35" in page.locator(".figure-problems").inner_text()


def test_an_example_has_numbers_that_are_made_up(page):
    choose(page, 0)
    assert "made up: none is the report’s" in page.locator(".figure-note").inner_text()
    assert "Umbrellas by weather" in page.locator("caption").first.inner_text()
    assert verdicts(page) == {"example": "holds"}
    assert page.get_by_role("button", name="Download the CSV").count() == 0
    assert page.locator(".figure-claims a").count() == 0
    choose(page, 4)
    assert page.locator(".figure-note").inner_text() == ""
    assert page.get_by_label("male, traded, cases", exact=True).input_value() == ""


def test_the_address_keeps_what_was_typed(browser, address):
    tab = browser.new_page()
    tab.goto(f"{address}#figure-5")
    fill(tab, {"prepubescent, traded": "81"})
    tab.get_by_label("Percentages of each row").check()
    fill(tab, {"pubescent, traded": "some"}, "per cent")
    kept = tab.url
    assert kept.endswith("#figure-5?count,1,1=81&row_percent,2,1=some")
    other = browser.new_page()
    other.goto(kept)
    assert other.get_by_label("prepubescent, traded, cases").input_value() == "81"
    assert status(other).startswith("✗ pubescent, traded, % of the row: ‘some’ is not a percentage")
    other.get_by_label("Percentages of each row").check()
    assert other.get_by_label("pubescent, traded, per cent", exact=True).input_value() == "some"
    other.get_by_role("button", name="Clear").click()
    assert other.url.endswith("#figure-5")
    tab.close()
    other.close()


def test_one_number_settles_figure_4(page):
    fill(page, {"male, traded": "25"})
    assert page.get_by_label("female, traded, cases").get_attribute("placeholder") == "118"
    assert verdicts(page) == {"f04-no-difference": "fails"}
    assert "Fisher: holds" in page.locator(".figure-claims").inner_text()
    fill(page, {"male, traded": "26"})
    assert verdicts(page) == {"f04-no-difference": "holds"}


def test_percentages_leave_the_tables_that_round_so(page, tmp_path):
    choose(page, 5)
    page.get_by_label("Percentages of each row").check()
    shares = {"infant/toddler": "6", "prepubescent": "12%", "pubescent": "5"}
    fill(page, {f"{age}, traded": value for age, value in shares.items()}, "per cent")
    path = tmp_path / "made-up.csv"
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the CSV").click()
    shutil.move(started.value.path(), path)
    shown = verdicts(page)
    found = judged(5, path, list(shown))
    assert shown == {name: judgement.verdict for name, judgement in found.items()}
    tables = found["f05-jointly"].tables
    assert tables is not None
    number = tables.count
    assert status(page) == f"◇ The numbers go together: {number} tables have them."


@pytest.mark.parametrize("kind", ["row", "column"])
def test_percentages_of_three_outcomes_are_judged_as_by_the_package(page, tmp_path, kind):
    shares = {
        "row": [(50, 10, 40), (72, 3, 25), (92, 2, 6), (86, 3, 11)],
        "column": [(2, 12, 9), (26, 35, 53), (47, 29, 16), (24, 24, 22)],
    }[kind]
    choose(page, 22)
    page.get_by_label(f"Percentages of each {kind}").check()
    ages = ("infant/toddler", "prepubescent", "pubescent", "mixed ages")
    genders = ("male only", "female only", "female and male")
    values = {
        f"{age}, {gender}": str(percent)
        for age, row in zip(ages, shares, strict=True)
        for gender, percent in zip(genders, row, strict=True)
    }
    fill(page, values, "per cent")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the CSV").click()
    path = tmp_path / "made-up.csv"
    shutil.move(started.value.path(), path)
    shown = verdicts(page)
    found = judged(22, path, list(shown))
    # A search that finds no table against a statement leaves open what the whole list settles.
    settled = {
        name: judgement.verdict
        for name, judgement in found.items()
        if judgement.verdict != "open"
        or judgement.tables is None
        or judgement.tables.method != "search"
    }
    assert len(settled) >= len(found) - 1
    assert {name: shown[name] for name in settled} == settled
    number = re.search(r"([\d,]+) tables", status(page))[1].replace(",", "")
    tables = found["f22-infant-both"].tables
    assert tables is not None
    assert int(number) == tables.count


def test_page_30s_percentages_count_in_figure_11(page):
    choose(page, 11)
    nothing = {"infant/toddler, extended family": "30", "infant/toddler, nuclear family": "30"}
    fill(page, nothing)
    assert status(page).startswith("✗")
    assert "p30-infant" in page.locator(".figure-problems").inner_text()
    fill(page, {**nothing, "infant/toddler, nuclear family": "36"})
    assert not status(page).startswith("✗")


def test_too_few_numbers_are_said_to_be_too_few(page):
    choose(page, 24)
    fill(page, {"level 1, male only": "130"})
    assert status(page).startswith("◇ More than 20,000 tables have these numbers.")
    assert page.locator(".figure-claims").count() == 0


def test_missing_cases_can_be_typed_where_there_are_any(page):
    assert page.locator(".figure-missing").is_hidden()
    choose(page, 6)
    page.get_by_label("Cases left out for missing data, in all").fill("197")
    settle(page)
    assert status(page).startswith("✗")
    page.get_by_label("Cases left out for missing data, in all").fill("198")
    settle(page)
    assert status(page).startswith("◇")


def test_an_address_chooses_a_figure_and_a_choice_changes_the_address(browser, address):
    tab = browser.new_page()
    tab.goto(f"{address}#figure-14")
    assert tab.get_by_label("Figure", exact=True).input_value() == "14"
    choose(tab, 20)
    assert tab.url.endswith("#figure-20")
    tab.evaluate("window.location.hash = '#figure-8'")
    assert tab.get_by_label("Figure", exact=True).input_value() == "8"
    tab.close()


def test_everything_works_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "figure-choice"
    page.keyboard.press("ArrowDown")
    assert "Figure 5" in page.locator("caption").first.inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("Tab")
    for value in ("105", "7", "564", "80", "1153", "56"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    settle(page)
    assert status(page).startswith("✓")
    assert page.evaluate("document.activeElement.textContent") == "Download the CSV"
    with page.expect_download():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Type what the figure shows" in status(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    )
    # The policy of the page would keep axe out as well.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    tab.goto(address)
    choose(tab, 5)
    fill(tab, FIGURE_5)
    found = axe.Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_without_scripts_the_page_names_the_command(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    assert "recount figure N --template" in tab.locator("main").inner_text()
    assert tab.locator("#figure-page").is_hidden()
    context.close()


def test_the_script_is_small_and_the_data_cannot_end_its_element(ledger):
    files = [ROOT / FOLDER / name for name in (*SCRIPTS, "figure-page.css")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 20_000
    block = figure_page(ledger).html
    data = re.search(r'id="figure-page-data">(.*?)</script>', block)[1]
    assert "<" not in data
    assert json.loads(data) == json.loads(json.dumps(page_data(ledger)))
