"""Entries and counts by name: ids have hyphens in the data and underscores as attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Generic, TypeVar

__all__ = ["Named", "NoValueError", "UnknownNameError", "find", "near"]

Value = TypeVar("Value")
Record = TypeVar("Record")


class UnknownNameError(AttributeError, KeyError):
    """A chapter asked for something that the data does not have."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class NoValueError(LookupError):
    """A chapter asked an entry for a number that it does not have."""


def near(name: str, known: Mapping[str, object]) -> list[str]:
    """Return up to five known ids that resemble a name.

    Example:
        >>> near("p22-one-pubecent", {"p22-one-pubescent": 1, "t1-total": 2})
        ['p22-one-pubescent']
    """
    inside = [key for key in known if name in key or key in name]
    return list(dict.fromkeys([*get_close_matches(name, known, 5, 0.6), *inside]))[:5]


def find(name: str, known: Mapping[str, Record], what: str) -> Record:
    """Return what has an id.

    Raises:
        UnknownNameError: If nothing has, with the ids nearest to it.

    Example:
        >>> find("t1-total", {"t1-total": 518}, "entry")
        518
        >>> find("t1-totl", {"t1-total": 518}, "entry")
        Traceback (most recent call last):
        ...
        recount.book.names.UnknownNameError: no entry 't1-totl'; near it: t1-total
    """
    if name in known:
        return known[name]
    like = near(name, known)
    hint = f"; near it: {', '.join(like)}" if like else "; `recount audit --format csv` lists them"
    raise UnknownNameError(f"no {what} {name!r}{hint}")


class Named(Generic[Value]):
    """Values as attributes: ``s.p22_one_pubescent`` is the value of ``p22-one-pubescent``.

    Example:
        >>> named = Named({"t1-total": 518}, str, "entry")
        >>> named.t1_total, named["t1-total"]
        ('518', '518')
    """

    def __init__(
        self, known: Mapping[str, Record], make: Callable[[Record], Value], what: str
    ) -> None:
        self._known: Mapping[str, object] = known
        self._what = what

        @cache
        def value(name: str) -> Value:
            return make(find(name, known, what))

        self._value = value

    def __getitem__(self, name: str) -> Value:
        return self._value(name)

    def __getattr__(self, attribute: str) -> Value:
        # IPython and copy look for such names; they are never ids.
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return self._value(attribute.replace("_", "-"))

    def __dir__(self) -> list[str]:
        return [name.replace("-", "_") for name in self._known]
