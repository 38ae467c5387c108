"""Shares and rounding rules: against decimals, against lists of all counts, and at the ties."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recount.arithmetic import (
    CONVENTIONS,
    RULES,
    Share,
    agreement,
    near_misses,
    percent_of,
    possible_rows,
    printed_interval,
    rounded_interval,
    whole_counts,
)

#: Python's decimal module has each rule under its own name.
DECIMAL_RULES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "truncate": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}
shares = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(
    lambda pair: Share(min(pair), max(pair))
)


@pytest.mark.parametrize("rule", CONVENTIONS)
def test_rules_are_those_of_the_decimal_module(rule):
    """Every half per cent from 0 to 100, where the rules part."""
    for thousandths in range(0, 1001, 5):
        exact = Decimal(thousandths) / 10
        expected = int(exact.quantize(Decimal(1), rounding=DECIMAL_RULES[rule]))
        assert Share(thousandths, 1000).rounded(rule) == f"{expected}%", thousandths


@given(shares, st.sampled_from(CONVENTIONS))
@settings(max_examples=300)
def test_a_share_lies_in_the_interval_of_what_it_rounds_to_and_of_nothing_else(share, rule):
    printed = share.rounded(rule)
    assert share.gives(printed, rule)
    for other in (percent_of(printed) - 1, percent_of(printed) + 1):
        if other >= 0:
            assert not share.gives(f"{other}%", rule)


@given(st.integers(0, 100), st.integers(1, 300), st.sampled_from([*CONVENTIONS, "within_a_point"]))
@settings(max_examples=300)
def test_whole_counts_are_all_that_are_printed_so(percent, whole, rule):
    printed = f"{percent}%"
    listed = [k for k in range(whole + 1) if Fraction(k, whole) in printed_interval(printed, rule)]
    assert list(whole_counts(printed, whole, rule)) == listed


@given(shares, st.integers(0, 100), st.sampled_from(CONVENTIONS))
@example(Share(25, 200), 12, "half_up")  # on the open end of what is printed so
@example(Share(61, 500), 12, "ceiling")  # just above it, where half up would be within
@example(Share(1, 1), 50, "half_up")  # as far out as is looked for
@example(Share(1, 1), 33, "half_up")  # one further
@example(Share(1, 2), 100, "half_up")  # the whole is the part
@example(Share(0, 7), 0, "half_up")  # no part, no whole to change
@settings(max_examples=200)
def test_near_misses_are_the_nearest_of_all_counts_that_are_printed_so(share, percent, rule):
    """Every part and every whole is tried; wholes up to twice as large."""
    part, whole = share.part, share.whole
    fitting = [k for k in range(whole + 1) if Share(k, whole).gives(f"{percent}%", rule)]
    wholes = [
        n for n in range(part, 2 * whole + 1) if part and Share(part, n).gives(f"{percent}%", rule)
    ]
    expected = [Share(part, n) for n in sorted(wholes, key=lambda n: abs(n - whole))[:1]]
    if fitting:
        expected.insert(0, Share(min(fitting, key=lambda k: abs(k - part)), whole))
    assert near_misses(share, f"{percent}%", rule) == expected


def test_ties_are_exact():
    """12.5% is 13% half up and 12% half to even; a float would not keep the tie."""
    assert (Share(1, 8).rounded(), Share(1, 8).rounded("half_even")) == ("13%", "12%")
    assert Share(1, 8).rounded("truncate") == "12%"
    assert Share(29, 200).rounded() == "15%"
    assert Share(57, 200).rounded() == "29%"


def test_decimals_are_half_up_and_keep_zeros():
    assert Share(1, 3).decimals() == "33.33%"
    assert Share(1, 2).decimals(4) == "50.0000%"
    assert Share(1999, 20000).decimals() == "10.00%"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Share(3, 2), "3 of 2 is not a share"),
        (lambda: Share(0, 0), "0 of 0 is not a share"),
        (lambda: Share(-1, 2), "-1 of 2 is not a share"),
        (lambda: Share(1, 2).rounded("up"), "no rounding convention 'up'"),
        (lambda: printed_interval("61%", "up"), "no rounding convention 'up'"),
        (lambda: percent_of("61 %"), "not a percentage"),
        (lambda: percent_of("6.%"), "not a percentage"),
        (lambda: percent_of("\u0663%"), "not a percentage"),
        (lambda: percent_of("%"), "not a percentage"),
        (lambda: printed_interval("-1%"), "not a percentage"),
    ],
)
def test_what_is_no_share_no_rule_or_no_percentage_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("rule", CONVENTIONS)
@pytest.mark.parametrize("decimals", [1, 2])
def test_decimals_are_those_of_the_decimal_module(rule, decimals):
    for whole in (7, 12, 600, 1965):
        for part in range(0, whole + 1, max(whole // 40, 1)):
            exact = Decimal(part) * 100 / Decimal(whole)
            expected = exact.quantize(Decimal(10) ** -decimals, rounding=DECIMAL_RULES[rule])
            assert Share(part, whole).rounded(rule, decimals) == f"{expected}%"
            assert Share(part, whole).gives(f"{expected}%", rule)


def test_any_of_the_three_may_be_one_number_for_all_rows():
    assert possible_rows([50, 51, 52], 0, 2).tolist() == [True, False, False]
    assert possible_rows(5, [0, 1], 20).tolist() == [True, False]
    assert possible_rows(33, 0, [2, 3]).tolist() == [False, True]
    assert possible_rows(*np.zeros((3, 0), np.int64)).tolist() == []


def test_the_rules_are_counted_apart():
    """32.8% is 33% half up and cut off 32%; 5.7% is 6% and 5%; 61.5% is 62% and 61%."""
    of = [(share, 1965) for share in (112, 644, 1209)]
    stated = [(text, Share(*each)) for text, each in zip(("6%", "33%", "61%"), of, strict=True)]
    rules = {"half_up": 2, "half_even": 2, "truncate": 1, "ceiling": 2}
    assert agreement(iter(stated)) == rules


def test_a_number_of_decimals_narrows_what_is_behind_it():
    assert Fraction("2.345") in rounded_interval("2.35")
    assert Fraction("2.355") not in rounded_interval("2.35")
    assert Fraction("2.359") in rounded_interval("2.35", "truncate")
    assert Fraction("2.34") not in rounded_interval("2.35", "ceiling")
    assert Fraction("2.36") not in rounded_interval("2.35", "within_a_point")


@given(
    st.integers(0, 3).flatmap(lambda d: st.tuples(st.just(d), st.integers(0, 100 * 10**d))),
    st.integers(1, 2**31),
)
@settings(max_examples=500)
def test_rows_of_any_size_are_decided_exactly(printed, whole):
    """Denominators up to 2^31."""
    decimals, units = printed
    text = f"{units / 10**decimals:.{decimals}f}%"
    for rule in RULES:
        assert bool(possible_rows(units, decimals, whole, rule)) == bool(
            whole_counts(text, whole, rule)
        )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("decimals", [0, 1])
def test_possible_percentages_are_those_of_some_count(rule, decimals):
    """Every percentage of some small denominators."""
    most = 100 * 10**decimals
    for whole in (1, 2, 3, 7, 8, 40) if decimals else range(1, 41):
        found = possible_rows(range(most + 1), decimals, whole, rule)
        texts = (f"{units / 10**decimals:.{decimals}f}%" for units in range(most + 1))
        assert found.tolist() == [bool(whole_counts(text, whole, rule)) for text in texts]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([61], 0, [0]), ValueError, "denominators must lie between 1 and 2,147,483,648"),
        (([61], 0, [2**31 + 1]), ValueError, "denominators must lie between 1 and 2,147,483,648"),
        (([61], 6, [5]), ValueError, "decimals must lie between 0 and 5"),
        (([-1], 0, [5]), ValueError, "percentages in units must lie between 0 and 200"),
        (([201], 0, [5]), ValueError, "percentages in units must lie between 0 and 200"),
        (([61.5], 0, [5]), TypeError, "percentages in units must be whole numbers"),
    ],
)
def test_rows_that_do_not_fit_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        possible_rows(*arguments)
