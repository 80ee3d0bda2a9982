"""Which signature is being formatted right now, by which adapter, with which inputs.

`dspy.settings.caller_modules` names the wrong one in five cases (a tool's own lm(), Predict(signature=…), the JSON fallback, TwoStep's
extraction, native tools), so it is read where the adapter makes the call.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from ..call_fields import Formatting
from ..names.dspy_3_4 import names_3_4

_formatting: ContextVar[Formatting | None] = ContextVar("dspex_formatting", default=None)
_two_step_inputs: ContextVar[dict[str, Any] | None] = ContextVar("dspex_two_step_inputs", default=None)


def current(lm: Any, messages: Any) -> Formatting | None:
    """The formatting behind this very LM call; None for a direct lm() call, also one made inside a tool."""
    formatting = _formatting.get()
    if formatting is None or formatting.lm is not lm or formatting.messages is not messages:
        return None
    return formatting


def install() -> None:
    """Wrap the marker that adapters set around their own LM call."""
    observed = _observed(names_3_4.hook_of_adapters.get())
    names_3_4.hook_of_adapters.replace(observed)
    names_3_4.hook_of_two_step.replace(observed)
    _keep_two_step_inputs()


def _observed(original: Any) -> Any:
    @contextlib.contextmanager
    def adapter_message_call(lm: Any, messages: Any) -> Iterator[None]:
        frame = sys._getframe(2).f_locals
        signature = frame.get("signature")
        # TwoStep overwrites its `inputs` with the formatted messages.
        outer = _two_step_inputs.get()
        inputs = frame["inputs"] if isinstance(frame.get("inputs"), dict) else outer
        if outer is not None and inputs is not outer:
            # The extraction's own `text` gives way to an input of the user's that has its name.
            inputs = {**(inputs or {}), **outer}
        processed = frame.get("processed_signature", signature)
        formatting = Formatting(frame.get("self"), lm, messages, processed, signature, inputs or {}, frame.get("demos") or [])
        token = _formatting.set(formatting)
        try:
            with original(lm, messages):
                yield
        finally:
            _formatting.reset(token)

    return adapter_message_call


def _keep_two_step_inputs() -> None:
    call, acall = names_3_4.two_step_call.get(), names_3_4.two_step_call_async.get()

    @functools.wraps(call)
    def kept(self: Any, lm: Any, lm_kwargs: Any, signature: Any, demos: Any, inputs: Any) -> Any:
        token = _two_step_inputs.set(dict(inputs))
        try:
            return call(self, lm, lm_kwargs, signature, demos, inputs)
        finally:
            _two_step_inputs.reset(token)

    @functools.wraps(acall)
    async def akept(self: Any, lm: Any, lm_kwargs: Any, signature: Any, demos: Any, inputs: Any) -> Any:
        token = _two_step_inputs.set(dict(inputs))
        try:
            return await acall(self, lm, lm_kwargs, signature, demos, inputs)
        finally:
            _two_step_inputs.reset(token)

    names_3_4.two_step_call.replace(kept)
    names_3_4.two_step_call_async.replace(akept)
