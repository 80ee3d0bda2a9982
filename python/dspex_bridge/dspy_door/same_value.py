"""Whether two Python values are the same to a program: `1`, `1.0` and `True` are equal to Python, and are not the same here."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
from collections.abc import Mapping, Set
from typing import Any

import pydantic

#: Some that are equal are not the same, and a NaN is not equal to itself.
_BY_TEXT = (float, complex, decimal.Decimal, datetime.date, datetime.time)


def is_same(one: Any, other: Any) -> bool:
    """The same type and the same content, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, _BY_TEXT):
        return repr(one) == repr(other)
    if isinstance(one, Set):
        return len(one) == len(other) and all(map(is_same, sorted(one, key=repr), sorted(other, key=repr)))
    if isinstance(one, Mapping):
        return _same_mappings(one, other)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(is_same, one, other))
    inner = _content_of(one)
    if inner is not None:
        return _same_mappings(inner, _content_of(other) or {})
    return bool(one == other)


def _same_mappings(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())


def _content_of(value: Any) -> dict[str, Any] | None:
    """The fields of a model or a dataclass."""
    if isinstance(value, pydantic.BaseModel):
        return {**vars(value), **(value.__pydantic_extra__ or {})}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {entry.name: getattr(value, entry.name, None) for entry in dataclasses.fields(value)}
    return None
