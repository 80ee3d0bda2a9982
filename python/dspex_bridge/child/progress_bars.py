"""tqdm, which draws the progress of `Parallel`, `Evaluate` and every optimiser, in a process that many tests run in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from weakref import WeakSet


def make_safe() -> None:
    """Before anything draws a bar."""
    import tqdm

    tqdm.tqdm._instances = _Bars(tqdm.tqdm._instances)
    # The thread that draws slow bars again stays when they are done: a process that has one cannot be copied.
    tqdm.tqdm.monitor_interval = 0
    _leave_one_process()


class _Bars(WeakSet[Any]):
    """The bars that are drawn, which tqdm keeps without a lock. DSPy empties them each time that it draws one: where two tests do so at once,
    one's bar is gone when it is taken out (`KeyError`), or comes while they are counted (`RuntimeError`)."""

    def remove(self, item: Any) -> None:
        """Also where it is gone."""
        self.discard(item)

    def __iter__(self) -> Iterator[Any]:
        """Those of this moment: a list is made of a set in one step."""
        there = [reference() for reference in list(self.data)]  # type: ignore[attr-defined]
        return iter([bar for bar in there if bar is not None])


def _leave_one_process() -> None:
    """From Python 3.14 on the lock that bars share with other processes starts one that watches over it, and a process that has a child
    cannot be copied."""
    if sys.version_info >= (3, 14):  # pragma: no cover - lines are counted on an older Python
        from tqdm.std import TqdmDefaultWriteLock

        TqdmDefaultWriteLock.mp_lock = None
