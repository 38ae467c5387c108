"""Bytes and lines: marks, encodings, odd ends of lines, front matter, included files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.press.kinds.small_books import (
    Kind,
    Rendered,
    judge,
    refused,
    rendered,
    settings,
    write,
)

MARK = "\ufeff"
#: What Python takes for the end of a line, and editors, Pandoc and Quarto do not.
ODD_ENDS = ["\u2028", "\u2029", "\x0c", "\x0b", "\x1c", "\x85"]


def _named(made: Rendered) -> None:
    assert ">Named<" in made.one
    assert MARK not in made.one
    assert "title:" not in made.words
    assert "Named" in made.pdf


def _nothing_of_the_mark(made: Rendered) -> None:
    assert MARK not in made.one + made.pdf


def _two_rules(made: Rendered) -> None:
    assert made.one.count("<hr") == 2
    assert "between" in made.words


KINDS = [
    Kind("a mark before front matter",
         {"one.qmd": MARK + "---\ntitle: Named\n---\n\nText.\n"}, shows=_named, must=True),
    Kind("a mark before a heading", {"one.qmd": MARK + "# Named\n"}, shows=_named, must=True),
    Kind("a mark before the settings",
         {"_quarto.yml": MARK + settings(), "one.qmd": "# One\n"},
         ("_quarto.yml", 1), "byte order mark", _nothing_of_the_mark),
    Kind("front matter in the middle",
         {"one.qmd": "# One\n\nText.\n\n---\ntitle: Two\n---\n\nMore.\n"},
         ("one.qmd", 5), "front matter|metadata"),
    Kind("rules are no front matter",
         {"one.qmd": "# One\n\n---\n\nbetween\n\n---\n\nMore.\n"}, shows=_two_rules, must=True),
    *(Kind(f"an include {place}",
           {"one.qmd": f"# One\n\n{text}\n", "_part.md": "inner text\n"},
           ("one.qmd", 3), "include")
      for place, text in (("of a file", "{{< include _part.md >}}"),
                          ("in a list", "- {{< include '_part.md' >}}"),
                          ("from outside the project", "{{< include ../_part.md >}}"))),
    Kind("an include within code",
         {"one.qmd": "# One\n\n```text\n{{< include _a.txt >}}\n```\n", "_a.txt": "inner text\n"},
         ("one.qmd", 4), "include"),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_refused_or_right(kind: Kind, tmp_path: Path) -> None:
    judge(kind, tmp_path)


@pytest.mark.parametrize("end", ODD_ENDS, ids=ascii)
def test_odd_ends_of_lines_do_not_shift_line_numbers(tmp_path: Path, end: str) -> None:
    wrong = f"Text.\n\nodd{end}end\n\n{{{{< video a >}}}}\n"
    (problem,) = refused(write(tmp_path, {"one.qmd": wrong}))
    assert (problem.file, problem.line) == ("one.qmd", 5)


def test_an_odd_end_of_a_line_stays_in_the_text(tmp_path: Path) -> None:
    made = rendered(write(tmp_path, {"one.qmd": "# One\n\nodd\u2028end `a\u2028b`\n"}))
    assert "odd end a b" in made.words


def test_an_odd_end_of_a_line_in_the_settings(tmp_path: Path) -> None:
    text = settings("title: Tiny", 'title: "Ti\u2028ny"\n  odd-key: 1')
    places = {(p.file, p.line) for p in refused(write(tmp_path, {"_quarto.yml": text}))}
    assert places & {("_quarto.yml", 5), ("_quarto.yml", 6)}
    assert places <= {("_quarto.yml", 5), ("_quarto.yml", 6), ("_quarto.yml", 9)}


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=ascii)
def test_ends_of_lines_of_other_systems(tmp_path: Path, end: str) -> None:
    text = "---\ntitle: One\n---\n\nText.\n\n{{< video a >}}\n".replace("\n", end)
    (problem,) = refused(write(tmp_path, {"one.qmd": text}))
    assert (problem.file, problem.line) == ("one.qmd", 7)


@pytest.mark.parametrize(
    "file", ["one.qmd", "_quarto.yml", "_environment", "references.bib", "one.css"]
)
def test_another_encoding_is_refused_with_its_line(tmp_path: Path, file: str) -> None:
    files: dict[str, str | bytes] = {
        "_quarto.yml": settings("html: {}", "html: {css: one.css}")
        + "bibliography: references.bib\n",
        "one.qmd": "# One\n",
        "_environment": "A=b\n",
        "references.bib": "@book{a, title = {A}}\n",
        "one.css": "p { color: red }\n",
    }
    start = files[file]
    comment = {"_quarto.yml": "# ", "_environment": "# ", "one.css": "/* "}.get(file, "")
    assert isinstance(start, str)
    files[file] = (start + f"\n{comment}caf\u00e9 */\n").encode("latin-1")
    problems = refused(write(tmp_path, files))
    place = (file, start.count("\n") + 2)
    assert place in [(problem.file, problem.line) for problem in problems]
    assert "UTF-8" in str(problems[0])


def test_a_chapter_that_is_a_link_to_the_outside(tmp_path: Path) -> None:
    (tmp_path / "outside.qmd").write_text("# One\n\ncanary\n", encoding="utf-8")
    project = write(tmp_path / "book", {})
    (project / "one.qmd").symlink_to(tmp_path / "outside.qmd")
    (problem,) = refused(project)
    assert (problem.file, problem.line) == ("_quarto.yml", 8)
