"""The forms in which an adapter may be given a field's value to write. Which of them it reads right is for its parser to say."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dspy

from .annotations import adapter_of

#: The field is not written at all: its default is what DSPy gives then.
LEFT_OUT = object()


@dataclass(frozen=True)
class Field:
    """A field of a reply."""

    name: str
    annotation: Any
    #: As the rule has it.
    given: Any
    #: As a program is to get it.
    value: Any
    #: Not the rule's, but what DSPy is told where it demands every field: any value will do that it reads there.
    is_filled_in: bool = False


def forms_of(field: Field, adapter: Any) -> Iterator[Any]:
    """As DSPy writes the value itself, then by the schema that the model is shown, then as JSON, then by leaving it out."""
    yield field.value
    if isinstance(field.value, enum.Enum):
        yield field.value.name
    for plain in _plain(field):
        yield plain
        yield from _texts(plain, adapter)
    if field.value is None:
        yield ""
    yield LEFT_OUT


def _plain(field: Field) -> Iterator[Any]:
    """What JSON can say: what the rule gives is by the schema, or it would not fit."""
    yield field.given
    try:
        yield adapter_of(field.annotation).dump_python(field.value, mode="json", by_alias=True)
    except Exception:
        # A type without a JSON form has no other.
        return


def _texts(plain: Any, adapter: Any) -> Iterator[str]:
    try:
        text = json.dumps(plain, ensure_ascii=False)
    except (TypeError, ValueError):
        return
    yield text
    if isinstance(adapter, dspy.XMLAdapter):
        yield text.replace("&", "&amp;").replace("<", "&lt;")
