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

from .. import own_adapters
from ..adapter_call import AdapterCall
from ..call_fields import Formatting
from ..names.dspy_3_4 import names_3_4
from ..under_way import UnderWay

_under_way = UnderWay()
_two_step_inputs: ContextVar[dict[str, Any] | None] = ContextVar("dspex_two_step_inputs", default=None)


def current(lm: Any, messages: Any) -> Formatting | None:
    """The formatting behind this very LM call, which an LM of the user's may have handed on; None for a direct lm() call, also one made
    inside a tool."""
    here = _under_way.here()
    is_asked_itself = here is not None and here.lm is lm and here.messages is messages is not None
    call = here if is_asked_itself else _under_way.said_by(messages)
    return None if call is None else call.formatting()


def install() -> None:
    """Wrap the marker that adapters set around their own LM call."""
    observed = _observed(names_3_4.hook_of_adapters.get())
    names_3_4.hook_of_adapters.replace(observed)
    names_3_4.hook_of_two_step.replace(observed)
    own_adapters.install(_under_way)
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
        call = AdapterCall(frame.get("self"), lm, signature, frame.get("demos"), inputs or {})
        call.note_messages(processed, messages)
        with _under_way.noted(call), original(lm, messages):
            yield

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
