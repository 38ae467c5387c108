"""A key that press accepts has an effect that is shown here, or it is refused.

`every_key.yml` holds Quarto's keys for a book, each with a value that is not its default. Each is
put into a small book by itself: press refuses it at its line, or this file shows what it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import press
from tests.press.kinds.small_books import Rendered, picture, refused, rendered, write

HERE = Path(__file__).resolve().parent
OURS = HERE.parents[2] / "_quarto.yml"

Key = tuple[str, ...]
Effect = Callable[[Rendered], bool]

CHAPTER = """\
# One

As in @a.

## Middle {#middle}

### Deepest {#deepest}

::: {#refs}
:::
"""

FILES: dict[str, str | bytes] = {
    "one.qmd": CHAPTER,
    "a.png": picture(),
    "one.css": "p { margin: 0 }\n",
    "one.lua": "function Str(s) if s.text == 'As' then return pandoc.Str('Filtered') end end\n",
    "one.typ": "",
    "one.html": "",
    "make.py": "open('made.txt', 'w').close()\n",
    "references.bib": "@book{a, title = {The Work}, author = {Writer, W.}, date = {1999}}\n",
    "one.csl": (
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info>'
        "<title>t</title><id>t</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout>"
        '<text value="CITED"/></layout></citation><bibliography><layout><text variable="title"/>'
        "</layout></bibliography></style>"
    ),
}


def _leaves(value: Mapping[str, Any], path: Key = ()) -> Iterator[tuple[Key, Any]]:
    for key, item in value.items():
        if isinstance(item, dict) and "text" not in item:
            yield from _leaves(item, (*path, key))
        else:
            yield (*path, key), item


KEYS = dict(_leaves(yaml.safe_load((HERE / "every_key.yml").read_text(encoding="utf-8"))))


def _book(settings: Mapping[Key, Any]) -> dict[str, str | bytes]:
    """Return the files of a book with some settings."""
    top: dict[str, Any] = {
        "project": {"type": "book"},
        "book": {"title": "Plain", "chapters": ["index.qmd", "one.qmd"]},
        "bibliography": "references.bib",
        "format": {"html": {}, "typst": {}},
    }
    for path, value in settings.items():
        place = top
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value
    return {**FILES, "_quarto.yml": yaml.safe_dump(top, sort_keys=False)}


def _lines(settings: str | bytes, path: Key) -> list[int]:
    """Return the line of a key in a YAML text, after those of the keys that it stands in."""
    node = yaml.compose(settings)
    lines: list[int] = []
    for key in path:
        assert isinstance(node, yaml.MappingNode)
        name, node = next(pair for pair in node.value if pair[0].value == key)
        lines.append(name.start_mark.line + 1)
    return lines


#: Keys that say what press does anyhow; the other value is refused.
FIXED: dict[Key, Any] = {
    ("project", "type"): "website",
    ("project", "execute-dir"): "file",
    ("book", "chapters"): {},
    ("citeproc",): False,
    ("cite-method",): "natbib",
    ("html-math-method",): "mathjax",
    ("format", "html", "html-math-method"): "mathjax",
    ("format", "html", "email-obfuscation"): "javascript",
    ("format", "typst", "citeproc"): False,
    ("format", "typst", "output-ext"): "svg",
    ("crossref", "chapters"): False,
    ("crossref", "title-delim"): ".",
    ("execute", "echo"): True,
    ("execute", "freeze"): "auto",
    ("execute", "cache"): True,
    ("execute", "enabled"): False,
    ("execute", "debug"): True,
    ("execute", "daemon"): True,
    ("jupyter",): "ir",
}


def _index(text: str) -> Effect:
    return lambda made: text in made.pages["index.html"]


def _page(text: str) -> Effect:
    return lambda made: text in made.one


def _contents(made: Rendered) -> list[str]:
    """Return the headings in the page's own list of contents."""
    lists = " ".join(re.findall(r"<nav\b.*?</nav>", made.one, re.DOTALL))
    return [name for name in ("middle", "deepest") if f'href="#{name}"' in lists]


def _twice(made: Rendered) -> list[str]:
    """Return the headings that stand in the PDF's list of contents, too."""
    return [name for name in ("Middle", "Deepest") if made.pdf.count(name) > 1]


def _numbered(made: Rendered) -> list[str]:
    return [number for number in ("2.1", "2.1.1") if f"{number} " in f"{made.words} "]


#: What a key does; each holds with the key and does not hold without it.
SHOWN: dict[Key, Effect] = {
    ("project", "output-dir"): lambda made: made.site.name == "_site",
    ("project", "resources"): lambda made: (made.site / "one.css").is_file(),
    ("project", "pre-render"): lambda made: (made.site.parent / "made.txt").is_file(),
    ("book", "title"): lambda made: ">Tiny<" in made.one and "Tiny" in made.pdf,
    ("book", "subtitle"): lambda made: _index("The subtitle")(made) and "The subtitle" in made.pdf,
    ("book", "author"): lambda made: _index("A. Author")(made) and "A. Author" in made.pdf,
    ("book", "date"): lambda made: _index("2020")(made) and "2020" in made.pdf,
    ("book", "description"): _index("The description"),
    ("book", "downloads"): _index("Plain.pdf"),
    ("license",): _index("BY-ND"),
    ("bibliography",): lambda made: "The Work" in made.words and "The Work" in made.pdf,
    ("filters",): lambda made: "Filtered" in made.words and "Filtered" in made.pdf,
    ("format", "html", "css"): _page("one.css"),
    ("format", "html", "toc-depth"): lambda made: _contents(made) == ["middle"],
    ("format", "html", "toc-title"): _page(">Here<"),
    ("format", "html", "include-in-header"): _page('content="header"'),
    ("format", "typst", "toc-depth"): lambda made: not _twice(made),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The book without any of the keys."""
    return rendered(write(tmp_path_factory.mktemp("plain"), _book({})))


def _ours(path: Key) -> bool:
    """Whether our own settings have a key: Quarto reads some that press has no use for."""
    value: Any = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


#: What Quarto alone has a use for: press has a look of its own.
FOR_QUARTO: set[Key] = {
    ("format", "html", "theme"),
    ("format", "html", "code-tools"),
    ("format", "html", "respect-user-color-scheme"),
    ("format", "html", "quarto-html-table-processing"),
    ("format", "typst", "template-partials"),
    ("format", "typst", "quarto-html-table-processing"),
}


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_a_key_is_refused_or_has_its_effect(path: Key, tmp_path: Path, plain: Rendered) -> None:
    files = _book({path: KEYS[path]})
    project = write(tmp_path, files)
    problems = refused(project)
    if problems:
        # A key within one that is refused is refused with it.
        assert {p.file for p in problems} == {"_quarto.yml"}
        assert {p.line for p in problems} <= set(_lines(files["_quarto.yml"], path)[-2:])
        return
    if path in FOR_QUARTO and _ours(path):
        return
    if path in FIXED:
        other = _book({path: FIXED[path]})
        (problem,) = refused(write(tmp_path / "other", other))
        assert problem.line >= _lines(other["_quarto.yml"], path)[-1]
        return
    assert path in SHOWN, f"{'.'.join(path)} is accepted, and nothing shows what it does"
    formats = ["html", "typst"] if path == ("book", "downloads") else ["html"]
    assert SHOWN[path](rendered(project, formats)), "no effect"
    if path != ("bibliography",):
        assert not SHOWN[path](plain), "the effect is there without the key"


#: Keys of a chapter's front matter, each with a value that is not its default, and its effect.
FRONT_MATTER: dict[str, tuple[str, Effect | None]] = {
    "title": ("Named", lambda made: ">Named<" in made.one and "Named" in made.pdf),
    "subtitle": ("Below", lambda made: "Below" in made.words and "Below" in made.pdf),
    "description": ("Described", lambda made: "Described" in made.one),
    "abstract": ("Shortly", lambda made: "Shortly" in made.words),
    "keywords": ("[word]", lambda made: "word" in made.one),
    "number-sections": ("false", lambda made: not _numbered(made) and "2.1" not in made.pdf),
    "toc": ("false", lambda made: not _contents(made)),
    "toc-depth": ("2", lambda made: _contents(made) == ["middle"]),
    **dict.fromkeys(
        ("author", "date", "lang", "bibliography", "css", "theme", "jupyter", "engine", "search",
         "page-layout", "fig-width", "fig-height", "code-tools", "format", "filters", "draft",
         "order", "aliases", "listing", "nocite", "categories", "image", "params",
         "crossref", "resources", "shift-heading-level-by", "editor", "execute", "eval"),
        ("other", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", FRONT_MATTER)
def test_a_key_of_front_matter_is_refused_or_has_its_effect(
    key: str, tmp_path: Path, plain: Rendered
) -> None:
    value, shows = FRONT_MATTER[key]
    body = CHAPTER.removeprefix("# One\n") if key == "title" else CHAPTER
    text = f"---\n{key}: {value}\n---\n\n{body}"
    project = write(tmp_path, {**_book({}), "one.qmd": text})
    problems = refused(project)
    if problems:
        assert {(p.file, p.line) for p in problems} == {("one.qmd", 2)}
        return
    assert shows is not None, f"{key} is accepted, and nothing shows what it does"
    assert shows(rendered(project, ["html"])), "no effect"
    assert not shows(plain), "the effect is there without the key"


NOT_OF_CELLS = ("echo", "output", "eval", "warning", "fig-alt", "classes",
    "code-fold", "code-summary", "tbl-colwidths", "lst-cap", "lst-label", "fig-subcap",
    "tbl-subcap", "fig-width",
    "fig-height", "fig-align", "fig-link", "fig-env", "fig-pos", "fig-scap", "fig-cap-location",
    "tbl-cap-location", "cap-location", "layout", "layout-ncol", "layout-nrow", "column", "panel",
    "error", "cache", "freeze", "code-overflow", "code-line-numbers", "code-annotations",
    "filename", "output-location", "tags", "id", "export", "results", "message", "renderings",
    "ojs_define", "lightbox", "fold", "file", "classes.output")  # fmt: skip


@pytest.mark.parametrize("key", NOT_OF_CELLS)
def test_a_key_of_a_cell_without_effect_is_refused(key: str, tmp_path: Path) -> None:
    text = f"# One\n\n```{{python}}\n#| {key}: 1\n1\n```\n"
    (problem,) = refused(write(tmp_path, {"one.qmd": text}))
    assert (problem.file, problem.line) == ("one.qmd", 4)
    assert key in problem.message


@pytest.mark.parametrize("key", ["prose", "book.prose", "format.html.prose", "execute.prose"])
def test_a_key_that_there_is_not_is_refused(key: str, tmp_path: Path) -> None:
    path = tuple(key.split("."))
    files = _book({path: "x"})
    with pytest.raises(press.PressError) as caught:
        press.check(write(tmp_path, files))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("_quarto.yml", _lines(files["_quarto.yml"], path)[-1])
