"""What the report prints, as records: printed values stay text, numbers are derived from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recount.report.readings import Levels, Reading

__all__ = [
    "Assumption",
    "Category",
    "Citation",
    "Claim",
    "Completeness",
    "Conditional",
    "Count",
    "DatasetDate",
    "Figure",
    "InventoryRow",
    "Level",
    "Percentage",
    "Period",
    "Phrase",
    "PrintedTable",
    "Sample",
    "Section",
    "Total",
    "Variable",
    "whole_number",
]


def whole_number(printed: str) -> int:
    """Return the whole number that a printed count shows.

    Example:
        >>> whole_number("1,965")
        1965
    """
    return int(printed.replace(",", ""))


@dataclass(frozen=True, slots=True)
class Count:
    """A printed number of cases or victims; ``role`` is level, missing or total."""

    id: str
    sample: str
    variable: str
    category: str
    role: str
    unit: str
    printed: str
    page: int
    place: str

    @property
    def value(self) -> int:
        """The number itself."""
        return whole_number(self.printed)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a variable in the samples that have it.

    Attributes:
        score: Its place in a trend, None without order.
    """

    variable: str
    level: str
    samples: tuple[str, ...]
    score: int | None
    label: str
    page: int
    place: str


@dataclass(frozen=True, slots=True)
class Conditional:
    """A share of some levels of an outcome among the cases at one level of a characteristic."""

    outcome: str
    characteristic: str
    levels: Levels
    level: str


@dataclass(frozen=True, slots=True)
class Percentage:
    """A printed percentage; its numerator and denominator are sums of count ids, if printed.

    Attributes:
        within: For a share within a level of another variable: what its ``variable`` and its
            ``category`` name, each parted by ``|``.
    """

    id: str
    sample: str
    variable: str
    category: str
    printed: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    origin: str
    page: int
    place: str
    statement: str
    repeats: str
    within: Conditional | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Parts that should add up to a printed total, or find room within a bound."""

    id: str
    sample: str
    printed: str
    parts: tuple[str, ...]
    relation: str
    bound: tuple[str, ...]
    page: int
    place: str
    statement: str
    repeats: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """The rule that a variable be so complete: known and missing cases as sums of count ids.

    Attributes:
        missing_within: The count within which an unknown number of missing cases lies, if any.
    """

    id: str
    sample: str
    variable: str
    known: tuple[str, ...]
    missing: tuple[str, ...]
    missing_within: str
    rule: str
    page: int
    place: str
    statement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim or judging word, with the reading by which it is judged.

    Attributes:
        kind: ``claim`` (about a table that may not be printed) or ``wording``.
        repeats: The entry that says the same at another place; empty for none.
        reading_of: The statement of which this is one reading among several; empty for none.
        rests_on: Ids of the assumptions that concern what its reading uses.
        statement: What is said, in our words.
        reason: Why no verdict is possible, where none is.
        note: How the statement is taken, where that needs a word.
    """

    id: str
    kind: str
    page: int
    place: str
    sample: str
    figure: int | None
    repeats: str
    reading_of: str
    rests_on: tuple[str, ...]
    statement: str
    reason: str
    note: str
    reading: Reading

    @property
    def relation(self) -> str:
        """The word of the data for the kind of reading: higher, rises, majority and so on."""
        return self.reading.relation


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the report's figures: what it crosses, and what it counts (``unit``)."""

    number: int
    page: int
    sample: str
    unit: str
    characteristic: str
    outcome: str
    title: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that verdicts rest on besides the printed numbers.

    Attributes:
        kind: What the program does with it: ``missing_within``, ``missing_model``,
            ``reading``, ``rounding`` or ``not_shown``.
        binds: A count id (``missing_within``), or ``sample:variable`` (``reading``).
    """

    id: str
    kind: str
    binds: str
    value: str
    values: str
    statement: str
    page: int
    place: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable by its name for readers; ``ordered`` is yes or no."""

    variable: str
    name: str
    ordered: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A dataset, or several pooled under one name.

    Attributes:
        name: What its cases are called in a sentence.
        short: Its name in a heading or a cell.
    """

    sample: str
    name: str
    short: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """How sentences speak of levels taken together.

    Attributes:
        label: Their name in a table.
        cases: The cases that have them: "cases with a male victim".
        predicate: What is said of such cases: "had a male victim".
    """

    label: str
    cases: str
    predicate: str


@dataclass(frozen=True, slots=True)
class DatasetDate:
    """The first or last day of a dataset (``end`` says which), as printed and as a date."""

    id: str
    sample: str
    end: str
    printed: str
    day: date
    page: int
    place: str


@dataclass(frozen=True, slots=True)
class Period:
    """A level of a variable that is a span of time, by its first and last day as labelled."""

    sample: str
    variable: str
    level: str
    start: date
    end: date
    page: int
    place: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report, and the chapter that follows it."""

    name: str
    chapter: str
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table that the report prints; the places of its numbers begin with its name."""

    table: str
    first_page: int
    last_page: int
    title: str
    samples: tuple[str, ...]
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One category in which two datasets are compared: a row of ``comparisons.csv``.

    Attributes:
        treatment: What is done with categories that one dataset does not have.
        first_sample, second_sample: The datasets; the second is compared with the first.
        first_levels, second_levels: Their levels in this category; empty where it has none.
    """

    variable: str
    treatment: str
    label: str
    first_sample: str
    first_levels: tuple[str, ...]
    second_sample: str
    second_levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A work that the report lists or cites, and the pages that cite it."""

    key: str
    listed: str
    cited_pages: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One numeral of the second transcription: the entry that uses it, or why none does."""

    page: int
    place: str
    printed: str
    subject: str
    entry: str
    reason: str
    line: int = 0
