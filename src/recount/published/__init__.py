"""What the report prints: read from ``data/published``, checked, never changed."""

from recount.published.load import default_folder, load_published
from recount.published.problems import DataError, DataProblem
from recount.published.publication import Published
from recount.published.records import (
    Assumption,
    Claim,
    Completeness,
    Count,
    DatasetDate,
    Figure,
    InventoryRow,
    Level,
    Percentage,
    Phrase,
    Sample,
    Total,
    whole_number,
)

__all__ = [
    "Assumption",
    "Claim",
    "Completeness",
    "Count",
    "DataError",
    "DataProblem",
    "DatasetDate",
    "Figure",
    "InventoryRow",
    "Level",
    "Percentage",
    "Phrase",
    "Published",
    "Sample",
    "Total",
    "default_folder",
    "load_published",
    "whole_number",
]
