"""What texts of ours say again: each beside the other cells of its row and the rows that it names.

A text is taken as its numbers and the beginnings of its words. Each number of it stands in another
cell of its row, in a row that it names or in the inventory on its page, and a text fits its own row
at least as well as the one above or below would.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import chain, pairwise

from recount.report.records import FILES
from recount.report.report import Report
from recount.report.tables import Problem, Row, as_text, columns_of

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
#: The columns of text that are compared; where a place goes on with another one, up to there.
TEXTS = {
    "claims": ("statement", "place"),
    "completeness": ("statement", "place"),
    "counts": ("place",),
    "dates": ("place",),
    "inventory": ("place",),
    "levels": ("place", "label"),
    "percentages": ("statement", "place"),
    "periods": ("place",),
    "sentences": ("sentence", "place"),
    "totals": ("statement", "place"),
}
#: The columns in which a row's own value fits it at least as well as its neighbour's.
FITTING = {
    "claims": ("statement",),
    "comparisons": ("label", "first_levels", "second_levels"),
    "completeness": ("statement",),
    "counts": ("place",),
    "dates": ("place",),
    "figures": ("title",),
    "groups": ("label", "cases", "predicate"),
    "inventory": ("place", "subject", "entry"),
    "levels": ("label", "place"),
    "percentages": ("statement",),
    "periods": ("place",),
    "sentences": ("sentence", "entry"),
    "totals": ("statement",),
}
#: Words by which statements say a relation.
SAID = {
    "association": "associated varied",
    "exists": "there some",
    "highest": "most every other single highest",
    "jointly": "both all three true samples",
    "larger": "larger more outnumber",
    "lowest": "least every other single lowest",
    "majority": "half majority most",
    "majority_within": "most",
    "no_association": "obvious trend significant association similar",
    "no_difference": "significant difference",
    "no_difference_each_step": "significant difference single step",
    "no_trend": "obvious trend significant slope",
    "overlap_majority": "most",
    "plurality": "largest share common",
    "rises": "rise rose slope more later odds",
    "rises_each_step": "rise single step odds",
    "falls": "slope younger",
    "falls_each_step": "step",
}
#: Letters of a word that are compared: family and familial begin alike.
BEGINNING = 4
Words = frozenset[str]


@cache
def _words(text: str) -> Words:
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text.lower())
    found = re.findall(r"[a-z]{3,}|[0-9]+", plain)
    return frozenset(x[:BEGINNING] if x.isalpha() else x.lstrip("0") or "0" for x in found)


def check_wording(report: Report) -> Iterator[Problem]:
    """Yield the numbers in texts that nothing beside them has, and texts that fit a neighbour."""
    named: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for name, source, said in _named(report):
        named[name].append((source, _words(said)))

    @cache
    def meaning(text: str, but: str = "") -> Words:
        """Return the words of a cell and of the rows that it names, those of a file left out."""
        names = (text, *re.split(r" [+|>/&] |[:;] ?", text))
        found = (
            words
            for name in names
            for source, words in named.get(name, ())
            if source != (but or None)
        )
        return _words(text).union(*found)

    printed: dict[int, set[str]] = defaultdict(set)
    for figure in report.figures:
        printed[figure.page].add(str(figure.number))
    for numeral in report.inventory:
        if not numeral.subject.startswith("label:level-"):
            printed[numeral.page] |= _words(in_figures(numeral.printed))
    for file in FITTING:
        kind, keys = FILES[file]
        names = columns_of(kind)
        lines = []
        for row in report.rows[file]:
            # What its own name stands for in its own file is the row itself.
            cells = {
                name: meaning(
                    as_text(getattr(row, name)), f"{file}.csv" if name in names[:keys] else ""
                )
                for name in names
            }
            lines.append(_Line(row, cells, meaning(f"sentence of {getattr(row, 'id', '')}")))
        for column in FITTING[file]:
            own = [line.fits(line, column) for line in lines]
            for (here, above), (there, line) in pairwise(zip(own, lines, strict=True)):
                # A reading has its statement's words, too, so that the two would do for each other.
                alike = above.cells[column] is line.cells[column] or not above.cells[column]
                if alike or getattr(line.row, "reading_of", "") == getattr(above.row, "id", None):
                    continue
                turned = above.fits(line, column) + line.fits(above, column)
                if turned > here + there and line.cells[column]:
                    yield line.row.problem(column, "words of this row, not of the row above it")
        for column in TEXTS.get(file, ()):
            for line in lines:
                text = _words(re.split(r", (?:with|again) ", getattr(line.row, column))[0])
                page = getattr(line.row, "page", 0)
                for number in filter(str.isdigit, text - printed[page] - {str(page)}):
                    if not line.has(number, column):
                        expected = f"no {number}, which nothing beside it or on its page has"
                        yield line.row.problem(column, expected)


class _Line:
    """The words of the cells of a row and of what they name, and how many cells have each."""

    def __init__(self, row: Row, cells: Mapping[str, Words], said: Words) -> None:
        self.row, self.cells = row, cells
        self.times = Counter(chain(said, *cells.values()))

    def has(self, word: str, column: str) -> bool:
        """Return whether another cell than that of a column has a word."""
        return self.times[word] > (word in self.cells[column])

    def fits(self, other: _Line, column: str) -> int:
        """Return how many words of another row's cell the other cells of this row have."""
        mine, times = self.cells[column], self.times
        return sum(times[word] > (word in mine) for word in other.cells[column])


def in_figures(printed: str) -> str:
    """Return a number in figures where it is printed as a word: 5 for five, 2/3 for two-thirds."""
    number, _, part = printed.partition("-")
    if number in WORDS and part in FRACTIONS:
        return str(Fraction(WORDS.index(number), FRACTIONS[part]))
    return str(WORDS.index(printed)) if printed in WORDS else printed


def _named(report: Report) -> Iterator[tuple[str, str, str]]:
    """Yield what cells name, entries, counts, samples and levels, with its file and its words."""
    for entry in report.entries:
        figure = getattr(entry, "figure", None) or ""
        yield entry.id, entry.file, f"{entry.statement} {entry.page} {figure}"
    for stated in report.percentages:
        yield stated.id, stated.file, stated.place
    for count in report.counts.values():
        yield count.id, count.file, f"{count.place} {count.variable}"
    for sample in report.samples.values():
        yield sample.sample, sample.file, f"{sample.name} {sample.short}"
    for date in report.dates.values():
        yield date.sample, date.file, date.printed
    for claim in report.claims:
        yield f"sentence of {claim.reading_of}", claim.file, claim.members
    for total in report.totals:
        for part in total.parts:
            count = report.counts[part]
            table = re.match(r"\w+ [0-9]+|", count.place)
            yield f"sentence of {total.id}", count.file, f"{count.page} {table and table[0]}"
    for relation, words in SAID.items():
        yield relation, "", words
    for group in report.rows["groups"]:
        yield " + ".join(group.levels), group.file, f"{group.label} {group.cases}"
    for level in report.levels:
        yield level.level, level.file, level.label
    for sentence in report.rows["sentences"]:
        yield f"sentence of {sentence.entry}", sentence.file, sentence.sentence
