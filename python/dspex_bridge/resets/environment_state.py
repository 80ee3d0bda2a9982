"""`os.environ`, what C code and started processes see of it, and the time zone that goes with it."""

from __future__ import annotations

import os
import time
from typing import Any

from .kept_state import State
from .noted_calls import note_calls
from .writers import Writers

_ZONE = "TZ"


class Environment:
    """The variables. Python writes each to C's environment by `os.putenv`, which a test can call itself."""

    name = "the environment variable"
    learns_from_imports = True

    def __init__(self) -> None:
        self.authors = Writers()
        self._environ = os.environ
        note_calls(os, "putenv", lambda name, _: self._note(name))
        note_calls(os, "unsetenv", self._note)

    def capture(self) -> State:
        """A copy."""
        return dict(self._environ)

    def restore(self, saved: State) -> None:
        """Only what differs is written: each write is a call into C."""
        os.environ = self._environ  # noqa: B003
        now, written = dict(self._environ), self.authors.take_keys()
        for name in now.keys() | saved.keys() | written:
            if name in written or now.get(name) != saved.get(name):
                self._write(name, saved.get(name))
        if _ZONE in written or now.get(_ZONE) != saved.get(_ZONE):
            time.tzset()

    def _write(self, name: str, value: str | None) -> None:
        if value is not None:
            self._environ[name] = value
            return
        self._environ.pop(name, None)
        os.unsetenv(name)

    def _note(self, name: Any) -> None:
        self.authors.note(os.fsdecode(name))
