"""Cells: options as formatters write them, what is refused, control characters in outputs."""

from __future__ import annotations

import re
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

CELLS = r"""# One

```{python}
#  | label: tbl-spaced
#| tbl-cap: A caption
from IPython.display import Markdown, display
Markdown("|a|b|\n|-|-|\n|1|2|")
```

```{python}
display(Markdown("\x1b[31mred\x1b[0m end\x07\x00\x08"))
display(Markdown("50%\r100%"))
Markdown("two\r\nlines")
```

```{python}
# | include: false
print("left" + " out")
Markdown("left" + " out")
```

```{python}
#| label: fig-drawn
#| fig-cap: Drawn
Markdown("the drawing")
```

See @tbl-spaced, and `{python} Markdown("in\x1bline")`.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A chapter of cells, run once."""
    return rendered(write(tmp_path_factory.mktemp("cells"), {"one.qmd": CELLS}))


def test_options_with_a_space_in_their_sign_are_obeyed(made: Rendered) -> None:
    for words in (made.words, made.pdf):
        assert "left out" not in words
        assert re.search(r"Table.2\.1:? A caption", words)
        assert re.search(r"Figure.2\.1:? Drawn", words)
        assert re.search(r"See Table.2\.1", words)


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


@pytest.mark.parametrize("sign", ["#|", "# |", "#  |"])
def test_an_option_that_press_does_not_know_is_refused(tmp_path: Path, sign: str) -> None:
    text = f"# One\n\n```{{python}}\n{sign} include: true\n{sign} lst-cap: x\n1\n```\n"
    (problem,) = refused(write(tmp_path, {"one.qmd": text}))
    assert (problem.file, problem.line) == ("one.qmd", 5)
    assert "lst-cap" in problem.message


def _shows(code: str) -> dict[str, str | bytes]:
    return {"one.qmd": f"# One\n\n```{{python}}\n{code}\n```\n"}


def _nothing(made: Rendered) -> None:
    pytest.fail(f"rendered: {made.words}")


KINDS = [
    Kind("annotations of code",
         {"one.qmd": "# One\n\n```python\nx = 1 # <1>\n```\n\n1. what it does\n"},
         ("one.qmd", 4), "annotation"),
    Kind("a width that is no number",
         {"one.qmd": "---\ntitle: One\nfig-width: wide\n---\n"}, ("one.qmd", 3), "fig-width"),
    Kind("an option that is no mapping", _shows("#| [include, false]\n1"),
         ("one.qmd", 4), "keys and values"),
    Kind("an option that is given twice", _shows("#| include: true\n#| include: false\n1"),
         ("one.qmd", 5), "include"),
    Kind("a figure without its caption", _shows("#| label: fig-a\n1"), ("one.qmd", 4), "fig-cap"),
    Kind("a cell in another case",
         {"one.qmd": "# One\n\n```{Python}\n1\n```\n"}, ("one.qmd", 3), "Python"),
    # What only running can show.
    Kind("a drawing of pyplot",
         _shows("import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"),
         ("one.qmd", 3), r"image/svg\+xml", _nothing),
    Kind("a picture", _shows("from IPython.display import SVG\n"
                             "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')"),
         ("one.qmd", 3), r"image/svg\+xml", _nothing),
    Kind("what a cell prints", _shows("print('said')"), ("one.qmd", 3), "prints “said”", _nothing),
    Kind("a warning", _shows("import warnings\nwarnings.warn('beware')"),
         ("one.qmd", 3), "warns .*beware", _nothing),
    Kind("a plain value", _shows("6 * 7"), ("one.qmd", 3), "shows 42", _nothing),
    *(Kind(f"an output with {what}",
           _shows(f"from IPython.display import Markdown\nMarkdown({text!r})"),
           ("one.qmd", 3), says, _nothing)
      for what, text, says in (("colons that close nothing", ":::\n\nout", "closes nothing"),
                               ("a shortcode", "{{< meta title >}}", "shortcode"),
                               ("colons that are not closed", "::: {.a}\nout", "unclosed"))),
    Kind("a cell that ends Python", _shows("import os\nos._exit(3)"),
         ("one.qmd", 3), "the Python process ended", _nothing),
    Kind("a cell that asks", _shows("input()"), ("one.qmd", 4), "EOFError|StdinNot", _nothing),
]  # fmt: skip


# Each chapter changes what a process has once, and would show what another had changed. There are
# more chapters than processes.
CHANGES = """# Chapter

```{python}
import os, warnings
from IPython.display import Markdown
before = f"{os.path.exists('_quarto.yml')} {'CHANGED' in os.environ} {warnings.filters[0][0]}"
os.chdir("/")
os.environ["CHANGED"] = "yes"
warnings.filterwarnings("always")
Markdown(f"Before: {before}.")
```
"""


def test_no_chapter_rests_on_another(tmp_path: Path) -> None:
    names = [f"{number}.qmd" for number in range(4)]
    chapters = "".join(f"\n    - {name}" for name in names)
    project = write(tmp_path, {"_quarto.yml": settings("\n    - one.qmd", chapters),
                               **dict.fromkeys(names, CHANGES)})  # fmt: skip
    pages = rendered(project, ["html"]).pages
    found = {re.findall(r"Before: [^.]*", pages[f"{number}.html"])[0] for number in range(4)}
    assert len(found) == 1
    assert found.pop().startswith("Before: True False ")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_refused_or_right(kind: Kind, tmp_path: Path) -> None:
    judge(kind, tmp_path)
