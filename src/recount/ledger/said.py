"""An entry's verdict in words: chosen from `recount.words` by the kind of its statement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.report import Claim
from recount.verdicts import Number
from recount.words import (
    number_sentence,
    number_steps,
    number_turn,
    rests_in_words,
    sentence,
    settles,
    steps,
    turn_in_words,
    verdict_words,
)

__all__ = ["Said", "say"]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one entry.

    Attributes:
        sentence: The verdict in plain words.
        steps: The derivation, one step a line.
        turn: The smallest change that turns the verdict; empty for none.
        settles: The number that would settle it; empty where it is settled.
        rests: Assumptions by id, each with what it does to the verdict.
        with_figures: The verdict with the numbers typed in from figures; empty for none.
    """

    sentence: str
    steps: tuple[str, ...] = ()
    turn: str = ""
    settles: str = ""
    rests: tuple[tuple[str, str], ...] = ()
    with_figures: str = ""


def say(ledger: Ledger, entry: Entry) -> Said:
    """Return an entry's verdict in words.

    Example:
        >>> from recount.ledger import open_ledger
        >>> ledger = open_ledger()
        >>> say(ledger, ledger["p22-one-pubescent"]).turn
        '1,208 of 1,965 or 1,209 of 1,966 would be 61%.'
    """
    report, source, found = ledger.report, entry.source, entry.judgement
    if not isinstance(source, Claim):
        number = Number(found, entry.numerator, entry.denominator, entry.exact, entry.recomputed)
        return Said(
            number_sentence(report, source, number),
            number_steps(report, source, number, ledger.assumed.convention),
            number_turn(source, number),
        )
    readings = ledger.readings_of(entry.id)
    if readings:
        parts = [f"{reading.statement}: {verdict_words(reading.verdict)}" for reading in readings]
        settled = next((words for each in readings if (words := say(ledger, each).settles)), "")
        return Said("Its readings: " + "; ".join(parts) + ".", settles=settled)
    later = entry.with_figures
    return Said(
        sentence(report, source, found),
        steps(report, source, found),
        turn_in_words(report, source, found),
        settles(report, source, found),
        tuple(
            (rests.assumption, rests_in_words(report, rests, found.verdict))
            for rests in found.rests
        ),
        "" if later is None else sentence(report, replace(source, reason=""), later),
    )
