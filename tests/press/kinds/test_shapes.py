"""What stands in a chapter: TeX, titles, figures, tables, classes, callouts, names of chapters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.press.kinds.small_books import (
    Kind,
    Rendered,
    judge,
    rendered,
    settings,
    write,
)

TABLE = "<table><tr><td>outer</td><td>{}</td></tr></table>"
RAW = "```{=html}\n%s\n```"


def _title_set(made: Rendered) -> None:
    """Hold a title of Markdown and mathematics to be set wherever it stands."""
    for page in made.pages.values():
        navigation = " ".join(re.findall(r"<(?:nav|title|aside)\b.*?</(?:nav|title|aside)>", page,
                                         re.DOTALL))  # fmt: skip
        shown = re.sub(r"<annotation\b.*?</annotation>", "", navigation, flags=re.DOTALL)
        assert "*the*" not in shown
        assert "$" not in shown
    outline = str([item.get("/Title") for item in PdfReader(made.file).outline if item])
    assert "*" not in outline + made.pdf
    assert "$" not in outline + made.pdf


def _german(made: Rendered) -> None:
    assert "Abbildung" in made.words
    assert "Abbildung" in made.pdf
    assert "Figure" not in made.words + made.pdf


def _once_each(*texts: str):
    def shows(made: Rendered) -> None:
        for text in texts:
            assert made.words.count(text) == 1, text
            assert made.pdf.count(text) == 1, text

    return shows


def _callout(word: str):
    def shows(made: Rendered) -> None:
        assert "callout" in made.one
        for words in (made.words, made.pdf):
            assert "Inside." in words
            assert word in words
            assert ":::" not in words

    return shows


def _both_chapters(made: Rendered) -> None:
    first, second = made.pages["a/b.html"], made.pages["a-b.html"]
    assert "First text" in first
    assert "Second text" in second
    assert 'href="a-b.html#same"' in made.pages["index.html"]
    assert 'href="a/b.html#same"' in made.pages["index.html"]
    assert "First text" in made.pdf
    assert "Second text" in made.pdf


def _dotted(made: Rendered) -> None:
    assert "One" in made.one
    assert 'href="one.html"' in made.pages["index.html"] or "one.html" in made.pages["index.html"]


PANEL = "press does not support|class|panel-tabset"
LISTED = settings("    - one.qmd", "    - a/b.qmd\n    - a-b.qmd")

KINDS = [
    Kind("an environment of TeX",
         {"one.qmd": "# One\n\n\\begin{align}\na &= b\n\\end{align}\n\nAfter.\n"},
         ("one.qmd", 3), "TeX"),
    Kind("a command of TeX", {"one.qmd": "# One\n\nSome \\textbf{bold} words.\n"},
         ("one.qmd", 3), "TeX"),
    Kind("a numbered equation", {"one.qmd": "# One\n\n$$\na = b\n$$ {#eq-a}\n\nAfter.\n"},
         ("one.qmd", 5), "eq-a"),
    Kind("a command of TeX in a table",
         {"one.qmd": "# One\n\n| a | b |\n|---|---|\n| 1 | \\textbf{2} |\n"},
         ("one.qmd", 5), "TeX"),
    Kind("TeX where code or a back slash shows it",
         {"one.qmd": "# One\n\nA `\\textbf{x}` and \\\\textbf{y}, $\\mathrm{z}$.\n"},
         shows=lambda made: None if "\\textbf{x}" in made.words else pytest.fail(made.words),
         must=True),
    Kind("Markdown in a title of front matter",
         {"one.qmd": '---\ntitle: "Of *the* and $y^2$"\n---\n\nText.\n'},
         ("one.qmd", 2), "title", _title_set),
    Kind("Markdown in a heading", {"one.qmd": "# Of *the* and $y^2$\n\nText.\n"},
         ("one.qmd", 1), "heading|title", _title_set),
    Kind("Markdown in the title of the book",
         {"_quarto.yml": settings("title: Tiny", "title: Of *the* and $y^2$"),
          "one.qmd": "# One\n"},
         ("_quarto.yml", 5), "title", _title_set),
    Kind("Markdown in the title of a part",
         {"_quarto.yml": settings("    - one.qmd",
                                  "    - part: Of *the* and $y^2$\n      chapters: [one.qmd]"),
          "one.qmd": "# One\n"},
         ("_quarto.yml", 8), "part|title", _title_set),
    Kind("a note in a heading", {"one.qmd": "# One^[a note]\n\nText.\n"},
         ("one.qmd", 1), "note"),
    Kind("a language without words of its own",
         {"_quarto.yml": settings() + "lang: de\n",
          "one.qmd": "# Eins\n"},
         ("_quarto.yml", 13), "lang", _german),
    Kind("a language of a chapter",
         {"one.qmd": "---\ntitle: Eins\nlang: de\n---\n"},
         ("one.qmd", 3), "lang", _german),
    Kind("a table in a table",
         {"one.qmd": f"# One\n\n{RAW % TABLE.format(TABLE.format('inner'))}\n\nAfter.\n"},
         ("one.qmd", 4), "table"),
    Kind("a note in raw HTML",
         {"one.qmd": f"# One\n\n{TABLE.format('value[^1]')}\n\nAfter.\n\n[^1]: The note.\n"},
         ("one.qmd", 3), "raw block", _once_each("The note.")),
    Kind("a table of HTML within Markdown",
         {"one.qmd": f"# One\n\n{TABLE.format('within')}\n\nAfter.\n"},
         ("one.qmd", 3), "raw block", _once_each("outer", "within", "After.")),
    Kind("a table of raw HTML",
         {"one.qmd": f"# One\n\n{RAW % TABLE.format('within')}\n\nAfter.\n"},
         shows=_once_each("outer", "within", "After."), must=True),
    Kind("a table within a figure",
         {"one.qmd": "# One\n\n::: {#fig-both}\n\n::: {#tbl-l}\n|a|\n|-|\n|1|\n\nL\n:::\n"
          "\nBoth\n:::\n"},
         ("one.qmd", 5), "tbl-l|figure"),
    Kind("classes over two lines",
         {"one.qmd": "# One\n\n::: {.panel-tabset\n    group=x}\nText\n:::\n"},
         ("one.qmd", 3), PANEL),
    Kind("attributes over two lines of a span",
         {"one.qmd": "# One\n\nSome [words]{.aside\n.b} here.\n"}, ("one.qmd", 3), "aside"),
    Kind("a class with trailing colons",
         {"one.qmd": "# One\n\n::: panel-tabset :::\nText\n:::\n"}, ("one.qmd", 3), PANEL),
    Kind("attributes with trailing colons",
         {"one.qmd": "# One\n\n::: {.panel-tabset} :::\nText\n:::\n"}, ("one.qmd", 3), PANEL),
    Kind("a callout with trailing colons",
         {"one.qmd": "# One\n\n::: {.callout-note} :::\nInside.\n:::\n"},
         shows=_callout("Note"), must=True),
    Kind("a callout of ours",
         {"one.qmd": '# One\n\n::: {.callout-note title="Named so"}\nInside.\n:::\n'},
         shows=_callout("Named so"), must=True),
    Kind("Markdown in a callout's title",
         {"one.qmd": '# One\n\n::: {.callout-note title="Named *so*"}\nInside.\n:::\n'},
         ("one.qmd", 3), "title"),
    Kind("a callout with a heading for its title",
         {"one.qmd": "# One\n\n::: {.callout-note}\n## Named so\n\nInside.\n:::\n"},
         ("one.qmd", 3), "callout|heading"),
    *(Kind(f"a callout with {option}",
           {"one.qmd": f"# One\n\n::: {{.callout-note {option}}}\nInside.\n:::\n"},
           ("one.qmd", 3), option.split("=")[0])
      for option in ('collapse="true"', 'icon="false"', 'appearance="simple"')),
    Kind("another kind of callout",
         {"one.qmd": "# One\n\n::: {.callout-hint}\nInside.\n:::\n"}, ("one.qmd", 3), "callout"),
    Kind("the margin", {"one.qmd": "# One\n\n::: {.column-margin}\nAside.\n:::\n"},
         ("one.qmd", 3), "column-margin"),
    Kind("the margin within a line", {"one.qmd": "# One\n\nText [aside]{.column-margin}.\n"},
         ("one.qmd", 3), "column-margin"),
    Kind("a second heading with the same words",
         {"one.qmd": "# One\n\nOne again: see One.\n\n# One\n"}, ("one.qmd", 5), "second"),
    Kind("a title and a heading",
         {"one.qmd": "---\ntitle: One\n---\n\nTwo\n\n# Two\n"}, ("one.qmd", 7), "second"),
    Kind("a path with a dot",
         {"_quarto.yml": settings("- one.qmd", "- ./one.qmd"), "one.qmd": "# One\n"},
         ("_quarto.yml", 8), "one.qmd", _dotted),
    Kind("a chapter twice, by two paths",
         {"_quarto.yml": settings("    - one.qmd", "    - one.qmd\n    - ./one.qmd"),
          "one.qmd": "# One\n"},
         ("_quarto.yml", 9), "one.qmd"),
    Kind("names that differ in a stroke only",
         {"_quarto.yml": LISTED,
          "index.qmd": "# Home\n\n[1](a/b.qmd#same) and [2](a-b.qmd#same)\n",
          "a/b.qmd": "# First\n\n## Same {#same}\n\nFirst text\n",
          "a-b.qmd": "# Second\n\n## Same {#same}\n\nSecond text\n"},
         ("_quarto.yml", 9), "a-b.qmd", _both_chapters),
    *(Kind(f"{what} in the PDF alone or on the page alone", {"one.qmd": f"# One\n\n{text}\n"},
           ("one.qmd", 3), says)
      for what, text, says in (
          ("a hidden block of code",
           '```{.text .content-visible when-format="html"}\nx\n```', "marks of their own"),
          ("numbered lines of code", "```{.python .numberLines}\nx\n```", "numberLines"),
          ("a heading outside the contents", "## Quiet {.unlisted}", "unlisted"),
          ("a colour", '[red]{style="color: red"}', "style"),
          ("an attribute of a block for Typst",
           '::: {typst:text:fill="red"}\nred\n:::', "typst:text:fill"))),
    Kind("a reference in a callout's title",
         {"one.qmd": '# One {#sec-a}\n\n::: {.callout-note title="See @sec-a"}\nx\n:::\n'},
         ("one.qmd", 3), "title"),
    Kind("a dash in a callout's title",
         {"one.qmd": '# One\n\n::: {.callout-note title="So -- so"}\nx\n:::\n'},
         ("one.qmd", 3), "title"),
    Kind("a reference with words after it",
         {"one.qmd": "# One {#sec-a}\n\nSee @sec-a [there].\n"}, ("one.qmd", 3), "sec-a|after"),
    Kind("a title with attributes", {"one.qmd": '---\ntitle: "One {#sec-a}"\n---\n'},
         ("one.qmd", 2), "braces"),
    Kind("a title that ends like a heading", {"one.qmd": '---\ntitle: "One #"\n---\n'},
         ("one.qmd", 2), "#"),
    *(Kind(f"{key}: {text}",
           {"_quarto.yml": settings("title: Tiny", f"title: Tiny\n  {key}: '{text}'"),
            "one.qmd": "# One\n"},
           ("_quarto.yml", 6), "plain words")
      for key in ("subtitle", "author", "description")
      for text in ("Of *the*", "one -- two", "the \"one\"", "by @a")),
    Kind("a dash of two strokes in the title of the book",
         {"_quarto.yml": settings("title: Tiny", "title: Of -- the"), "one.qmd": "# One\n"},
         ("_quarto.yml", 5), "plain words"),
    Kind("colons that close nothing",
         {"one.qmd": "# One\n\n::: {.a}\nx\n:::\n\n```\n:::\n```\n\n:::\n\ny\n"},
         ("one.qmd", 11), "closes nothing"),
    Kind("a block of code without an end", {"one.qmd": "# One\n\n```\nx\n"},
         ("one.qmd", 3), "never closed"),
    *(Kind(f"a shortcode in {what}", {"one.qmd": f"# One\n\n{text}\n"},
           ("one.qmd", 3 + text.startswith("```")), "meta")
      for what, text in (("code", "A `{{< meta title >}}`."),
                         ("a block of code", "```\n{{< meta title >}}\n```"),
                         ("code, escaped", "A `{{{< meta title >}}}`."))),
    Kind("a comment in the environment",
         {"_environment": "A=b\nB=c # d\n", "one.qmd": "# One\n"}, ("_environment", 2), "#"),
    Kind("a day that there is not",
         {"_quarto.yml": settings("title: Tiny", "title: Tiny\n  date: 2026-02-30"),
          "one.qmd": "# One\n"},
         ("_quarto.yml", 6), "date"),
    Kind("appendices",
         {"_quarto.yml": settings("    - one.qmd", "  appendices:\n    - one.qmd"),
          "one.qmd": "# One\n"},
         ("_quarto.yml", 8), "appendi"),
    Kind("a part whose chapters are a number",
         {"_quarto.yml": settings("    - one.qmd", "    - part: P\n      chapters: 5")},
         ("_quarto.yml", 9), "chapters"),
    Kind("a part whose title is a list",
         {"_quarto.yml": settings("    - one.qmd", "    - part: [P]\n      chapters: [one.qmd]"),
          "one.qmd": "# One\n"},
         ("_quarto.yml", 8), "part"),
    Kind("chapters that are a text", {"_quarto.yml": settings(
        "chapters:\n    - index.qmd\n    - one.qmd", "chapters: index.qmd")},
         ("_quarto.yml", 6), "chapters"),
    Kind("a book that is a text",
         {"_quarto.yml": "project:\n  type: book\nbook: Tiny\n"}, ("_quarto.yml", 3), "book"),
    Kind("settings that are a list", {"_quarto.yml": "- a\n"}, ("_quarto.yml", 1), "keys"),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_refused_or_right(kind: Kind, tmp_path: Path) -> None:
    judge(kind, tmp_path)


def test_empty_chapters_and_settings_are_refused_without_a_traceback(tmp_path: Path) -> None:
    judge(Kind("no words", {"one.qmd": ""}, ("one.qmd", 1), "heading"), tmp_path / "a")
    judge(Kind("no settings", {"_quarto.yml": ""}, ("_quarto.yml", 1), ""), tmp_path / "b")


def test_a_plain_book_passes(tmp_path: Path) -> None:
    made = rendered(write(tmp_path, {"one.qmd": "# One\n\nText.\n"}))
    assert set(made.pages) == {"index.html", "one.html"}
