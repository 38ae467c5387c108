"""The ledger: every entry with its verdict, and the forms in which it is given."""

# fmt: off
# isort: off
from recount.ledger.build import (
    Entry, Expected, Ledger, build_ledger, kept_ledger, load_expected, open_ledger,
)
from recount.ledger.formats import FORMATS, SCHEMA, explain, ledger_to_json, say, with_sums

__all__ = [
    "FORMATS", "SCHEMA", "Entry", "Expected", "Ledger", "build_ledger", "explain", "kept_ledger",
    "ledger_to_json", "load_expected", "open_ledger", "say", "with_sums",
]
# fmt: on
