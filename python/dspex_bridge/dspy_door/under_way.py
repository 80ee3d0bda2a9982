"""The calls of adapters that are under way, on all threads: an LM of the user's hands one on to another LM, as it likes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from .adapter_call import AdapterCall


class UnderWay:
    """Those of one seam."""

    def __init__(self) -> None:
        self._here: ContextVar[AdapterCall | None] = ContextVar("dspex_adapter_call", default=None)
        self._all: dict[int, AdapterCall] = {}

    @contextlib.contextmanager
    def noted(self, call: AdapterCall) -> Iterator[None]:
        """Around what the adapter runs."""
        token = self._here.set(call)
        self._all[id(call)] = call
        try:
            yield
        finally:
            del self._all[id(call)]
            self._here.reset(token)

    def here(self) -> AdapterCall | None:
        """The one that this code is called by."""
        return self._here.get()

    def said_by(self, messages: Any) -> AdapterCall | None:
        """The one whose messages are among these, in their order, whatever is said beside them. The latest, where several say the same."""
        here = self.here()
        found = (call for call in (here, *reversed(list(self._all.values()))) if call is not None and _says(messages, call.messages))
        return next(found, None)


def _says(messages: Any, written: Any) -> bool:
    if not isinstance(messages, (list, tuple)) or not isinstance(written, list) or not written:
        return False
    said = iter(messages)
    return all(any(_has(one, wanted) for one in said) for wanted in written)


def _has(said: Any, written: Any) -> bool:
    if said == written:
        return True
    if not isinstance(said, dict) or not isinstance(written, dict) or said.get("role") != written.get("role"):
        return False
    text, part = said.get("content"), written.get("content")
    return isinstance(text, str) and isinstance(part, str) and part in text
