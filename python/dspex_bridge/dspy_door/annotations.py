"""The types of fields as pydantic sees them. Building an adapter costs more than using it, so each is built once."""

from __future__ import annotations

import contextlib
from typing import Any, get_args

import pydantic
from pydantic import TypeAdapter

_adapters: dict[Any, TypeAdapter[Any]] = {}
_schemas: dict[Any, dict[str, Any]] = {}


def adapter_of(annotation: Any) -> TypeAdapter[Any]:
    """What validates values of this type."""
    # By type and text: Literal[1] and Literal[True] are equal, and so are their hashes.
    key = (type(annotation), repr(annotation), annotation)
    try:
        known = _adapters.get(key)
    except TypeError:
        return TypeAdapter(annotation)
    if known is None:
        known = _adapters[key] = TypeAdapter(annotation)
    return known


def schema_of(annotation: Any) -> dict[str, Any]:
    """The JSON Schema of a field's type, as pydantic writes it; {} where it has none."""
    key = (type(annotation), repr(annotation), annotation)
    try:
        known = _schemas.get(key)
    except TypeError:
        known = None
    if known is not None:
        return known
    try:
        schema = adapter_of(annotation).json_schema()
    except Exception:
        # A type without a JSON form is described by nothing: a rule's reply is still validated by pydantic.
        schema = {}
    with contextlib.suppress(TypeError):
        _schemas[key] = schema
    return schema


def names_a_model(annotation: Any) -> bool:
    """True for a pydantic model (dspy.Image is one) and for what holds one, such as `list[Ticket]`."""
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return True
    return any(names_a_model(inner) for inner in get_args(annotation))


def problem_of(error: pydantic.ValidationError, name: str) -> tuple[str, dict[str, Any]]:
    """The path to the first value that does not fit, and what pydantic says of it."""
    first = error.errors()[0]
    return name + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]), dict(first)
