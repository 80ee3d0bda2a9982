"""Reads a written reply back with the adapter's own parser, as DSPy will: nobody hears of it."""

from __future__ import annotations

import copy
from contextvars import ContextVar
from typing import Any

import dspy

from .call_fields import Formatting


class AskedWhileReading(Exception):
    """The parser asks an LM: what it reads is known when that one has answered."""


class _Watch:
    """Whether the parser that runs has asked an LM."""

    asked = False


_watch: ContextVar[_Watch | None] = ContextVar("dspex_reading", default=None)


def refuse_call_while_reading() -> None:
    """Raise where the LM call that comes in is made by a parser that only looks."""
    watch = _watch.get()
    if watch is not None:
        watch.asked = True
        raise AskedWhileReading


def read_back(formatting: Formatting, text: str) -> dict[str, Any]:
    """The fields that the adapter reads in a text. Raises what its parser raises, or `AskedWhileReading`."""
    watch = _Watch()
    token = _watch.set(watch)
    try:
        read = _parse(formatting.adapter, formatting.signature, text)
    except Exception:
        if watch.asked:
            raise AskedWhileReading from None
        raise
    finally:
        _watch.reset(token)
    return read if isinstance(read, dict) else {}


def _parse(adapter: Any, signature: Any, text: str) -> Any:
    """Without the callbacks that users have registered: DSPy itself will parse it once more."""
    if not getattr(adapter, "callbacks", None) and not dspy.settings.get("callbacks"):
        return adapter.parse(signature, text)
    silent = copy.copy(adapter)
    silent.callbacks = []
    with dspy.context(callbacks=[]):
        return silent.parse(signature, text)
