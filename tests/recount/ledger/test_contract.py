"""The JSON that other programs read."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from recount.ledger import SCHEMA, ledger_to_json, say
from recount.verdicts import VERDICTS

KEYS = [
    *(
        "id",
        "kind",
        "page",
        "repeats",
        "reading_of",
        "where",
        "sample",
        "figure",
        "statement",
        "printed",
    ),
    *("numerator", "denominator", "exact", "recomputed", "verdict", "expected", "reason", "basis"),
    *(
        "proof",
        "consistent_tables",
        "implied",
        "witness_for",
        "witness_against",
        "tests",
        "with_figures",
    ),
]


@pytest.fixture(scope="module")
def found(ledger):
    return json.loads(json.dumps(ledger_to_json(ledger), allow_nan=False))


@pytest.fixture(scope="module")
def schema():
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes()))


@pytest.fixture
def spoiled(found, schema):
    """The ledger with one entry alone, which passes until something in it is changed."""
    short = copy.deepcopy({**found, "entries": found["entries"][:1]})
    assert schema.is_valid(short)
    return short


def test_it_follows_the_schema(found):
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_bytes()))
    jsonschema.validate(found, json.loads(SCHEMA.read_bytes()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verdict", "perhaps"),
        ("page", "25"),
        ("kind", "rumour"),
        ("basis", None),
        ("proof", "hope"),
        ("surplus", 1),
    ],
)
def test_the_schema_refuses_what_is_not_in_the_contract(spoiled, schema, key, value):
    spoiled["entries"][0][key] = value
    assert not schema.is_valid(spoiled)


@pytest.mark.parametrize("key", KEYS)
def test_the_schema_refuses_an_entry_without_a_key(spoiled, schema, key):
    del spoiled["entries"][0][key]
    assert not schema.is_valid(spoiled)


def test_every_entry_has_every_key(found):
    assert {tuple(sorted(entry)) for entry in found["entries"]} == {tuple(sorted(KEYS))}


def test_the_summary_lists_every_word_and_adds_up(found):
    assert list(found["summary"]) == list(VERDICTS)
    assert sum(found["summary"].values()) == len(found["entries"])
    for word, number in found["summary"].items():
        assert number == sum(entry["verdict"] == word for entry in found["entries"])


def test_of_59_percentages_44_agree_4_differ_3_are_consistent_2_have_no_counts_6_are_cited(found):
    words = [entry["verdict"] for entry in found["entries"] if entry["kind"] == "percentage"]
    assert {word: words.count(word) for word in set(words)} == {
        "agrees": 44,
        "differs": 4,
        "consistent": 3,
        "no_counts": 2,
        "cited": 6,
    }


def test_an_inventory_row_has_an_entry_or_a_reason(found):
    names = {entry["id"] for entry in found["entries"]}
    for row in found["inventory"]:
        assert set(row) == {"page", "place", "printed", "entry", "reason"}
        assert (row["entry"] is None) != (row["reason"] is None)
        assert row["entry"] is None or row["entry"] in names


def test_settings_are_stated(found):
    settings = found["settings"]
    assert (settings["alpha"], settings["two_sided"], settings["continuity_correction"]) == (
        0.05,
        True,
        False,
    )
    assert settings["p_equal_to_alpha_is_significant"] is False
    assert settings["assumptions"] == {
        "unknown-complete": 0,
        "unknown-missing-model": "kept",
        "multi-relationship-rows": "as read",
        "rounding": "half_up",
        "odds-ratio-not-shown": "not_significant",
    }


def test_witnesses_have_labels_for_every_row_and_column_and_whole_counts(found):
    for entry in found["entries"]:
        for key in ("witness_for", "witness_against"):
            witness = entry[key]
            if witness is None:
                continue
            assert len(witness["counts"]) == len(witness["rows"])
            assert {len(row) for row in witness["counts"]} == {len(witness["columns"])}
            assert all(
                isinstance(cell, int) and cell >= 0 for row in witness["counts"] for cell in row
            )


def test_no_entry_whose_text_names_a_program_word(ledger):
    """Sentences are for readers: no test, level or file under its name in the program."""
    words = (
        "logistic_",
        "likelihood_",
        "trend_score",
        "one_to_one",
        "half_up",
        "None",
        " nan",
        " ,",
    )
    for entry in ledger.entries:
        said = say(ledger, entry)
        for text in (said.sentence, said.turn, said.settles):
            assert not [word for word in words if word in text], f"{entry.id}: {text}"
            assert "  " not in text, entry.id
