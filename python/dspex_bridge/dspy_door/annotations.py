"""The types of fields as pydantic sees them. Building an adapter costs more than using it, so each is built once."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import functools
import pathlib
import types
import uuid
from typing import Annotated, Any, Union, get_args, get_origin

import dspy
import pydantic
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from .of_some_dspys import FILE

#: Values of DSPy's types whose schema takes more than they do: what answers without a rule has to be valid.
_EXAMPLES: dict[type, dict[str, str]] = {
    dspy.Image: {
        "url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    },
    **({} if FILE is None else {FILE: {"file_data": "data:text/plain;base64,bW9jaw==", "filename": "mock.txt"}}),
}


class _WithExamples(GenerateJsonSchema):
    """JSON Schema in which those types have a default."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """The schema of one model."""
        described = super().model_schema(schema)
        example = next((value for kind, value in _EXAMPLES.items() if issubclass(schema["cls"], kind)), None)
        return described if example is None else {**described, "default": example}


#: More than a program has; each takes some 50 KB, and a process that many tests share meets many programs.
_KEPT_TYPES = 256


def adapter_of(annotation: Any) -> TypeAdapter[Any]:
    """What validates values of this type."""
    try:
        return _adapter(*_key_of(annotation))
    except TypeError:
        return TypeAdapter(annotation)


def schema_of(annotation: Any) -> dict[str, Any]:
    """The JSON Schema of a field's type, as pydantic writes it; {} where it has none."""
    try:
        return _schema(*_key_of(annotation))
    except TypeError:
        return _described(annotation)


def _key_of(annotation: Any) -> tuple[type, str, Any]:
    """By type and text as well: Literal[1] and Literal[True] are equal, and so are their hashes."""
    return type(annotation), repr(annotation), annotation


@functools.lru_cache(maxsize=_KEPT_TYPES)
def _adapter(_kind: type, _text: str, annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


@functools.lru_cache(maxsize=_KEPT_TYPES)
def _schema(_kind: type, _text: str, annotation: Any) -> dict[str, Any]:
    return _described(annotation)


def _described(annotation: Any) -> dict[str, Any]:
    try:
        return adapter_of(annotation).json_schema(schema_generator=_WithExamples)
    except Exception:
        # A type without a JSON form is described by nothing: a rule's reply is still validated by pydantic.
        return {}


#: Types whose values JSON has not, and that are made of what it has; dspy.Image is a model.
_MADE = (
    *(pydantic.BaseModel, dspy.Example, enum.Enum, decimal.Decimal, uuid.UUID, pathlib.PurePath),
    *(datetime.date, datetime.time, datetime.timedelta, tuple, set, frozenset),
)


def is_made(annotation: Any) -> bool:
    """True for a type whose values JSON has not, such as a model, a dataclass, a date or an enum, and for what holds one: `list[Ticket]`."""
    kind = get_origin(annotation) or annotation
    if isinstance(kind, type) and (issubclass(kind, _MADE) or dataclasses.is_dataclass(kind)):
        return True
    return any(is_made(inner) for inner in get_args(annotation))


def allows_none(annotation: Any) -> bool:
    """Whether null is a value of this type, as `Optional[str]` says it."""
    if annotation is None or annotation is type(None):
        return True
    if get_origin(annotation) is Annotated:
        return allows_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, types.UnionType) and any(map(allows_none, get_args(annotation)))


def problem_of(error: pydantic.ValidationError, name: str) -> tuple[str, dict[str, Any]]:
    """The path to the first value that does not fit, and what pydantic says of it."""
    first = error.errors()[0]
    return name + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]), dict(first)
