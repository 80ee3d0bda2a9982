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
from typing import Any

import dspy
import pydantic

from ..protocol.errors import BridgeError

_SAFE_INTEGER = 2**53 - 1


def decode(wire: Any) -> Any:
    """The Python value of a wire value."""
    if isinstance(wire, list):
        return [decode(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    if "$type" not in wire:
        return {key: decode(item) for key, item in wire.items()}
    return _revive(str(wire["$type"]), wire.get("value"))


def _revive(tag: str, value: Any) -> Any:
    if tag == "bigint":
        return int(value)
    if tag == "bytes":
        return base64.b64decode(value)
    if tag == "float":
        return float(value.replace("Infinity", "inf"))
    if tag == "map":
        return {_hashable(decode(key)): decode(item) for key, item in value}
    raise BridgeError(
        "PROTOCOL_ERROR",
        f'A value came with the unknown tag $type "{tag}".',
        "tags are bigint, bytes, float and map",
        "npm ls @dspex/jest-preset",
    )


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


def encode(value: Any, path: str = "outputs") -> Any:
    """The wire value of a Python value. OUTPUT_NOT_JSON names the field and class of what has none."""
    return _encode(value, path, ())


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
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID, pathlib.PurePath)):
        return str(value)
    fields = _fields_of(value)
    if fields is not None:
        return _encode_dict(fields, path, around)
    return _encode_numpy(value, path, around)


def _encode_dict(value: dict[Any, Any], path: str, around: tuple[int, ...]) -> Any:
    if all(isinstance(key, str) for key in value) and "$type" not in value:
        return {str(key): _encode(item, f"{path}.{key}", around) for key, item in value.items()}
    pairs = [[_encode(key, f"{path}.key", around), _encode(item, f"{path}[{key!r}]", around)] for key, item in value.items()]
    return {"$type": "map", "value": pairs}


def _fields_of(value: Any) -> dict[str, Any] | None:
    """Models, predictions, examples and dataclasses as their fields."""
    if isinstance(value, (dspy.Prediction, dspy.Example)):
        return dict(value.items())
    if isinstance(value, pydantic.BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields} | dict(value.__pydantic_extra__ or {})
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {entry.name: getattr(value, entry.name) for entry in dataclasses.fields(value)}
    return None


def _encode_numpy(value: Any, path: str, around: tuple[int, ...]) -> Any:
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        # A long double's item is a long double again.
        plain = float(value) if isinstance(value, numpy.longdouble) else value.tolist()
        return _encode(plain, path, around)
    raise _not_json(value, path, "plain values, models, dataclasses and numpy arrays can")


def _not_json(value: Any, path: str, why: str) -> BridgeError:
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    return BridgeError(
        "OUTPUT_NOT_JSON",
        f"{path} cannot come to Node: it is a {name}.",
        why,
        f"return {path} as text, numbers, lists, dicts or a pydantic model",
    )
