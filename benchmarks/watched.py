"""Functions that write down what they read, to be asked again only where that is changed.

The report of the data is watched: its rows tell which of their columns are read, and by which of
the functions that run. What a function found is kept with what it was given and has read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from recount.report import Report
from recount.report.records import FILES
from recount.report.tables import Row, columns_of

#: In the place of a column: which rows a file has, and in what order.
ROWS = ""
Place = tuple[str, str]


class Seen:
    """A row, of which the columns that are read are written down."""

    def __init__(self, row: Row, note: Callable[[Place], None]) -> None:
        self._row, self._note = row, note

    @property
    def __class__(self) -> type:
        return type(self._row)

    def __getattr__(self, name: str) -> Any:
        own = getattr(type(self._row), name, None)
        if isinstance(own, property):  # which reads columns in turn
            return own.__get__(self)
        self._note((self._row.file.removesuffix(".csv"), name))
        return getattr(self._row, name)


class Watched(Report):
    """A report that tells which of its files and columns are read."""

    note: Callable[[Place], None]
    #: One for each row, as rows are told apart by what they are in memory.
    one: Mapping[int, Seen]
    # What is found once and kept would be read only once.
    locals().update(
        {k: property(v.func) for k, v in vars(Report).items() if isinstance(v, cached_property)}
    )

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if name == "rows":
            return Rows(self, value)
        return self.told(name, value) if name in FILES or name == "typed" else value

    def told(self, file: str, value: Any) -> Any:
        """Return the rows of a file as rows that tell what is read of them."""

        def telling(row: Any) -> Any:
            if type(row) is Seen or not isinstance(row, Row):
                return row
            return self.one.setdefault(id(row), Seen(row, self.note))

        self.note((file, ROWS))
        if isinstance(value, tuple):
            return tuple(map(telling, value))
        # What rows are found by is read, and what stands for them.
        whole = not all(isinstance(row, Row) for row in value.values())
        kind, keys = FILES.get(file, (Row, 0))
        for column in columns_of(kind)[: None if whole else keys]:
            self.note((file, column))
        return {key: telling(row) for key, row in value.items()}


class Rows(dict[str, Any]):
    """The rows of each file of a watched report."""

    def __init__(self, report: Watched, rows: Mapping[str, Any]) -> None:
        super().__init__(rows)
        self.report = report

    def __getitem__(self, name: str) -> Any:
        return self.report.told(name, super().__getitem__(name))


class Kept:
    """What each function was given, has read and has found in a first run, and what is changed."""

    def __init__(self) -> None:
        self.known: dict[Any, tuple[Any, set[Place], Any]] = {}
        self.running: list[set[Place]] = []
        self.changed: set[Place] = set()
        self.first = True

    def note(self, place: Place) -> None:
        """Write down what is read by the function that runs."""
        if self.running:
            self.running[-1].add(place)

    def keep(self, module: Any, name: str, key: Callable[..., Any] | None = None) -> None:
        """Have a function of a module asked again only where a fault changes what it reads."""
        setattr(module, name, self.kept(getattr(module, name), key))

    def kept(self, ask: Any, key: Callable[..., Any] | None = None) -> Any:
        """Return a function that is asked again only where a fault changes what it reads."""

        def answer(report: Report, *given: Any) -> Any:
            if self.first:  # for whoever asks, all of its rows count as read
                given = bare(given)
            about = ask, key(*given) if key else identity(given)
            if about in self.known and self.known[about][1].isdisjoint(self.changed):
                _, read, found = self.known[about]
            elif self.first:
                self.running.append(set())
                found, read = listed(ask(report, *given)), self.running.pop()
                self.known[about] = given, read, found
            else:
                return ask(report, *given)
            if self.running:
                self.running[-1].update(read)
            return found

        return answer


def bare(given: Any) -> Any:
    """Return what a function is given, with rows that tell nothing, once all of them is told."""
    if isinstance(given, tuple | list):
        return type(given)(map(bare, given))
    if type(given) is not Seen:
        return given
    for column in columns_of(type(given._row)):
        given._note((given._row.file.removesuffix(".csv"), column))
    return given._row


def identity(given: Any) -> Any:
    """Return what is the same for the same values, rows and readings."""
    if isinstance(given, tuple | list):
        return tuple(map(identity, given))
    if isinstance(given, set):
        return frozenset(given)
    return given if isinstance(given, str | Path) else id(given)


def listed(found: Any) -> Any:
    """Return what can be gone through again."""
    return list(found) if isinstance(found, Iterator) else found
