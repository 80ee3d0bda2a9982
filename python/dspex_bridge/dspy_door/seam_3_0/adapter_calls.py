"""Which signature is being formatted right now, by which adapter, with which inputs.

An adapter asks its LM once in a call: what asks meanwhile beside it, or in a tool, has no signature.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import dspy

from .. import own_adapters
from ..adapter_call import AdapterCall
from ..call_fields import Formatting
from ..names.dspy_3_0 import names_3_0
from ..names.symbols import Function
from ..under_way import UnderWay

_under_way = UnderWay()
_two_step_inputs: ContextVar[dict[str, Any] | None] = ContextVar("dspex_two_step_inputs", default=None)


def taken_by(lm: Any, messages: Any) -> Formatting | None:
    """The formatting behind the call that this LM gets now, which an LM of the user's may have handed on; None for a direct lm() call."""
    call = _under_way.here()
    if call is None or call.lm is not lm or call.has_asked:
        call = _under_way.said_by(messages)
    if call is None:
        return None
    call.has_asked = True
    return call.formatting()


def install() -> None:
    """Wrap the calls of adapters."""
    _wrap(names_3_0.adapter_call)
    for name in (names_3_0.adapter_call_async, names_3_0.two_step_call_async):
        _wrap_async(name)
    names_3_0.hook_of_adapters.replace(_noting_the_signature(names_3_0.hook_of_adapters.get()))
    own_adapters.install(_under_way)


def _wrap(name: Function) -> None:
    original = name.get()

    @functools.wraps(original)
    def noted(self: Any, lm: Any, lm_kwargs: Any, signature: Any, demos: Any, inputs: Any) -> Any:
        with _noted(AdapterCall(self, lm, signature, demos, inputs)):
            return original(self, lm, lm_kwargs, signature, demos, inputs)

    name.replace(noted)


def _wrap_async(name: Function) -> None:
    original = name.get()

    @functools.wraps(original)
    async def noted(self: Any, lm: Any, lm_kwargs: Any, signature: Any, demos: Any, inputs: Any) -> Any:
        with _noted(AdapterCall(self, lm, signature, demos, inputs)):
            return await original(self, lm, lm_kwargs, signature, demos, inputs)

    name.replace(noted)


@contextmanager
def _noted(call: AdapterCall) -> Iterator[None]:
    """TwoStep's extraction has the inputs of the user's call: its own `text` gives way to one of that name."""
    outer = _two_step_inputs.get()
    if isinstance(call.adapter, dspy.TwoStepAdapter):
        outer = dict(call.inputs)
    elif outer is not None:
        call.inputs = {**call.inputs, **outer}
    token = _two_step_inputs.set(outer)
    try:
        with _under_way.noted(call):
            yield
    finally:
        _two_step_inputs.reset(token)


def _noting_the_signature(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def preprocessed(self: Any, lm: Any, lm_kwargs: Any, signature: Any, inputs: Any) -> Any:
        processed = original(self, lm, lm_kwargs, signature, inputs)
        call = _under_way.here()
        if call is not None and call.adapter is self:
            call.processed = processed
        return processed

    return preprocessed
