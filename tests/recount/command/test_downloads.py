"""The files that the website offers."""

from __future__ import annotations

import csv
import io
import json
import zipfile

from jsonschema import Draft202012Validator

from recount.command.downloads import write_downloads
from recount.report import default_folder


def test_downloads_are_whole_and_repeatable(tmp_path):
    for name in ("one", "two"):
        write_downloads(tmp_path / name)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert first == second
    audit = json.loads(first["recount-audit.json"])
    schema = json.loads(first["recount-audit.schema.json"])
    assert not list(Draft202012Validator(schema).iter_errors(audit))
    rows = list(csv.DictReader(io.StringIO(first["recount-ledger.csv"].decode())))
    assert [row["id"] for row in rows] == [entry["id"] for entry in audit["entries"]]
    with zipfile.ZipFile(io.BytesIO(first["recount-data.zip"])) as archive:
        counts = archive.read("recount-data/counts.csv")
    assert counts == (default_folder() / "counts.csv").read_bytes()
