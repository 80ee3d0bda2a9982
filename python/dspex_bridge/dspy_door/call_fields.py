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
from dataclasses import dataclass
from typing import Any

import dspy

from . import values
from .annotations import schema_of
from .names import dspy_names


@dataclass(frozen=True)
class Formatting:
    """The adapter's call that is under way."""

    adapter: Any
    lm: Any
    messages: Any
    signature: Any
    original: Any
    inputs: dict[str, Any]


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
    observed = _observed(dspy_names.adapter_call.get())
    dspy_names.adapter_call.replace(observed)
    dspy_names.adapter_call_of_two_step.replace(observed)
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
            inputs = {**outer, **(inputs or {})}
        formatting = Formatting(frame.get("self"), lm, messages, frame.get("processed_signature", signature), signature, inputs or {})
        token = _formatting.set(formatting)
        try:
            with original(lm, messages):
                yield
        finally:
            _formatting.reset(token)

    return adapter_message_call


def _keep_two_step_inputs() -> None:
    call, acall = dspy_names.two_step_call.get(), dspy_names.two_step_call_async.get()

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

    dspy_names.two_step_call.replace(kept)
    dspy_names.two_step_call_async.replace(akept)


def output_fields(formatting: Formatting) -> dict[str, Any]:
    """The output fields a rule may answer: those of the user's signature but native tool calls, plus what the adapter added."""
    fields = dict(formatting.original.output_fields) if formatting.original is not None else {}
    fields.update(formatting.signature.output_fields)
    return {name: info for name, info in fields.items() if info.annotation is not dspy.ToolCalls}


def describe(formatting: Formatting) -> dict[str, Any]:
    """The `fields` of an LM call, as Node's rules see them."""
    signature = formatting.original or formatting.signature
    inputs: dict[str, Any] = {}
    for name, value in formatting.inputs.items():
        try:
            inputs[name] = values.encode(value, f"inputs.{name}")
        except Exception:
            # A tool or another live object: a rule can still match by the other fields.
            inputs[name] = str(value)
    outputs = [
        {"name": name, "schema": schema_of(info.annotation), "description": str((info.json_schema_extra or {}).get("desc", ""))}
        for name, info in output_fields(formatting).items()
    ]
    return {"signature": signature.__name__, "instructions": signature.instructions, "inputs": inputs, "outputs": outputs}
