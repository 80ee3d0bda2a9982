"""Which LM asks, and what its adapter formats: below its cache DSPy hands on the request alone."""

from __future__ import annotations

import functools
from contextvars import ContextVar
from typing import Any, NamedTuple

from ..call_fields import Formatting
from ..names.dspy_3_0 import names_3_0
from . import adapter_calls


class LmCall(NamedTuple):
    """The call of an LM that is under way."""

    lm: Any
    formatting: Formatting | None


_under_way: ContextVar[LmCall | None] = ContextVar("dspex_lm_call", default=None)


def current() -> LmCall | None:
    """The one that asks now; None where litellm is asked by nobody's LM."""
    return _under_way.get()


def install() -> None:
    """Wrap `dspy.LM`'s own way to ask."""
    adapter_calls.install()
    forward, aforward = names_3_0.lm_call.get(), names_3_0.lm_call_async.get()

    @functools.wraps(forward)
    def noted(self: Any, prompt: Any = None, messages: Any = None, **kwargs: Any) -> Any:
        token = _under_way.set(LmCall(self, adapter_calls.taken_by(self, messages)))
        try:
            return forward(self, prompt, messages, **kwargs)
        finally:
            _under_way.reset(token)

    @functools.wraps(aforward)
    async def noted_async(self: Any, prompt: Any = None, messages: Any = None, **kwargs: Any) -> Any:
        token = _under_way.set(LmCall(self, adapter_calls.taken_by(self, messages)))
        try:
            return await aforward(self, prompt, messages, **kwargs)
        finally:
            _under_way.reset(token)

    names_3_0.lm_call.replace(noted)
    names_3_0.lm_call_async.replace(noted_async)
