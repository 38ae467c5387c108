"""YAML that remembers the line of every key, so that a refusal can name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from press.problems import PressError, Problem

__all__ = ["Located", "load_yaml"]

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML document and where its parts stand.

    Attributes:
        value: The plain value: dictionaries, lists, strings, numbers, booleans, None.
        file: Path of the file that it was read from, for messages.
        lines: The line of each key or list item, by its path.
        first_line: The line on which the document begins.
    """

    value: Any
    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    first_line: int = 1

    def line(self, *path: str | int) -> int:
        """Return the line of a key, or of its nearest parent that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.first_line

    def problem(self, message: str, *path: str | int) -> Problem:
        """Return a problem placed at a key."""
        return Problem(self.file, self.line(*path), message)


def load_yaml(text: str, file: str, first_line: int = 1) -> Located:
    r"""Read one YAML document.

    Dates stay text: Quarto shows them as written.

    Args:
        text: The document.
        file: Its path, for messages.
        first_line: The line of the file on which ``text`` begins.

    Raises:
        PressError: If it is not YAML, or a key stands twice in one mapping.

    Example:
        >>> document = load_yaml("book:\n  title: A\n", "_quarto.yml")
        >>> document.value["book"]["title"], document.line("book", "title")
        ('A', 2)
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark is not None else 0)
        what = getattr(error, "problem", None) or "unreadable"
        raise PressError(Problem(file, line, f"not valid YAML: {what}")) from error
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    value = None if node is None else _value(node, (), lines, problems, file, first_line)
    if problems:
        raise PressError(problems)
    return Located({} if value is None else value, file, lines, first_line)


def _value(
    node: yaml.Node,
    path: Path,
    lines: dict[Path, int],
    problems: list[Problem],
    file: str,
    first: int,
) -> Any:
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = first + key_node.start_mark.line
            if key in mapping:
                problems.append(Problem(file, line, f"the key `{key}` stands here a second time"))
            lines[(*path, key)] = line
            mapping[key] = _value(value_node, (*path, key), lines, problems, file, first)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*path, index)] = first + item.start_mark.line
            items.append(_value(item, (*path, index), lines, problems, file, first))
        return items
    if node.tag == "tag:yaml.org,2002:timestamp":
        return node.value
    if node.tag.startswith("!"):
        problems.append(
            Problem(file, first + node.start_mark.line, f"the YAML tag `{node.tag}` is not read")
        )
        return None
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    # The safe loader's own constructor knows YAML 1.1's spellings of numbers and booleans.
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    finally:
        loader.dispose()
