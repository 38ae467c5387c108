"""The verdicts on a figure's claims, for a reader at the terminal."""

from __future__ import annotations

import textwrap

from recount.figures.comparisons import in_words
from recount.figures.judging import ClaimVerdict
from recount.figures.result import FigureResult
from recount.phrases import counted, p_in_words, ratio_in_words
from recount.verdicts import Implied, Judgement, Witness

__all__ = ["describe"]

WIDTH = 96


def describe(result: FigureResult) -> str:
    """Return what typed-in numbers make of a figure's claims, as text.

    Example:
        >>> from recount.figures.result import judge_figure
        >>> print(describe(judge_figure(4)).splitlines()[0])
        Figure 4 (page 25): Victim gender by traded status
    """
    figure = result.table.figure
    lines = [f"Figure {figure.number} (page {figure.page}): {figure.title}", ""]
    if result.empty:
        lines += _wrapped(
            f"No number is typed in yet ({result.file}): the figure's numbers are a picture in the "
            "report. What follows is the verdict from the printed numbers alone."
        )
        lines += _wrapped(
            f"To type them in: recount figure {figure.number} --template --output FILE, fill the "
            f"column printed, then recount figure {figure.number} --file FILE."
        )
    else:
        lines.append(f"{counted(len(result.numbers), 'number')} typed in ({result.file})")
        if result.counts is not None:
            lines += ["", *_table(result)]
            if result.table.bounded:
                lines += ["", "The counts add up to the printed totals."]
        elif not result.table.bounded:
            lines += _wrapped(
                "No margin of this figure is printed, so that nothing bounds the cells: only full "
                "counts, every cell, can be judged."
            )
    lines += _comparisons(result)
    for verdict in result.claims:
        lines += _claim(verdict)
    others = [verdict.claim.id for verdict in result.claims if verdict.now is None]
    if others and not result.empty:
        lines += ["", *_wrapped(f"Not touched by these numbers: {', '.join(others)}.")]
    settings = result.settings
    lines += [
        "",
        f"Settings: alpha {float(settings.alpha)}, two-sided, no continuity correction; "
        "p = alpha counts as not significant.",
    ]
    return "\n".join(lines) + "\n"


def _claim(verdict: ClaimVerdict) -> list[str]:
    claim = verdict.claim
    if verdict.now is None and verdict.before.verdict == "not_testable":
        return []
    now = verdict.now
    word = verdict.before.verdict if now is None else now.verdict
    lines = ["", f"{word}: {claim.id} (page {claim.page})", *_wrapped(claim.statement, "  ")]
    lines += _wrapped(f"from the printed numbers alone: {_short(verdict.before)}", "  ")
    if now is None:
        return lines
    if verdict.comparisons:
        if len({row.decision for row in now.tests}) > 1:
            lines += _wrapped(f"the tests disagree: {_by_test(now)}", "  ")
        return lines
    lines += _wrapped(f"with the typed-in ones: {_short(now)}", "  ")
    lines += _wrapped(now.sentence, "  ")
    if len({row.decision for row in now.tests}) > 1:
        lines += _wrapped(f"the tests disagree: {_by_test(now)}", "  ")
    for title, found in (("before", verdict.before), ("now", now)):
        lines += _wrapped(_implied(found), f"  {title}: ") if found.implied else []
    if now.verdict == "open":
        for witness in (now.witness_for, now.witness_against):
            lines += _witness(witness) if witness is not None else []
    return lines


def _witness(witness: Witness) -> list[str]:
    body = _aligned(witness.rows, witness.columns, witness.counts)
    return [f"  {witness.note}:", *(f"    {line}" for line in body)]


def _by_test(found: Judgement) -> str:
    return ", ".join(f"{row.test} {row.decision}" for row in found.tests)


def _short(found: Judgement) -> str:
    words = found.verdict
    tables = found.consistent_tables
    if tables is not None and tables.count is not None and tables.holding is not None:
        words += f" (true in {tables.holding:,} of {counted(tables.count, 'consistent table')})"
    return words


def _implied(found: Judgement) -> str:
    """Return the range of the claim's quantity, without and with the claim taken as true."""
    primary = found.tests[0].test if found.tests else None
    free = [item for item in found.implied if not item.given_claim]
    given = [item for item in found.implied if item.given_claim and item.test == primary]
    words = "; ".join(f"{item.quantity} {_span(item)}" for item in free)
    if given:
        words += f", if it is true {' or '.join(map(_span, given))}"
    return words


def _span(item: Implied) -> str:
    ends = []
    for value in (item.low, item.high):
        whole = isinstance(value, int)
        ends.append(f"{value:,}" if whole else ratio_in_words(value))
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _comparisons(result: FigureResult) -> list[str]:
    """Return every comparison that some claim makes, each once."""
    distinct = dict.fromkeys(
        each for verdict in result.claims for each in verdict.comparisons if each.tests
    )
    if not distinct:
        return []
    corrected = len(distinct) > 1
    lines = [
        "",
        "Comparisons, with odds ratio, 95% interval and p"
        + (" (in brackets by Holm's correction for their number):" if corrected else ":"),
    ]
    for each in distinct:
        lines += _wrapped(in_words(each, tests=False), "  ")
        parts = []
        for one in each.tests:
            if one.p is None:
                parts.append(f"{one.test} undefined")
                continue
            holm = f" ({p_in_words(one.holm)})" if corrected else ""
            mark = "" if one.decision == 1 else "not "
            parts.append(f"{one.test} {p_in_words(one.p)}{holm} {mark}significant")
        lines += _wrapped("; ".join(parts), "    ")
    return lines


def _table(result: FigureResult) -> list[str]:
    assert result.counts is not None
    return _aligned(result.table.row_labels, result.table.column_labels, result.counts)


def _aligned(
    rows: tuple[str, ...], columns: tuple[str, ...], counts: tuple[tuple[int, ...], ...]
) -> list[str]:
    """Return counts with their sums, columns aligned."""
    body = [[*line, sum(line)] for line in counts]
    body.append([sum(column) for column in zip(*body, strict=True)])
    heads, names = [*columns, "all"], [*rows, "all"]
    texts = [[f"{value:,}" for value in line] for line in body]
    widths = [max(len(h), *(len(line[i]) for line in texts)) for i, h in enumerate(heads)]
    first = max(map(len, names))
    lines = [" " * first + "".join(f"  {h.rjust(w)}" for h, w in zip(heads, widths, strict=True))]
    for name, line in zip(names, texts, strict=True):
        cells = (f"  {value.rjust(width)}" for value, width in zip(line, widths, strict=True))
        lines.append(name.ljust(first) + "".join(cells))
    return lines


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))
