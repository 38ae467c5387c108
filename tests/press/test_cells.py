"""Cells run once, in order, and what they give is shown or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import press
from press.chapter import Cell, read_chapters
from press.project import read_book

LABELLED = "#| include: true\n#| label: fig-a"


def failure(project: Path) -> list[str]:
    with pytest.raises(press.PressError) as caught:
        press.render(project, formats=["html"])
    return [str(problem) for problem in caught.value.problems]


def cell(code: str) -> str:
    return f"```{{python}}\n{code}\n```\n"


def test_options_of_a_cell_are_yaml(tiny) -> None:
    code = "#| include: true\n#| fig-cap: |\n#|   A\n#|   b\nx"
    found = read_chapters(read_book(tiny(one=f"# One\n\n{cell(code)}")))[1].parts[1]
    assert isinstance(found, Cell)
    assert (found.options["include"], found.caption, found.code) == (True, "A b", ("x",))
    assert found.code_line == 8


def test_a_float_wants_its_caption(problems) -> None:
    found = problems(one=f"# One\n\n{cell(LABELLED)}")
    assert found == ["one.qmd:5: the float `fig-a` wants `fig-cap`"]


def test_values_outputs_and_hidden_parts(tiny) -> None:
    one = "\n".join(
        [
            "# One\n",
            cell("#| include: false\nhidden = 'seen nowhere'\nhidden"),
            cell(
                "from IPython.display import Markdown, display\n"
                "display(Markdown('*first*'))\nMarkdown('second')"
            ),
            cell("x = 41 + 1\nMarkdown('unseen');"),
            "The value is `{python} x`.",
        ]
    )
    project = tiny(one=one)
    press.render(project, formats=["html"])
    html = (project / "_site" / "one.html").read_text(encoding="utf-8")
    assert html.index("<em>first</em>") < html.index("second") < html.index("The value is 42.")
    assert "seen" not in html
    assert "Markdown(" not in html


def test_chapters_do_not_share_names(tiny) -> None:
    found = failure(tiny(index=f"# Home\n\n{cell('name = 1')}", one=f"# One\n\n{cell('name')}"))
    assert len(found) == 1
    assert found[0].startswith("one.qmd:4: the cell failed: NameError")


def test_failing_cells_of_all_chapters_are_told_with_their_lines(tiny) -> None:
    failing = cell("#| label: broken\nx = 1\n\nx / 0")
    found = failure(tiny(index=f"# Home\n\n{failing}", one="# One\n\nA `{python} none` here.\n"))
    assert found[0].startswith("index.qmd:7: the cell `broken` failed: ZeroDivisionError")
    assert "----> 3 x / 0" in found[0]
    assert found[1] == "one.qmd:3: inline code `none` failed: NameError: name 'none' is not defined"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "class A:\n    def _repr_html_(self):\n        return ''\nA()",
            "the cell shows HTML, for which Quarto loads",
        ),
        ("object()", "the cell shows <...>, which is no Markdown"),
        (
            "from IPython.display import Latex\nLatex('x')",
            "press does not show outputs of the type",
        ),
    ],
)
def test_outputs_that_would_not_do_under_quarto_are_refused(tiny, code: str, message: str) -> None:
    (found,) = failure(tiny(one=f"# One\n\n{cell(code)}"))
    assert found.startswith(f"one.qmd:3: {message}")


def test_inline_objects_without_markdown_are_refused(tiny) -> None:
    found = failure(
        tiny(one=f"# One\n\n{cell('t = chr(97); o = object()')}\n`{{python}} t`, `{{python}} o`\n")
    )
    assert found[0].startswith("one.qmd:7: inline code `o` gives <...>")
    assert found[1].startswith("one.qmd:7: inline code `t` gives the text 'a'")


def test_a_failing_build_leaves_the_old_site(tiny) -> None:
    project = tiny(one="# One\n\nold\n")
    press.render(project, formats=["html"])
    before = {p: p.read_bytes() for p in (project / "_site").rglob("*") if p.is_file()}
    (project / "one.qmd").write_text(f"# One\n\n{cell('1 / 0')}", encoding="utf-8")
    failure(project)
    after = {p: p.read_bytes() for p in (project / "_site").rglob("*") if p.is_file()}
    assert after == before
    assert sorted(p.name for p in project.iterdir()) == [
        ".press",
        "_quarto.yml",
        "_site",
        "index.qmd",
        "one.qmd",
    ]
