"""The book layer: what the chapters call to show the ledger.

Every chapter begins with::

    from recount.book import open_book
    book = open_book()
    n, s, c = book.counts, book.stated, book.claims

and then names values in prose (``n.one_n``, ``s.p22_one_pubescent``, ``c.f04_no_difference.low``),
guards its judging words (``book.check``), and shows tables and drawings.
"""

from recount.book.opening import Book, GuardError, open_book
from recount.book.values import UnknownNameError

__all__ = ["Book", "GuardError", "UnknownNameError", "open_book"]
