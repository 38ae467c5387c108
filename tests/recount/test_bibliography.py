"""The reference list: BibTeX, the table of citations and the years in the inventory agree."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PART_TWO = "% ---- Part 2"
REPORT = "ncmecthorn2018"

# First author and year of each work, read off pages 45 and 46 apart from references.bib.
LISTED = """
    Babchishin 2015, Burgess 2012, Burgess 2008, DeHart 2017, DeLong 2012, Dwyer 2016,
    International Center for Missing & Exploited Children 2016, Internet Watch Foundation 2013,
    Internet Watch Foundation 2016, Long 2016, Prat 2014, Quayle 2014, Quayle 2011, Quayle 2018,
    Seto 2013, Seto 2015, Seto inpress, Seto 2011, Seto 2012, Shelton 2016, Snyder 2000,
    Taylor 2003, Whittle 2013, Winters 2017, Wolak 2012
"""


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one published file."""
    path = ROOT / "data" / "published" / name
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def entries(text: str) -> dict[str, str]:
    """Key and body of each BibTeX entry; a repeated key is an error."""
    found = re.findall(r"^@\w+\{(\w+),\n(.*?)^\}", text, flags=re.MULTILINE | re.DOTALL)
    assert len(found) == text.count("\n@"), "an entry does not have the expected form"
    assert len({key for key, _ in found}) == len(found), "a key is used twice"
    return dict(found)


def field(body: str, name: str) -> str | None:
    """Content of a BibTeX field, or None where the entry does not have it."""
    match = re.search(rf"^  {name} *= \{{(.*)\}},$", body, flags=re.MULTILINE)
    return match and match[1]


def first_author_and_year(body: str) -> str:
    """Surname (or body) named first, and the year or the state of publication."""
    author = (field(body, "author") or "").split(" and ")[0].split(",")[0]
    year = field(body, "year") or field(body, "pubstate")
    return f"{author.strip('{}').replace(chr(92), '')} {year}"


def pages(row: dict[str, str]) -> list[int]:
    """Pages on which the body cites the work."""
    return [int(page) for page in row["cited_pages"].split(" + ") if page]


CITATIONS = rows("citations.csv")
BIBTEX = (ROOT / "references.bib").read_text(encoding="utf-8")
PRINTED = entries(BIBTEX[: BIBTEX.index(PART_TWO)])
METHOD = entries(BIBTEX[BIBTEX.index(PART_TWO) :])


def test_part_one_holds_the_report_and_what_it_lists_and_nothing_else() -> None:
    """In the order of the list, after the report itself."""
    listed = [row["key"] for row in CITATIONS if row["listed"] == "yes"]
    assert [REPORT, *listed] == list(PRINTED)


def test_no_listed_work_is_missing() -> None:
    """Authors and years are those of a separate reading of the list."""
    expected = [" ".join(work.split()) for work in LISTED.split(",")]
    found = [first_author_and_year(body) for key, body in PRINTED.items() if key != REPORT]
    assert found == expected


def test_the_two_parts_share_no_key() -> None:
    """A work on method is not mistaken for one that the report cites."""
    assert not PRINTED.keys() & METHOD.keys()


@pytest.mark.parametrize("key", [*PRINTED, *METHOD])
def test_entry_has_author_title_and_the_year_of_its_key(key: str) -> None:
    """A key names the year that its entry gives, and braces close."""
    body = PRINTED.get(key) or METHOD[key]
    assert field(body, "author")
    assert field(body, "title")
    assert (field(body, "year") or field(body, "pubstate") or "none") in key
    assert body.count("{") == body.count("}")


@pytest.mark.parametrize("row", CITATIONS, ids=lambda row: row["key"])
def test_citation_gives_pages_of_the_body_and_explains_mismatches(row: dict[str, str]) -> None:
    """Pages lie within 3 to 44; listed and cited match, or a note says how they do not."""
    cited = pages(row)
    assert row["listed"] in {"yes", "no"}
    assert cited == sorted(set(cited))
    assert all(3 <= page <= 44 for page in cited)
    assert cited or row["listed"] == "yes", "neither listed nor cited"
    if row["listed"] == "no" or not cited:
        assert row["note"], "listed and cited do not match, and no note says so"
    if row["listed"] == "yes" and not cited:
        assert "never cited" in row["note"]
    if row["listed"] == "no":
        assert "not in the list" in row["note"]


def test_years_cited_on_each_page_are_those_of_the_inventory() -> None:
    """The inventory was typed page by page from the text, not from the list."""
    inventory = {
        (int(row["page"]), row["printed"])
        for row in rows("inventory.csv")
        if row["subject"].startswith("work:")
    }
    dated = [(row, re.search(r"\d{4}", row["key"])) for row in CITATIONS]
    cited = {(page, year[0]) for row, year in dated if year for page in pages(row)}
    assert cited == inventory
