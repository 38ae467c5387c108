"""p and decisions on the witnesses of the ledger, by scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import chi2_contingency, fisher_exact

from recount.ledger import Ledger
from recount.report import Contrast, Slope, load_report

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
    found = sm.stats.Table(table).test_ordinal_association(scores, np.array([0.0, 1.0]))
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
                    own["wald"] = sm.stats.Table2x2(table).log_oddsratio_pvalue()
                for result in entry.tests:
                    if result.test in own and result.p_low is not None:
                        slack = 1e-9 + 1e-6 * result.p_high
                        low, high = result.p_low - slack, result.p_high + slack
                        assert low <= own[result.test] <= high, (claim.id, result.test)
                        seen += 1
    assert seen > 200
