"""What is kept between renders: used while nothing changed, never stale, safe to lose."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import press
from press.kept import Kept
from press.pandoc import Pandoc
from press.project import read_book
from tests.press.conftest import QUARTO

ONE = """\
# One

```{python}
from pathlib import Path
from helper import WORD
from IPython.display import Markdown
word = Markdown(f"{WORD}, {Path('data.txt').read_text()}")
```

It is `{python} word`.
"""


@pytest.fixture
def book(tiny: Callable[..., Path]) -> Path:
    project = tiny(one=ONE, data__txt="first", _environment="PYTHONPATH=src\n")
    (project / "src").mkdir()
    (project / "src" / "helper.py").write_text("WORD = 'said'\n", encoding="utf-8")
    return project


def ran(project: Path) -> list[str]:
    """Render a book's pages and return the chapters that were run."""
    told: list[str] = []
    press.render(project, formats=["html"], progress=told.append)
    return [line.split()[-3] for line in told if line.endswith("was run")]


def shown(project: Path) -> str:
    return (project / "_site" / "one.html").read_text(encoding="utf-8")


def test_what_did_not_change_is_not_run_again(book: Path) -> None:
    assert ran(book) == ["one.qmd"]
    first = {path.name: path.read_bytes() for path in (book / "_site").rglob("*.*")}
    assert ran(book) == []
    assert {path.name: path.read_bytes() for path in (book / "_site").rglob("*.*")} == first


def test_prose_changes_without_a_run(book: Path) -> None:
    ran(book)
    (book / "one.qmd").write_text(ONE.replace("It is", "It was"), encoding="utf-8")
    assert ran(book) == []
    assert "It was said, first." in shown(book)


@pytest.mark.parametrize(
    ("file", "text", "seen"),
    [
        ("data.txt", "second", "said, second"),
        ("src/helper.py", "WORD = 'told'\n", "told, first"),
        ("one.qmd", ONE.replace("{WORD},", "{WORD} and"), "said and first"),
        ("_environment", "PYTHONPATH=src\nOTHER=1\n", "said, first"),
        ("_quarto.yml", QUARTO + "license: other\n", "said, first"),
        ("new.lock", "package==2\n", "said, first"),
    ],
)
def test_whatever_a_result_may_depend_on_has_it_run_again(
    book: Path, file: str, text: str, seen: str
) -> None:
    ran(book)
    (book / file).write_text(text, encoding="utf-8")
    assert ran(book) == ["one.qmd"]
    assert f"It is {seen}." in shown(book)


def test_nothing_is_kept_of_a_render_in_which_a_cell_failed(book: Path) -> None:
    (book / "index.qmd").write_text("# Home\n\n```{python}\n1 / 0\n```\n", encoding="utf-8")
    with pytest.raises(press.PressError):
        ran(book)
    (book / "index.qmd").write_text("# Home\n", encoding="utf-8")
    assert ran(book) == ["one.qmd"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}'])
def test_a_damaged_result_is_not_trusted(book: Path, damage: str) -> None:
    ran(book)
    for path in (book / ".press").iterdir():
        path.write_text(damage, encoding="utf-8")
    assert ran(book) == ["one.qmd"]
    assert "It is said, first." in shown(book)


def test_another_value_under_the_same_key_is_not_trusted(book: Path) -> None:
    ran(book)
    for path in (book / ".press").glob("cells-*"):
        text = path.read_text(encoding="utf-8")
        assert "first" in text
        path.write_text(text.replace("first", "worst"), encoding="utf-8")
    assert ran(book) == ["one.qmd"]
    assert "It is said, first." in shown(book)


def test_another_version_of_press_or_of_a_package_trusts_nothing(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packages = tmp_path_factory.mktemp("packages")
    monkeypatch.syspath_prepend(packages)
    (packages / "package-1.dist-info").mkdir()
    assert ran(book) == ["one.qmd"]
    assert ran(book) == []
    before = Kept(read_book(book), book / "_site").tools
    (packages / "package-1.dist-info").rename(packages / "package-2.dist-info")
    assert Kept(read_book(book), book / "_site").tools != before
    assert ran(book) == ["one.qmd"]


def test_the_folder_of_whoever_calls_is_not_looked_at(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("caller")
    monkeypatch.setattr("sys.path", [str(folder), *sys.path])
    assert ran(book) == ["one.qmd"]
    (folder / "notes.txt").write_text("new", encoding="utf-8")
    assert ran(book) == []


def test_kept_results_may_be_removed_and_do_not_pile_up(book: Path) -> None:
    ran(book)
    names = sorted(path.name for path in (book / ".press").iterdir())
    for turn in range(2):
        (book / "data.txt").write_text(str(turn), encoding="utf-8")
        ran(book)
    assert sorted(path.name for path in (book / ".press").iterdir()) == names
    for path in (book / ".press").iterdir():
        path.unlink()
    (book / ".press").rmdir()
    assert ran(book) == ["one.qmd"]


def test_pre_render_commands_run_again_only_after_a_change(tiny: Callable[..., Path]) -> None:
    project = tiny(
        quarto=QUARTO.replace("  type: book", "  type: book\n  pre-render: make.py"),
        make__py="with open('made.txt', 'w') as file: file.write('made')\n",
    )
    told: list[str] = []
    for _ in range(2):
        press.render(project, formats=["html"], progress=told.append)
    assert sum("pre-render" in line for line in told) == 1
    (project / "made.txt").unlink()
    press.render(project, formats=["html"], progress=told.append)
    assert sum("pre-render" in line for line in told) == 2
    assert (project / "made.txt").read_text(encoding="utf-8") == "made"


REFERRING = "# One\n\nAs @a says, in @sec-home.\n\n::: {#refs}\n:::\n"
WRITTEN = QUARTO.replace("filters: []", "filters: [a.lua]\nbibliography: a.bib")


@pytest.fixture
def referring(tiny: Callable[..., Path]) -> Path:
    return tiny(
        index="# Home {#sec-home}\n",
        one=REFERRING,
        quarto=WRITTEN,
        a__lua="function Str(s) if s.text == 'says,' then return pandoc.Str('said,') end end\n",
        a__bib="@book{a, title = {The Work}, author = {Writer, W.}, date = {1999}}\n",
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "seen"),
    [
        ("a.lua", "'said,'", "'told,'", "told,"),
        ("a.bib", "The Work", "Another", "Another"),
        ("one.qmd", "As @a", "So @a", "<p>So "),
        ("index.qmd", "# Home", "# House", "<span>House</span>"),
        ("index.qmd", "sec-home}", "sec-home .unnumbered}", 'class="press-reference">Home</a>'),
        ("_quarto.yml", "title: Tiny", "title: Small", "<title>One – Small</title>"),
    ],
)
def test_a_page_is_written_again_when_anything_on_it_changes(
    referring: Path, file: str, old: str, new: str, seen: str
) -> None:
    ran(referring)
    assert seen not in shown(referring)
    text = (referring / file).read_text(encoding="utf-8")
    assert old in text
    (referring / file).write_text(text.replace(old, new), encoding="utf-8")
    ran(referring)
    assert seen in shown(referring)


def test_only_what_changed_is_read_and_written_again(
    referring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.render(referring)
    calls: list[str] = []
    real = Pandoc.convert

    def counted(pandoc: Pandoc, text: str, subject: str, *more: Any, **options: Any) -> object:
        calls.append(f"{subject} {more[1]}")
        return real(pandoc, text, subject, *more, **options)

    monkeypatch.setattr(Pandoc, "convert", counted)
    press.render(referring)
    assert calls == []
    (referring / "one.qmd").write_text(REFERRING + "\nMore.\n", encoding="utf-8")
    press.render(referring)
    assert sorted(calls) == ["one.qmd html5", "one.qmd json", "one.qmd typst-citations"]
