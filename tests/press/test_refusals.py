"""What press does not support is refused by name, with file and line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import press
from press.pandoc import Pandoc
from tests.press.conftest import QUARTO


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{< video a.mp4 >}}", "press does not support the shortcode `video`"),
        ("::: {.panel-tabset}\n:::", "press does not support the class `panel-tabset`"),
        ("::: panel-tabset\n:::", "press does not support the class `panel-tabset`"),
        ('::: {layout-ncol="2"}\n:::', "press does not support the attribute `layout-ncol`"),
        ("See @thm-one.", "press does not support the cross-reference `@thm-one`"),
        ("::: {#nte-a .callout-note}\n:::", "press does not support the identifier `#nte-a`"),
        ("A `{r} x` value", "press runs Python only, not `{r} x`"),
        ("`x`{=latex}", "press does not show TeX outside mathematics, only raw html and typst"),
        ("```{r}\n1\n```", "press runs Python only, not `r`"),
        ("```{mermaid}\n1\n```", "press runs Python only, not `mermaid`"),
        (
            "```{=latex}\nx\n```",
            "press does not show TeX outside mathematics, only raw html and typst",
        ),
        ('```{.python filename="a.py"}\nx\n```', "press does not support the attribute `filename`"),
        (
            '::: {.content-visible when-format="docx"}\n:::',
            '`when-format` knows html and typst, not "docx"',
        ),
        (
            "```{python}\n#| lst-cap: x\n1\n```",
            "press does not support the key `lst-cap` of a cell",
        ),
        ("```{python echo=False}\n1\n```", "a cell's options are written as `#|` lines"),
        (
            "- a\n\n    ```{python}\n    1\n    ```",
            "press runs cells at the margin, not within lists",
        ),
        ("{{< include other.md >}}", "press does not support the shortcode `include`"),
        ("$$x$$ {#eq-a}\n\n[x]{#eq-a}", "press does not support the identifier `#eq-a`"),
        ("See @eq-a.", "press does not support the cross-reference `@eq-a`"),
        ("::: {.callout-tip}\n:::", "press does not support the class `callout-tip`"),
    ],
)
def test_syntax_is_refused_with_its_line(problems, line: str, message: str) -> None:
    found = problems(one=f"# One\n\nText.\n\n{line}\n")
    place = 6 if "lst-cap" in line else 7 if line.startswith("- a") else 5
    assert found == [f"one.qmd:{place}: {message}"]


def test_code_that_is_only_shown_is_not_refused(tiny) -> None:
    shown = "`` `{r} x` `` and `::: {.aside}`\n\n````\n```{r}\n::: {.aside}\n```\n````\n"
    press.check(tiny(one=f"# One\n\n{shown}"))


def test_all_refusals_of_a_book_come_together(problems) -> None:
    found = problems(
        index="---\nlisting: yes\n---\n\n# Home\n\n{{< kbd a >}}\n",
        one="# One\n\n{{< video a >}}\n",
    )
    assert found == [
        "index.qmd:2: press does not support the key `listing` in the front matter",
        "index.qmd:7: press does not support the shortcode `kbd`",
        "one.qmd:3: press does not support the shortcode `video`",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  html: {}",
            "  html:\n    lightbox: true",
            ":12: press does not support the key `format.html.lightb",
        ),
        ("  html: {}", "  pdf: {}", ":11: press does not support the key `format.pdf`"),
        ("  type: book", "  type: website", ":2: `project.type` has the value `website`"),
        ("    - one.qmd", "    - two.qmd", ":8: there is no file two.qmd"),
        (
            "  title: Tiny",
            "  title: Tiny\n  title: Two",
            ":6: the key `title` stands here a second",
        ),
        ("filters: []", "filters: [a.lua]", ":9: there is no file a.lua"),
        ("filters: []", "filters: [", ":11: not valid YAML"),
        ("  title: Tiny", "  title: Tiny\n  date: today", ":6: `book.date` changes by itself"),
    ],
)
def test_settings_are_refused_with_their_line(problems, old: str, new: str, message: str) -> None:
    (found,) = problems(quarto=QUARTO.replace(old, new))
    assert found.startswith(f"_quarto.yml{message}")


def test_a_book_whose_cells_would_show_their_code_is_refused(problems) -> None:
    shown = "```{python}\n1\n```\n"
    quiet = shown.replace("}\n1", "}\n#| include: false\n1")
    found = problems(one=f"# One\n\n{shown}\n{quiet}", quarto=QUARTO.replace("{echo: false}", "{}"))
    assert found == [
        "one.qmd:3: the cell would show its code: press wants `execute: echo: false` in _quarto.yml"
    ]


def test_a_div_that_is_never_closed_is_refused(problems) -> None:
    (found,) = problems(one="# One\n\n::: {.note}\n\ntext\n")
    assert found.startswith("one.qmd:3: Pandoc warns: ")


def test_a_chapter_has_one_heading_of_the_first_level(problems) -> None:
    assert problems(one="# One\n\n# Two\n") == [
        "one.qmd:3: a second heading of the first level: “Two”"
    ]
    assert problems(one="text\n") == ["one.qmd:1: a chapter wants a title or a heading `# ...`"]


def test_a_filter_that_ends_pandoc_is_told_and_the_next_job_done(tmp_path: Path) -> None:
    (tmp_path / "ends.lua").write_text("os.exit(3)\n")
    (tmp_path / "says.lua").write_text("io.write('said')\n")
    with Pandoc(tmp_path) as pandoc:
        with pytest.raises(press.PressError, match="Pandoc stopped"):
            pandoc.convert("One", "a.qmd", "markdown", "plain", "ends.lua")
        assert pandoc.convert("Two", "a.qmd", "markdown", "plain", "says.lua") == ("Two\n", ())
