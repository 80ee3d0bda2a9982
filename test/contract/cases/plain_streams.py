"""DSPy without this package: prints, as JSON, the pieces that its own streamify gives for each program and the pieces of a model."""

import asyncio
import json
import pathlib
import sys

import dspy
from dspy.lm15 import Message, Response, StreamDeltaEvent, StreamEndEvent, StreamStartEvent, TextDelta, TextPart, Usage

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from modules.streamed import Chatty, make  # noqa: E402

ADAPTERS = {"chat": dspy.ChatAdapter, "json": dspy.JSONAdapter, "xml": dspy.XMLAdapter}


class Writes:
    """A model that writes these texts, in order, each in its pieces."""

    def __init__(self, texts):
        self.texts = list(texts)

    def complete(self, request):
        """Where nobody listens."""
        said = Message.assistant([TextPart("".join(self.texts.pop(0)))])
        return Response(id=None, model=request.model, message=said, finish_reason="stop", usage=Usage(input_tokens=1, output_tokens=1))

    def stream(self, request):
        yield StreamStartEvent(id=None, model=request.model)
        for piece in self.texts.pop(0):
            yield StreamDeltaEvent(TextDelta(piece, 0))
        yield StreamEndEvent(finish_reason="stop", usage=Usage(input_tokens=1, output_tokens=1))

    def close(self):
        """Nothing is held open."""


class WritesAsync(Writes):
    """The same, awaited."""

    async def complete(self, request):
        return Writes.complete(self, request)

    async def stream(self, request):
        for event in Writes.stream(self, request):
            yield event

    async def aclose(self):
        """Nothing is held open."""


def listeners_of(program):
    return [
        dspy.streaming.StreamListener(field, predict=predictor, predict_name=name, allow_reuse=True)
        for name, predictor in program.named_predictors()
        for field in predictor.signature.output_fields
    ]


def piece_of(value):
    if isinstance(value, dspy.streaming.StreamResponse):
        return [value.predict_name, value.signature_field_name, value.chunk] if value.chunk else None
    if isinstance(value, dspy.streaming.StatusMessage):
        return value.message
    return {"outputs": dict(value.items())}


async def pieces_of(case):
    texts = Writes(case["texts"])
    twin = WritesAsync([])
    twin.texts = texts.texts
    lm = dspy.LM("openai/gpt-4o-mini", engine=texts, async_engine=twin, cache=False)
    with dspy.context(lm=lm, adapter=ADAPTERS[case["adapter"]]()):
        program = make(case["program"])
        streamed = dspy.streamify(
            program,
            stream_listeners=listeners_of(program),
            status_message_provider=Chatty() if case["status"] else None,
            is_async_program=case["program"] == "awaited",
        )
        return [piece for value in [value async for value in streamed(question="q")] if (piece := piece_of(value)) is not None]


print(json.dumps([asyncio.run(pieces_of(case)) for case in json.load(sys.stdin)]))
