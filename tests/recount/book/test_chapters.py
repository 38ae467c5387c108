"""The chapters keep the rules of the book: the package computes, the chapters call and say.

Three rules are tested on the text of every chapter.

*No calculation.* Inline code is a name or an attribute. A cell has at most ``LONGEST`` lines, no
arithmetic and no text made from numbers. Comparisons may stand in a guard (``assert``).

*No result typed.* A numeral in prose, caption or alternative text is the number of a page, figure,
table, level or the like, a year or a date, or one of ``ALLOWED``, each with its reason. Percentages
and numbers with a thousands comma are always results, so they come from inline code.

*Every judging word is guarded.* A paragraph that judges (``JUDGING``: more, most, fewer, highest,
"two ... agree" and so on) does one of three things: it stands after a guard (``book.check...`` or
``assert``) in its section or the one above; it says by a page reference that it tells what the
report says; or it prints the verdict or the sentence of the entry itself, which cannot be out of
date. In chapters on method (``METHOD``) only paragraphs that show a value are held to it.
``NOT_RESULTS`` lists phrases that compare nothing, each with a reason.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.recount.book.chapter_source import CHAPTERS, Source, read, sources

#: Lines of a cell; a cell of guards or of one table's entries is the longest that there is.
LONGEST = 12

NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")

# ---- numerals that are no results ----

_NUMBER = r"\d+(?:\.\d+)?"
_JOINED = rf"{_NUMBER}(?:(?:,? (?:and|or|to|from|with)|,|–)\s?(?:from )?{_NUMBER})*"
#: Words before the number of a place.
PLACES = (
    r"pages?|pp?\.|figs?\.|figures?|tables?|levels?|footnotes?|notes?|chapters?|questions?|highlights?|"
    r"datasets?|sections?|part|step|rows?|columns?|dataset|version|wcag"
)
_PLACE = re.compile(rf"\b(?:{PLACES})\s{_JOINED}(?:,? (?:and|to|from) {_NUMBER})*", re.I)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ON_PAGE = re.compile(rf"\b{_NUMBER} on page {_NUMBER}")
_DATE = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}},)?(?: (?:19|20)\d\d)?\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?\b")

#: Other numerals: what stands in the text, in which chapter ("" for any), and why it is no result.
ALLOWED = (
    (r"80%", "", "the report's own rule of completeness (page 11), named by its number"),
    (r"95%", "", "level of the intervals, a setting"),
    (r"\.05\b|\b5%", "", "level of significance, a setting"),
    (r"\b100%?", "", "what percentages would add up to, in the words of the report's footnote"),
    (r"61%, 61\.0% and 0\.61", "how-we-check.qmd", "ways to write one number, beside its value"),
    (r"\bCC BY 4\.0\b", "", "name of a licence"),
    (r"\bexit code \d(?:[^.]*,? with \d)*", "", "exit codes of the command"),
)

# ---- words that judge ----

_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
JUDGING = re.compile(
    r"\b(?:more|most|fewer|fewest|less|least|majority|nearly all|almost all|hardly any|higher|"
    r"highest|lower|lowest|larger|largest|smaller|smallest)\b"
    rf"|\b(?:{_SMALL})\b[^.;:]{{0,40}}\b(?:agree|differ|hold|fail|are open|are consistent)\b",
    re.I,
)
#: Phrases that compare no numbers, and why.
NOT_RESULTS = (
    (r"… (?:percentages |entries |claims )?more\b", "adds to the number before it"),
    (r"\bat (?:least|most)\b", "says which end of a range a number is"),
    (r"\bno (?:more|fewer|less) than\b", "says which end of a range a number is"),
    (r"\b(?:one|another|any) more\b|\bonce more\b|\bmore than one\b|\bone or more\b", "counts"),
    (r"\bmore (?:about|on)\b|\bany more\b|\bno more\b|\bmore or less\b", "figure of speech"),
    (r"\bsay(?:s|ing)? (?:no )?more\b|\bto learn more\b", "figure of speech"),
    (r"\blower (?:end|bound)\b|\bupper (?:end|bound)\b", "names an end of a range"),
    (r"\bmost informative\b|\bwould settle most\b", "an order that the package makes"),
    (r"\bleaves? more to ask\b", "figure of speech"),
    (r"\bcan (?:agree|differ|hold|fail)\b", "says what is possible"),
    (r"more tables than could be listed", "says why a method is needed"),
    (r"drawn from a larger number", "says of what the cases are no sample"),
)
#: Chapters on method compare what could be, so only their paragraphs that show a value count.
METHOD = ("how-we-check.qmd", "data-dictionary.qmd", "figure-counts.qmd")
_SAYS = re.compile(r"\b[Pp]ages? …?\d|\bpp?\. \d|\b[Tt]he report (?:says|calls|prints|finds)\b")
_SHOWN = re.compile(r"\.(?:verdict|sentence)`")


def problems_of_code(source: Source) -> list[str]:
    """Return what the code of a chapter calculates."""
    found = [f"inline code `{code}`" for code in source.inline if not NAME.fullmatch(code.strip())]
    for cell in source.cells:
        where = f"cell in line {cell.line}"
        if cell.lines > LONGEST:
            found.append(f"{where}: {cell.lines} lines, at most {LONGEST}")
        tree = ast.parse(cell.code)
        ids = {id(text) for call in ast.walk(tree) if _is_check(call) for text in ast.walk(call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.BinOp):
                found.append(f"{where}: arithmetic {ast.unparse(node)}")
            if isinstance(node, ast.JoinedStr) and id(node) not in ids:
                found.append(f"{where}: a text made in the chapter, {ast.unparse(node)}")
    return found


def _is_check(node: ast.AST) -> bool:
    """Whether a node calls a guard, whose argument may put an id together."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("book.check")


def typed_numbers(words: str, chapter: str) -> list[str]:
    """Return the numerals of a text that may be results."""
    text = re.sub(r"^\d+\. ", "", words)
    for pattern in (_DATE, _ON_PAGE, _PLACE, _YEAR):
        text = pattern.sub(" ", text)
    for pattern, where, _ in ALLOWED:
        if where in ("", chapter):
            text = re.sub(pattern, " ", text)
    return re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?\s?(?:%|per cent)?", text)


def is_table_of_places(text: str) -> bool:
    """Whether a paragraph is a Markdown table whose head says that its numbers are places."""
    head = text.split("|:")[0] if text.startswith("|") else ""
    return bool(re.search(r"\b(?:Pages?|Figures?)\b", head))


def unguarded(source: Source) -> list[str]:
    """Return the paragraphs that judge without a guard, a page or the verdict itself."""
    found = []
    for part in source.paragraphs:
        if source.path.name in METHOD and "{python}" not in part.text:
            continue
        words = part.words
        for pattern, _ in NOT_RESULTS:
            words = re.sub(pattern, " ", words, flags=re.I)
        match = JUDGING.search(words)
        if not match or part.guarded or _SAYS.search(part.words) or _SHOWN.search(part.text):
            continue
        found.append(f"line {part.line}: “{match[0]}” in: {part.text[:100]}")
    return found


each = pytest.mark.parametrize("source", sources(), ids=[path.stem for path in CHAPTERS])


@each
def test_chapter_calls_and_does_not_calculate(source):
    assert problems_of_code(source) == []


@each
def test_chapter_has_no_result_typed_in_prose(source):
    found = []
    for part in source.paragraphs:
        if not is_table_of_places(part.text):
            numbers = typed_numbers(part.words, source.path.name)
            found += [f"line {part.line}: {number!r} in: {part.words[:90]}" for number in numbers]
    for caption in source.captions:
        found += [f"caption: {n!r} in: {caption}" for n in typed_numbers(caption, "")]
    assert found == []


@each
def test_chapter_guards_its_judging_words(source):
    assert unguarded(source) == []


def test_there_are_chapters_to_test():
    assert len(CHAPTERS) > 10


# ---- the rules themselves catch what they are for ----


@pytest.mark.parametrize(
    "text",
    [
        "Of them 62% are pubescent.",
        "There are 1,209 such cases.",
        "There are 44 that agree.",
        "Page 22 prints 61 per cent.",
        "Pages 3 to 44 hold 299 numerals.",
    ],
)
def test_a_typed_result_is_found(text):
    assert typed_numbers(text, "a.qmd")


@pytest.mark.parametrize(
    "text",
    [
        "Page 22 and Figures 4, 5 and 8 to 12 at levels 3 or 4.",
        "From level 1 to 2, from 2 to 3 and from 3 to 4.",
        "From 1 July 2002 to June 30, 2014; in 2008-2009 and in 2012.",
        "Variables under 80% are left out; intervals at 95%.",
    ],
)
def test_places_dates_and_settings_are_no_results(text):
    assert typed_numbers(text, "a.qmd") == []


@pytest.mark.parametrize(
    ("body", "unsupported"),
    [
        ("Most cases were at level one.", 1),
        ('```{python}\nbook.check("a", "holds")\n```\n\nMost cases were at level one.', 0),
        ('```{python}\nbook.check("a", "holds")\n```\n\n## Next\n\nMost cases were.', 1),
        ('## A\n\n```{python}\nbook.check("a", "holds")\n```\n\n### B\n\nMost were.', 0),
        ('## A\n\n### B\n\n```{python}\nbook.check("a", "holds")\n```\n\n### C\n\nMost were.', 1),
        ("Page 22 says that most were.", 0),
        ("That most were `{python} c.w22.verdict`.", 0),
        ("At least one table is left; see more on it.", 0),
        ("Of the rules two give what is printed, and four percentages differ.", 1),
    ],
)
def test_judging_words_want_a_guard(body, unsupported):
    assert len(unguarded(read(f"# Title\n\n{body}\n"))) == unsupported


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ("`{python} n.one_n`", 0),
        ("`{python} n.one_n + 1`", 1),
        ("`{python} round(s.x)`", 1),
        ("```{python}\nx = book.sum('a', 'b')\n```", 0),
        ("```{python}\nx = 100 * 3 / 4\n```", 2),
        ("```{python}\nx = f'{book}'\n```", 1),
        ("```{python}\nbook.check(f't3-{x}-total', 'agrees')\n```", 0),
        ("```{python}\n" + "book\n" * (LONGEST + 1) + "```", 1),
    ],
)
def test_calculation_is_found(body, problems):
    assert len(problems_of_code(read(body, Path("a.qmd")))) == problems
