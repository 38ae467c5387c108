"""What the report prints, as records: printed values stay text, numbers are derived from them.

A record has a field for each column of its file, and its annotation says what the cells may hold
(see ``recount.report.tables``); the data dictionary says what each column means.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Annotated, Literal

from recount.report.readings import Levels, NotTestable, Reading
from recount.report.tables import COUNT, TOO_LARGE, Cell, Maybe, Record, Row

A_COUNT = f"a whole number, not negative, below {TOO_LARGE:,}"
A_NAME = "a name of small letters, digits and hyphens"
A_SHARE = "a number from 0 to 100 and a per cent sign"
SHARE = r"<?(100|[1-9]?[0-9])(\.[0-9]{1,6})?%"
Id = Annotated[str, Cell(r"[a-z0-9][a-z0-9-]*", A_NAME)]
PrintedCount = Annotated[str, Cell(COUNT, A_COUNT)]
PrintedShare = Annotated[str, Cell(SHARE, A_SHARE)]
SampleName = Annotated[str, Cell(names="samples")]
MaybeSample = Annotated[str, Cell(names="samples", empty=True)]
VariableName = Annotated[str, Cell(names="variables")]
CountIds = Annotated[tuple[str, ...], Cell(names="counts", empty=True)]
SampleNames = Annotated[tuple[str, ...], Cell(names="samples", empty=True)]
Names = Annotated[tuple[str, ...], Cell(empty=True)]
TypedQuantity = Literal["count", "row_percent", "column_percent", "missing", "odds_ratio"]
#: In the column ``printed`` of an odds ratio: the figure shows none for this comparison.
NOT_SHOWN = "not shown"


class Whole:
    """A row that prints a whole number."""

    printed: str

    @property
    def value(self) -> int:
        """The number itself."""
        return int(self.printed.replace(",", ""))


class Count(Row, Whole, csv="counts"):
    """A printed number of cases or victims."""

    id: Id
    sample: SampleName
    variable: VariableName
    category: str
    role: Literal["level", "missing", "total"]
    unit: str
    printed: PrintedCount
    page: int
    place: str


class Level(Row, csv="levels", keys=2):
    """One level of a variable in the samples that have it; ``score`` is its place in a trend."""

    variable: VariableName
    level: str
    samples: Annotated[tuple[str, ...], Cell(names="samples")]
    score: int | None
    label: str
    page: int
    place: str
    #: The days of a level that is a span of time, as it is labelled.
    start: date | None = None
    end: date | None = None


class Conditional(Record):
    """A share of some levels of an outcome among the cases at one level of a characteristic."""

    outcome: str
    characteristic: str
    levels: Levels
    level: str


class Percentage(Row, csv="percentages"):
    """A printed percentage; its numerator and denominator are sums of count ids, if printed."""

    id: Id
    sample: MaybeSample
    variable: Maybe
    category: Maybe
    printed: PrintedShare
    numerator: CountIds
    denominator: CountIds
    origin: Annotated[str, Cell(names="citations", empty=True)]
    page: int
    place: str
    statement: str
    repeats: Maybe

    @property
    def within(self) -> Conditional | None:
        """For a share within a level of another variable: what both columns name, parted by |."""
        outcome, sign, characteristic = self.variable.partition(" | ")
        levels, _, level = self.category.partition(" | ")
        parts = tuple(levels.split(" + "))
        return Conditional(outcome, characteristic, parts, level) if sign else None


class Total(Row, Whole, csv="totals"):
    """Parts that should add up to a printed total, or find room within a bound."""

    id: Id
    sample: SampleName
    printed: Annotated[str, Cell(COUNT, A_COUNT, empty=True)]
    parts: Annotated[tuple[str, ...], Cell(names="counts")]
    bound: CountIds
    page: int
    place: str
    statement: str
    repeats: Maybe


class Completeness(Row, csv="completeness"):
    """The rule that a variable be so complete, judged by its known and its missing cases."""

    id: Id
    sample: SampleName
    variable: VariableName
    #: The count within which an unknown number of missing cases lies, if any.
    missing_within: Annotated[str, Cell(names="counts", empty=True)]
    rule: PrintedShare
    page: int
    place: str
    statement: str
    reason: Maybe


class Claim(Row, csv="claims"):
    """A claim or judging word, with the reading by which it is judged."""

    id: Id
    kind: Literal["claim", "wording", "question"]
    page: int
    place: str
    sample: MaybeSample
    figure: Annotated[int | None, Cell(names="figures")]
    relation: str
    characteristic: Annotated[str, Cell(names="variables", empty=True)]
    level: Maybe
    against: Maybe
    outcome: Maybe
    outcome_level: Maybe
    outcome_against: Maybe
    members: Maybe
    #: The entry that says the same at another place, and the one of which this is one reading.
    repeats: Maybe
    reading_of: Maybe
    statement: str
    reason: Maybe
    #: What the columns from ``relation`` to ``members`` say, and the assumptions behind it.
    reading: Reading = field(default=NotTestable("", "", ""), kw_only=True)
    rests_on: tuple[str, ...] = field(default=(), kw_only=True)


Judged = Percentage | Total | Completeness | Claim
"""What becomes an entry of the ledger."""


class Figure(Row, csv="figures"):
    """One of the report's figures: what it crosses, and what it counts (``unit``)."""

    number: int
    page: int
    sample: SampleName
    unit: str
    characteristic: VariableName
    outcome: VariableName
    title: str

    @property
    def form(self) -> str:
        """The file of its numbers, without its ending."""
        return f"figures/figure-{self.number:02d}"


class FigureLine(Row):
    """One line of a figure's file, filled in or not."""

    quantity: TypedQuantity
    row: Maybe
    column: Maybe
    printed: Maybe
    note: Maybe


class TypedNumber(Row, Whole):
    """One number of a figure, as it prints it, bound to levels."""

    quantity: TypedQuantity
    #: Groups of levels: one, two that an odds ratio compares, or none: for missing cases of all
    #: rows, or for one point more of a scale.
    rows: tuple[Levels, ...]
    columns: tuple[Levels, ...]
    per_point: bool
    printed: str

    @property
    def where(self) -> str:
        """The file and the line, for readers."""
        return f"{self.file}, row {self.line}"

    @property
    def shown(self) -> bool:
        """Whether the figure shows it: an odds ratio may be left out."""
        return self.printed != NOT_SHOWN


class Assumption(Row, csv="assumptions"):
    """Something that verdicts rest on besides the printed numbers."""

    id: Id
    kind: Literal["missing_within", "missing_model", "reading", "rounding", "not_shown"]
    #: A count id (``missing_within``), or ``sample:variable`` (``reading``).
    binds: Maybe
    value: str
    values: str
    statement: str
    page: int
    place: str


class Variable(Row, csv="variables"):
    """A variable by its name for readers."""

    variable: str
    name: str


class Sample(Row, csv="samples"):
    """A dataset, or several pooled: what its cases are called, and its name in a heading."""

    sample: str
    name: str
    short: str
    members: SampleNames


class Phrase(Row, csv="groups", keys=3):
    """How tables and sentences speak of levels: "male", "cases with a ...", "had a ..."."""

    sample: SampleName
    variable: VariableName
    levels: tuple[str, ...]
    label: str
    cases: str
    predicate: str


class DatasetDate(Row, csv="dates"):
    """The first or last day of a dataset (``end`` says which), as printed and as a date."""

    id: Id
    sample: SampleName
    end: Literal["first", "last"]
    printed: str
    day: date
    page: int
    place: str


class Section(Row, csv="sections"):
    """A section of the report, and the chapter that follows it."""

    name: str
    chapter: Id
    first_page: int
    last_page: int


class PrintedTable(Row, csv="tables"):
    """A table that the report prints; the places of its numbers begin with its name."""

    table: str
    first_page: int
    last_page: int
    title: str
    samples: SampleNames
    variables: Annotated[tuple[str, ...], Cell(names="variables")]


class Category(Row, csv="comparisons", keys=3):
    """One category in which the second of two datasets is compared with the first."""

    variable: VariableName
    treatment: str
    label: str
    first_sample: SampleName
    first_levels: Names
    second_sample: SampleName
    second_levels: Names


class Citation(Row, csv="citations"):
    """A work that the report lists or cites, and the pages that cite it."""

    key: str
    listed: Literal["yes", "no"]
    cited_pages: Annotated[tuple[int, ...], Cell(empty=True)]
    note: Maybe


class InventoryRow(Row, csv="inventory", keys=2):
    """One numeral of the second transcription: the entry that uses it, or why none does."""

    page: int
    number: int
    place: str
    printed: str
    subject: str
    entry: Maybe
    reason: Maybe


class Sentence(Row, csv="sentences", keys=2):
    """One judging sentence of the report in our words: its entry, or why it has none."""

    page: int
    number: int
    place: str
    sentence: str
    entry: Maybe
    reason: Maybe


FILES = {kind.csv: (kind, kind.keys) for kind in Row.__subclasses__() if kind.csv}
"""The kind of the rows of each file, and how many of its first columns name a row."""
