"""What work costs, without a clock: steps that are counted, and an end for what would go on for hours."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

LONG = 20
"""Seconds of processor time in which what takes a moment has long ended, and what grows with the square of its text has not."""


def steps(work: Callable[[], object]) -> int:
    """How many lines the work runs and how many functions of C it calls, in this thread: the same number on every machine."""
    count = 0

    def lines(_frame: object, event: str, _about: object) -> Any:
        nonlocal count
        count += event == "line"
        return lines

    def calls(_frame: object, event: str, _about: object) -> None:
        nonlocal count
        count += event == "c_call"

    traced, profiled = sys.gettrace(), sys.getprofile()
    sys.settrace(lines)
    sys.setprofile(calls)
    try:
        work()
    finally:
        sys.setprofile(profiled)
        sys.settrace(traced)
    return count


def grows_no_faster(work: Callable[[int], object], size: int) -> bool:
    """Whether as much is added to the steps of work of this size by the second as by the third of its size.

    What grows with the square adds five thirds.
    """
    work(1)  # what is made once is made
    few, more, most = (steps(partial(work, size * times)) for times in (1, 2, 3))
    return most - more < 1.1 * (more - few)


@contextmanager
def ends() -> Iterator[None]:
    """For hostile input that takes a moment, or else hours: fails after `LONG` instead of hanging. It tells no quick from slow."""

    def too_long(_signal: int, _frame: object) -> None:
        pytest.fail(f"no end within {LONG} s of processor time")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, LONG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
