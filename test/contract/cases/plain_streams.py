"""DSPy without this package: prints, as JSON, the pieces that its own streamify gives for each program and the pieces of a model."""

import asyncio
import json
import pathlib
import sys
import typing

import dspy

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases.scripted_lm import scripted_lm  # noqa: E402
from modules.streamed import Chatty, make  # noqa: E402

ADAPTERS = {"chat": dspy.ChatAdapter, "json": dspy.JSONAdapter, "xml": dspy.XMLAdapter}


def listeners_of(program):
    return [
        dspy.streaming.StreamListener(field, predict=predictor, predict_name=name, allow_reuse=True)
        for name, predictor in program.named_predictors()
        for field, info in predictor.signature.output_fields.items()
        # On others listeners of DSPy 3.0 fail.
        if typing.get_origin(info.annotation) is None or not dspy.__version__.startswith("3.0.")
    ]


def piece_of(value):
    if isinstance(value, dspy.streaming.StreamResponse):
        return [value.predict_name, value.signature_field_name, value.chunk] if value.chunk else None
    if isinstance(value, dspy.streaming.StatusMessage):
        return value.message
    return {"outputs": dict(value.items())}


async def pieces_of(case):
    with dspy.context(lm=scripted_lm(case["texts"]), adapter=ADAPTERS[case["adapter"]]()):
        program = make(case["program"])
        streamed = dspy.streamify(
            program,
            stream_listeners=listeners_of(program),
            status_message_provider=Chatty() if case["status"] else None,
            is_async_program=case["program"] == "awaited",
        )
        return [piece for value in [value async for value in streamed(question="q")] if (piece := piece_of(value)) is not None]


print(json.dumps([asyncio.run(pieces_of(case)) for case in json.load(sys.stdin)]))
