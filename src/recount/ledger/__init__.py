"""The ledger: every entry with its verdict, and the forms in which it is given."""

from recount.ledger.build import Ledger, build_ledger, open_ledger
from recount.ledger.entry import Entry, Expected, load_expected
from recount.ledger.formats import FORMATS, SCHEMA, entry_to_json, ledger_to_json
from recount.ledger.kept import kept_ledger
from recount.ledger.show import explain, say

# fmt: off
__all__ = [
    "FORMATS", "SCHEMA", "Entry", "Expected", "Ledger", "build_ledger", "entry_to_json", "explain",
    "kept_ledger", "ledger_to_json", "load_expected", "open_ledger", "say",
]
# fmt: on
