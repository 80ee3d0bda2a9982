"""`dspy.Example`, `dspy.Prediction` and their kind in annotations: pydantic does not know them, and Node gives their fields."""

from __future__ import annotations

import functools
import types
from typing import Annotated, Any, Union, get_args, get_origin

import dspy
from pydantic import PlainValidator


def with_examples(annotation: Any) -> Any:
    """The same type, in which each of them can be made of its fields: also in `list[dspy.Example]`."""
    if isinstance(annotation, type) and issubclass(annotation, dspy.Example):
        return Annotated[annotation, _of_fields(annotation)]
    origin, inner = get_origin(annotation), get_args(annotation)
    made = tuple(with_examples(one) if isinstance(one, type) or get_args(one) else one for one in inner)
    if all(new is old for new, old in zip(made, inner, strict=True)):
        return annotation
    return (
        functools.reduce(lambda one, other: one | other, made)
        if origin in (Union, types.UnionType)
        else origin[made if len(made) > 1 else made[0]]
    )


@functools.cache
def _of_fields(kind: type) -> PlainValidator:
    def made(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, dict):
            raise ValueError("Input should be an object of fields")
        return kind(**value)

    return PlainValidator(made)
