"""The ledger is judged once a build, and never shown when anything that it depends on differs."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from recount.ledger import build, build_ledger, kept_ledger, load_expected
from recount.report import default_folder, load_report


@pytest.fixture
def data(tmp_path):
    """A project of its own with the published data."""
    shutil.copytree(default_folder().parent, tmp_path / "data")
    return tmp_path / "data" / "published"


@pytest.fixture
def judged(monkeypatch):
    """The folders that were judged; a quick stand-in takes the place of judging claims."""
    folders = []

    def quick(folder):
        folders.append(folder)
        report = load_report(folder)
        return build_ledger(replace(report, claims=()), load_expected(report, folder))

    monkeypatch.setattr(build, "open_ledger", quick)
    return folders


def test_a_second_look_judges_nothing_and_sees_the_same(data, judged):
    first, second = kept_ledger(data), kept_ledger(data)
    assert first == second
    assert judged == [data]


@pytest.mark.parametrize("name", ["published/counts.csv", "expected_verdicts.csv"])
def test_other_data_is_judged_anew(data, judged, name):
    kept_ledger(data)
    path = data.parent / name
    path.write_bytes(path.read_bytes() + b"\n")
    kept_ledger(data)
    assert len(judged) == 2


def test_another_version_is_judged_anew(data, judged, monkeypatch, tmp_path):
    kept_ledger(data)
    (tmp_path / "installed" / "numpy-99.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "installed")
    kept_ledger(data)
    assert len(judged) == 2


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b + b"x", lambda _: b""])
def test_a_spoilt_file_is_not_believed(data, judged, spoil):
    whole = kept_ledger(data)
    path = data.parents[1] / ".recount" / "ledger.pickle"
    path.write_bytes(spoil(path.read_bytes()))
    assert kept_ledger(data) == whole
    assert len(judged) == 2


def test_a_place_that_cannot_be_written_stops_nothing(data, judged):
    (data.parents[1] / ".recount").write_text("a file in the way", encoding="utf-8")
    assert kept_ledger(data) == kept_ledger(data)
    assert len(judged) == 2
