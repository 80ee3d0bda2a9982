"""The fields of a reply: of the types of the call's signature, each where its adapter looks for it."""

from __future__ import annotations

import contextlib
import enum
from typing import Any

import dspy
import pydantic
from dspy.lm15 import TextPart, ThinkingPart, ToolCallPart

from . import values
from .annotations import adapter_of
from .call_fields import Formatting, is_optional, output_fields
from .forms import Field
from .refusal import ReplyRefused, refused_reply
from .written import written


def parts_of(wire: dict[str, Any], formatting: Formatting | None) -> list[Any]:
    """The parts of a message that gives these fields. Raises `ReplyRefused` for fields that the signature or its adapter cannot take."""
    if formatting is None:
        raise ReplyRefused(
            refused_reply("A reply by fields came for an LM call without a signature.", "the call was made by lm() itself", _WITH_TEXT)
        )
    given = [_field(name, values.decode(value), formatting) for name, value in wire.items()]
    asked = formatting.signature.output_fields
    native = [part for field in given if field.name not in asked for part in _native(field, formatting)]
    said = [*(field for field in given if field.name in asked), *_needed(wire, formatting)]
    if not said and any(isinstance(part, ToolCallPart) for part in native):
        return native
    # Where there is nothing to say, DSPy takes a reply without any text for none.
    return [*native, TextPart(written(said, formatting) or "-")]


_WITH_TEXT = "answer with text: .reply('…')"


def _field(name: str, given: Any, formatting: Formatting) -> Field:
    fields = output_fields(formatting)
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
                f"The reply's field {place} is {given!r}.",
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
    """What the reply has to have and lacks: no tool calls is an empty list of them."""
    found = []
    for name, info in formatting.signature.output_fields.items():
        if name in wire or (is_optional(info) and info.annotation is not dspy.ToolCalls):
            continue
        if info.annotation is not dspy.ToolCalls:
            gives = f"{formatting.signature.__name__} gives: {', '.join(formatting.signature.output_fields)}"
            raise ReplyRefused(refused_reply(f'The reply lacks the field "{name}".', gives, f"add {name} to the rule's reply"))
        found.append(Field(name, dspy.ToolCalls, {"tool_calls": []}, dspy.ToolCalls(tool_calls=[])))
    return found


def _native(field: Field, formatting: Formatting) -> list[Any]:
    """A field that the adapter took out of the signature: it comes beside the text, by a means of the model's own."""
    if field.value is None:
        return []
    if isinstance(field.value, dspy.Reasoning):
        return [ThinkingPart(field.value.content)] if field.value.content else []
    if isinstance(field.value, dspy.ToolCalls):
        return [
            ToolCallPart(id=call.id or f"call_{index}", name=call.name, input=call.args)
            for index, call in enumerate(field.value.tool_calls)
        ]
    kind = type(field.value).__name__
    raise ReplyRefused(
        refused_reply(
            f"{type(formatting.adapter).__name__} cannot carry the reply's field {field.name}: it is a {kind}.",
            f"the adapter leaves {kind} to the provider of {formatting.lm.model}, and DSPy's engines hand over none",
            "dspy.ChatAdapter(native_response_types=[dspy.Reasoning])",
        )
    )
