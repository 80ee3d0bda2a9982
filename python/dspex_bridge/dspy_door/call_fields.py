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
from dataclasses import dataclass, field
from typing import Any

import dspy
from dspy.adapters.utils import annotation_allows_none

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
    demos: list[dict[str, Any]] = field(default_factory=list)


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
    """The output fields that a rule may answer: those of the user's signature, plus what the adapter added."""
    fields = dict(formatting.original.output_fields) if formatting.original is not None else {}
    return {**fields, **formatting.signature.output_fields}


def is_optional(info: Any) -> bool:
    """Whether DSPy does without the field: it has a default, null is allowed, or it holds tool calls."""
    return not info.is_required() or annotation_allows_none(info.annotation) or info.annotation is dspy.ToolCalls


def describe(formatting: Formatting) -> dict[str, Any]:
    """The `fields` of an LM call, as Node's rules see them."""
    signature = formatting.original or formatting.signature
    described: dict[str, Any] = {
        "signature": signature.__name__,
        "instructions": signature.instructions,
        "inputs": {name: _encoded(name, value) for name, value in _inputs(signature, formatting.inputs).items()},
        "outputs": [_described(name, info, formatting) for name, info in output_fields(formatting).items()],
    }
    if examples := _examples(formatting):
        described["demos"] = examples
    tools = [tool for value in formatting.inputs.values() for tool in (value if isinstance(value, list) else [value])]
    offered = [_offered(tool) for tool in tools if isinstance(tool, dspy.Tool)]
    return {**described, "tools": offered} if offered else described


def _examples(formatting: Formatting) -> int:
    """How many demos DSPy tells the model, each as a turn of its own: those with an input and an output at least."""
    sides = (formatting.signature.input_fields, formatting.signature.output_fields)
    return sum(all(any(demo.get(name) is not None for name in side) for side in sides) for demo in formatting.demos)


def _inputs(signature: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Those of this turn, and of the turns before it what this one does not say again: an agent gives its question once."""
    histories = [value for value in given.values() if isinstance(value, dspy.History)]
    turns = [message for history in histories for message in history.messages]
    return {name: value for turn in turns for name, value in turn.items() if name in signature.input_fields} | given


def _encoded(name: str, value: Any) -> Any:
    try:
        return values.encode(value, f"inputs.{name}")
    except Exception:
        # A tool or another live object: a rule can still match by the other fields.
        return str(value)


def _described(name: str, info: Any, formatting: Formatting) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": name,
        "schema": schema_of(info.annotation),
        "description": str((info.json_schema_extra or {}).get("desc", "")),
    }
    # What the adapter leaves to the provider, a model may leave out.
    if is_optional(info) or name not in formatting.signature.output_fields:
        described["optional"] = True
    if info.annotation is dspy.ToolCalls:
        described["toolCalls"] = True
    return described


def _offered(tool: dspy.Tool) -> dict[str, Any]:
    """As the model is told of it."""
    function = tool.format_as_litellm_function_call()["function"]
    return {"name": function["name"], "description": function.get("description") or "", "parameters": function.get("parameters") or {}}
