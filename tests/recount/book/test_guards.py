"""Guards stop the render when a sentence is no longer supported, and say why."""

import pytest

from recount.book import GuardError, UnknownNameError


def test_a_guard_passes_while_the_verdict_is_the_one_named(book):
    book.check("f11-pubescent-lower", "holds")
    book.check("f04-no-difference", "holds", "open")


def test_a_guard_checks_each_of_several_entries(book):
    book.check("f11-pubescent-lower h04-male-unrelated-one", "holds")
    with pytest.raises(GuardError, match="f04-no-difference"):
        book.check("f11-pubescent-lower f04-no-difference", "holds")


def test_a_guard_names_entry_verdict_and_expectation(book):
    with pytest.raises(GuardError) as error:
        book.check("p22-one-pubescent", "agrees")
    message = str(error.value)
    assert message.startswith("p22-one-pubescent (page 22): the sentence rests on 'agrees'")
    assert "the ledger says 'differs'" in message
    assert "61.53%" in message


def test_a_guard_without_a_verdict_or_entry_is_an_error(book):
    with pytest.raises(GuardError):
        book.check("f11-pubescent-lower")
    with pytest.raises(UnknownNameError, match="near it: f11-pubescent-lower"):
        book.check("f11-pubescent-lowr", "holds")


def test_more(book):
    book.check_more("one-age-pubescent", "one-age-infant + one-age-prepubescent")
    with pytest.raises(GuardError, match=r"644\) is more than one-age-pubescent \(1,209"):
        book.check_more("one-age-prepubescent", "one-age-pubescent")


def test_equal_counts_are_not_more(book):
    with pytest.raises(GuardError):
        book.check_more("one-n", "one-n")


def test_most_is_more_than_half(book):
    book.check_more("one-age-pubescent", "one-n", half=True)
    with pytest.raises(GuardError, match="more than half of multi-n"):
        book.check_more("multi-age-pubescent", "multi-n", half=True)


def test_samples(book):
    book.check_samples("categories as printed", differ="traded activity")
    with pytest.raises(GuardError, match="do not differ on traded"):
        book.check_samples("categories as printed", same="traded")
    with pytest.raises(UnknownNameError, match="comparison"):
        book.check_samples("no such treatment", differ="traded")
