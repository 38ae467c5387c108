"""The command: exit codes, formats, and outputs written whole or not at all."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from recount.command import main
from recount.ledger import SCHEMA
from recount.report.transcription import seal

#: The module, whose name its function has in the package.
COMMAND = importlib.import_module("recount.command.main")
MADE_UP = Path(__file__).parents[1] / "verdicts" / "madeup" / "published"


@pytest.fixture(autouse=True)
def one_ledger(monkeypatch, ledger):
    """Calls on the project's own data, nothing assumed otherwise, share one ledger."""
    built = COMMAND.ledger_of

    def ledger_of(call, report=None):
        plain = call.data is None and not call.assume and report is None
        return ledger if plain else built(call, report)

    monkeypatch.setattr(COMMAND, "ledger_of", ledger_of)


@pytest.fixture
def made_up(tmp_path) -> Path:
    """A copy of the made-up report's data, its expected verdicts beside it."""
    folder = tmp_path / "published"
    shutil.copytree(MADE_UP, folder)
    shutil.copy(MADE_UP.parent / "expected_verdicts.csv", tmp_path)
    return folder


def expecting_otherwise(folder: Path) -> Path:
    """The folder, the verdict that is expected of one of its claims exchanged."""
    path = folder.parent / "expected_verdicts.csv"
    text = path.read_text("utf-8")
    assert "a-higher,open,," in text
    path.write_text(text.replace("a-higher,open,,", "a-higher,holds,,"), "utf-8")
    return folder


def run(capsys, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a call."""
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def test_the_audit_ends_with_0_where_every_verdict_is_the_expected_one(capsys):
    code, out, err = run(capsys, "audit")
    assert (code, err) == (0, "")
    assert "Every verdict is the expected one." in out
    assert "with repeats and readings, 299 numerals accounted for" in out
    for word in ("agrees", "differs", "holds", "fails", "open", "not_testable"):
        assert f"\n  {word} " in out


def test_an_unexpected_verdict_ends_with_1_and_the_json_is_still_printed(capsys, made_up):
    folder = expecting_otherwise(made_up)
    code, out, _ = run(capsys, "audit", "--format", "json", "--data", str(folder))
    assert code == 1
    entry = next(entry for entry in json.loads(out)["entries"] if entry["id"] == "a-higher")
    assert (entry["verdict"], entry["expected"]) == ("open", "holds")


def test_an_entry_without_expected_verdict_is_bad_data(capsys, data):
    path = data.parent / "expected_verdicts.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("t1-total,")), "utf-8")
    code, out, err = run(capsys, "audit", "--data", str(data))
    assert (code, out) == (2, "")
    assert "expected_verdicts.csv, column entry: expected a line for t1-total" in err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("t1-total,agrees,,", "t9-total,agrees,,", "column entry: found 't9-total'"),
        ("t1-total,agrees,,", "t1-total,fits,,", "column verdict: found 'fits', expected one of"),
        ("t1-total,agrees,,", "t1-total,differs,,", "column reason: found '', expected a reason"),
        ("t1-total,agrees,,", "t1-total,agrees,", "found '3 values', expected 4 values"),
        (
            "entry,verdict,reason",
            "entry,word,reason",
            "row 1: found 'entry,word,reason,reviewer'",
        ),
    ],
)
def test_faults_of_the_expected_verdicts_are_told(capsys, data, old, new, told):
    path = data.parent / "expected_verdicts.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    code, out, err = run(capsys, "audit", "--data", str(data))
    assert (code, out) == (2, "")
    assert "expected_verdicts.csv" in err
    assert told in err


def test_bad_data_ends_with_2_nothing_on_standard_output_and_the_place(capsys, spoil):
    folder = spoil("counts.csv", "cases,71,16", "cases,x,16")
    code, out, err = run(capsys, "audit", "--format", "json", "--data", str(folder))
    assert (code, out) == (2, "")
    assert "counts.csv, row 4, column printed: found 'x', expected a whole number" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["audit", "--data", "no-such-folder"], "expected a folder with datapackage.json"),
        (
            ["audit", "--assume", "guesswork=1"],
            "found 'guesswork', expected one of rounding, unknown-complete",
        ),
        (["audit", "--assume", "unknown-complete"], "expected ID=VALUE"),
        (["audit", "--assume", "unknown-complete=724"], "expected a number from 0 to 723"),
        (["audit", "--assume", "rounding=upwards"], "expected one of half_up"),
        (["audit", "--assume", "multi-relationship-rows=maybe"], "as read, not read"),
        (["show", "t1-totals"], "no entry 't1-totals'; near it: t1-total"),
        (["show", "xyz"], "recount audit --format csv lists them"),
        (
            ["audit", "--output", "no-such-folder/a.json"],
            "'no-such-folder/a.json' cannot be written",
        ),
        (["audit", "--output", "README.md/a.json"], "'README.md/a.json' cannot be written"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_why(capsys, words, told):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert told in err


def test_the_command_alone_prints_help(capsys):
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    for word in ("audit", "show", "figure", "render", "70: a bug"):
        assert word in " ".join(out.split())


@pytest.mark.parametrize("words", [["audit", "--format", "xml"], ["weigh"], ["show"]])
def test_a_call_that_is_none_ends_with_2(capsys, words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_json_follows_the_schema(capsys):
    code, out, _ = run(capsys, "audit", "--format", "json")
    assert code == 0
    jsonschema.validate(json.loads(out), json.loads(SCHEMA.read_bytes()))


def test_csv_has_a_line_for_each_entry(capsys, ledger):
    code, out, _ = run(capsys, "audit", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["id"], row["verdict"]) for row in rows] == [
        (entry.id, entry.verdict) for entry in ledger.entries
    ]


def test_markdown_has_two_tables_with_as_many_cells_in_every_row(capsys, ledger):
    code, out, _ = run(capsys, "audit", "--format", "markdown")
    tables = [block.splitlines() for block in out.strip().split("\n\n")]
    assert code == 0
    assert len(tables) == 2
    for table in tables:
        assert {line.replace("\\|", "").count("|") for line in table} == {table[0].count("|")}
    assert len(tables[1]) == len(ledger.entries) + 2


def test_junit_has_a_case_for_each_entry_and_a_failure_for_each_unexpected_one(capsys, made_up):
    folder = expecting_otherwise(made_up)
    code, out, _ = run(capsys, "audit", "--format", "junit", "--data", str(folder))
    suite = ElementTree.fromstring(out)
    assert code == 1
    assert int(suite.attrib["tests"]) == len(suite)
    failed = [case.attrib["name"] for case in suite if case.find("failure") is not None]
    assert failed == ["a-higher"]
    assert suite.attrib["failures"] == "1"


def test_an_output_file_holds_what_would_be_printed(capsys, tmp_path):
    _, out, _ = run(capsys, "audit", "--format", "csv")
    code, printed, _ = run(capsys, "audit", "--format", "csv", "--output", str(tmp_path / "a.csv"))
    assert (code, printed) == (0, "")
    assert (tmp_path / "a.csv").read_text("utf-8") == out


def test_a_failing_audit_leaves_the_older_output_as_it_was(capsys, spoil, tmp_path):
    folder = spoil("counts.csv", "cases,71,16", "cases,x,16")
    older = tmp_path / "ledger.json"
    older.write_text("older", "utf-8")
    code, _, _ = run(
        capsys, "audit", "--format", "json", "--data", str(folder), "--output", str(older)
    )
    assert code == 2
    assert older.read_text("utf-8") == "older"
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_an_output_that_cannot_be_written_is_told(capsys, tmp_path):
    for path in (tmp_path, tmp_path / ("x" * 300)):
        code, out, err = run(capsys, "audit", "--format", "csv", "--output", str(path))
        assert (code, out) == (2, "")
        assert err.startswith("recount: --output: ")
    assert list(tmp_path.iterdir()) == []


def test_data_without_expected_verdicts_beside_it_is_told(capsys, data):
    (data.parent / "expected_verdicts.csv").unlink()
    code, out, err = run(capsys, "audit", "--data", str(data))
    assert (code, out) == (2, "")
    assert "expected_verdicts.csv: expected this file beside the data folder" in err


def test_a_fault_of_the_program_is_neither_bad_data_nor_a_verdict(capsys, monkeypatch):
    def broken(*_: object) -> None:
        raise KeyError("nothing of the data's")

    monkeypatch.setattr(COMMAND, "ledger_of", broken)
    code, out, err = run(capsys, "audit")
    assert (code, out) == (70, "")
    assert "Traceback" in err
    assert "this is a bug of recount, not of the data" in err


def test_a_reader_who_has_seen_enough_gets_no_traceback():
    call = f"{sys.executable} -m recount audit --format json --data {MADE_UP} | head -c 1"
    done = subprocess.run(
        ["bash", "-c", call], capture_output=True, text=True, timeout=300, check=True
    )
    assert (done.stdout, done.stderr) == ("{", "")


def test_a_change_after_review_is_told_with_what_to_do(capsys, made_up):
    assert run(capsys, "seal", "--data", str(made_up))[0] == 0
    assert "published/claims.csv" in (made_up.parent / "sha256sums.txt").read_text("utf-8")
    path = made_up / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("a-higher is claimed", "So it is"), "utf-8")
    code, out, err = run(capsys, "audit", "--data", str(made_up))
    assert (code, out) == (2, "")
    assert "published/claims.csv: found 'a change', expected the file as it was reviewed" in err
    assert "`recount seal`" in err


def test_a_text_that_a_spreadsheet_takes_for_a_formula_is_harmless(capsys, made_up):
    claims = made_up / "claims.csv"
    text = claims.read_text("utf-8")
    assert "a-higher is claimed" in text
    claims.write_text(text.replace("a-higher is claimed", "=HYPERLINK(1) | <b>", 1), "utf-8")
    for kind, shown in (("csv", "'=HYPERLINK(1) | <b>"), ("markdown", "=HYPERLINK(1) \\| \\<b>")):
        _, out, _ = run(capsys, "audit", "--format", kind, "--data", str(made_up))
        assert shown in out


def test_a_text_that_cannot_be_written_leaves_the_older_file_and_no_other(tmp_path):
    older = tmp_path / "ledger.json"
    older.write_text("older", "utf-8")
    with pytest.raises(UnicodeEncodeError):
        COMMAND.write_output("a lone \ud800 surrogate", older)
    assert older.read_text("utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.json"]


@pytest.fixture
def full_disk(monkeypatch):
    """A disk that takes half of what is written to it."""

    def half_written(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half_written)


def test_a_disk_that_fills_up_leaves_the_older_file_and_no_other(tmp_path, request):
    older = tmp_path / "ledger.json"
    older.write_text("older", "utf-8")
    request.getfixturevalue("full_disk")
    with pytest.raises(COMMAND.CallError, match="No space left"):
        COMMAND.write_output("newer", older)
    assert older.read_text("utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.json"]


def test_a_disk_that_fills_up_leaves_the_older_sums(made_up, request):
    before = seal(made_up).read_bytes()
    names = sorted(path.name for path in made_up.parent.iterdir())
    request.getfixturevalue("full_disk")
    with pytest.raises(OSError, match="No space left"):
        seal(made_up)
    assert (made_up.parent / "sha256sums.txt").read_bytes() == before
    assert sorted(path.name for path in made_up.parent.iterdir()) == names


def test_a_pipe_or_a_device_is_written_to_and_never_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    COMMAND.write_output("whole", pipe)
    assert os.read(reader, 10) == b"whole"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    ("where", "told"), [(">/dev/full", "cannot be written"), (">&-", "closed")]
)
def test_what_cannot_be_printed_ends_with_2_and_no_traceback(where, told):
    call = f'"{sys.executable}" -m recount figure 4 --template {where}'
    done = subprocess.run(["bash", "-c", call], stderr=subprocess.PIPE, text=True, timeout=300)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr


def test_an_assumption_changes_the_verdicts_that_rest_on_it(capsys, judging_only):
    judging_only("f17-familial", "f16-mixed")
    code, out, _ = run(
        capsys, "audit", "--format", "json", "--assume", "multi-relationship-rows=not read"
    )
    found = json.loads(out)
    entries = {entry["id"]: entry["verdict"] for entry in found["entries"]}
    assert code == 1
    assert found["settings"]["assumptions"]["multi-relationship-rows"] == "not read"
    assert entries["f17-familial"] == "no_counts"
    assert entries["f16-mixed"] == "open"


@pytest.mark.parametrize(("model", "lost"), [("kept", 230), ("left out", 459)])
def test_the_number_of_missing_cases_that_loses_a_proof_depends_on_the_model(
    capsys, judging_only, model, lost
):
    """At least 1,726 + 1,451 - 1,965 - u cases, of 1,965 kept or of the 1,965 - u that are left."""
    judging_only("h04-male-unrelated-one")
    verdicts = {}
    for missing in (lost - 1, lost):
        changes = (f"unknown-complete={missing}", f"unknown-missing-model={model}")
        words = [word for change in changes for word in ("--assume", change)]
        _, out, _ = run(capsys, "audit", "--format", "json", *words)
        entries = {entry["id"]: entry for entry in json.loads(out)["entries"]}
        verdicts[missing] = entries["h04-male-unrelated-one"]["verdict"]
    assert verdicts == {lost - 1: "holds", lost: "open"}


def test_show_explains_an_entry_with_both_witnesses(capsys):
    code, out, _ = run(capsys, "show", "f04-no-difference")
    assert code == 0
    assert "26 to 44 of the 143 traded cases had a male victim" in " ".join(out.split())
    assert "A consistent table in which it is true:" in out
    assert "A consistent table in which it is false:" in out
    assert "Settings: alpha 0.05, two-sided, no continuity correction" in " ".join(out.split())


def test_the_audit_imports_nothing_that_only_the_book_needs():
    """The start of the program is part of its time."""
    code = "import sys, recount.command; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    # The audit itself needs scipy's special functions; its distributions only the book.
    heavy = {"pandas", "scipy.stats", "matplotlib", "great_tables", "statsmodels", "IPython"}
    assert heavy.isdisjoint(done.stdout.split())


@pytest.mark.parametrize(
    ("change", "count"),
    [("unknown-complete=17", None), ("rounding=within_a_point", 39), ("rounding=truncate", 1)],
)
def test_figure_11s_claim_keeps_its_verdict(capsys, judging_only, change, count):
    judging_only("f11-pubescent-lower")
    code, out, err = run(capsys, "audit", "--format", "json", "--assume", change)
    found = json.loads(out)
    entry = next(entry for entry in found["entries"] if entry["id"] == "f11-pubescent-lower")
    assert (code in (0, 1), err, entry["verdict"]) == (True, "", "holds")
    # With cases left out of the columns both sides were looked for, table by table.
    assert count is None or entry["consistent_tables"]["count"] == count


def test_the_whole_audit_runs_under_changed_assumptions(capsys, ledger):
    changes = ("unknown-complete=17", "rounding=truncate", "multi-relationship-rows=not read")
    words = [word for change in changes for word in ("--assume", change)]
    code, out, err = run(capsys, "audit", "--format", "json", *words)
    found = json.loads(out)
    jsonschema.validate(found, json.loads(SCHEMA.read_bytes()))
    assert (code, err) == (1, "")
    assert [entry["id"] for entry in found["entries"]] == [entry.id for entry in ledger.entries]
    assumed = {f"{name}={value}" for name, value in found["settings"]["assumptions"].items()}
    assert set(changes[::2]) <= assumed
    assert found["settings"]["rounding"] == "truncate"
