"""Guards: a sentence that judges is bound to a check, which stops the render when it fails."""

from __future__ import annotations

from recount.book.inline import find
from recount.ledger import Ledger, say
from recount.ours import compare_samples
from recount.words import p_in_words

__all__ = ["GuardError", "check", "check_more", "check_most", "check_samples"]


class GuardError(Exception):
    """A sentence says something that the numbers no longer support."""


def check(ledger: Ledger, names: str, *verdicts: str) -> None:
    """Stop the render unless each entry, ids with spaces between, has one of these verdicts."""
    for name in names.split():
        entry = find(name, ledger.by_id, "entry")
        if entry.verdict not in verdicts:
            raise GuardError(
                f"{name} (page {entry.page}): the sentence rests on "
                f"{' or '.join(map(repr, verdicts))}, the ledger says {entry.verdict!r}. "
                f"{say(ledger, entry).sentence}"
            )


def check_more(ledger: Ledger, larger: str, smaller: str) -> None:
    """Stop the render unless one sum of printed counts, ids joined by `` + ``, exceeds another."""
    left, right = _sum(ledger, larger), _sum(ledger, smaller)
    if not left > right:
        raise GuardError(
            f"the sentence says that {larger} ({left:,}) is more than {smaller} ({right:,})"
        )


def check_most(ledger: Ledger, part: str, whole: str) -> None:
    """Stop the render unless a sum of printed counts is more than half of another."""
    left, right = _sum(ledger, part), _sum(ledger, whole)
    if not 2 * left > right:
        raise GuardError(
            f"the sentence says that {part} ({left:,}) is more than half of {whole} ({right:,})"
        )


def check_samples(ledger: Ledger, treatment: str, *, differ: str = "", same: str = "") -> None:
    """Stop the render unless the samples do, or do not, differ on some variables (ours).

    Judged after Holm's correction, with cases of mixed categories treated in a way.
    """
    found = compare_samples(ledger.report, ledger.settings)
    rows = {row.variable: row for row in found if row.treatment == treatment}
    for names, wanted in ((differ, True), (same, False)):
        for name in names.split():
            row = find(name, rows, "comparison")
            if (row.p_holm < ledger.settings.alpha) != wanted:
                raise GuardError(
                    f"the sentence says that the samples {'differ' if wanted else 'do not differ'} "
                    f"on {name} ({treatment}); after Holm's correction p is "
                    f"{p_in_words(row.p_holm)}"
                )


def _sum(ledger: Ledger, ids: str) -> int:
    return sum(find(name, ledger.report.counts, "count").value for name in ids.split(" + "))
