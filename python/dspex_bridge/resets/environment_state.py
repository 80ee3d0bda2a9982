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

    name = "environment"
    learns_from_imports = True

    def __init__(self) -> None:
        self.authors = Writers()
        self._raw: dict[Any, Any] = {}
        self._decoded: State = {}
        note_calls(os, "putenv", lambda name, _: self._note(name))
        note_calls(os, "unsetenv", self._note)

    def capture(self) -> State:
        """A copy."""
        raw = getattr(os.environ, "_data", None)
        if raw is None:
            return dict(os.environ)
        if raw != self._raw:
            self._decoded = self._decoded_of(raw)
            self._raw = dict(raw)
        return dict(self._decoded)

    def _decoded_of(self, raw: dict[Any, Any]) -> State:
        """Python decodes each variable each time: here those alone that are others than before."""
        decoded = dict(self._decoded)
        for name in self._raw.keys() - raw.keys():
            del decoded[os.fsdecode(name)]
        decoded.update((os.fsdecode(name), os.fsdecode(value)) for name, value in raw.items() - self._raw.items())
        return decoded

    def is_at(self, _: State) -> bool:
        """Not by the variables alone: C's environment may have others."""
        return False

    def restore(self, saved: State) -> None:
        """After the name `os.environ`, which a test may bind to something else. Each write is a call into C."""
        now, written = self.capture(), self.authors.take_keys()
        changed = written if now == saved else now.keys() | saved.keys() | written
        for name in changed:
            if name in written or now.get(name) != saved.get(name):
                self._write(name, saved.get(name))
        if _ZONE in written or now.get(_ZONE) != saved.get(_ZONE):
            time.tzset()

    def _write(self, name: str, value: str | None) -> None:
        if value is not None:
            os.environ[name] = value
            return
        os.environ.pop(name, None)
        os.unsetenv(name)

    def _note(self, name: Any) -> None:
        self.authors.note(os.fsdecode(name))
