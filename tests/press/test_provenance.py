"""The filter that gives a number its note, under plain Pandoc, for both formats."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import press
from press.pandoc import Pandoc
from tests.press.conftest import FILTERS

STATED = (
    '[61%]{.stated entry="p22-one" verdict="differs" formula="1,209 / 1,965 = 61.53%" '
    'source="page 22" maker="recount.share" row="percentages.csv"}'
)


def convert(text: str, to: str) -> str:
    own = str(FILTERS / "provenance.lua")
    with Pandoc(Path()) as pandoc:
        return pandoc.convert(text, "a.qmd", "markdown", to, own, wrap_text="none")[0]


def test_on_a_page_the_number_opens_its_note() -> None:
    html = convert(f"It was {STATED} and {STATED}.", "html")
    opens = re.findall(r'popovertarget="([^"]+)"', html)
    notes = re.findall(r'id="([^"]+)" popover', html)
    assert opens == notes == ["provenance-1", "provenance-2"]
    assert html.count("<p>") == 1, "the note stays within the paragraph"
    for part in (
        "1,209 / 1,965 = 61.53%",
        "≠ <strong>differs</strong>",
        "Printed on page 22",
        "Computed by <code>recount.share</code> from <code>percentages.csv</code>",
        '<a href="/chapters/ledger.qmd#p22-one">In the ledger: p22-one</a>',
    ):
        assert html.count(part) == 2


def test_in_print_an_entry_has_one_note_a_chapter() -> None:
    typst = convert(f"# A\n\nIt was {STATED} and {STATED}.\n\n# B\n\nAgain {STATED}.\n", "typst")
    assert typst.count("#footnote[") == 2
    assert typst.count("#link(<p22-one>)[61%]") == 1
    assert typst.count("#link(<p22-one>)[Ledger]") == 2
    assert "≠ #strong[differs]" in typst


def test_a_sign_stands_beside_a_printed_number_that_differs() -> None:
    sign = '<span class="provenance-sign" aria-hidden="true">≠</span>'
    assert sign in convert(STATED, "html")
    printed = STATED.replace('verdict="differs"', 'verdict="differs" printed="61%"')
    assert sign in convert(printed, "html")
    assert "provenance-sign" not in convert(printed.replace("[61%]", "[62%]"), "html")
    assert "provenance-sign" not in convert(STATED.replace("differs", "open"), "html")


def test_only_the_entry_is_needed() -> None:
    html = convert('[7]{.stated entry="x"}', "html")
    assert 'href="/chapters/ledger.qmd#x"' in html
    assert "provenance-verdict" not in html


def test_a_count_says_where_it_is_printed() -> None:
    html = convert('[518]{.count source="page 12" row="counts.csv"}', "html")
    assert 'class="count"' in html
    assert "Data: <code>counts.csv</code>" in html
    typst = convert('[518]{.count source="page 12"} of [518]{.count source="page 12"}', "typst")
    assert typst.strip() == "518#footnote[Printed on page 12.] of 518"


def test_text_of_attributes_is_escaped() -> None:
    html = convert('[a & b]{.stated formula="1 < 2" entry="e"}', "html")
    assert "1 &lt; 2" in html
    assert 'aria-label="Where a &amp; b comes from"' in html


@pytest.mark.parametrize("verdict", ["agrees", "consistent", "impossible", "no_counts", "cited",
                                     "holds", "fails", "open", "not_testable"])  # fmt: skip
def test_every_verdict_has_a_sign_and_a_word(verdict: str) -> None:
    typst = convert(f'[1]{{.stated verdict="{verdict}" entry="e"}}', "typst")
    match = re.search(r"footnote\[(\S+) #strong\[([a-z ]+)\]: \w", typst)
    assert match is not None
    assert match[2] == verdict.replace("_", " ")


def test_other_formats_keep_the_number() -> None:
    assert convert(f"It was {STATED}.", "plain") == "It was 61%.\n"


@pytest.mark.parametrize("to", ["html", "typst"])
def test_headings_and_links_hold_no_notes(to: str) -> None:
    with pytest.raises(press.PressError, match=r"heading “Of 61% things”"):
        convert(f"## Of {STATED} things", to)
    with pytest.raises(press.PressError, match=r"link “61%”"):
        convert(f"[{STATED}](a.html)", to)


def test_press_places_what_the_filter_refuses(tiny) -> None:
    from tests.press.conftest import QUARTO

    project = tiny(
        quarto=QUARTO.replace("filters: []", "filters: [provenance__lua]".replace("__", ".")),
        one='# One\n\n## Of [61%]{.stated entry="e"} things\n',
        provenance__lua=(FILTERS / "provenance.lua").read_text(encoding="utf-8"),
    )
    with pytest.raises(press.PressError) as caught:
        press.render(project, formats=["html"])
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("one.qmd", 3)
    assert "said by the filter provenance.lua" in problem.message


def test_the_site_holds_note_script_and_style(site: Path) -> None:
    html = (site / "chapters" / "one.html").read_text(encoding="utf-8")
    assert 'href="ledger.html#p22-one-pubescent"' in html
    assert 'src="../filters/provenance.js"' in html
    assert 'href="../filters/provenance.css"' in html
    assert (site / "filters" / "provenance.js").is_file()
