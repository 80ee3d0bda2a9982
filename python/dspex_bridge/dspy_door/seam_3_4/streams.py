"""A response in the pieces of a stream, as a provider sends it: DSPy's listeners hear no field that comes whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dspy.lm15 import Response, StreamDeltaEvent, StreamEndEvent, TextDelta, ThinkingDelta, ToolCallDelta, response_to_events

from ..call_fields import Formatting
from ..pieces import cut, piece_size, wait_before
from .faults import fault_of


def events_of(response: Response, reply: dict[str, Any], formatting: Formatting | None = None) -> Iterator[tuple[float, Any]]:
    """Each event after so many seconds; in the pieces that were asked for, and broken off where a rule says so."""
    said, cut_after = 0, reply.get("cutAfter")
    for event in _in_pieces(response, reply, piece_size(formatting)):
        says_text = is_text(event)
        if cut_after is not None and (isinstance(event, StreamEndEvent) or (says_text and said == cut_after)):
            raise fault_of("reset")
        yield (wait_before(said, reply) if says_text else 0), event
        said += says_text


def is_text(event: Any) -> bool:
    """True for a piece of the reply's text."""
    return isinstance(event, StreamDeltaEvent) and isinstance(event.delta, TextDelta)


def _in_pieces(response: Response, reply: dict[str, Any], size: int) -> Iterator[Any]:
    for event in response_to_events(response):
        if isinstance(event, StreamDeltaEvent):
            yield from map(StreamDeltaEvent, _pieces_of(event.delta, reply.get("chunks"), size))
        else:
            yield event


def _pieces_of(delta: Any, chunks: list[str] | None, size: int) -> Iterator[Any]:
    if isinstance(delta, TextDelta):
        for index, text in enumerate(chunks or cut(delta.text, size)):
            yield TextDelta(text, delta.part_index, logprobs=delta.logprobs if index == 0 else ())
    elif isinstance(delta, ThinkingDelta):
        yield from (ThinkingDelta(text, delta.part_index) for text in cut(delta.text, size))
    elif isinstance(delta, ToolCallDelta):
        first, *rest = cut(delta.input, size)
        yield ToolCallDelta(first, delta.part_index, delta.id, delta.name)
        yield from (ToolCallDelta(text, delta.part_index) for text in rest)
    else:
        yield delta
