"""Installed numbers reach the ledger through one function, and none is installed."""

from __future__ import annotations

import json
import shutil

import jsonschema
import pytest

from recount.figures import describe, judge_figure, result_to_json, typed_verdicts
from recount.published import DataError, default_folder, load_published
from tests.recount.figures.figures_helpers import MADE_UP


@pytest.fixture
def folder(tmp_path):
    """A copy of the published data, for made-up numbers to be installed in."""
    return shutil.copytree(default_folder(), tmp_path / "published")


def test_no_number_is_installed(published):
    assert typed_verdicts(published) == {}


def test_installed_numbers_give_verdicts_by_claim(folder):
    target = folder / "figures/figure-05.csv"
    shutil.copy(MADE_UP / "made-up-figure-05-counts.csv", target)
    found = typed_verdicts(load_published(folder), folder)
    assert found["f05-prepubescent-infant"].verdict == "fails"
    assert found["h04-prepubescent-traded"].verdict == "holds"
    assert "f04-no-difference" not in found


def test_faults_of_all_installed_files_are_told_together(folder):
    for number in (5, 8):
        path = folder / f"figures/figure-{number:02d}.csv"
        path.write_text("quantity,row,column,printed,note\ncount,nobody,yes,3,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        typed_verdicts(load_published(folder), folder)
    assert {problem.file for problem in caught.value.problems} == {
        "figures/figure-05.csv",
        "figures/figure-08.csv",
    }


def test_an_empty_file_is_said_to_be_empty_with_the_older_verdicts():
    text = describe(judge_figure(4))
    assert "No number is typed in yet" in text
    assert "recount figure 4 --template" in text
    assert "open (true in 19 of 144 consistent tables)" in text


def test_a_description_leads_with_the_table_and_the_comparisons():
    text = describe(judge_figure(5, file=MADE_UP / "made-up-figure-05-counts.csv"))
    assert "prepubescent           564      80    644" in text
    assert text.count("prepubescent against infant/toddler: 80 of 644 (12.4%)") == 1
    assert "fails: f05-prepubescent-infant (page 26)" in text
    assert "from the printed numbers alone: open (true in 701 of 9,944" in text


def test_the_json_is_plain_and_has_every_key():
    result = judge_figure(5, file=MADE_UP / "made-up-figure-05-counts.csv")
    found = json.loads(json.dumps(result_to_json(result), allow_nan=False))
    verdict = {
        "type": "object",
        "required": ["verdict", "basis", "proof", "sentence", "consistent_tables", "tests"],
    }
    jsonschema.validate(
        found,
        {
            "type": "object",
            "required": ["schema_version", "figure", "counts", "settings", "claims"],
            "properties": {
                "claims": {
                    "minItems": 10,
                    "items": {
                        "required": ["id", "page", "statement", "before", "now"],
                        "properties": {
                            "before": verdict,
                            "now": {"anyOf": [{"type": "null"}, verdict]},
                        },
                    },
                }
            },
        },
    )
    assert found["counts"] == [[105, 7], [564, 80], [1153, 56]]
    claim = next(row for row in found["claims"] if row["id"] == "f05-prepubescent-infant")
    assert claim["now"]["comparisons"][0]["cells"] == [80, 564, 7, 105]
