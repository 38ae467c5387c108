"""Made-up numbers for figures, written to files or read straight away."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from recount.figures import FigureTable, figure_table
from recount.figures.layout import margin_or_none
from recount.published import Published
from recount.tables import TableSpace, random_table
from recount.verdicts import Assumed

MADE_UP = Path(__file__).parent / "madeup"
HEADER = "quantity,row,column,printed,note"


def written(folder: Path, *lines: str) -> Path:
    """Write made-up lines, without their notes, to a file."""
    path = folder / "made-up.csv"
    path.write_text("\n".join([HEADER, *(f"{line}," for line in lines)]) + "\n", encoding="utf-8")
    return path


def made_up_counts(published: Published, number: int, seed: int) -> np.ndarray:
    """Return made-up counts of a figure, with its printed margins where it has some."""
    table = figure_table(published, number)
    if table.bounded:
        figure = table.figure
        margins = [
            margin_or_none(published, table, name, Assumed())
            for name in (figure.characteristic, figure.outcome)
        ]
        return random_table(TableSpace(*margins), seed)[:-1, :-1]
    rng = random.Random(seed)
    counts = np.array([[rng.randint(3, 12) for _ in table.columns] for _ in table.rows])
    if number > 1:
        counts[0, 0] += 933 - counts.sum()
    return counts


def count_lines(table: FigureTable, counts: np.ndarray) -> list[str]:
    """Return full counts as lines of a file."""
    return [
        f"count,{row},{column},{counts[i, j]}"
        for i, row in enumerate(table.rows)
        for j, column in enumerate(table.columns)
    ]
