"""What typed-in numbers make of a figure's claims: from files to verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recount.figures.contradictions import contradictions, table_problems
from recount.figures.counts import count_problems, full_counts
from recount.figures.judging import ClaimVerdict, judge_claims
from recount.figures.layout import FigureTable, figure_table
from recount.figures.questions import readings_of_figures
from recount.figures.statements import printed_statements, statements_of
from recount.figures.typed import TypedNumber, read_typed
from recount.published import DataError, DataProblem, Published, default_folder, load_published
from recount.published.descriptor import read_descriptor
from recount.settings import Settings
from recount.verdicts import Assumed, Judgement

__all__ = ["FigureResult", "judge_figure", "judge_numbers", "typed_verdicts"]


@dataclass(frozen=True, slots=True)
class FigureResult:
    """The claims of one figure, judged with the numbers typed in from it.

    Attributes:
        table: What the figure crosses.
        numbers: The typed-in numbers.
        file: Where they stand.
        counts: All counts of the figure, rows by columns; None if some are missing.
        claims: Every claim beside the figure.
        settings: Settings of the tests.
        assumed: Assumptions.
    """

    table: FigureTable
    numbers: tuple[TypedNumber, ...]
    file: str
    counts: tuple[tuple[int, ...], ...] | None
    claims: tuple[ClaimVerdict, ...]
    settings: Settings
    assumed: Assumed

    @property
    def empty(self) -> bool:
        """Whether no number is typed in."""
        return not self.numbers

    @property
    def failing(self) -> tuple[ClaimVerdict, ...]:
        """The claims that the typed-in numbers prove false, and the printed ones alone did not."""
        return tuple(
            verdict
            for verdict in self.claims
            if verdict.now is not None
            and verdict.now.verdict == "fails"
            and verdict.before.verdict != "fails"
        )


def judge_figure(
    number: int,
    folder: Path | None = None,
    file: Path | None = None,
    changes: Mapping[str, str] | None = None,
) -> FigureResult:
    """Return the claims of a figure, judged with typed-in numbers.

    Args:
        number: The figure.
        folder: The folder of published data; the project's own when None.
        file: A file of numbers; the installed one when None.
        changes: Assumptions that are changed, by id.

    Raises:
        DataError: If the data is bad, or no table has all the numbers.
        ValueError: If there is no such figure, or no such assumption.
        OSError: If the file cannot be read.

    Example:
        >>> judge_figure(5).empty
        True
    """
    folder = default_folder() if folder is None else folder
    published = load_published(folder)
    assumed = Assumed.from_data(published, changes)
    table = figure_table(published, number)
    descriptor = read_descriptor(folder)
    numbers = read_typed(table, descriptor, folder, file)
    shown = str(file) if file is not None else f"figures/figure-{number:02d}.csv"
    return judge_numbers(
        published, table, numbers, shown, readings_of_figures(descriptor, folder), assumed
    )


def judge_numbers(
    published: Published,
    table: FigureTable,
    numbers: Sequence[TypedNumber],
    file: str,
    readings: Mapping[str, Mapping[str, str]],
    assumed: Assumed,
    settings: Settings | None = None,
) -> FigureResult:
    """Return the claims of a figure, judged with numbers that were read before.

    Raises:
        DataError: If full counts do not add up to the printed totals, or no table has all the
            numbers; with every problem.
    """
    settings = Settings() if settings is None else settings
    numbers = tuple(numbers)
    linear, odds = statements_of(table, numbers, assumed)
    statements = (*linear, *printed_statements(published, table, assumed)) if numbers else ()
    counts = full_counts(table, numbers)
    problems: list[DataProblem] = []
    if counts is not None:
        problems += count_problems(published, table, numbers, counts, assumed)
        problems += table_problems(
            published, table, numbers, counts, statements, odds, assumed, settings
        )
        if not table.bounded:
            # Without printed totals the counts are the whole table, and nothing is left out of it.
            statements = tuple(each for each in statements if each.within(table))
    if table.bounded and numbers and not problems:
        problems += contradictions(published, table, statements, odds, assumed, settings)
    if problems:
        raise DataError(problems)
    if numbers:
        claims = judge_claims(
            published, table, statements, odds, counts, readings, assumed, settings
        )
    else:
        claims = _as_before(published, table, assumed, settings)
    shown = None if counts is None else tuple(tuple(int(x) for x in row) for row in counts)
    return FigureResult(table, numbers, file, shown, claims, settings, assumed)


def _as_before(
    published: Published, table: FigureTable, assumed: Assumed, settings: Settings
) -> tuple[ClaimVerdict, ...]:
    from recount.verdicts import judge

    return tuple(
        ClaimVerdict(claim, judge(published, claim, assumed, settings), None)
        for claim in published.claims
        if claim.figure == table.figure.number
    )


def typed_verdicts(
    published: Published,
    folder: Path | None = None,
    assumed: Assumed | None = None,
    settings: Settings | None = None,
) -> dict[str, Judgement]:
    """Return the verdicts that installed numbers give, by claim; empty while none is installed.

    For the ledger: the verdict from the printed numbers stays, this one stands beside it.

    Raises:
        DataError: As ``judge_numbers``, for every installed file together.

    Example:
        >>> from recount.published import load_published
        >>> typed_verdicts(load_published())
        {}
    """
    folder = default_folder() if folder is None else folder
    assumed = Assumed.from_data(published) if assumed is None else assumed
    descriptor: Mapping[str, Any] = read_descriptor(folder)
    found: dict[str, Judgement] = {}
    problems: list[DataProblem] = []
    for figure in published.figures:
        table = figure_table(published, figure.number)
        try:
            numbers = read_typed(table, descriptor, folder)
            if not numbers:
                continue
            result = judge_numbers(
                published,
                table,
                numbers,
                numbers[0].file,
                readings_of_figures(descriptor, folder),
                assumed,
                settings,
            )
        except DataError as error:
            problems += error.problems
            continue
        for verdict in result.claims:
            if verdict.now is not None:
                found[verdict.claim.id] = verdict.now
    if problems:
        raise DataError(problems)
    return found
