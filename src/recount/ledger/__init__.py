"""The ledger: every entry with its verdict, and the forms in which it is given."""

from recount.ledger.build import Ledger, build_ledger, open_ledger
from recount.ledger.contract import SCHEMA_VERSION, entry_to_json, ledger_to_json, read_schema
from recount.ledger.entry import Entry
from recount.ledger.expected import Expected, load_expected
from recount.ledger.numbers import completeness_entry, percentage_entry, total_entry

__all__ = [
    "SCHEMA_VERSION",
    "Entry",
    "Expected",
    "Ledger",
    "build_ledger",
    "completeness_entry",
    "entry_to_json",
    "ledger_to_json",
    "load_expected",
    "open_ledger",
    "percentage_entry",
    "read_schema",
    "total_entry",
]
