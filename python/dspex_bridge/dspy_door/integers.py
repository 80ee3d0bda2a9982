"""Integers beyond 2^53, which JavaScript reads as other numbers: they travel under the tag that values have."""

from __future__ import annotations

from typing import Any

_SAFE_INTEGER = 2**53 - 1


def tagged(value: Any) -> Any:
    """JSON whose big integers are `{ $type: "bigint", value }`."""
    if isinstance(value, dict):
        return {key: tagged(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _SAFE_INTEGER:
        return {"$type": "bigint", "value": str(int(value))}
    return value


def untagged(value: Any) -> Any:
    """The same, back."""
    if isinstance(value, list):
        return [untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$type", "value"} and value["$type"] == "bigint":
        return int(value["value"])
    return {key: untagged(item) for key, item in value.items()}
