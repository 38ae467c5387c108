"""Cells: options as formatters write them, annotations, control characters in outputs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.press.kinds.small_books import Kind, Rendered, judge, refused, rendered, write

CELLS = r"""# One

```{python}
# | echo: false
print("first" + " output")
```

```{python}
#  |  echo: false
#|label: tbl-spaced
#  | tbl-cap: A caption
from IPython.display import Markdown
Markdown("|a|b|\n|-|-|\n|1|2|")
```

```{python}
# | eval: false
not_run = 1
```

```{python}
#| echo: false
print("\x1b[31mred\x1b[0m end\x07\x00\x08")
print("50%\r100%")
print("two\r\nlines")
```

```{python}
#| include: false
print("left" + " out")
```

```{python}
#| output: false
print("no" + " output")
```

```{python}
#| warning: false
import warnings
warnings.warn("be" + " warned")
```

```{python}
#| label: fig-drawn
#| fig-cap: Drawn
#| fig-alt: What is seen
#| echo: false
from IPython.display import SVG
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
```

See @tbl-spaced, and `{python} Markdown("in\x1bline")`.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A chapter of cells, run once."""
    return rendered(write(tmp_path_factory.mktemp("cells"), {"one.qmd": CELLS}))


def test_options_with_a_space_in_their_sign_are_obeyed(made: Rendered) -> None:
    assert "first output" in made.words
    assert "first" + '"' not in made.words
    assert "echo" not in made.words + made.pdf
    assert "not_run" in made.words
    assert re.search(r"Table.2\.1:? A caption", made.words)
    assert re.search(r"Table.2\.1:? A caption", made.pdf)
    assert re.search(r"See Table.2\.1", made.words)


def test_control_characters_of_outputs_are_not_shown(made: Rendered) -> None:
    assert not set(map(chr, range(32))) & set(made.one) - set("\n\t")
    assert not set(map(chr, range(32))) & set(made.pdf)
    assert "[31m" not in made.words + made.pdf
    for words in (made.words, made.pdf):
        assert "red end" in words
        assert "inline" in words


def test_a_line_that_is_written_over_shows_what_stands_at_its_end(made: Rendered) -> None:
    assert "100%" in made.words
    assert "50%" not in made.words
    assert "two lines" in made.words


def test_other_options_have_their_effect(made: Rendered) -> None:
    for words in (made.words, made.pdf):
        assert "left out" not in words
        assert "no output" not in words
        assert "be warned" not in words
        assert re.search(r"Figure.2\.1:? Drawn", words)
    assert 'alt="What is seen"' in made.one


@pytest.mark.parametrize("sign", ["#|", "# |", "#  |"])
def test_an_option_that_press_does_not_know_is_refused(tmp_path: Path, sign: str) -> None:
    text = f"# One\n\n```{{python}}\n{sign} echo: true\n{sign} lst-cap: x\n1\n```\n"
    (problem,) = refused(write(tmp_path, {"one.qmd": text}))
    assert (problem.file, problem.line) == ("one.qmd", 5)
    assert "lst-cap" in problem.message


def _annotated(made: Rendered) -> None:
    assert "<1>" not in made.words
    assert "what it does" in made.words
    assert "<1>" not in made.pdf


KINDS = [
    Kind("annotations of code",
         {"one.qmd": "# One\n\n```python\nx = 1 # <1>\n```\n\n1. what it does\n"},
         ("one.qmd", 4), "annotation", _annotated),
    Kind("annotations of a cell",
         {"one.qmd": "# One\n\n```{python}\n#| eval: false\nx = 1 # <1>\n```\n\n1. what it does\n"},
         ("one.qmd", 5), "annotation", _annotated),
    Kind("a width that is no number",
         {"one.qmd": "---\ntitle: One\nfig-width: wide\n---\n"}, ("one.qmd", 3), "fig-width"),
    Kind("an option that is no mapping",
         {"one.qmd": "# One\n\n```{python}\n#| [echo, false]\n1\n```\n"},
         ("one.qmd", 4), "keys and values"),
    Kind("an option that is given twice",
         {"one.qmd": "# One\n\n```{python}\n#| echo: true\n#| echo: false\n1\n```\n"},
         ("one.qmd", 5), "echo"),
    Kind("a figure without its caption",
         {"one.qmd": "# One\n\n```{python}\n#| label: fig-a\n1\n```\n"},
         ("one.qmd", 4), "fig-cap"),
    Kind("a cell in another case",
         {"one.qmd": "# One\n\n```{Python}\n1\n```\n"}, ("one.qmd", 3), "Python"),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_refused_or_right(kind: Kind, tmp_path: Path) -> None:
    judge(kind, tmp_path)
