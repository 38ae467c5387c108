"""A figure's numbers installed in the data change the ledger, a sentence of a book and its PDF."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

import press
from recount.book import Book, open_book
from recount.words import verdict_words

ROOT = Path(__file__).parents[3]
MADE_UP = ROOT / "tests" / "recount" / "verdicts" / "madeup"
#: The made-up figure's counts of late parcels, and of the others.
COUNTS = {"small": (2, 7), "medium": (1, 7), "large": (4, 2)}
QUARTO = """\
project: {type: book, output-dir: _site}
book: {title: Parcels, chapters: [index.qmd]}
format: {typst: {}}
execute: {echo: false}
"""
CHAPTER = """\
# Parcels

```{python}
from pathlib import Path
from recount.book import open_book
book = open_book(Path("data/published"))
```

That large parcels are more often late: `{python} book.claims.a_cut.verdict`.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of one chapter over a copy of the made-up data with a full form."""
    project = tmp_path_factory.mktemp("parcels")
    shutil.copytree(MADE_UP / "published", project / "data" / "published")
    shutil.copy(MADE_UP / "expected_verdicts.csv", project / "data")
    form = project / "data" / "published" / "figures" / "figure-01.csv"
    rows = list(csv.DictReader(form.read_text("utf-8").splitlines()))
    for row in rows:
        if row["quantity"] == "count":
            row["printed"] = str(COUNTS[row["row"]][row["column"] == "no"])
    with form.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (project / "_quarto.yml").write_text(QUARTO, "utf-8")
    (project / "index.qmd").write_text(CHAPTER, "utf-8")
    (project / "_environment").write_text(f"PYTHONPATH={ROOT / 'src'}\n", "utf-8")
    return project


@pytest.fixture(scope="module")
def books(project: Path) -> tuple[Book, Book]:
    """The book without the numbers, and with them."""
    return open_book(MADE_UP / "published"), open_book(project / "data" / "published")


def test_the_ledger_has_both_verdicts(books):
    without, with_them = (book.ledger["a-cut"] for book in books)
    assert without.with_figures is None
    assert with_them.with_figures is not None
    assert with_them.with_figures.tables.count < without.tables.count
    assert with_them.verdict == without.verdict


def test_a_sentence_of_a_book_has_both_verdicts(books):
    without, with_them = (str(book.claims.a_cut.verdict) for book in books)
    later = books[1].ledger["a-cut"].with_figures.verdict
    assert with_them == f"{without}; with the chart {verdict_words(later)}"


def test_the_pdf_has_both_verdicts(books, project):
    (made,) = press.render(project, formats=["typst"]).glob("*.pdf")
    words = " ".join("".join(page.extract_text() for page in PdfReader(made).pages).split())
    assert "with the chart" in words
    assert books[1].ledger["a-cut"].with_figures.verdict in words
