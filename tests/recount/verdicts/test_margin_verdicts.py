"""Words about margins, overlaps and two samples: by brute force on small numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from recount.report import Assumption, Claim, Count, Report, Sample
from recount.report.claims import read_claims
from recount.settings import Settings
from recount.significance import two_by_two
from recount.verdicts import Assumed, Judgement, Known, judge
from tests.recount.reports import MISSING, claim_row, report, the_claim, typed
from tests.recount.verdicts.brute_force import (
    consistent,
    contrast,
    numbers_of,
    random_margin,
    true_in_some,
    undefined_in_all,
    verdict,
)

SETTINGS = Settings()
BARE = {"characteristic": "", "outcome": "", "outcome_level": ""}


def judged(made: Report) -> Judgement:
    """The verdict on the one claim of a report."""
    return judge(Known(made, Assumed.from_data(made)), the_claim(made))


def word(margins: dict[str, dict[str, int]], relation: str, level: str) -> Judgement:
    plain = {"outcome": "", "outcome_level": ""}
    return judged(report(margins, [claim_row(relation, level=level, **plain)]))


def with_samples(made: Report, counts: dict[str, Count], samples: dict[str, Sample]) -> Report:
    """A report whose counts and samples are others; its levels are in each sample."""
    levels = tuple(replace(level, samples=tuple(samples)) for level in made.levels)
    return replace(made, counts=counts, samples=samples, levels=levels)


def claim_of(made: Report, **values: str) -> Claim:
    """One claim typed against a report."""
    row = claim_row(**values)
    (claim,), problems = read_claims([typed(row)], made)
    assert not problems
    return claim


def truth(values: dict[str, int], relation: str, level: str) -> bool:
    known = {name: value for name, value in values.items() if name != MISSING}
    part, whole = known[level], sum(known.values())
    if relation == "plurality":
        return part > max(value for name, value in known.items() if name != level)
    return 2 * part > whole if relation == "majority" else 2 * part < whole


def moved_so_that_it_turns(values: dict[str, int], relation: str, level: str) -> int:
    """The fewest cases between the level and the others whose move makes the word another."""
    true = truth(values, relation, level)
    others = [name for name in values if name not in (level, MISSING)]
    gains = (relation != "minority") != true
    for move in range(1, sum(values.values()) + 1):
        for part in range(move + 1):
            taken = {level: -move, others[0]: part, others[1]: move - part}
            moved = {
                name: values[name] + (-change if gains else change)
                for name, change in taken.items()
            }
            if min(moved.values()) >= 0 and truth(moved, relation, level) != true:
                return move
    raise AssertionError("nothing turns it")


@pytest.mark.parametrize("seed", range(60))
def test_words_and_the_cases_that_turn_them(seed):
    """A plurality is lost to another level where it is passed; a tie is one step before."""
    rng = random.Random(seed)
    names = ["small", "medium", "large"]
    values = random_margin(rng, names, rng.randint(6, 25), missing=seed % 2 == 0, least=1)
    relation = rng.choice(["majority", "minority", "plurality"])
    level = rng.choice(names)
    found = word({"size": values}, relation, level)
    true = truth(values, relation, level)
    assert found.verdict == ("holds" if true else "fails")
    assert found.turn.kind == ("tie" if relation == "plurality" and true else "recoded")
    assert found.turn.cases == moved_so_that_it_turns(values, relation, level)


@pytest.mark.parametrize("seed", range(30))
def test_missing_cases_that_could_turn_a_majority_are_told(seed):
    rng = random.Random(100 + seed)
    values = random_margin(rng, ["small", "large"], rng.randint(6, 14), missing=True, least=1)
    values.setdefault(MISSING, 2)
    relation = rng.choice(["majority", "minority"])
    found = word({"size": values}, relation, "small")
    missing = values[MISSING]
    answers = set()
    for k in range(missing + 1):
        known = {"small": values["small"] + k, "large": values["large"] + missing - k}
        answers.add(truth(known, relation, "small"))
    assert found.turn.turned
    assert found.turn.missing == (missing if len(answers) == 2 else 0)


@pytest.mark.parametrize("model", ["kept", "left out"])
@pytest.mark.parametrize("seed", range(12))
def test_missing_cases_within_a_row_lose_a_majority_where_they_are_said_to(seed, model):
    """*Kept*, they are in the whole and not sure to be of the level; *left out*, in neither."""
    rng = random.Random(400 + seed)
    small = rng.randint(2, 9)
    large = small + rng.randint(1, 9)
    bounds = [
        Assumption("gone", "missing_within", "size-large", "0", f"0 to {large}", "x", 3, "x"),
        Assumption("model", "missing_model", "", model, "kept; left out", "x", 3, "x"),
    ]
    plain = {"outcome": "", "outcome_level": "", "rests_on": "gone"}
    row = claim_row("majority", level="large", **plain)
    made = report({"size": {"small": small, "large": large}}, [row], assumptions=bounds)
    rests = {rest.model: rest.turns for rest in judged(made).rests}
    whole = small + large
    lost = {
        "kept": [u for u in range(large + 1) if 2 * (large - u) <= whole],
        "left_out": [u for u in range(large + 1) if 2 * (large - u) <= whole - u],
    }
    assert rests == {name: min(each) for name, each in lost.items()}


def size_and_fate(rng, n, seed):
    """Two properties of n cases, either of them missing for some in some seeds."""
    return {
        "size": random_margin(rng, ["small", "large"], n, missing=seed % 2 == 0),
        "fate": random_margin(rng, ["lost", "kept"], n, missing=seed % 3 == 0),
    }


@pytest.mark.parametrize("seed", range(25))
def test_overlaps_are_those_of_every_arrangement(seed):
    """Two properties of few cases, some missing: every way to give them to the cases."""
    rng = random.Random(200 + seed)
    n = rng.randint(3, 6)
    margins = size_and_fate(rng, n, seed)
    base = rng.choice(["", "size"])
    row = claim_row(
        "overlap_majority",
        **BARE | {"characteristic": base, "level": "small" if base else ""},
        members="size:small & fate:lost",
    )
    found = judged(report(margins, [row]))
    shared, known = set(), set()
    for sizes in product(margins["size"], repeat=n):
        if any(sizes.count(name) != value for name, value in margins["size"].items()):
            continue
        for fates in product(margins["fate"], repeat=n):
            if any(fates.count(name) != value for name, value in margins["fate"].items()):
                continue
            # A missing property may be there or not; of the base, only known ones count.
            sure = sum(a == "small" and b == "lost" for a, b in zip(sizes, fates, strict=True))
            maybe = sum(
                (a == "small" or (a == MISSING and not base)) and b in ("lost", MISSING)
                for a, b in zip(sizes, fates, strict=True)
            )
            known.add(sure)
            shared |= {sure, maybe}
    whole = margins["size"]["small"] if base else n
    shares = {2 * value > whole for value in shared}
    assert (found.implied[0].low, found.implied[0].high) == (min(shared), max(shared))
    assert found.verdict == {(True,): "holds", (False,): "fails"}.get(tuple(shares), "open")
    # Two tables are shown where the known cases can decide it, the missing ones by themselves.
    assert (found.proof == "witnesses") == ({2 * value > whole for value in known} == {True, False})
    if found.proof == "witnesses":
        for witness, wanted in ((found.witness_for, True), (found.witness_against, False)):
            counts = dict(zip(witness.rows, (row[0] for row in witness.counts), strict=True))
            for name, levels in margins.items():
                for level, value in levels.items():
                    label = f"{name} {level or 'missing'}"
                    assert sum(k for row, k in counts.items() if label in row) == value
            assert (2 * counts.get("size small; fate lost", 0) > whole) == wanted


@pytest.mark.parametrize("seed", range(25))
def test_differences_of_overlaps_are_those_of_every_table(seed):
    """Each case with a missing property has neither set of properties."""
    rng = random.Random(500 + seed)
    n = rng.randint(3, 12)
    margins = size_and_fate(rng, n, seed)
    more, less = rng.sample(list(product(["small", "large"], ["lost", "kept"])), 2)
    members = " > ".join(f"size:{size} & fate:{fate}" for size, fate in (more, less))
    found = judged(report(margins, [claim_row("overlap_larger", members=members, **BARE)]))
    places = {"small": 0, "large": 1, "lost": 0, "kept": 1}
    (i, j), (k, m) = (tuple(places[name] for name in each) for each in (more, less))
    sums = [[*(v for x, v in each.items() if x), each.get(MISSING, 0)] for each in margins.values()]
    excess = [table[i][j] - table[k][m] for table in consistent(*sums)]
    assert (found.implied[0].low, found.implied[0].high) == (min(excess), max(excess))
    assert found.verdict == verdict([int(value > 0) for value in excess])
    assert found.proof == ("witnesses" if found.verdict == "open" else "bound")
    least = min(excess)
    turns = next(cases for cases in range(n + 1) if least - 2 * cases <= 0) if least > 0 else None
    assert (found.turn.cases if found.turn else None) == turns
    for witness, wanted in ((found.witness_for, True), (found.witness_against, False)):
        if found.verdict == "open":
            counts = dict(zip(witness.rows, (row[0] for row in witness.counts), strict=True))
            first, second = (
                counts.get(f"size {size}; fate {fate}", 0) for size, fate in (more, less)
            )
            assert (first > second) == wanted


def second_sample(values: dict[str, str], made: Report) -> dict[str, Count]:
    """The counts of a report, and those of a second sample with other values by level."""
    counts = dict(made.counts)
    for count in made.counts.values():
        printed = values.get(count.category, "10")
        again = replace(count, id=f"b-{count.id}", sample="second", printed=printed)
        counts[again.id] = again
    return counts


def test_overlaps_of_pooled_samples_are_sums():
    """One sample all small, the other all large: pooled margins alone would say less."""
    made = report({"size": {"small": 10, "large": 0}, "fate": {"lost": 9, "kept": 1}})
    counts = second_sample({"small": "0", "large": "10", "lost": "1", "kept": "9"}, made)
    samples = {
        "study": Sample("study", "study cases", "study", ()),
        "second": Sample("second", "second cases", "second", ()),
        "all": Sample("all", "all cases", "all", ("study", "second")),
    }
    made = with_samples(made, counts, samples)
    claim = claim_of(
        made,
        relation="overlap_majority",
        sample="all",
        members="size:small & fate:lost",
        **BARE,
    )
    found = judge(Known(made), claim)
    assert (found.implied[0].low, found.implied[0].high) == (9, 9)


@pytest.mark.parametrize("seed", range(20))
def test_two_samples_compared_and_the_cases_that_turn_it(seed):
    rng = random.Random(300 + seed)
    a, b, c, d = (rng.randint(1, 60) for _ in range(4))
    first = report({"size": {"small": a, "large": b}})
    whole = {"small": str(c), "large": str(d), "all": str(c + d)}
    samples = {
        "study": Sample("study", "study cases", "study", ()),
        "second": Sample("second", "second cases", "second", ()),
        "both": Sample("both", "cases", "both", ("study", "second")),
    }
    made = with_samples(first, second_sample(whole, first), samples)
    claim = claim_of(
        made,
        relation="samples_higher",
        sample="both",
        members="study > second",
        level="small",
        outcome="",
        outcome_level="",
    )
    found = judge(Known(made), claim)

    def higher(x: int) -> bool:
        cells = (np.array(value) for value in (x, a + b - x, c, d))
        return two_by_two("pearson", *cells, SETTINGS) == 1 and x * (c + d) > c * (a + b)

    true = higher(a)
    assert found.verdict == ("holds" if true else "fails")
    step = -1 if true else 1
    turns = [move for move in range(1, a + b + 1) if 0 <= a + step * move <= a + b]
    turns = [move for move in turns if higher(a + step * move) != true]
    assert (found.turn.cases if found.turn else None) == (turns[0] if turns else None)


@pytest.mark.parametrize("seed", range(30))
def test_cases_of_an_outcome_compared_between_samples(seed):
    """Of neither sample the cross-table is printed: each pair of numbers within its bounds."""
    rng = random.Random(600 + seed)
    first, second = (
        {
            "size": random_margin(rng, ["small", "large"], n, missing=seed % 2 == 0, least=1),
            "fate": random_margin(rng, ["lost", "kept"], n, missing=seed % 3 == 0, least=1),
        }
        for n in (rng.randint(6, 20), rng.randint(6, 20))
    )
    one, other = report(first), report(second)
    counts = {
        f"b-{c.id}": replace(c, id=f"b-{c.id}", sample="second") for c in other.counts.values()
    }
    samples = {
        "study": Sample("study", "study cases", "study", ()),
        "second": Sample("second", "second cases", "second", ()),
        "both": Sample("both", "cases", "both", ("study", "second")),
    }
    made = with_samples(one, {**one.counts, **counts}, samples)
    values = {"sample": "both", "members": "study > second", "level": "small / small"}
    found = judge(Known(made), claim_of(made, relation="samples_higher", **values))
    ends = []
    for margins in (first, second):
        whole, size = margins["fate"]["lost"], margins["size"]["small"]
        n = sum(margins["size"].values())
        ends.append((whole, range(max(0, whole + size - n), min(whole, size) + 1)))
    (n1, xs), (n2, ys) = ends
    pairs = [((x, n1 - x), (y, n2 - y)) for x, y in product(xs, ys)]
    assert (found.implied[0].low, found.implied[0].high) == (xs[0], xs[-1])
    assert found.implied[0].quantity.whole == n1
    for result in found.tests:
        decisions = [contrast(result.test, pair, [0], [1], 1) for pair in pairs]
        assert result.decision == verdict(decisions)
        assert (result.holding, result.undecided) == (decisions.count(1), decisions.count(-1))
        if len(pairs) > 1:
            given = [i for i in found.implied if i.test == result.test]
            for undefined, wanted in ((False, true_in_some), (True, undefined_in_all)):
                runs = [(i.low, i.high) for i in given if i.undefined == undefined]
                assert runs == numbers_of(pairs, decisions, [0], wanted)
        if result.test == "pearson":
            assert found.verdict == result.decision
            for witness, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
                assert (witness is not None) == (wanted in decisions)
                assert witness is None or contrast("pearson", witness.counts, [0], [1], 1) == wanted
            if len(pairs) > 1:
                told = found.tables.count, found.tables.holding, found.tables.undecided
                assert told == (len(pairs), decisions.count(1), decisions.count(-1))
