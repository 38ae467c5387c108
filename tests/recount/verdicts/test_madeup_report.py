"""A second, made-up report goes through the same code: nothing is tied to one report's names."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import recount
from recount.command import main
from recount.ledger import SCHEMA, Ledger, ledger_to_json, open_ledger, say
from recount.report import Report, load_report
from recount.settings import Settings
from tests.recount.significance.p_values import trend
from tests.recount.verdicts.brute_force import (
    consistent,
    contrast,
    numbers_of,
    together,
    true_in_some,
    undefined_in_all,
    verdict,
)

MADE_UP = Path(__file__).parent / "madeup" / "published"
SOURCE = Path(recount.__file__).parent if recount.__file__ else Path("src/recount")

#: Margins of the made-up report: sizes, colours and carriers by lateness (late, not late).
NORTH_LATE, SOUTH_LATE = (7, 17), (4, 11)
COLOURS, CARRIERS, SOUTH_SIZES = (10, 14), (11, 9, 4), (4, 6, 5)


@pytest.fixture(scope="module")
def made_up() -> Ledger:
    return open_ledger(MADE_UP)


def test_the_audit_of_the_made_up_report_passes(capsys):
    assert main(["audit", "--format", "json", "--data", str(MADE_UP)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {entry["sample"] for entry in found["entries"]} == {"north", "south", "all", None}
    # The schema names the samples of its own report; all else is the same contract.
    schema = json.loads(SCHEMA.read_bytes())
    schema["$defs"]["entry"]["properties"]["sample"] = {}
    jsonschema.validate(found, schema)


def test_judging_twice_gives_the_same(made_up):
    """No search depends on time or chance."""
    assert open_ledger(MADE_UP).entries == made_up.entries


def test_every_relation_of_the_data_dictionary_is_claimed_but_two_that_mirror_others(made_up):
    fields = json.loads((MADE_UP / "datapackage.json").read_text("utf-8"))["resources"]
    claims = next(each for each in fields if each["name"] == "claims")
    relation = next(f for f in claims["schema"]["fields"] if f["name"] == "relation")
    used = {claim.relation for claim in made_up.report.claims}
    assert set(relation["constraints"]["enum"]) - used == {"association", "falls_each_step"}


@pytest.mark.parametrize(
    ("name", "sizes", "late", "pivot", "others", "direction"),
    [
        ("a-higher", COLOURS, NORTH_LATE, [0], [[1]], 1),
        ("a-lower", COLOURS, NORTH_LATE, [0], [[1]], -1),
        ("a-same", COLOURS, NORTH_LATE, [0], [[1]], 0),
        ("a-highest", CARRIERS, NORTH_LATE, [0], [[1], [2]], 1),
        ("a-post-rest", CARRIERS, NORTH_LATE, [0], [[1, 2]], 1),
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
        for undefined, wanted in ((False, true_in_some), (True, undefined_in_all)):
            given = [
                (i.low, i.high)
                for i in entry.implied
                if i.test == result.test and i.undefined == undefined
            ]
            assert given == numbers_of(everything, decisions, pivot, wanted)


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
    assert made_up["a-cut"].tables.count == len(left) == 2
    assert made_up["q-large-late"].verdict == "consistent"
    assert made_up["q-medium-damage"].verdict == "impossible"
    assert made_up["q-large-late"].figure == 1


def test_its_assumptions_are_bound_by_kind(made_up, capsys):
    """11 by post against 9 by rider: that is as true with the four unsure ones missing."""
    assert ledger_to_json(made_up)["settings"]["assumptions"] == {
        "unsure-missing": 0,
        "south-carriers": "as read",
        "rules": "half_up",
    }
    rests = made_up["w-plurality"].rests
    assert [(rest.assumption, rest.model, rest.turns) for rest in rests] == [
        ("unsure-missing", "kept", None),
        ("unsure-missing", "left_out", None),
    ]
    assert "up to 4 of the 4 cases unsure" in say(made_up, made_up["w-plurality"]).rests[0][1]
    call = ["show", "a-unread", "--data", str(MADE_UP), "--assume", "south-carriers=not read"]
    assert main(call) == 0
    assert capsys.readouterr().out.startswith("a-unread: no_counts")
    assert main(["audit", "--data", str(MADE_UP), "--assume", "unsure-missing=5"]) == 2
    assert "expected a number from 0 to 4" in capsys.readouterr().err


def test_its_samples_are_pooled_as_its_data_says(made_up):
    assert say(made_up, made_up["w-minority"]).sentence.startswith("11 of 39")
    assert (made_up["a-overlap"].implied[0].low, made_up["a-overlap"].implied[0].high) == (12, 23)
    assert "northern parcels against" in say(made_up, made_up["a-between"]).sentence


def test_a_difference_of_two_overlaps_is_that_of_every_table(made_up):
    """Blue and in time less red and late is seven in each table, as both depend on one number."""
    tables = consistent(COLOURS, NORTH_LATE)
    assert {table[1][1] - table[0][0] for table in tables} == {7}
    (found,) = made_up["a-more"].implied
    assert (found.low, found.high) == (7, 7)


def test_a_statement_has_the_verdict_that_its_readings_share(made_up):
    assert [entry.id for entry in made_up["a-post"].readings] == ["a-post-rest", "a-post-few"]
    assert {made_up[name].verdict for name in ("a-post", "a-post-rest", "a-post-few")} == {"open"}


def test_its_sentences_use_its_own_words(made_up):
    said = {entry.id: say(made_up, entry) for entry in made_up.entries}
    assert "of the 7 late parcels were red" in said["a-higher"].sentence
    foreign = re.compile("traded|famil|victim|offender|one-to-one|unknown to|Table 3|child")
    for name, words in said.items():
        rests = [text for _, text in words.rests]
        for text in (words.sentence, *words.steps, words.turn, words.settles, *rests):
            assert not foreign.search(text), (name, text)


# Nothing of the real report in the code


#: Words of any report: what is counted, answers, all samples together, and kinds of what data binds
#: that this report also takes as names (its assumption of the kind rounding is called so, too).
GENERIC = {"cases", "victims", "yes", "no", "both", "rounding", "unknown", "period"}


@pytest.fixture(scope="module")
def report() -> Report:
    return load_report()


@pytest.fixture(scope="module")
def names(report: Report) -> set[str]:
    """Ids, samples, variables, levels, tables and chapters of a report's data."""
    names = {
        *report.counts,
        *(row.id for row in report.percentages),
        *(row.id for row in report.totals),
        *(row.id for row in report.completeness),
        *(row.id for row in report.claims),
        *(row.id for row in report.assumptions),
        *report.dates,
        *(row.table for row in report.tables),
        *(row.name for row in report.sections),
        *(row.chapter for row in report.sections),
        *report.samples,
        *report.variables,
        *(row.level for row in report.levels),
        *(row.label for row in report.levels),
        *(row.label for row in report.groups.values()),
    }
    return {name for name in names if len(name) > 1} - GENERIC


def code_of(path: Path) -> tuple[set[str], list[int]]:
    """The texts of a module, its docstrings excepted, and the whole numbers in it."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    constants = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    }
    return texts, [value for value in constants if type(value) is int]


@pytest.mark.parametrize(
    "path",
    sorted(SOURCE.rglob("*.py")),
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_no_module_names_anything_of_the_report(path, report, names):
    """Docstrings may show an example; code may not."""
    texts, numbers = code_of(path)
    assert texts & names == set()
    # A page, table or figure is a number in the data, never a word in the code.
    assert not [text for text in texts if re.search(r"\b([Pp]age|Figure|Table) [0-9]", text)]
    counts = {count.value for count in report.counts.values() if count.value > 200}
    assert not counts & set(numbers)
