"""A response in the pieces of a stream, as a provider sends it: DSPy's listeners hear no field that comes whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from litellm.types.utils import Delta, ModelResponseStream, StreamingChoices

from ..call_fields import Formatting
from ..pieces import Told, cut, piece_size, wait_before
from ..said import Said
from .faults import fault_of
from .responses import tool_calls


def chunks_of(response: Any, said: Said, reply: dict[str, Any], formatting: Formatting | None) -> Iterator[tuple[float, Any]]:
    """Each chunk after so many seconds; in the pieces that were asked for, and broken off where a rule says so."""
    size, cut_after = piece_size(formatting), reply.get("cutAfter")
    for text in cut(said.thinking or "", size) if said.thinking else []:
        yield 0, _chunk(response, Delta(reasoning_content=text, role="assistant"))
    texts = [] if said.text is None else reply.get("chunks") or cut(said.text, size)
    for index, text in enumerate(texts):
        if cut_after is not None and index == cut_after:
            raise fault_of("reset")
        yield wait_before(index, reply), _chunk(response, Delta(content=text, role="assistant"))
    if cut_after is not None:
        raise fault_of("reset")
    for index, call in enumerate(tool_calls(said)):
        yield 0, _chunk(response, Delta(tool_calls=[{"index": index, **call}], role="assistant"))
    yield 0, _chunk(response, Delta(content=None), finish=str(reply["finishReason"]))


class ToldChunks(Told):
    """Chunks of one response, of whom some were given out while its provider was saying it."""

    def __init__(self) -> None:
        super().__init__(lambda chunk: chunk.choices[0].delta.content is not None)
        self._id: str | None = None

    def same(self, response: Any) -> Any:
        """What is known later is of the same response."""
        self._id = response.id = self._id or response.id
        return response


def _chunk(response: Any, delta: Delta, finish: str | None = None) -> ModelResponseStream:
    choice = StreamingChoices(finish_reason=finish, index=0, delta=delta)
    return ModelResponseStream(id=response.id, created=response.created, model=response.model, choices=[choice])
