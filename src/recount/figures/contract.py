"""The JSON of ``recount figure N --format json``."""

from __future__ import annotations

import math
from typing import Any

from recount.figures.comparisons import Comparison
from recount.figures.judging import ClaimVerdict
from recount.figures.result import FigureResult
from recount.verdicts import Judgement, Witness

__all__ = ["SCHEMA_VERSION", "result_to_json"]

SCHEMA_VERSION = "1.0"


def result_to_json(result: FigureResult) -> dict[str, Any]:
    """Return the verdicts on a figure's claims as plain lists and dictionaries.

    ``before`` is the verdict from the printed numbers, ``now`` the one with the typed-in numbers,
    null where they cannot touch the claim.

    Example:
        >>> from recount.figures.result import judge_figure
        >>> found = result_to_json(judge_figure(4))
        >>> found["numbers"], found["claims"][0]["before"]["verdict"], found["claims"][0]["now"]
        (0, 'open', None)
    """
    figure, settings = result.table.figure, result.settings
    return {
        "schema_version": SCHEMA_VERSION,
        "figure": figure.number,
        "page": figure.page,
        "sample": figure.sample,
        "title": figure.title,
        "file": result.file,
        "numbers": len(result.numbers),
        "rows": list(result.table.rows),
        "columns": list(result.table.columns),
        "counts": None if result.counts is None else [list(row) for row in result.counts],
        "settings": {
            "alpha": float(settings.alpha),
            "two_sided": settings.two_sided,
            "continuity_correction": settings.continuity_correction,
            "p_equal_to_alpha_is_significant": False,
            "assumptions": result.assumed.values(),
        },
        "claims": [_claim(verdict) for verdict in result.claims],
    }


def _claim(verdict: ClaimVerdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "id": claim.id,
        "page": claim.page,
        "where": claim.place,
        "statement": claim.statement,
        "before": _judgement(verdict.before),
        "now": None
        if verdict.now is None
        else {
            **_judgement(verdict.now),
            "comparisons": [_comparison(each) for each in verdict.comparisons] or None,
        },
    }


def _judgement(found: Judgement) -> dict[str, Any]:
    tables = found.consistent_tables
    return {
        "verdict": found.verdict,
        "basis": found.basis,
        "proof": found.proof,
        "sentence": found.sentence,
        "consistent_tables": None
        if tables is None
        else {"count": tables.count, "holding": tables.holding, "method": tables.method},
        "implied": [
            {
                "quantity": item.quantity,
                "test": item.test,
                "low": _finite(item.low),
                "high": _finite(item.high),
                "given_claim": item.given_claim,
            }
            for item in found.implied
        ]
        or None,
        "witness_for": _witness(found.witness_for),
        "witness_against": _witness(found.witness_against),
        "tests": [
            {
                "test": row.test,
                "decision": row.decision,
                "p_low": _finite(row.p_low),
                "p_high": _finite(row.p_high),
            }
            for row in found.tests
        ]
        or None,
    }


def _comparison(each: Comparison) -> dict[str, Any]:
    return {
        "what": each.what,
        "cells": list(each.cells) or None,
        "odds_ratio": _finite(each.odds_ratio),
        "low": _finite(each.low),
        "high": _finite(each.high),
        "tests": [
            {
                "test": one.test,
                "significant": _significant(one.decision),
                "p": one.p,
                "holm": one.holm,
            }
            for one in each.tests
        ],
    }


def _significant(decision: int) -> bool | None:
    return None if decision == -1 else decision == 1


def _finite(value: float | int | None) -> float | int | None:
    return None if value is None or not math.isfinite(value) else value


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "rows": list(witness.rows),
        "columns": list(witness.columns),
        "counts": [list(row) for row in witness.counts],
    }
