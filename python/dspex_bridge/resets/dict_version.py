"""Tells that nobody wrote to a dictionary, without a look at what is in it.

CPython, in 3.13 too, counts in each dictionary how often it was written to (PEP 509: https://peps.python.org/pep-0509/).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

#: In memory it follows what every object begins with, and the number of entries.
_OFFSET = object.__basicsize__ + ctypes.sizeof(ctypes.c_ssize_t)


class DictVersion:
    """The count of one dictionary."""

    __slots__ = ("_count", "of")

    def __init__(self, of: dict[Any, Any]) -> None:
        #: Held: the number is read where it lies.
        self.of = of
        self._count = ctypes.c_uint64.from_address(id(of) + _OFFSET)

    def now(self) -> int | None:
        """Another number after each write; None where this Python counts nothing."""
        return self._count.value if _IS_COUNTED else None


def _is_counted() -> bool:
    """Looked at, not taken from the number of the Python: another build may lay out its objects in another way."""
    tried: dict[str, object] = {"bound": 1, "removed": 2}
    count = ctypes.c_uint64.from_address(id(tried) + _OFFSET)
    seen = {count.value}
    changes: tuple[Callable[[], object], ...] = (
        lambda: tried.__setitem__("bound", 3),
        lambda: tried.__setitem__("new", 4),
        lambda: tried.__delitem__("removed"),
        lambda: tried.update(bound=5),
        tried.clear,
    )
    for change in changes:
        change()
        seen.add(count.value)
    return len(seen) == len(changes) + 1


_IS_COUNTED = _is_counted()
