"""One book for all tests of the book layer."""

import pytest

from recount.book import Book, open_book


@pytest.fixture(scope="session")
def book() -> Book:
    return open_book()
