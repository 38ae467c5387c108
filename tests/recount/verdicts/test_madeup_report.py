"""A second, made-up report goes through the same code: nothing is tied to one report's names."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import recount
from recount.command import main
from recount.ledger import open_ledger, read_schema
from recount.published import load_published
from recount.settings import Settings
from recount.significance import trend
from tests.recount.verdicts.brute_force import (
    consistent,
    contrast,
    not_excluded,
    together,
    verdict,
)

MADE_UP = Path(__file__).parent / "madeup" / "published"
SOURCE = Path(recount.__file__).parent if recount.__file__ else Path("src/recount")

#: Margins of the made-up report: sizes, colours and carriers by lateness (late, not late).
NORTH_LATE, SOUTH_LATE = (7, 17), (4, 11)
COLOURS, CARRIERS, SOUTH_SIZES = (10, 14), (11, 9, 4), (4, 6, 5)


@pytest.fixture(scope="module")
def made_up():
    return open_ledger(MADE_UP)


def test_the_audit_of_the_made_up_report_passes(capsys):
    assert main(["audit", "--format", "json", "--data", str(MADE_UP)]) == 0
    found = json.loads(capsys.readouterr().out)
    found_samples = {entry["sample"] for entry in found["entries"]}
    assert found_samples == {"north", "south", "all", None}
    # The schema names the samples of its own report; all else is the same contract.
    schema = read_schema()
    schema["properties"]["entries"]["items"]["properties"]["sample"] = {}
    jsonschema.validate(found, schema)


@pytest.mark.parametrize(
    ("name", "sizes", "late", "pivot", "others", "direction"),
    [
        ("a-higher", COLOURS, NORTH_LATE, [0], [[1]], 1),
        ("a-lower", COLOURS, NORTH_LATE, [0], [[1]], -1),
        ("a-same", COLOURS, NORTH_LATE, [0], [[1]], 0),
        ("a-highest", CARRIERS, NORTH_LATE, [0], [[1], [2]], 1),
        ("a-lowest", SOUTH_SIZES, SOUTH_LATE, [0], [[1], [2]], -1),
    ],
)
def test_its_contrasts_are_those_of_every_table(
    made_up, name, sizes, late, pivot, others, direction
):
    entry = made_up[name]
    everything = consistent(sizes, late)
    for result in entry.tests:
        decisions = [
            together([contrast(result.test, t, pivot, other, direction) for other in others])
            for t in everything
        ]
        assert result.decision == verdict(decisions)
        given = [(i.low, i.high) for i in entry.implied if i.given_claim and i.test == result.test]
        assert given == not_excluded(everything, decisions, pivot, others, direction)


@pytest.mark.parametrize(("name", "direction"), [("a-rises", 1), ("a-falls", -1), ("a-flat", 0)])
def test_its_trends_are_those_of_every_table(made_up, name, direction):
    everything = consistent(SOUTH_SIZES, SOUTH_LATE)
    k = np.array([sum(row[0] for row in table) for table in everything])
    s = np.array([sum(i * row[0] for i, row in enumerate(table, 1)) for table in everything])
    excess = s * 15 - k * (4 + 12 + 15)
    for result in made_up[name].tests:
        found = trend(result.test, SOUTH_SIZES, [1, 2, 3], k, s, Settings())
        true = found == 0 if direction == 0 else (found == 1) & (excess * direction > 0)
        assert result.decision == verdict(np.where(found == -1, -1, true).tolist())


def test_its_percentages_leave_the_tables_that_round_to_them(made_up):
    """67% of 6 large ones is 4, 22% of 9 small ones is 2: one late parcel is left."""
    left = [t for t in consistent((9, 8, 6, 1), (7, 17)) if (t[0][0], t[2][0]) == (2, 4)]
    assert made_up["a-cut"].consistent_tables.count == len(left) == 2
    assert made_up["q-large-late"].verdict == "consistent"
    assert made_up["q-medium-damage"].verdict == "impossible"
    assert made_up["q-large-late"].figure == 1


def test_its_assumptions_are_bound_by_kind(made_up, capsys):
    assert made_up.assumed.values() == {
        "unsure-missing": 0,
        "south-carriers": "as read",
        "rules": "half_up",
    }
    assert "0 to 4 of the 4 cases unsure" in made_up["a-carried"].rests_on[0].effect
    assert (
        main(["show", "a-unread", "--data", str(MADE_UP), "--assume", "south-carriers=not read"])
        == 0
    )
    assert capsys.readouterr().out.startswith("a-unread: no_counts")
    assert main(["audit", "--data", str(MADE_UP), "--assume", "unsure-missing=5"]) == 2
    assert "expected a number from 0 to 4" in capsys.readouterr().err


def test_its_samples_are_pooled_as_its_data_says(made_up):
    assert made_up["w-minority"].sentence.startswith("11 of 39")
    assert (made_up["a-overlap"].implied[0].low, made_up["a-overlap"].implied[0].high) == (12, 23)
    assert "northern parcels against" in made_up["a-between"].sentence


def test_its_sentences_use_its_own_words(made_up):
    assert "of the 7 late parcels were red" in made_up["a-higher"].sentence
    words = (
        "traded",
        "famil",
        "victim",
        "offender",
        "one-to-one",
        "unknown to the child",
        "Table 3",
    )
    for entry in made_up.entries:
        for text in (entry.sentence, *entry.steps, entry.shift, entry.settles):
            assert not [word for word in words if word in text], entry.id


def names_of_the_report() -> set[str]:
    """Ids, samples, variables and telling levels of the real report's data."""
    published = load_published()
    names = {
        *published.counts,
        *(row.id for row in published.percentages),
        *(row.id for row in published.totals),
        *(row.id for row in published.claims),
        *(row.id for row in published.assumptions),
        *(name for name in published.samples),
        *(name for name in published.variables),
        *(row.level for row in published.levels),
    }
    # Words of any report: how cases are counted, answers, numbers, kinds of what data binds.
    generic = {"cases", "yes", "no", "1", "2", "3", "4", "mixed", "rounding", "unknown", "period"}
    return names - generic


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for package in ("arithmetic", "published", "verdicts", "ledger")
        for path in (SOURCE / package).glob("*.py")
    ),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_module_names_anything_of_the_report(path):
    """Docstrings may show an example; code may not."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    }
    assert texts & names_of_the_report() == set()
