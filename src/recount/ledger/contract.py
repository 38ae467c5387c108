"""The JSON that other programs read: ``recount audit --format json``."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.verdicts import Witness

__all__ = ["SCHEMA_VERSION", "entry_to_json", "ledger_to_json", "read_schema"]

SCHEMA_VERSION = "1.0"


def ledger_to_json(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as plain lists and dictionaries, in the form that the schema describes.

    Example:
        >>> from recount.ledger import open_ledger
        >>> sorted(ledger_to_json(open_ledger()))
        ['entries', 'inventory', 'report', 'schema_version', 'settings', 'summary']
    """
    settings, assumed = ledger.settings, ledger.assumed
    return {
        "schema_version": SCHEMA_VERSION,
        "report": dict(ledger.published.report),
        "settings": {
            "alpha": float(settings.alpha),
            "two_sided": settings.two_sided,
            "continuity_correction": settings.continuity_correction,
            "p_equal_to_alpha_is_significant": False,
            "power": float(settings.power),
            "rounding": assumed.convention,
            "assumptions": assumed.values(),
        },
        "summary": ledger.summary,
        "entries": [entry_to_json(entry) for entry in ledger.entries],
        "inventory": [
            {
                "page": row.page,
                "place": row.place,
                "printed": row.printed,
                "entry": row.entry or None,
                "reason": row.reason or None,
            }
            for row in ledger.published.inventory
        ],
    }


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return one entry with every key of the contract, null where it does not apply."""
    tables = entry.consistent_tables
    return {
        "id": entry.id,
        "kind": entry.kind,
        "page": entry.page,
        "repeats": entry.repeats,
        "where": entry.where,
        "sample": entry.sample,
        "figure": entry.figure,
        "statement": entry.statement,
        "printed": entry.printed,
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "exact": entry.exact,
        "recomputed": entry.recomputed,
        "verdict": entry.verdict,
        "expected": entry.expected,
        "reason": entry.reason,
        "basis": entry.basis,
        "proof": entry.proof,
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
            for item in entry.implied
        ]
        or None,
        "witness_for": _witness(entry.witness_for),
        "witness_against": _witness(entry.witness_against),
        "tests": [
            {
                "test": result.test,
                "decision": result.decision,
                "p_low": _finite(result.p_low),
                "p_high": _finite(result.p_high),
            }
            for result in entry.tests
        ]
        or None,
    }


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


def read_schema() -> dict[str, Any]:
    """Return the JSON schema of the contract."""
    text = resources.files("recount.ledger").joinpath("audit.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
