"""What the tests of the drawings share: one ledger for all of them, and the words of a drawing."""

from collections.abc import Iterator
from functools import lru_cache

from matplotlib.figure import Figure
from matplotlib.text import Text

from recount.ledger import Ledger, open_ledger


@lru_cache(maxsize=1)
def opened() -> Ledger:
    """Return the ledger, built once for all test files."""
    return open_ledger()


def texts(figure: Figure) -> Iterator[Text]:
    """Yield all words of a drawing, in the order in which they were written."""
    for axes in figure.axes:
        yield from (text for text in axes.texts if text.get_text().strip())


def words(figure: Figure) -> list[str]:
    """Return them as text."""
    return [text.get_text() for text in texts(figure)]
