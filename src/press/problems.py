"""What is wrong with a book, and where: the one error type of press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["PressError", "Problem"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that press cannot or will not do, with its place.

    Attributes:
        file: Path within the project, with forward slashes.
        line: Line in that file, counted from 1; 0 where no line is to blame.
        message: What is wrong and what would be right.

    Example:
        >>> str(Problem("chapters/a.qmd", 7, "shortcode `video` is not supported"))
        'chapters/a.qmd:7: shortcode `video` is not supported'
        >>> str(Problem("_quarto.yml", 0, "missing"))
        '_quarto.yml: missing'
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return the problem as compilers print theirs, so that editors can jump to it."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class PressError(Exception):
    """A build that did not happen, with every problem found.

    Attributes:
        problems: The problems, ordered by file and line, each once.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(set(found)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
