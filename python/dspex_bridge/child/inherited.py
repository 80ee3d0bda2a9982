"""What a copy does with what its original had: the user's changes stay, what ends with the original does not."""

from __future__ import annotations

import atexit
import gc
import logging
import weakref


def leave_to_the_original() -> None:
    """Exit callbacks and finalizers remove what the original, and every other copy, goes on using: a temporary folder, a lock."""
    atexit._clear()
    atexit.register(logging.shutdown)
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        finalizer.detach()
    # It registers itself with atexit once; that is undone now.
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
    # What is here already is never collected: looking at it would copy its pages.
    gc.freeze()
