"""The event loop that code on the main thread finds."""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakSet

#: What tests left there. A library that keeps its connections keeps their loop, too: it is put away, and not closed under them.
_left: WeakSet[asyncio.AbstractEventLoop] = WeakSet()


def loop_of_main() -> tuple[Any, ...] | None:
    """What asyncio notes of it; None until it is first asked."""
    local = getattr(asyncio.events._event_loop_policy, "_local", None)  # type: ignore[attr-defined]
    return None if local is None else (local, getattr(local, "_loop", None), getattr(local, "_set_called", False))


def set_loop_of_main(was: tuple[Any, ...] | None) -> None:
    """`asyncio.run` leaves a thread without a loop, and without one made at need."""
    if was is not None:
        local, local._loop, local._set_called = was


def note_loop_of_main() -> None:
    """Before anything is put back: the policy that knows it may be the test's own, and goes with it."""
    _, loop, _ = loop_of_main() or (None, None, None)
    if loop is not None:
        _left.add(loop)


def descriptors_of_idle_loops() -> frozenset[int]:
    """Those that such a loop has for itself, where nothing goes on in it; none of a loop that is not asyncio's."""
    idle = [loop for loop in _left if not (loop.is_running() or loop.is_closed() or asyncio.all_tasks(loop))]
    parts = [getattr(loop, name, None) for loop in idle for name in ("_selector", "_ssock", "_csock")]
    return frozenset(part.fileno() for part in parts if part is not None)
