"""What an adapter formats when it asks an LM: the signature and the inputs, as Node's rules see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import dspy

from . import values
from .annotations import allows_none, schema_of


@dataclass(frozen=True)
class Formatting:
    """The adapter's call that is under way."""

    adapter: Any
    lm: Any
    signature: Any
    original: Any
    inputs: dict[str, Any]
    demos: list[dict[str, Any]] = field(default_factory=list)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The output fields that the text of the model has to have. DSPy makes them anew at each look."""
        return dict(self.signature.output_fields)

    @cached_property
    def answerable(self) -> dict[str, Any]:
        """The output fields that a rule may answer: those of the user's signature, plus what the adapter added."""
        fields = dict(self.original.output_fields) if self.original is not None else {}
        return {**fields, **self.asked}


def is_optional(info: Any) -> bool:
    """Whether DSPy does without the field: it has a default, null is allowed, or it holds tool calls."""
    return not info.is_required() or allows_none(info.annotation) or info.annotation is dspy.ToolCalls


def describe(formatting: Formatting) -> dict[str, Any]:
    """The `fields` of an LM call, as Node's rules see them."""
    signature = formatting.original or formatting.signature
    described: dict[str, Any] = {
        "signature": signature.__name__,
        "instructions": signature.instructions,
        "inputs": {name: _encoded(name, value) for name, value in _inputs(signature, formatting.inputs).items()},
        "outputs": [_described(name, info, formatting) for name, info in formatting.answerable.items()],
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
    if is_optional(info) or name not in formatting.asked:
        described["optional"] = True
    if info.annotation is dspy.ToolCalls:
        described["toolCalls"] = True
    return described


def _offered(tool: dspy.Tool) -> dict[str, Any]:
    """As the model is told of it."""
    function = tool.format_as_litellm_function_call()["function"]
    return {"name": function["name"], "description": function.get("description") or "", "parameters": function.get("parameters") or {}}
