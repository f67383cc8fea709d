"""Lookups over lists of facts, made once for each list: joining thousands of objects must not compare each with each."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any, TypeVar

Some = TypeVar("Some")
Key = TypeVar("Key", bound=Hashable)

_KEPT = 64
_known: OrderedDict[tuple[int, Callable[..., Any]], tuple[list[Any], Any]] = OrderedDict()
_changing = Lock()


def by_key(facts: Iterable[Some], key: Callable[[Some], Key]) -> Mapping[Key, list[Some]]:
    """The facts by key.

    Args:
        facts: when it is a list, what is found is kept for the next call with the same list; nobody may change it then.
        key: a function of a module; a lambda would be another one each time.
    """
    found: Mapping[Key, list[Some]] = _once(facts, key, _grouped)
    return found


def having(facts: Iterable[Some], keys: Callable[[Some], Iterable[Key]], wanted: Iterable[Key]) -> list[Some]:
    """The facts with at least one of the wanted keys, each once and in their order.

    Args:
        facts: as for `by_key`.
        keys: what a fact can be found by; a function of a module.
        wanted: what is looked for.
    """
    seen = facts if isinstance(facts, list) else list(facts)
    places = _once(seen, keys, _placed)
    return [seen[place] for place in sorted({place for each in wanted for place in places.get(each, ())})]


def _once(facts: Iterable[Some], key: Callable[[Some], Any], made: Callable[[Iterable[Some], Callable[[Some], Any]], Any]) -> Any:
    if not isinstance(facts, list):
        return made(facts, key)
    with _changing:
        place = id(facts), key
        known = _known.get(place)
        if known is None or known[0] is not facts:
            # The list is kept too, so that no other one can get its identity.
            known = _known[place] = facts, made(facts, key)
            while len(_known) > _KEPT:
                _known.popitem(last=False)
        _known.move_to_end(place)
        return known[1]


def _placed(facts: Iterable[Some], keys: Callable[[Some], Iterable[Key]]) -> Mapping[Key, list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for place, each in enumerate(facts):
        for key in keys(each):
            found[key].append(place)
    return dict(found)


def _grouped(facts: Iterable[Some], key: Callable[[Some], Key]) -> Mapping[Key, list[Some]]:
    found: dict[Key, list[Some]] = defaultdict(list)
    for each in facts:
        found[key(each)].append(each)
    return dict(found)
