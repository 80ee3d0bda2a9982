"""Notes who calls a function of Python's: for what cannot be looked at afterwards, or not with the thread that did it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

Note = Callable[..., None]


def note_calls(owner: Any, name: str, note: Note) -> None:
    """Call `note` with the arguments of each call of `owner.name` from now on, before the call is made."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def noting(*args: Any, **options: Any) -> Any:
        note(*args, **options)
        return original(*args, **options)

    setattr(owner, name, noting)
