"""What streamify gives, as a piece on the wire."""

from __future__ import annotations

from typing import Any

import dspy
from dspy.streaming import StatusMessage, StreamResponse

from ..dspy_door import values

#: What DSPy hands out of an LM call that nobody listens to, by the names of their classes, as DSPy looks at them.
_RAW_CHUNKS = ("EngineChunk", "ModelResponseStream")


class Pieces:
    """Makes the pieces of one stream: those of a field make its text."""

    def __init__(self, status_is_wanted: bool) -> None:
        self._status_is_wanted = status_is_wanted
        #: The fields that are being written.
        self._begun: set[tuple[str, str]] = set()

    def piece_of(self, value: Any) -> dict[str, Any] | None:
        """Text of a field, a status, or what a program of the user's sends by itself; None for what is no piece."""
        if isinstance(value, StreamResponse):
            return self._of_field(value)
        if isinstance(value, StatusMessage):
            return {"status": value.message} if self._status_is_wanted else None
        if isinstance(value, dspy.Prediction) or type(value).__name__ in _RAW_CHUNKS:
            return None
        return {"value": values.encode(value, "piece")}

    def _of_field(self, heard: StreamResponse) -> dict[str, Any] | None:
        of = {"field": heard.signature_field_name, "predictor": heard.predict_name}
        if heard.chunk and not isinstance(heard.chunk, str):
            return {**of, "text": "", "value": values.encode(heard.chunk, f"piece.{heard.signature_field_name}")}
        text = self._text_of(heard)
        return {**of, "text": text} if text else None

    def _text_of(self, heard: StreamResponse) -> str:
        """DSPy before 3.4.1 hands out the line break that its formats write before a field's text."""
        field, text = (heard.predict_name, heard.signature_field_name), heard.chunk or ""
        if text and field not in self._begun:
            self._begun.add(field)
            text = text.removeprefix("\n")
        if heard.is_last_chunk:
            self._begun.discard(field)
        return text
