"""How many entries have each verdict, and how many percentages each rounding rule gives."""

from __future__ import annotations

from collections import Counter

from recount.arithmetic import Share, agreement
from recount.book.spans import Inline
from recount.ledger import Ledger
from recount.verdicts import CLAIM_VERDICTS, NUMBER_VERDICTS

__all__ = ["rounding", "tally"]

_PRINTED = {"agrees": "agree", "differs": "differ"}


def tally(ledger: Ledger) -> dict[str, Inline]:
    """Return the totals by name, as text for prose.

    ``percentages`` and the verdicts on numbers (``agree``, ``differ``, ``no-counts`` and so on)
    count printed percentages, every place; ``with-counts`` those whose counts are in the text,
    ``sums`` what adds up. ``claims`` and the verdicts on claims (``holds``, ``claims-no-counts``)
    count statements, each once however often the report repeats it. ``entries`` and ``numerals``
    count the whole ledger and its inventory.

    Example:
        >>> from recount.book import open_book
        >>> totals = tally(open_book().ledger)
        >>> [str(totals[name]) for name in ("percentages", "agree", "differ", "cited")]
        ['59', '44', '4', '6']
    """
    percentages = Counter(e.verdict for e in ledger.entries if e.kind == "percentage")
    claims = Counter(
        e.verdict for e in ledger.entries if e.kind in ("claim", "wording") and e.is_statement
    )
    sums = Counter(e.verdict for e in ledger.entries if e.kind == "total")
    found = {
        "entries": len(ledger.entries),
        "numerals": len(ledger.report.inventory),
        "figures": len(ledger.report.figures),
        "percentages": percentages.total(),
        "with-counts": percentages["agrees"] + percentages["differs"],
        "sums": sums["agrees"],
        "claims": claims.total(),
    }
    for word in NUMBER_VERDICTS:
        found[_PRINTED.get(word, word).replace("_", "-")] = percentages[word]
    for word in (*CLAIM_VERDICTS, "depends"):
        name = word if word != "no_counts" else "claims-no-counts"
        found[name.replace("_", "-")] = claims[word]
    return {name: Inline(f"{number:,}") for name, number in found.items()}


def rounding(ledger: Ledger) -> dict[str, Inline]:
    """Return how many shares of tables each rounding rule gives, and ``printed``: their number.

    Example:
        >>> from recount.book import open_book
        >>> rules = rounding(open_book().ledger)
        >>> [str(rules[name]) for name in ("half-up", "truncate", "printed")]
        ['34', '18', '36']
    """
    total = ledger.report.total_of
    tables = tuple(table.table for table in ledger.report.tables)
    table_3 = [
        (stated.printed, Share(total(stated.numerator), total(stated.denominator)))
        for stated in ledger.report.percentages
        if stated.place.startswith(tables) and stated.numerator and stated.denominator
    ]
    found = {rule.replace("_", "-"): number for rule, number in agreement(table_3).items()}
    return {
        name: Inline(f"{number}") for name, number in {**found, "printed": len(table_3)}.items()
    }
