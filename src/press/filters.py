"""What the project's Lua filters say when they stop, placed in the chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from press.numbering import Page
from press.problems import PressError, Problem

__all__ = ["located"]

_FILTER = re.compile(
    r"Error running filter (?P<name>[^\n]+?):\n(?:\S+?\.lua:\d+: )?(?P<what>[^\n]*)"
)
_QUOTED = re.compile(r"“([^”]*)”")


@contextmanager
def located(page: Page) -> Iterator[None]:
    """Give an error of a filter the line of the chapter that it quotes.

    A filter that stops with `error("... “words of the chapter” ...")` is understood.
    """
    try:
        yield
    except PressError as error:
        raise PressError([_placed(page, problem) for problem in error.problems]) from error


def _placed(page: Page, problem: Problem) -> Problem:
    match = _FILTER.search(problem.message)
    if match is None:
        return problem
    name = match["name"].rsplit("/", 1)[-1]
    quoted = _QUOTED.findall(match["what"])
    texts = [text for words in quoted for text in _tries(words)]
    return page.composed.problem(f"{match['what']} (said by the filter {name})", *texts)


def _tries(words: str) -> list[str]:
    """Return what to look for: the whole, then what follows the first word, then its longest."""
    parts = words.split()
    longest = sorted(parts, key=len, reverse=True)[:1]
    return [words, " ".join(parts[1:]), *longest] if parts else []
