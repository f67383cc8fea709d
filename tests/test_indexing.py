"""Lookups over lists."""

from __future__ import annotations

from readiness.facts.indexing import _KEPT, by_key, having


def first(word: str) -> str:
    return word[0]


def last(word: str) -> str:
    return word[-1]


def test_everything_is_found_under_its_key() -> None:
    words = ["ab", "ac", "bc"]
    assert by_key(words, first) == {"a": ["ab", "ac"], "b": ["bc"]}
    assert by_key(words, last) == {"b": ["ab"], "c": ["ac", "bc"]}
    assert by_key(iter(words), first) == by_key(words, first)


def test_what_has_one_of_several_keys_is_found_once_and_in_order() -> None:
    words = ["ab", "ca", "bc", "dd"]
    assert having(words, tuple, ["c", "a"]) == ["ab", "ca", "bc"]
    assert having(iter(words), tuple, ["d"]) == ["dd"]
    assert having(words, tuple, ["e"]) == []


def test_a_list_is_grouped_once_and_another_equal_one_for_itself() -> None:
    words, others = ["ab"], ["ab"]
    assert by_key(words, first) is by_key(words, first)
    assert by_key(words, first) is not by_key(others, first)


def test_old_lists_are_forgotten() -> None:
    words = ["ab"]
    known = by_key(words, first)
    for number in range(_KEPT):
        by_key([str(number)], first)
    assert by_key(words, first) is not known
