"""Words about margins, overlaps and two samples: by brute force on small numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from recount.verdicts.between import judge_between
from recount.verdicts.contrast import accepted

from recount.published import Count, Published, Sample
from recount.settings import Settings
from recount.verdicts import Assumed, judge
from tests.recount.verdicts.small_reports import MISSING, claim, random_margin, report

SETTINGS = Settings()


def word(published: Published, relation: str, level: str) -> str:
    plain = {"outcome": "", "outcome_level": ""}
    return judge(published, claim(relation, level=level, **plain), Assumed(), SETTINGS)


def truth(values: dict[str, int], relation: str, level: str) -> bool:
    known = {name: value for name, value in values.items() if name != MISSING}
    part, whole = known[level], sum(known.values())
    if relation == "plurality":
        return part > max(value for name, value in known.items() if name != level)
    return 2 * part > whole if relation == "majority" else 2 * part < whole


@pytest.mark.parametrize("seed", range(60))
def test_words_and_the_cases_that_flip_them(seed):
    rng = random.Random(seed)
    names = ["small", "medium", "large"]
    values = random_margin(rng, names, rng.randint(6, 25), missing=seed % 2 == 0, least=1)
    relation = rng.choice(["majority", "minority", "plurality"])
    level = rng.choice(names)
    found = word(report({"size": values}), relation, level)
    true = truth(values, relation, level)
    assert found.verdict == ("holds" if true else "fails")
    gains = (relation != "minority") != true
    others = [name for name in names if name != level]
    for move in range(1, sum(values.values()) + 1):
        answers = set()
        for part in range(move + 1):
            taken = {level: -move, others[0]: part, others[1]: move - part}
            moved = {
                name: values[name] + (-taken[name] if gains else taken[name]) for name in names
            }
            if min(moved.values()) >= 0:
                answers.add(truth(moved, relation, level))
        if (not true) in answers:
            break
    assert found.shift.startswith(f"{move} case")


@pytest.mark.parametrize("seed", range(30))
def test_missing_cases_that_could_flip_a_majority_are_told(seed):
    rng = random.Random(100 + seed)
    values = random_margin(rng, ["small", "large"], rng.randint(6, 14), missing=True, least=1)
    if MISSING not in values:
        values[MISSING] = 2
    relation = rng.choice(["majority", "minority"])
    found = word(report({"size": values}), relation, "small")
    missing = values[MISSING]
    answers = set()
    for k in range(missing + 1):
        known = {"small": values["small"] + k, "large": values["large"] + missing - k}
        answers.add(truth(known, relation, "small"))
    assert ("could do it, too" in found.shift) == (len(answers) == 2)
    assert ("could not, whatever they are" in found.shift) == (len(answers) == 1)


@pytest.mark.parametrize("seed", range(25))
def test_overlaps_are_those_of_every_arrangement(seed):
    """Two properties of few cases, some missing: every way to give them to the cases."""
    rng = random.Random(200 + seed)
    n = rng.randint(3, 6)
    margins = {
        "size": random_margin(rng, ["small", "large"], n, missing=seed % 2 == 0),
        "fate": random_margin(rng, ["lost", "kept"], n, missing=seed % 3 == 0),
    }
    members = "size:small & fate:lost"
    base = rng.choice(["", "size"])
    plain = {"outcome": "", "outcome_level": "", "characteristic": base, "members": members}
    found = judge(report(margins), claim("overlap_majority", **plain), Assumed(), SETTINGS)
    shared, shares = set(), set()
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
            shared |= {sure, maybe}
    whole = margins["size"]["small"] if base else n
    shares = {2 * value > whole for value in shared}
    assert (found.implied[0].low, found.implied[0].high) == (min(shared), max(shared))
    assert found.verdict == {(True,): "holds", (False,): "fails"}.get(tuple(shares), "open")
    if found.verdict == "open":
        for witness, wanted in ((found.witness_for, True), (found.witness_against, False)):
            counts = dict(zip(witness.rows, (row[0] for row in witness.counts), strict=True))
            both = counts.get("size small; fate lost", 0)
            assert sum(counts.values()) == n
            assert (2 * both > whole) == wanted


def test_overlaps_of_pooled_samples_are_sums():
    """One sample all men, the other all women: pooled margins alone would say less."""
    first = report({"size": {"small": 10, "large": 0}, "fate": {"lost": 9, "kept": 1}})
    counts = dict(first.counts)
    for count in list(counts.values()):
        value = {"small": "0", "large": "10", "lost": "1", "kept": "9"}.get(count.category, "10")
        other = Count(
            f"b-{count.id}",
            "second",
            count.variable,
            count.category,
            count.role,
            "cases",
            value,
            3,
            "x",
        )
        counts[other.id] = other
    samples = {
        "study": Sample("study", "study cases", ()),
        "second": Sample("second", "second cases", ()),
        "all": Sample("all", "all cases", ("study", "second")),
    }
    published = replace(first, counts=counts, samples=samples)
    plain = {"outcome": "", "outcome_level": "", "characteristic": "", "sample": "all"}
    found = judge(
        published,
        claim("overlap_majority", members="size:small & fate:lost", **plain),
        Assumed(),
        SETTINGS,
    )
    assert (found.implied[0].low, found.implied[0].high) == (9, 9)


@pytest.mark.parametrize("seed", range(20))
def test_two_samples_compared_and_the_cases_that_flip_it(seed):
    rng = random.Random(300 + seed)
    cells = [rng.randint(1, 60) for _ in range(4)]
    counts = {
        f"{sample}-{level}": Count(
            f"{sample}-{level}", sample, "size", level, "level", "cases", str(value), 3, "here"
        )
        for (sample, level), value in zip(
            product(("one", "two"), ("small", "large")), cells, strict=True
        )
    }
    samples = {name: Sample(name, f"{name} cases", ()) for name in ("one", "two")}
    published = replace(report({"size": {"small": 1, "large": 1}}), counts=counts, samples=samples)
    wanted = claim(
        "samples_higher", members="one > two", level="small", outcome="", outcome_level=""
    )
    found = judge_between(published, wanted, Assumed(), SETTINGS)
    a, b, c, d = cells
    true = bool(accepted("wald", ([a], [b], [c], [d]), 1, SETTINGS)[0] == 1)
    assert found.verdict == ("holds" if true else "fails")
    step = -1 if true else 1
    for move in range(1, (a if true else b) + 1):
        decision = accepted("wald", ([a + step * move], [b - step * move], [c], [d]), 1, SETTINGS)[
            0
        ]
        if decision == (0 if true else 1):
            assert found.shift == f"{move} of the one cases recoded would flip it."
            return
    assert found.shift == ""
