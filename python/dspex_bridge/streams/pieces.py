"""What streamify gives, as a piece on the wire."""

from __future__ import annotations

from typing import Any

import dspy
from dspy.streaming import StatusMessage, StreamResponse

from ..dspy_door import values

#: What DSPy hands out of an LM call that nobody listens to, by the names of their classes, as DSPy looks at them.
_RAW_CHUNKS = ("EngineChunk", "ModelResponseStream")


def piece_of(value: Any, status_is_wanted: bool) -> dict[str, Any] | None:
    """Text of a field, a status, or what a program of the user's sends by itself; None for what is no piece."""
    if isinstance(value, StreamResponse):
        return _of_field(value)
    if isinstance(value, StatusMessage):
        return {"status": value.message} if status_is_wanted else None
    if isinstance(value, dspy.Prediction) or type(value).__name__ in _RAW_CHUNKS:
        return None
    return {"value": values.encode(value, "piece")}


def _of_field(heard: StreamResponse) -> dict[str, Any] | None:
    if not heard.chunk:
        return None
    of = {"field": heard.signature_field_name, "predictor": heard.predict_name}
    if isinstance(heard.chunk, str):
        return {**of, "text": heard.chunk}
    return {**of, "text": "", "value": values.encode(heard.chunk, f"piece.{heard.signature_field_name}")}
