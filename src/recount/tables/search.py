"""A search for a witness where the consistent tables are too many to list.

It looks where witnesses tend to be: at the even table, at tables where linear forms are extreme,
on the ways between them, and around all of these. What it finds is decided exactly by the caller's
function and verified to be consistent. What it does not find proves nothing, and the answer says
whether it listed everything, ran out of tries or ran out of time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from recount.tables.joint import Accept
from recount.tables.listing import list_tables
from recount.tables.ranges import largest
from recount.tables.space import CannotBound, Infeasible, IntArray, TableSpace, TooMany
from recount.tables.transport import even_table
from recount.tables.walks import path, wander

__all__ = ["Search", "find_table"]

FEW = 50_000
BATCH = 512


@dataclass(frozen=True, slots=True)
class Search:
    """What a search came to.

    Attributes:
        table: A consistent table with the wanted decision, or None.
        exhausted: Every consistent table was looked at, so that None means that there is none.
        timed_out: The time limit was reached. The answer may then differ from run to run.
        tried: Number of tables decided on.
    """

    table: IntArray | None
    exhausted: bool
    timed_out: bool
    tried: int


def find_table(
    space: TableSpace,
    accept: Accept,
    *,
    prefer: Sequence[Sequence[tuple[int, int, int]]] = (),
    want: int = 1,
    seed: int = 0,
    time_limit: float = 5.0,
    tries: int = 20_000,
) -> Search:
    """Look for a consistent table for which ``accept`` gives the wanted decision.

    Args:
        space: Margins and cuts.
        accept: Decides on tables of shape (n, r + 1, c + 1) with 1, 0 or -1 each.
        prefer: Linear forms worth pushing to both extremes, such as a claim's contrast. Without
            any, each judged cell is one.
        want: The decision to look for.
        seed: Starts the random part. The same seed gives the same answer unless time runs out.
        time_limit: Seconds after which the search stops and says so.
        tries: Most tables that are decided on, where they are too many to list (50,000): else
            all of them are.

    Raises:
        ValueError: The time limit or the number of tries is not positive.

    Example:
        >>> from recount.tables.margins import Margin
        >>> rows = Margin(("a", "b"), (300, 500), missing=40)
        >>> space = TableSpace(rows, Margin(("x", "y"), (90, 700), missing=50))
        >>> found = find_table(space, lambda tables: (tables[:, 0, 0] == 90).astype(np.int8))
        >>> found.table[0, 0].item(), found.exhausted, found.timed_out
        (90, False, False)
    """
    if time_limit <= 0 or tries < 1:
        raise ValueError("a search needs time and tries")
    stop = time.monotonic() + time_limit
    hunt = _Hunt(space, accept, want, stop)
    pool = _Pool(space)
    # Most witnesses lie where a claim's contrast is extreme: looking there costs little.
    for batch in pool.likely(prefer):
        if hunt.over(batch):
            return hunt.result()
    try:
        everything = list_tables(space, FEW)
    except TooMany:
        pass
    else:
        hunt.tried = 0  # each table counts once
        for at in range(0, len(everything), BATCH):
            if hunt.over(everything[at : at + BATCH]):
                return hunt.result()
        return hunt.result(exhausted=True)
    for batch in pool.wandering(random.Random(seed)):
        if hunt.over(batch) or hunt.tried >= tries:
            break
    return hunt.result()


class _Hunt:
    """What was looked at so far, and whether to go on."""

    def __init__(self, space: TableSpace, accept: Accept, want: int, stop: float) -> None:
        self.space, self.accept, self.want, self.stop = space, accept, want, stop
        self.tried = 0
        self.found: IntArray | None = None
        self.timed_out = False

    def over(self, batch: IntArray) -> bool:
        """Decide on a batch, and return whether the search ends with it."""
        inside = batch[self.space.contains(batch)]
        self.tried += len(inside)
        if len(inside):
            wanted = np.nonzero(np.asarray(self.accept(inside)) == self.want)[0]
            if len(wanted):
                self.found = inside[wanted[0]]
                return True
        self.timed_out = time.monotonic() > self.stop
        return self.timed_out

    def result(self, *, exhausted: bool = False) -> Search:
        return Search(self.found, exhausted, self.timed_out, self.tried)


class _Pool:
    """Tables with the right margins from which others are made."""

    def __init__(self, space: TableSpace) -> None:
        self.space = space
        self.tables = [even_table(space.rows.with_missing, space.columns.with_missing)]

    def likely(self, prefer: Sequence[Sequence[tuple[int, int, int]]]) -> Iterator[IntArray]:
        """The even table, tables where forms are extreme, and those on the ways between them."""
        r, c = self.space.shape
        even = self.tables[0]
        yield even[None]
        for form in prefer or [[(i, j, 1)] for i in range(r) for j in range(c)]:
            for sign in (1, -1):
                try:
                    extreme = largest(self.space, [(i, j, sign * k) for i, j, k in form]).table
                except (CannotBound, Infeasible):
                    continue
                # On the way from even to extreme, the first that will do is the least extreme.
                steps = list(path(even, extreme))
                yield np.array(steps)
                self.tables += [extreme, steps[len(steps) // 2]]
        for first, last in combinations(self.tables[1:], 2):
            yield np.array(list(path(first, last)))

    def wandering(self, rng: random.Random) -> Iterator[IntArray]:
        """Tables some random moves away from these and from those found on the way, endlessly."""
        r, c = self.space.shape
        while True:
            batch = []
            for _ in range(BATCH):
                reach = rng.choice((1, 3, 10, 30, 100, 300))
                start = rng.choice(self.tables)
                batch.append(wander(start, rng, rng.randint(1, 3 * r * c), reach))
            found = np.array(batch)
            inside = found[self.space.contains(found)]
            # The walk goes on from a few of the tables it came to.
            self.tables = (self.tables + list(inside[:4]))[-400:]
            yield found
