"""One small book, rendered once, and a way to make books of a few lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import press

HERE = Path(__file__).resolve().parent
FILTERS = HERE.parents[1] / "filters"

QUARTO = """\
project:
  type: book
  output-dir: _site
book:
  title: Tiny
  chapters:
    - index.qmd
    - one.qmd
filters: []
format:
  html: {}
  typst: {}
execute: {echo: false}
"""


def copy_small(target: Path) -> Path:
    """Copy the small book, with the project's own filter, and return its directory."""
    shutil.copytree(HERE / "books" / "small", target)
    (target / "filters").mkdir(exist_ok=True)
    for name in ("provenance.lua", "provenance.css", "provenance.js"):
        shutil.copy(FILTERS / name, target / "filters" / name)
    return target


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book's directory, rendered."""
    project = copy_small(tmp_path_factory.mktemp("small") / "book")
    press.render(project)
    return project


@pytest.fixture(scope="session")
def site(small: Path) -> Path:
    return small / "_site"


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Path]:
    r"""Make a book of two chapters: `tiny(one="# One\\n...", quarto=...)`."""

    def make(
        one: str = "# One\n", index: str = "# Home\n", quarto: str = QUARTO, **more: str
    ) -> Path:
        (tmp_path / "_quarto.yml").write_text(quarto, encoding="utf-8")
        (tmp_path / "index.qmd").write_text(index, encoding="utf-8")
        (tmp_path / "one.qmd").write_text(one, encoding="utf-8")
        for name, text in more.items():
            (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def problems(tiny: Callable[..., Path]) -> Callable[..., list[str]]:
    """Return what `press check` says of a book of a few lines, as texts."""

    def check(**parts: str) -> list[str]:
        with pytest.raises(press.PressError) as caught:
            press.check(tiny(**parts))
        return [str(problem) for problem in caught.value.problems]

    return check
