"""User values on the wire: plain JSON where that is exact, otherwise one tag `{ "$type", "value" }`."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import math
import pathlib
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import dspy
import pydantic

from ..protocol.errors import BridgeError
from .annotations import adapter_of
from .of_some_dspys import is_reasoning

_SAFE_INTEGER = 2**53 - 1
_TOO_DEEP = "what is in it lies deeper than Python can follow (sys.getrecursionlimit)"
#: The types of DSPy's own that a value from Node can be of, and a field of a signature.
OF_DSPY: dict[str, Any] = {f"dspy.{name}": getattr(dspy, name) for name in ("Image", "Audio", "File", "History") if hasattr(dspy, name)}


def decode(wire: Any) -> Any:
    """The Python value of a wire value. INPUT_TYPE for what Python can hold no such value of."""
    try:
        return _decode(wire)
    except RecursionError:
        raise BridgeError("INPUT_TYPE", "A value from Node lies too deep for Python.", _TOO_DEEP, "nest it less deeply") from None


def _decode(wire: Any) -> Any:
    if isinstance(wire, list):
        return [_decode(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    if "$type" not in wire:
        return {key: _decode(item) for key, item in wire.items()}
    return _revive(str(wire["$type"]), wire.get("value"))


def _revive(tag: str, value: Any) -> Any:
    if tag == "bigint":
        return int(value)
    if tag == "bytes":
        return base64.b64decode(value)
    if tag == "float":
        return float(value.replace("Infinity", "inf"))
    if tag == "map":
        return {_key(_decode(key)): _decode(item) for key, item in value}
    if tag in OF_DSPY:
        return _made(tag, _decode(value))
    raise BridgeError(
        "PROTOCOL_ERROR",
        f'A value came with the unknown tag $type "{tag}".',
        f"tags are bigint, bytes, float, map, {', '.join(OF_DSPY)}",
        "npm ls @dspex/jest-preset",
    )


def _made(tag: str, fields: dict[str, Any]) -> Any:
    try:
        return OF_DSPY[tag](**fields)
    except Exception as error:
        raise BridgeError("INPUT_TYPE", f"No {tag} can be made of this.", str(error), f"give what {tag} takes") from None


def _key(key: Any) -> Any:
    made = _without_lists(key)
    try:
        hash(made)
    except TypeError as error:
        what = f"A Map has the key {made!r}, which no dict of Python's can have."
        raise BridgeError("INPUT_TYPE", what, str(error), "give keys that are text, numbers, booleans, null, or lists of these") from None
    return made


def _without_lists(key: Any) -> Any:
    return tuple(_without_lists(item) for item in key) if isinstance(key, list) else key


def encode(value: Any, path: str = "outputs") -> Any:
    """The wire value of a Python value. OUTPUT_NOT_JSON names the field and class of what has none."""
    try:
        return _encode(value, path, ())
    except RecursionError:
        raise _not_json(value, path, _TOO_DEEP) from None


def _encode(value: Any, path: str, around: tuple[int, ...]) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value.value if isinstance(value, enum.Enum) else str(value) if isinstance(value, str) else value
    if isinstance(value, enum.Enum):
        return _encode(value.value, path, around)
    if isinstance(value, int):
        return int(value) if abs(value) <= _SAFE_INTEGER else {"$type": "bigint", "value": str(int(value))}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"$type": "float", "value": _float_name(value)}
    if id(value) in around:
        raise _not_json(value, path, "it contains itself")
    return _encode_object(value, path, (*around, id(value)))


def _float_name(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _encode_object(value: Any, path: str, around: tuple[int, ...]) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$type": "bytes", "value": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dict):
        return _encode_dict(value, path, around)
    if isinstance(value, (list, tuple)):
        return [_encode(item, f"{path}[{index}]", around) for index, item in enumerate(value)]
    if isinstance(value, (set, frozenset)):
        return [_encode(item, f"{path}[]", around) for item in sorted(value, key=repr)]
    if isinstance(value, pydantic.RootModel):
        return _encode(value.root, path, around)
    text, fields = _text_of(value), _fields_of(value)
    if text is not None or fields is None:
        return _encode_by_others(value, path, around) if text is None else text
    return _encode_dict(fields, path, around)


def _text_of(value: Any) -> str | None:
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID, pathlib.PurePath)):
        return str(value)
    # DSPy takes both for text.
    if isinstance(value, dspy.Code):
        return str(value.code)
    return str(value.content) if is_reasoning(value) else None


def _encode_dict(value: dict[Any, Any], path: str, around: tuple[int, ...]) -> Any:
    if all(isinstance(key, str) for key in value) and "$type" not in value:
        return {str(key): _encode(item, f"{path}.{key}", around) for key, item in value.items()}
    pairs = [[_encode(key, f"{path}.key", around), _encode(item, f"{path}[{key!r}]", around)] for key, item in value.items()]
    return {"$type": "map", "value": pairs}


def _fields_of(value: Any) -> dict[str, Any] | None:
    """Models, predictions, examples and dataclasses as their fields."""
    if isinstance(value, (dspy.Prediction, dspy.Example)):
        return dict(value.items())
    if isinstance(value, (dspy.ToolCalls, dspy.ToolCalls.ToolCall)):
        # What a reply says of a call: DSPy adds an id and results where there are any.
        return {name: item for name, item in value if item is not None}
    if isinstance(value, pydantic.BaseModel):
        names = (*type(value).model_fields, *type(value).model_computed_fields)
        return {name: getattr(value, name) for name in names} | dict(value.__pydantic_extra__ or {})
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {entry.name: getattr(value, entry.name) for entry in dataclasses.fields(value)}
    return None


def _encode_by_others(value: Any, path: str, around: tuple[int, ...]) -> Any:
    """As numpy or pydantic writes it: URLs, addresses, durations, patterns and more have a JSON form there."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        # A long double's item is a long double again.
        plain = float(value) if isinstance(value, numpy.longdouble) else value.tolist()
        return _encode(plain, path, around)
    try:
        if isinstance(value, Iterator):
            raise TypeError("a file or a generator is used up by reading")
        plain = adapter_of(Any).dump_python(value, mode="json")
    except Exception:
        raise _not_json(value, path, "plain values, models, dataclasses, numpy arrays and what pydantic has a JSON form for can") from None
    return _encode(plain, path, around)


def _not_json(value: Any, path: str, why: str) -> BridgeError:
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    return BridgeError(
        "OUTPUT_NOT_JSON",
        f"{path} cannot come to Node: it is a {name}.",
        why,
        f"return {path} as text, numbers, lists, dicts or a pydantic model",
    )
