"""What texts of ours say again: each beside the other cells of its row and the rows that it names.

A text is taken as its numbers and the beginnings of its words. Each number of it stands in another
cell of its row, in a row that it names or, a long one, in the inventory on its page; and a text
fits its own row at least as well as the one above or below would.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, pairwise

from recount.report.records import FILES
from recount.report.report import Report
from recount.report.tables import Problem, as_text, columns_of

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Numbers as they are printed in words, and in figures.
IN_FIGURES = {word: str(number) for number, word in enumerate(WORDS)}
IN_FIGURES |= {"half": "1/2", "one-third": "1/3", "two-thirds": "2/3", "three-quarters": "3/4"}
#: The columns of text that are compared, and those that name what other rows are about.
TEXTS = ("id", "statement", "sentence", "place", "label", "title", "cases", "predicate")
NAMES = ("subject", "entry", "relation", "against", "members", "first_levels", "second_levels")
#: Where a place goes on with another one.
ELSEWHERE = re.compile(r", (?:with|again) ")
#: What joins several names in a cell.
PARTED = re.compile(r" [+|>/&] |[:;] ?")
#: A number, or the beginning of a word: family and familial begin alike.
BEGINNING = re.compile(r"(?<![a-z])[a-z]{3,4}|(?<![a-z0-9])[0-9]+")
#: Files whose texts may have any number of their page; others only those of so many digits.
OF_A_PAGE, LONG = ("assumptions", "claims", "sentences"), 4
#: One number where two are joined.
TWICE = re.compile(r"\b([0-9]+)(?: and | or | to |-)\1\b")
Words = frozenset[str]


@cache
def _words(text: str) -> Words:
    return frozenset(BEGINNING.findall(text.lower().replace(",", "")))


def check_wording(report: Report) -> Iterator[Problem]:
    """Yield the numbers in texts that nothing beside them has, and texts that fit a neighbour."""
    named: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for name, source, said in _named(report):
        named[name].append((source, _words(said)))

    @cache
    def meaning(value: object, but: str) -> Words:
        """Return the words of a cell and of the rows that it names, those of a file left out."""
        text = as_text(value)
        words, names = _words(text), {text, *PARTED.split(text)} & named.keys()
        found = [said for name in names for source, said in named[name] if source != but]
        return words.union(*found) if found else words

    printed: dict[int, set[str]] = defaultdict(set)
    shown: dict[int, set[str]] = defaultdict(set)
    for numeral in report.inventory:
        held = _words(in_figures(numeral.printed))
        if not numeral.subject.startswith("label:level-"):
            printed[numeral.page] |= held
        if len(numeral.printed) >= LONG or numeral.subject.startswith(("label:f", "label:t")):
            shown[numeral.page] |= held
    for file, (kind, keys) in FILES.items():
        rows, names = report.rows[file], columns_of(kind)
        # What its own name stands for in its own file is the row itself.
        own = [
            (name, f"{file}.csv" if at < keys else "none")
            for at, name in enumerate(names)
            if name not in ("denominator", "number")  # every level; a place among others
        ]
        cells = [
            {name: meaning(value, but) for name, but in own if (value := getattr(row, name))}
            | {"": meaning(f"sentence of {getattr(row, 'id', '')}", "none")}
            for row in rows
        ]
        # Reasons of other files are those of their verdicts.
        texts = (*TEXTS, "reason") if "entry" in names else TEXTS
        for column in filter(names.__contains__, texts + NAMES):
            meant = [line.get(column, Words()) for line in cells]
            # Neighbours that have a sentence of their own may do for each other in these columns.
            alone = column not in ("id", "place") or not {"statement", "sentence"} & {*names}
            rest = [_beside(line, column) for line in cells] if alone else []
            for i, j in pairwise(range(len(rest))):
                # A reading has its statement's words, too, so that the two would do for each other.
                alike = meant[i] is meant[j] or not meant[i] or not meant[j]
                if alike or getattr(rows[j], "reading_of", "") == getattr(rows[i], "id", None):
                    continue
                own_words = len(meant[i] & rest[i]) + len(meant[j] & rest[j])
                if len(meant[i] & rest[j]) + len(meant[j] & rest[i]) > own_words:
                    expected = "words of this row, not of the row above it"
                    yield rows[j].problem(column, expected)
            for row, line in zip(rows, cells, strict=True) if column in texts else ():
                page, value = getattr(row, "page", 0), getattr(row, column)
                # What holds one numeral is told from what holds the others of its page.
                there = printed if file in OF_A_PAGE else shown if file != "inventory" else {}
                text = _words(ELSEWHERE.split(value)[0]) - there.get(page, set()) - {str(page)}
                numbers = {x for x in text if x.isdigit()}
                for number in numbers - _beside(line, column) if numbers else ():
                    expected = f"no {number}, which nothing beside it or on its page has"
                    yield row.problem(column, expected)
                if TWICE.search(value):
                    yield row.problem(column, "two numbers that differ")


def _beside(line: Mapping[str, Words], column: str) -> Words:
    """Return the words of the other cells of a row."""
    return Words().union(*[words for name, words in line.items() if name != column])


def in_figures(printed: str) -> str:
    """Return a number in figures where it is printed in words: 5 for five, 2/3 for two-thirds."""
    return IN_FIGURES.get(printed, printed)


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
        said = f"{claim.members} {claim.figure or ''}"
        yield f"sentence of {claim.reading_of or claim.id}", claim.file, said
    for total in report.totals:
        for part in total.parts:
            count = report.counts[part]
            table = re.match(r"\w+ [0-9]+|", count.place)
            yield f"sentence of {total.id}", count.file, f"{count.page} {table and table[0]}"
    for relation, number in Counter(claim.relation for claim in report.claims).items():
        # A relation says what a quarter of its statements say, or of the reasons against asking.
        own = [claim for claim in report.claims if claim.relation == relation]
        times = Counter(chain.from_iterable(_words(x.reason or x.statement) for x in own))
        often = [word for word in times if 4 * times[word] > number and word.isalpha()]
        yield relation, "", " ".join(often)
    for group in report.groups.values():
        yield " + ".join(group.levels), group.file, f"{group.label} {group.cases}"
    for level in report.levels:
        yield level.level, level.file, level.label
    for sentence in report.sentences:
        yield f"sentence of {sentence.entry}", sentence.file, sentence.sentence
