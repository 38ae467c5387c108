"""The JSON that other programs read: ``recount audit --format json``."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.ledger.said import shown_rows
from recount.verdicts import ConsistentTables, Implied, Judgement, TestResult, Witness
from recount.words import method_in_words, quantity_in_words

__all__ = ["SCHEMA_VERSION", "entry_to_json", "ledger_to_json", "read_schema"]

SCHEMA_VERSION = "2.0"


def ledger_to_json(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as plain lists and dictionaries, in the form that the schema describes.

    Example:
        >>> from recount.ledger import open_ledger
        >>> list(ledger_to_json(open_ledger()))[3:]
        ['summary', 'statements', 'entries', 'inventory']
    """
    settings, assumed = ledger.settings, ledger.assumed
    return {
        "schema_version": SCHEMA_VERSION,
        "report": dict(ledger.report.report),
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
        "statements": ledger.statement_summary,
        "entries": [entry_to_json(ledger, entry) for entry in ledger.entries],
        "inventory": [
            {
                "page": row.page,
                "place": row.place,
                "printed": row.printed,
                "entry": row.entry or None,
                "reason": row.reason or None,
            }
            for row in ledger.report.inventory
        ],
    }


def entry_to_json(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """Return one entry with every key of the contract, null where it does not apply."""
    found, later = entry.judgement, entry.with_figures
    return {
        "id": entry.id,
        "kind": entry.kind,
        "page": entry.page,
        "repeats": entry.repeats,
        "reading_of": entry.reading_of,
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
        "basis": found.basis,
        "proof": found.proof,
        **_numbers(ledger, found),
        "witness_for": _witness(ledger, entry, found.witness_for),
        "witness_against": _witness(ledger, entry, found.witness_against),
        "with_figures": None
        if later is None
        else {"verdict": later.verdict, **_numbers(ledger, later)},
    }


def _numbers(ledger: Ledger, found: Judgement) -> dict[str, Any]:
    return {
        "consistent_tables": _tables(found.tables),
        "implied": [_implied(ledger, item) for item in found.implied] or None,
        "tests": [_test(result) for result in found.tests] or None,
    }


def _tables(tables: ConsistentTables | None) -> dict[str, Any] | None:
    if tables is None:
        return None
    return {
        "count": tables.count,
        "holding": tables.holding,
        "undecided": tables.undecided,
        "method": method_in_words(tables),
    }


def _implied(ledger: Ledger, item: Implied) -> dict[str, Any]:
    return {
        "quantity": quantity_in_words(ledger.report, item.quantity),
        "test": item.test,
        "low": _finite(item.low),
        "high": _finite(item.high),
        "given_claim": item.given_claim,
        "undefined": item.undefined,
    }


def _test(result: TestResult) -> dict[str, Any]:
    return {
        "test": result.test,
        "decision": result.decision,
        "p_low": _finite(result.p_low),
        "p_high": _finite(result.p_high),
    }


def _finite(value: float | int | None) -> float | int | None:
    return None if value is None or not math.isfinite(value) else value


def _witness(ledger: Ledger, entry: Entry, witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "rows": list(shown_rows(ledger, entry, witness.rows)),
        "columns": list(witness.columns),
        "counts": [list(row) for row in witness.counts],
    }


def read_schema() -> dict[str, Any]:
    """Return the JSON schema of the contract."""
    text = resources.files("recount.ledger").joinpath("audit.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
