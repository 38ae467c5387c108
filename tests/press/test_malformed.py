"""Whatever stands in the settings and chapters of a book: it is read, or every fault is told."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import press
from press.project import read_book
from press.render import read_chapters, resource_files
from tests.press.conftest import QUARTO

ROOT = Path(__file__).resolve().parents[2]
#: The settings of the project's own book, which use most of the keys.
OWN = yaml.safe_load((ROOT / "_quarto.yml").read_text("utf-8"))
JUNK = [
    *(None, True, 0, -1, 10**30, 1.5, "", "x", [], {}, ["x"], {"x": 1}, [[]], "../x", "/", "."),
    *("**x", "[", "\0", "\u202e", "index.qmd", ["index.qmd"] * 2, {"text": 1}, "~", "a\nb"),
]
PIECES = [
    *("# One", "## Two {#two}", "::: {.callout-note}", ":::", "```{python}", "```", "#| label: x"),
    *(
        "---",
        "title: x",
        "{{< include x >}}",
        "{{<",
        "[a](#b)",
        "@fig-a",
        "![a](b.png)",
        "`{python}",
    ),
    *("$$", "| a | b |", "|---|", "<div>", "</p>", "\\", "{", "}", "\t", "\r", "^[", "[^1]", "\0"),
]
quick = settings(
    max_examples=int(os.environ.get("EXAMPLES", "75")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def told(project: Path) -> bool:
    """Read a book; return whether whatever is wrong with it has a file and words."""
    try:
        book = read_book(project)
        resource_files(book)
        read_chapters(book)
    except press.PressError as error:
        return all(problem.file and problem.message for problem in error.problems)
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("book")
    (made / "one.qmd").write_text("# One\n")
    (made / "index.qmd").write_text("# Home\n")
    return made


@quick
@given(st.data())
def test_any_settings_are_read_or_told(folder: Path, data: st.DataObject) -> None:
    made = copy.deepcopy(data.draw(st.sampled_from([OWN, yaml.safe_load(QUARTO)])))
    at: Any = made
    while True:
        key = data.draw(st.sampled_from(range(len(at)) if isinstance(at, list) else sorted(at)))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.integers(0, 3)) == 0:
            break
        at = at[key]
    if data.draw(st.booleans()) and isinstance(at, dict):
        del at[key]
    else:
        at[key] = data.draw(st.sampled_from(JUNK))
    (folder / "_quarto.yml").write_text(yaml.safe_dump(made, allow_unicode=True), "utf-8")
    assert told(folder)


@quick
@given(st.integers(0, len(QUARTO)), st.integers(0, 9), st.text(max_size=9))
def test_any_text_in_the_settings_is_read_or_told(
    folder: Path, start: int, length: int, junk: str
) -> None:
    text = QUARTO[:start] + junk + QUARTO[start + length :]
    (folder / "_quarto.yml").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert told(folder)


@quick
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=9)), max_size=12))
def test_any_chapter_is_read_or_told(folder: Path, pieces: list[str]) -> None:
    (folder / "_quarto.yml").write_text(QUARTO, "utf-8")
    (folder / "one.qmd").write_bytes("\n".join(pieces).encode("utf-8", "surrogatepass"))
    assert told(folder)
