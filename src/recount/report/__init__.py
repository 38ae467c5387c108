"""What the report prints: read from ``data/published``, checked, never changed."""

# fmt: off
# isort: off
from recount.report.load import default_folder, load_report
from recount.report.readings import (
    Association, Between, Contrast, CrossTable, Jointly, Levels, Overlap, OverlapLarger, Reading,
    Readings, Shares, ShareSide, Slope, Steps, Within, cross_tables,
)
from recount.report.records import (
    Assumption, Category, Claim, Completeness, Count, Figure, Level, Percentage, Sample, Section,
    Total, TypedNumber,
)
from recount.report.report import Report, UnknownError
from recount.report.tables import DataProblems, Problem
from recount.report.typed import template

__all__ = [
    "Association", "Assumption", "Between", "Category", "Claim", "Completeness", "Contrast",
    "Count", "CrossTable", "DataProblems", "Figure", "Jointly", "Level", "Levels", "Overlap",
    "OverlapLarger", "Percentage", "Problem", "Reading", "Readings", "Report", "Sample",
    "Section", "ShareSide", "Shares", "Slope", "Steps", "Total", "TypedNumber",
    "UnknownError", "Within", "cross_tables", "default_folder", "load_report", "template",
]
# fmt: on
