"""Whatever stands in the files that people edit: the data loads, or its problems are told."""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recount.ledger import load_expected, open_ledger
from recount.ledger.formats import as_csv
from recount.report import DataProblems, load_report
from recount.report.transcription import cross_checks

MADE_UP = Path(__file__).parents[1] / "verdicts/madeup/published"
RAW = json.loads((MADE_UP / "datapackage.json").read_text("utf-8"))
FILES = {
    path.relative_to(MADE_UP).as_posix(): list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    for path in sorted(MADE_UP.rglob("*.csv"))
}
EXPECTED = "../expected_verdicts.csv"
FILES[EXPECTED] = list(csv.reader(io.StringIO((MADE_UP / EXPECTED).read_text("utf-8"))))
CELLS = [
    *("", "x", "0", "-1", "9" * 20, "a + a", "red + red", "red | red", "> x", "1 > 2", " ", "\r"),
    *("\n", "\0", "\u202e", "=1", "size:small & late:yes", "x of y", "a-higher", "/", "; ", "1/0"),
    *("north > south", "yes / no / yes", "jointly", "readings", "shares", "elimination", "larger"),
    *("overlap_larger", "a-together", "north", "all", "late", "size", "level", "missing", "total"),
]
JUNK = [
    *(
        None,
        True,
        0,
        -1,
        10**30,
        1.5,
        "",
        "x",
        "a + b",
        [],
        {},
        ["x"],
        {"x": 1},
        "\0",
        "[",
        "cases",
    ),
    *("../x.csv", [[]], "north", "id"),
]
BIBLIOGRAPHY = ["@book{another2000,", "@book{x,", "@book{", "}", "@", "\0", "title = {", "\ufeff"]
#: `EXAMPLES=5000 make test` tries more.
quick = settings(
    max_examples=int(os.environ.get("EXAMPLES", "75")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    copied = tmp_path_factory.mktemp("malformed") / "published"
    shutil.copytree(MADE_UP, copied)
    shutil.copy(MADE_UP / EXPECTED, copied.parent)
    yield copied
    assert problems_of(copied) == 0  # every file is as it was


def problems_of(folder: Path) -> int:
    """Load the data and its expected verdicts and cross-check it; return how many problems."""
    try:
        report = load_report(folder)
        load_expected(report, folder)
        return len(cross_checks(report))
    except DataProblems as error:
        return sum(bool(problem.file and problem.expected) for problem in error.problems)


@quick
@given(st.data())
def test_any_cells_of_any_file_are_read_or_told(folder, data):
    file = data.draw(st.sampled_from([name for name, rows in FILES.items() if len(rows) > 1]))
    rows = copy.deepcopy(FILES[file])
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(1, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        others = st.sampled_from([cells[column] for cells in rows])
        made = st.one_of(st.sampled_from(CELLS), others, st.text(max_size=9))
        rows[row][column] = data.draw(made)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path = folder / file
    before = path.read_bytes()
    try:
        path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
        assert problems_of(folder) >= 0
    finally:
        path.write_bytes(before)


@quick
@given(st.data())
def test_any_numbers_in_the_form_of_a_figure_are_read_or_told(folder, data):
    file = data.draw(st.sampled_from([name for name in FILES if name.startswith("figures/")]))
    rows = copy.deepcopy(FILES[file])
    for row in data.draw(st.lists(st.integers(1, len(rows) - 1), min_size=1, max_size=9)):
        rows[row][3] = data.draw(st.sampled_from(["0", "1", "12%", "2.5", "not shown", *CELLS]))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path = folder.parent / "form.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    found = ()
    try:
        load_report(folder, (int(file[-6:-4]), path))
    except DataProblems as error:
        found = error.problems
    assert all(x.file == str(path) and x.expected for x in found)


@quick
@given(st.lists(st.sampled_from(BIBLIOGRAPHY), max_size=6), st.text(max_size=9))
def test_any_bibliography_is_read_or_told(folder, lines, junk):
    path = folder.parent / "works.bib"
    path.write_bytes("\n".join([*lines, junk]).encode("utf-8", "surrogatepass"))
    try:
        found = tuple(cross_checks(load_report(folder), path))
    except DataProblems as error:
        found = error.problems
    assert all(x.file in ("works.bib", "citations.csv") and x.expected for x in found)


@quick
@given(st.data())
def test_any_descriptor_is_read_or_told(folder, data):
    raw = copy.deepcopy(RAW)
    at = raw
    while True:
        key = data.draw(st.sampled_from(range(len(at)) if isinstance(at, list) else sorted(at)))
        inner = at[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
            break
        at = inner
    if data.draw(st.booleans()) and isinstance(at, dict):
        del at[key]
    else:
        at[key] = data.draw(st.sampled_from(JUNK))
    path = folder / "datapackage.json"
    try:
        path.write_text(json.dumps(raw), "utf-8")
        assert problems_of(folder) >= 0
    finally:
        path.write_text(json.dumps(RAW), "utf-8")


@pytest.mark.parametrize("file", ["counts.csv", "claims.csv", "datapackage.json", EXPECTED])
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff\xfe", b"\0" * 9, b'"', b"a\rb", "é".encode("latin-1")),
        *("a,b".encode("utf-16"), b"9" * 10**7, b'"' + b"x" * 10**7 + b'"\n', None, "loop"),
    ],
    ids=lambda content: repr(content)[:20],
)
def test_bytes_that_are_no_such_file_are_told(folder, file, content):
    """A folder in the place of a file (None), and a link to itself, too."""
    path = folder / file
    before = path.read_bytes()
    path.unlink()
    try:
        if content is None:
            path.mkdir()
        elif content == "loop":
            path.symlink_to(path)
        else:
            path.write_bytes(content)
        assert problems_of(folder) > 0
    finally:
        path.rmdir() if content is None else path.unlink()
        path.write_bytes(before)


@pytest.mark.parametrize("file", ["counts.csv", "datapackage.json", EXPECTED])
def test_a_file_that_may_not_be_read_is_told(folder, file, monkeypatch):
    read = Path.read_bytes

    def refused(path):
        if path.name == Path(file).name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(DataProblems, match=r"Permission denied"):
        load_expected(load_report(folder), folder)


def test_a_byte_order_mark_is_no_part_of_the_first_column(folder):
    for file in ("counts.csv", "datapackage.json", EXPECTED):
        path = folder / file
        before = path.read_bytes()
        path.write_bytes(b"\xef\xbb\xbf" + before)
        assert problems_of(folder) == 0
        path.write_bytes(before)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_formula_in_any_text_comes_out_as_text(folder, text):
    """Whatever column holds it, no cell of the CSV begins as a formula does."""
    path = folder / "claims.csv"
    before = path.read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(before)))
    for row in rows:
        row |= dict.fromkeys(("place", "statement"), text)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
    try:
        lines = list(csv.reader(io.StringIO(as_csv(open_ledger(folder)))))
    finally:
        path.write_text(before, "utf-8")
    assert not [cell for line in lines for cell in line if cell.startswith(tuple("=+-@\t\r"))]
    assert f"'{text}" in {cell for line in lines for cell in line}
