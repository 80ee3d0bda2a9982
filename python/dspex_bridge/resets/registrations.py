"""What can be registered and not be looked at: codecs are taken back, what Python keeps for good is told."""

from __future__ import annotations

import atexit
import codecs
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from ..user_code.origin import is_users
from .import_observer import is_importing
from .kept_state import State
from .noted_calls import note_calls

#: Where Python keeps for good what it is given, and when it calls it.
_FOR_GOOD: tuple[tuple[Any, str, str], ...] = (
    (atexit, "register", "when the process ends"),
    (os, "register_at_fork", "at each fork"),
    (sys, "addaudithook", "at each audit event"),
)


class Codecs:
    """Search functions, and handlers of errors."""

    name = "codecs"
    learns_from_imports = False
    authors = None

    def __init__(self) -> None:
        self._searches: list[Any] = []
        self._handlers: dict[str, Any] = {}
        note_calls(codecs, "register", lambda search: None if is_importing() else self._searches.append(search))
        note_calls(codecs, "register_error", self._note_handler)

    def capture(self) -> State:
        """Nothing: what is noted since is the test's."""
        self._searches, self._handlers = [], {}
        return {}

    def is_at(self, _: State) -> bool:
        """There is nothing to look at."""
        return False

    def restore(self, _: State) -> None:
        """The handlers as they were, and no search function that was not there."""
        for search in self._searches:
            codecs.unregister(search)
        for name, handler in list(self._handlers.items()):
            codecs.register_error(name, handler or partial(_unknown_handler, name))
        self.capture()

    def _note_handler(self, name: str, _: Any) -> None:
        if is_importing() or name in self._handlers:
            return
        try:
            self._handlers[name] = codecs.lookup_error(name)
        except LookupError:
            self._handlers[name] = None


def _unknown_handler(name: str, _: Exception) -> Any:
    # Python 3.14 and newer alone can take a handler away. These are its words.
    raise LookupError(f"unknown error handler name '{name}'")


class KeptForGood:
    """What the user's code gives Python to call later. A library that does so at its first use does it once in a process."""

    name = "kept for good"
    learns_from_imports = False
    authors = None

    def __init__(self) -> None:
        self._given: list[str] = []
        for owner, function, when in _FOR_GOOD:
            note_calls(owner, function, self._noting(f"{owner.__name__}.{function}", when))

    def capture(self) -> State:
        """Nothing: what is noted since is the test's."""
        self._given = []
        return {}

    def is_at(self, _: State) -> bool:
        """There is nothing to look at."""
        return False

    def restore(self, _: State) -> None:
        """Raises with all that was given."""
        given, self._given = self._given, []
        if given:
            raise RuntimeError(", ".join(given))

    def _noting(self, function: str, when: str) -> Callable[..., None]:
        def note(*args: Any, **options: Any) -> None:
            if not is_importing() and is_users(sys._getframe(2).f_code.co_filename):
                called = [getattr(given, "__qualname__", repr(given)) for given in [*args[:1], *options.values()]]
                self._given.append(f"{', '.join(called)} by {function}, which Python calls {when}")

        return note
