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
    """A YAML document and where its parts stand."""

    value: Any
    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    first_line: int = 1

    def line(self, *path: str | int) -> int:
        """Return the line of a key, or of its nearest parent that has one."""
        tries = (path[:length] for length in range(len(path), 0, -1))
        return next((self.lines[each] for each in tries if each in self.lines), self.first_line)

    def problem(self, message: str, *path: str | int) -> Problem:
        """Return a problem placed at a key."""
        return Problem(self.file, self.line(*path), message)

    def get(self, *path: str, default: Any = None) -> Any:
        """Return the value at a path of keys, or the default where there is none."""
        value = self.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return default if value is None else value


def load_yaml(text: str, file: str, first_line: int = 1) -> Located:
    """Read one YAML document; dates stay text, as Quarto shows them as written."""
    lines: dict[Path, int] = {}
    problems: list[Problem] = []

    def line_of(mark: yaml.Mark) -> int:
        # YAML counts characters that editors do not take for the end of a line.
        return first_line + text.count("\n", 0, mark.index)

    def value_of(node: yaml.Node, path: Path) -> Any:
        line = line_of(node.start_mark)
        if node.tag.startswith("!"):
            problems.append(Problem(file, line, f"the YAML tag `{node.tag}` is not read"))
            return None
        if isinstance(node, yaml.MappingNode):
            mapping: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key, line = str(key_node.value), line_of(key_node.start_mark)
                if key in mapping:
                    message = f"the key `{key}` stands here a second time"
                    problems.append(Problem(file, line, message))
                lines[(*path, key)] = line
                mapping[key] = value_of(value_node, (*path, key))
            return mapping
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                lines[(*path, index)] = line_of(item.start_mark)
            return [value_of(item, (*path, index)) for index, item in enumerate(node.value)]
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        # The safe loader's own constructor knows YAML 1.1's spellings of numbers and booleans.
        return yaml.SafeLoader("").construct_object(node)

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = None if node is None else value_of(node, ())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        line = line_of(mark) if mark is not None else first_line
        raise PressError(Problem(file, line, f"not valid YAML: {what}")) from error
    if problems:
        raise PressError(problems)
    return Located({} if value is None else value, file, lines, first_line)
