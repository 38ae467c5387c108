"""Numbers that a reader types in from a figure: read, checked against Table 3, and judged.

They stand in ``data/published/figures/figure-NN.csv``, none at first. Full counts give one table
and with it tests, odds ratios and intervals; any mix of counts, percentages, missing cases and odds
ratios narrows the consistent tables. The verdict from the printed numbers stays beside the new one.
"""

from recount.figures.comparisons import Comparison, OneTest
from recount.figures.contract import SCHEMA_VERSION, result_to_json
from recount.figures.judging import ClaimVerdict
from recount.figures.layout import FigureTable, figure_table
from recount.figures.result import FigureResult, judge_figure, judge_numbers, typed_verdicts
from recount.figures.template import template
from recount.figures.typed import TypedNumber, read_typed
from recount.figures.words import describe

__all__ = [
    "SCHEMA_VERSION",
    "ClaimVerdict",
    "Comparison",
    "FigureResult",
    "FigureTable",
    "OneTest",
    "TypedNumber",
    "describe",
    "figure_table",
    "judge_figure",
    "judge_numbers",
    "read_typed",
    "result_to_json",
    "template",
    "typed_verdicts",
]
