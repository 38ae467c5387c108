"""How many entries of each kind and verdict the ledger has, as plain numbers for prose."""

from __future__ import annotations

from collections import Counter

from recount.book.spans import Inline
from recount.ledger import Ledger
from recount.verdicts import CLAIM_VERDICTS, NUMBER_VERDICTS

__all__ = ["tally"]

_PRINTED = {"agrees": "agree", "differs": "differ"}


def tally(ledger: Ledger) -> dict[str, Inline]:
    """Return the totals by name.

    ``percentages`` and the verdicts on numbers (``agree``, ``differ``, ``consistent``,
    ``impossible``, ``no_counts``, ``cited``) count printed percentages. ``claims`` and the verdicts
    on claims (``holds``, ``fails``, ``open``, ``not_testable``, ``claims_no_counts``) count claims
    and judging words. ``sums`` are totals, ``completeness`` entries on the 80% rule, each with its
    verdicts (``sums_agree``, ``completeness_not_testable``). ``entries``, ``numerals`` and
    ``all_open`` and the like count the whole ledger.

    Example:
        >>> from recount.book import open_book
        >>> totals = tally(open_book().ledger)
        >>> [str(totals[name]) for name in ("percentages", "agree", "differ", "cited")]
        ['59', '44', '4', '6']
    """
    entries = ledger.entries
    of = Counter((_group(entry.kind), entry.verdict) for entry in entries)
    groups = Counter(_group(entry.kind) for entry in entries)
    found = {
        "entries": len(entries),
        "numerals": len(ledger.published.inventory),
        "figures": len(ledger.published.figures),
        "recomputable": groups["percentages"]
        - of["percentages", "cited"]
        - of["percentages", "no_counts"],
        **{group: groups[group] for group in ("percentages", "sums", "completeness", "claims")},
    }
    for word in NUMBER_VERDICTS:
        found[_PRINTED.get(word, word)] = of["percentages", word]
    for word in CLAIM_VERDICTS:
        found[word if word != "no_counts" else "claims_no_counts"] = of["claims", word]
    for group in ("sums", "completeness"):
        for word in (*NUMBER_VERDICTS, "not_testable"):
            found[f"{group}_{_PRINTED.get(word, word)}"] = of[group, word]
    for word, number in ledger.summary.items():
        found[f"all_{_PRINTED.get(word, word)}"] = number
    return {name.replace("_", "-"): Inline(f"{number:,}") for name, number in found.items()}


def _group(kind: str) -> str:
    return {"percentage": "percentages", "total": "sums", "completeness": "completeness"}.get(
        kind, "claims"
    )
