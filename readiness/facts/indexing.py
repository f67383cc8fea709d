"""Lookups over lists of facts, made once for each list: joining thousands of objects must not compare each with each."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any, TypeVar

Some = TypeVar("Some")
Key = TypeVar("Key", bound=Hashable)

_KEPT = 64
_known: OrderedDict[tuple[int, Callable[..., Any]], tuple[list[Any], Mapping[Any, list[Any]]]] = OrderedDict()
_changing = Lock()


def by_key(facts: Iterable[Some], key: Callable[[Some], Key]) -> Mapping[Key, list[Some]]:
    """The facts by key.

    Args:
        facts: when it is a list, what is found is kept for the next call with the same list; nobody may change it then.
        key: a function of a module; a lambda would be another one each time.
    """
    if not isinstance(facts, list):
        return _grouped(facts, key)
    with _changing:
        place = id(facts), key
        known = _known.get(place)
        if known is None or known[0] is not facts:
            # The list is kept too, so that no other one can get its identity.
            known = _known[place] = facts, _grouped(facts, key)
            while len(_known) > _KEPT:
                _known.popitem(last=False)
        _known.move_to_end(place)
        return known[1]


def _grouped(facts: Iterable[Some], key: Callable[[Some], Key]) -> Mapping[Key, list[Some]]:
    found: dict[Key, list[Some]] = defaultdict(list)
    for each in facts:
        found[key(each)].append(each)
    return dict(found)
