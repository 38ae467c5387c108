"""The ledger: every entry with its verdict, and the forms in which it is given."""

from recount.ledger.build import Ledger, build_ledger, open_ledger
from recount.ledger.entry import Entry
from recount.ledger.expected import Expected, load_expected
from recount.ledger.formats import SCHEMA_VERSION, entry_to_json, ledger_to_json, read_schema
from recount.ledger.kept import kept_ledger
from recount.ledger.said import Said, say

__all__ = [
    "SCHEMA_VERSION",
    "Entry",
    "Expected",
    "Ledger",
    "Said",
    "build_ledger",
    "entry_to_json",
    "kept_ledger",
    "ledger_to_json",
    "load_expected",
    "open_ledger",
    "read_schema",
    "say",
]
