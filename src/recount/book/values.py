"""What chapters show: values by name in prose, each with where it comes from, and blocks.

A value is a count, what the report states of counts, what a claim demands, or a total.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from recount import words
from recount.arithmetic import Share, agreement
from recount.ledger import Entry, Ledger, say
from recount.report import Count
from recount.verdicts import Implied

# Characters that Pandoc's Markdown reads as more than themselves. A leading hyphen or plus could
# begin a list, but a value stands inside a sentence.
_SPECIAL = re.compile(r"([\\`*_\[\]{}<>^~|$#@\"'])")

Value = TypeVar("Value")
Source = TypeVar("Source")


@dataclass(frozen=True, slots=True, repr=False)
class Inline:
    """A value as chapters show it, which Quarto and press read as Markdown for page and PDF."""

    text: str
    #: Class of the span: ``stated`` by the report, a printed ``count``, another class for the
    #: filter to leave alone, or nothing for plain text.
    kind: str = ""
    #: Where the value comes from, as pairs of name and text; empty ones are left out.
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        shown = escape_markdown(self.text)
        pairs = []
        for name, value in self.attributes:
            quoted = " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
            pairs += [f'{name}="{quoted}"'] if value else []
        return f"[{shown}]{{{' '.join([f'.{self.kind}', *pairs])}}}" if self.kind else shown


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """HTML as the output of a cell, and what the PDF has in its place."""

    #: For the website; of a lone table, Quarto and press make one for the PDF, too.
    html: str
    #: Markdown for the PDF; empty for none of its own.
    paper: str = ""

    def _repr_markdown_(self) -> str:
        block = f"```{{=html}}\n{self.html}\n```"
        if not self.paper:
            return block
        return (
            f'::: {{.content-visible when-format="html"}}\n{block}\n:::\n\n'
            f'::: {{.content-visible when-format="typst"}}\n\n{self.paper}\n\n:::\n'
        )


def escape_markdown(text: str) -> str:
    """Return text that Pandoc shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


class UnknownNameError(AttributeError):
    """A chapter asked for something that the data does not have."""


def find(name: str, known: Mapping[str, Source], what: str) -> Source:
    """Return what has an id; the error names the ids nearest to it."""
    if name in known:
        return known[name]
    inside = [key for key in known if name in key or key in name]
    like = list(dict.fromkeys([*get_close_matches(name, known, 5, 0.6), *inside]))[:5]
    hint = f"; near it: {', '.join(like)}" if like else "; `recount audit --format csv` lists them"
    raise UnknownNameError(f"no {what} {name!r}{hint}")


@dataclass(frozen=True)
class Named(Generic[Source, Value]):
    """Values as attributes: ids have hyphens in the data and underscores as attributes."""

    known: Mapping[str, Source]
    make: Callable[[Source], Value]
    what: str

    def __getitem__(self, name: str) -> Value:
        return self.make(find(name, self.known, self.what))

    def __getattr__(self, attribute: str) -> Value:
        # IPython and copy look for such names; they are never ids.
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return self[attribute.replace("_", "-")]


def maker_of(entry: Entry) -> str:
    """Return the function that makes the verdict on an entry."""
    own = f"_{entry.kind}" if entry.kind in ("percentage", "total", "completeness") else ""
    return f"recount.verdicts.judge{own}"


def entry_of_count(ledger: Ledger, name: str) -> str:
    """Return the entry in which a count is judged: its own share, else the sum it belongs to."""
    shares = (x.id for x in ledger.report.percentages if x.numerator == (name,) and not x.repeats)
    sums = (total.id for total in ledger.report.totals if name in total.parts)
    return next(shares, None) or next(sums, "")


def count_value(ledger: Ledger, count: Count) -> Inline:
    """Return a printed count with its place."""
    place = ("source", f"page {count.page}, {count.place}")
    entry = ("entry", entry_of_count(ledger, count.id))
    return Inline(count.printed, "count", (entry, place, ("row", "counts.csv")))


def counts_of(ledger: Ledger, ids: str) -> list[Count]:
    """Return counts by their ids, joined by `` + ``."""
    return [find(name, ledger.report.counts, "count") for name in ids.split(" + ")]


def sum_value(ledger: Ledger, ids: str) -> Inline:
    """Return a sum of printed counts, with its addends as provenance."""
    counts = counts_of(ledger, ids)
    total = f"{sum(count.value for count in counts):,}"
    addends = " + ".join(count.printed for count in counts)
    places = dict.fromkeys(f"page {count.page}, {count.place}" for count in counts)
    pairs = (
        ("formula", f"{addends} = {total}"),
        ("derived", f"Added up from {'; '.join(places)}"),
    )
    return Inline(total, "count", (*pairs, ("row", "counts.csv")))


def _width(run: Implied) -> float:
    return float("inf") if run.low is None or run.high is None else run.high - run.low


def _numbers(entry: Entry) -> dict[str, object]:
    """Return the numbers of an entry by the names that prose has for them, None for none."""
    part, whole, tables = entry.numerator, entry.denominator, entry.tables
    share = None if part is None or whole is None else Share(part, whole)
    near = entry.facts.get("near", ())
    return {
        # What the counts give, rounded by the rule of the ledger, and in per cent to two decimals.
        "recomputed": entry.recomputed,
        "share": share and share.decimals(),
        "fraction": share and f"{part:,} of {whole:,}",
        # The part, and the whole, nearest to the printed one with which a percentage would agree.
        "near_part": next((near_part for near_part, of in near if of == whole), None),
        "near_whole": next((near_whole for of, near_whole in near if of == part), None),
        # How many consistent tables there are, and in how many of them the claim is true.
        "tables": tables and tables.count,
        "holding": tables and tables.holding,
        # From how many missing cases on a proof is lost, if they are kept in all denominators.
        "flips_at": next((rests.turns for rests in entry.rests if rests.model == "kept"), None),
    }


@dataclass(frozen=True, repr=False)
class Stated:
    """An entry for prose: a number as printed, a claim by its verdict, what follows as attributes.

    These are the numbers of `_numbers` and the ends of ranges: ``low`` and ``high`` of the values
    with which a claim is true (of a union, of its widest run), or of the numerators that go with a
    percentage and all else that is printed; ``free_low`` and ``free_high`` of the possible ones.
    """

    ledger: Ledger
    entry: Entry

    def __str__(self) -> str:
        return self._shown.text

    def _repr_markdown_(self) -> str:
        return self._shown._repr_markdown_()

    @property
    def _shown(self) -> Inline:
        if self.entry.kind in ("claim", "wording"):
            return self.verdict
        # For the rule of completeness, the share that is known.
        if self.entry.kind == "completeness" and self.entry.recomputed:
            return self.recomputed
        place = ("source", f"page {self.entry.page}, {self.entry.where}")
        return self._inline(self.entry.printed or self.fraction.text, place)

    @property
    def verdict(self) -> Inline:
        """The verdict, as sign and word, with that by the numbers of a chart where it has any."""
        verdict, later = self.entry.verdict, self.entry.with_figures
        text = words.verdict_words(verdict, later.verdict if later else "")
        return Inline(text, "verdict", (("verdict", verdict),))

    def __getattr__(self, name: str) -> Inline:
        if name in ("low", "high"):
            return self.under()[name == "high"]
        if name in ("free_low", "free_high"):
            return self._ends(words.possible_run(self.entry), self._possible)[name == "free_high"]
        # IPython looks for names of its own.
        numbers = {} if name.startswith("_") else _numbers(self.entry)
        if name not in numbers:
            raise AttributeError(name)
        number = self._some(numbers[name], name)
        return self._derived(f"{number:,}" if isinstance(number, int) else str(number))

    def under(self, test: str = "") -> tuple[Inline, Inline]:
        """Return both ends of the values with which the claim is true under a test."""
        if self.entry.kind == "percentage":
            return self._ends(next(iter(self.entry.implied[1:]), None))
        runs = words.runs_if_true(self.entry, test=test)
        run = max(runs, key=_width, default=None)
        true = " or ".join(words.range_in_words(each.low, each.high) for each in runs)
        by = f" ({words.TEST_NAMES[run.test].short})" if run and run.test else ""
        return self._ends(run, f"{self._possible}, {true} if the statement is true{by}")

    @property
    def _possible(self) -> str:
        free = self._some(words.possible_run(self.entry), "range")
        quantity = words.quantity_in_words(self.ledger.report, free.quantity)
        return f"{quantity}: {words.range_in_words(free.low, free.high)} possible"

    def _some(self, value: Value | None, name: str) -> Value:
        if value is None:
            raise ValueError(f"{self.entry.id} ({self.entry.verdict}) has no {name}")
        return value

    def _ends(self, run: Implied | None, formula: str = "") -> tuple[Inline, Inline]:
        run = self._some(run, "range of values with which it is true")
        low, high = words.ends_in_words(run.low, run.high)
        return self._derived(low, formula), self._derived(high, formula)

    def _derived(self, text: str, formula: str = "") -> Inline:
        """Return a number that the audit made, with what it was made from."""
        place = f"for the statement see page {self.entry.page}, {self.entry.where}"
        return self._inline(text, ("derived", f"Derived by this audit; {place}"), formula)

    def _inline(self, text: str, place: tuple[str, str], formula: str = "") -> Inline:
        entry = self.entry
        formula = formula or say(self.ledger, entry).sentence
        pairs = (
            ("entry", entry.id),
            ("verdict", entry.verdict),
            ("printed", entry.printed or ""),
            ("formula", formula.rstrip(".")),
            place,
            ("maker", maker_of(entry)),
            ("row", entry.source.file),
        )
        return Inline(text, "stated", pairs)


def totals(ledger: Ledger) -> dict[str, int]:
    """Return the totals that chapters name, ``half-up``, ``truncate`` and so on among them."""
    report = ledger.report
    stated = [entry for entry in ledger.entries if entry.kind == "percentage"]
    found = Counter(entry.verdict for entry in stated)
    tables = tuple(table.table for table in report.tables)
    shares = [
        (entry.printed or "", Share(entry.numerator, entry.denominator))
        for entry in stated
        if entry.where.startswith(tables) and entry.numerator and entry.denominator
    ]
    return {
        "entries": len(ledger.entries),
        "numerals": len(report.inventory),
        "figures": len(report.figures),
        # Printed percentages, every place, with counts in the text, and those that agree with them.
        "with-counts": found["agrees"] + found["differs"],
        "agree": found["agrees"],
        # Each once, however often it is repeated.
        "statements": len(ledger.statements),
        "open": sum(entry.verdict == "open" for entry in ledger.statements),
        # The percentages of tables, and how many of them each rounding rule gives.
        "shares": len(shares),
        **{rule.replace("_", "-"): fits for rule, fits in agreement(shares).items()},
    }
