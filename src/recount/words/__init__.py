"""Small words: how numbers and lists are said."""

from recount.words.numbers import counted, listed, p_in_words, ratio_in_words

__all__ = ["counted", "listed", "p_in_words", "ratio_in_words"]
