"""The fields of a reply: of the types of the call's signature, each where its adapter looks for it."""

from __future__ import annotations

import contextlib
import enum
from dataclasses import dataclass, field
from typing import Any

import dspy
import pydantic

from . import values
from .annotations import adapter_of
from .call_fields import Formatting, is_optional
from .forms import Field
from .of_some_dspys import FILLS_WHAT_IS_LEFT_OUT, is_reasoning
from .refusal import ReplyRefused, refused_reply
from .written import written


@dataclass(frozen=True)
class Fields:
    """What a reply's fields come to: a text in the adapter's format, and what the model says by means of its own beside it."""

    text: str | None = None
    thinking: str | None = None
    tool_calls: list[dict[str, Any]] = field(default_factory=list)


def fields_of(wire: dict[str, Any], formatting: Formatting | None) -> Fields:
    """Of a message that gives these fields. Raises `ReplyRefused` for fields that the signature or its adapter cannot take."""
    if formatting is None:
        raise ReplyRefused(
            refused_reply("A reply by fields came for an LM call without a signature.", "the call was made by lm() itself", _WITH_TEXT)
        )
    given = [_field(name, values.decode(value), formatting) for name, value in wire.items()]
    asked = formatting.asked
    beside = [one for one in given if one.name not in asked]
    thinking, calls = _native(beside, formatting)
    said = [*(one for one in given if one.name in asked), *_needed(wire, formatting)]
    # Where there is nothing to say, DSPy takes a reply without any text for none.
    text = None if not said and calls else written(said, formatting) or "-"
    return Fields(text, thinking, calls)


_WITH_TEXT = "answer with text: .reply('…')"


def _field(name: str, given: Any, formatting: Formatting) -> Field:
    fields = formatting.answerable
    if name not in fields:
        gives = f"{formatting.signature.__name__} gives: {', '.join(fields)}"
        raise ReplyRefused(refused_reply(f'The reply has the field "{name}".', gives, f"correct {name} in the rule's reply"))
    annotation = fields[name].annotation
    try:
        return Field(name, annotation, given, _value_of(given, annotation))
    except pydantic.ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(step) for step in (name, *problem["loc"]))
        raise ReplyRefused(
            refused_reply(
                f"The reply's field {place} is {'missing' if problem['type'] == 'missing' else repr(problem['input'])}.",
                f"{problem['msg']} ({formatting.signature.__name__}.{name})",
                f"correct {name} in the rule's reply, or answer with text to test the parser",
            )
        ) from None


def _value_of(given: Any, annotation: Any) -> Any:
    """As pydantic validates it; by the names of a model's fields too where it has aliases, and an enum by its name, as DSPy reads it."""
    try:
        return adapter_of(annotation).validate_python(given)
    except pydantic.ValidationError:
        if isinstance(annotation, enum.EnumMeta) and given in annotation.__members__:
            return annotation[given]
        with contextlib.suppress(pydantic.ValidationError):
            return adapter_of(annotation).validate_python(given, by_name=True)
        raise


def _needed(wire: dict[str, Any], formatting: Formatting) -> list[Field]:
    """What the reply has to have and lacks."""
    lacking = [(name, info) for name, info in formatting.asked.items() if name not in wire]
    return [field for name, info in lacking if (field := _needed_field(name, info, formatting)) is not None]


def _needed_field(name: str, info: Any, formatting: Formatting) -> Field | None:
    """No tool calls is an empty list of them; what DSPy fills in by itself is nothing."""
    if info.annotation is dspy.ToolCalls:
        return Field(name, dspy.ToolCalls, {"tool_calls": []}, dspy.ToolCalls(tool_calls=[]))
    if not is_optional(info):
        gives = f"{formatting.signature.__name__} gives: {', '.join(formatting.asked)}"
        raise ReplyRefused(refused_reply(f'The reply lacks the field "{name}".', gives, f"add {name} to the rule's reply"))
    if FILLS_WHAT_IS_LEFT_OUT:
        return None
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return Field(name, info.annotation, default, default, is_filled_in=True)


def _native(fields: list[Field], formatting: Formatting) -> tuple[str | None, list[dict[str, Any]]]:
    """The thoughts and tool calls of fields that the adapter took out of the signature: they come by a means of the model's own."""
    thinking, calls = None, []
    for one in fields:
        if isinstance(one.value, dspy.ToolCalls):
            calls += [_called(call) for call in one.value.tool_calls]
        elif is_reasoning(one.value):
            thinking = one.value.content or thinking
        elif one.value is not None:
            raise _cannot_come_beside(one, formatting)
    return thinking, calls


def _called(call: Any) -> dict[str, Any]:
    return {"id": getattr(call, "id", None), "name": call.name, "arguments": call.args}


def _cannot_come_beside(one: Field, formatting: Formatting) -> ReplyRefused:
    kind = type(one.value).__name__
    return ReplyRefused(
        refused_reply(
            f"{type(formatting.adapter).__name__} cannot carry the reply's field {one.name}: it is a {kind}.",
            f"the adapter leaves {kind} to the provider of {formatting.lm.model}, and DSPy's engines hand over none",
            "dspy.ChatAdapter(native_response_types=[dspy.Reasoning])",
        )
    )
