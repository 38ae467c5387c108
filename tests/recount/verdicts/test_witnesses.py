"""p and decisions on the witnesses of the ledger, by scipy and statsmodels."""

from __future__ import annotations

import csv
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.contingency_tables import Table, Table2x2

from recount.ledger import Ledger, ledger_to_json
from recount.report import Contrast, Slope, default_folder, load_report

REPORT = load_report()
ALPHA = 0.05
CLAIMS = [claim for claim in REPORT.claims if isinstance(claim.reading, Contrast | Slope)]


def places(labels: tuple[str, ...], wanted: list[str]) -> list[int]:
    return [labels.index(label) for label in wanted]


def labels_of(sample: str, variable: str, levels: tuple[str, ...]) -> list[str]:
    return [REPORT.group_label(sample, variable, (level,)) for level in levels]


def columns_of(witness, reading) -> tuple[list[int], list[int]]:
    """The columns of a witness with and without the outcome, grouped or level by level."""
    found = []
    for levels in (reading.yes, reading.no):
        group = REPORT.group_label(reading.sample, reading.outcome, levels)
        single = labels_of(reading.sample, reading.outcome, levels)
        found.append(places(witness.columns, [group] if group in witness.columns else single))
    return found[0], found[1]


def two_by_two_tables(witness, reading: Contrast) -> list[np.ndarray]:
    """The tables of the pivot against each group."""
    counts = np.array(witness.counts)
    columns = columns_of(witness, reading)

    def row(levels: tuple[str, ...]) -> list[int]:
        rows = places(witness.rows, labels_of(reading.sample, reading.characteristic, levels))
        return [int(counts[np.ix_(rows, each)].sum()) for each in columns]

    return [np.array([row(reading.pivot), row(group)]) for group in reading.against]


def by_pearson(table: np.ndarray, direction: int) -> bool:
    p = chi2_contingency(table, correction=False).pvalue
    assert abs(p - ALPHA) > 1e-9
    (a, b), (c, d) = table.tolist()
    excess = a * d - b * c
    return p >= ALPHA if direction == 0 else p < ALPHA and excess * direction > 0


def by_trend(witness, reading: Slope) -> bool:
    """Cochran and Armitage's test is linear by linear association times N / (N - 1)."""
    marks = REPORT.scores(reading.characteristic)
    levels = tuple(marks)
    rows = places(witness.rows, labels_of(reading.sample, reading.characteristic, levels))
    counts = np.array(witness.counts)
    yes, no = (counts[np.ix_(rows, each)].sum(axis=1) for each in columns_of(witness, reading))
    table = np.column_stack([no, yes])
    scores = np.array([marks[level] for level in levels], dtype=float)
    found = Table(table).test_ordinal_association(scores, np.array([0.0, 1.0]))
    total = table.sum()
    z = found.zscore * np.sqrt(total / (total - 1))
    significant = abs(z) > 1.959963984540054
    if reading.direction == 0:
        return not significant
    return bool(significant and np.sign(z) == reading.direction)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_witnesses_are_what_they_are_shown_for(ledger: Ledger, claim):
    """Where the verdict is open both are shown, and scipy and statsmodels tell them apart."""
    entry = ledger[claim.id]
    witnesses = [(entry.witness_for, True), (entry.witness_against, False)]
    both = all(witness is not None for witness, _ in witnesses)
    assert both == (entry.verdict == "open" and entry.proof == "witnesses")
    for witness, wanted in witnesses:
        if witness is None:
            continue
        if isinstance(claim.reading, Slope):
            assert by_trend(witness, claim.reading) == wanted
            continue
        tables = two_by_two_tables(witness, claim.reading)
        assert all(by_pearson(each, claim.reading.direction) for each in tables) == wanted


def test_ranges_of_p_hold_the_p_of_every_witness(ledger: Ledger):
    """Pearson's and Fisher's by scipy, Wald's by statsmodels."""
    seen = 0
    for claim in CLAIMS:
        entry = ledger[claim.id]
        for witness in filter(None, (entry.witness_for, entry.witness_against)):
            if not isinstance(claim.reading, Contrast):
                continue
            for table in two_by_two_tables(witness, claim.reading):
                own = {
                    "pearson": chi2_contingency(table, correction=False).pvalue,
                    "fisher": fisher_exact(table).pvalue,
                }
                if table.min() > 0:
                    own["wald"] = Table2x2(table).log_oddsratio_pvalue()
                for result in entry.tests:
                    if result.test in own and result.p_low is not None:
                        slack = 1e-9 + 1e-6 * result.p_high
                        low, high = result.p_low - slack, result.p_high + slack
                        assert low <= own[result.test] <= high, (claim.id, result.test)
                        seen += 1
    assert seen > 200


def printed() -> tuple[dict[str, dict[str, dict[str, int]]], dict[tuple[str, str], str]]:
    """Counts of the levels by sample and variable, and the names of levels, from the files."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for row in read("counts"):
        of = counts.setdefault(row["sample"], {}).setdefault(row["variable"], {})
        name = row["category"] if row["role"] == "level" else row["role"]
        of[name] = of.get(name, 0) + int(row["printed"].replace(",", ""))
    names = {(row["variable"], row["level"]): row["label"].lower() for row in read("levels")}
    return counts, names


@cache
def read(name: str) -> list[dict[str, str]]:
    with (default_folder() / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


COUNTS, NAMES = printed()
VARIABLES = {row["variable"]: row["name"] for row in read("variables")}


@cache
def totals_of(sample: str, label: str) -> set[tuple[str, int]]:
    """Each variable of which a label names levels, with their cases."""
    found = set()
    for variable, of in COUNTS[sample].items():
        levels = [level for level in of if (variable, level) in NAMES]
        words = {
            frozenset(row["levels"].split(" + ")): row["label"]
            for where in ("both", sample)
            for row in read("groups")
            if (row["sample"], row["variable"]) == (where, variable)
        }
        single = [words.get(frozenset([x]), NAMES[variable, x]) for x in levels]
        for size in range(1, len(levels) + 1):
            for places in combinations(range(len(levels)), size):
                group = [levels[place] for place in places]
                spoken = " or ".join(single[place] for place in places)
                if label in (spoken, words.get(frozenset(group))):
                    found.add((variable, sum(of[level] for level in group)))
    return found


def fits(sample: str, labels: list[str], sums: list[int]) -> bool:
    """Whether sums of rows, or of columns, are printed totals; some cases may be left out."""
    return all(
        label == "left out" or n in {cases for _, cases in totals_of(sample, label)}
        for label, n in zip(labels, sums, strict=True)
    )


def historic(entry: dict, witness: dict, rows: list[int]) -> bool:
    """Cases as printed; victims at least one a case, and in all as many as there are."""
    cases = {NAMES["period", level]: n for level, n in COUNTS["historic"]["period"].items()}
    cases["left out"] = sum(n for label, n in cases.items() if label not in witness["rows"])
    unit = "cases" if entry["figure"] == 1 else "victims"
    known = all(n >= cases[label] for label, n in zip(witness["rows"], rows, strict=True))
    return known and sum(rows) == COUNTS["historic"][unit]["total"]


def side_by_side(witness: dict, rows: list[int]) -> bool:
    """Two samples, each with the cases of one level against all others."""
    for label, n, cells in zip(witness["rows"], rows, witness["counts"], strict=True):
        sample = "one_to_one" if "one-to-one" in label else "multiple"
        level = witness["columns"][0].split(" / ")[-1 if sample == "one_to_one" else 0]
        most = max(cases for _, cases in totals_of(sample, level))
        whole = COUNTS[sample]["traded"]["yes"] if "traded" in label else n
        if not cells[0] <= most or not n == whole <= COUNTS[sample]["cases"]["total"]:
            return False
    return True


def properties(sample: str, witness: dict, rows: list[int]) -> bool:
    """Combinations of levels: each variable's levels as printed, its missing cases apart."""
    for parts in zip(*(row.split("; ") for row in witness["rows"]), strict=True):
        name = next(name for name, word in VARIABLES.items() if parts[0].startswith(f"{word} "))
        labels = [part.removeprefix(f"{VARIABLES[name]} ") for part in parts]
        of = COUNTS[sample][name]
        if ("missing" in of) != ("missing" in labels):
            return False
        for label in set(labels):
            n = sum(n for own, n in zip(labels, rows, strict=True) if own == label)
            cases = {cases for own, cases in totals_of(sample, label) if own == name}
            if n not in ({of["missing"]} if label == "missing" else cases):
                return False
    return True


def test_no_witness_breaks_a_printed_total(ledger: Ledger):
    """All witnesses of the JSON against sums of the files, with nothing of the engine."""
    seen, broken = 0, []
    for entry in ledger_to_json(ledger)["entries"]:
        for witness in filter(None, (entry["witness_for"], entry["witness_against"])):
            counts = np.array(witness["counts"])
            rows, columns = counts.sum(axis=1).tolist(), counts.sum(axis=0).tolist()
            sample = {1965: "one_to_one", 633: "multiple"}.get(int(counts.sum()))
            if entry["sample"] == "historic":
                kept = historic(entry, witness, rows)
            elif sample is None:
                kept = side_by_side(witness, rows)
            elif list(witness["columns"]) == ["cases"]:
                kept = properties(sample, witness, rows)
            else:
                kept = fits(sample, witness["rows"], rows)
                kept = kept and fits(sample, witness["columns"], columns)
            seen += 1
            if not kept or counts.min() < 0:
                broken.append(entry["id"])
    assert broken == []
    assert seen > 300


def plain(shares: np.ndarray) -> bool:
    """Whether shares only rise or only fall, or are alike but for one, up to rounding."""
    steps = np.diff(shares)
    alike = np.abs(shares - np.median(shares)) < 0.02
    return bool((steps > -0.02).all() or (steps < 0.02).all() or (~alike).sum() <= 1)


def test_tables_of_the_figures_without_numbers_are_plain_examples(ledger: Ledger):
    seen = 0
    for entry in ledger.entries:
        for witness in filter(None, (entry.witness_for, entry.witness_against)):
            if entry.sample == "historic":
                keep = [at for at, label in enumerate(witness.rows) if label != "left out"]
                counts = np.array(witness.counts)[keep]
                shares = counts / counts.sum(axis=1, keepdims=True)
                assert all(plain(column) for column in shares.T), entry.id
                seen += 1
    assert seen > 20
