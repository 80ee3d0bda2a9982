"""The door to the LM engine in Node.

The hook is where an LM asks litellm, so the LM object, its cache, copy and save stay DSPy's own. A BaseLM of the user's or DummyLM is the
user's own mock and left alone.
"""

from __future__ import annotations

import functools
from typing import Any

import dspy

from .. import batches, embeddings
from ..connection import connected
from ..names.dspy_3_0 import names_3_0
from ..names.symbols import Function
from ..reading import refuse_call_while_reading
from . import faults, lm_calls, refused_calls, retries
from .asked import Asked
from .sent_stream import send, send_async

_KINDS: dict[str, tuple[Function, Function]] = {
    "chat": (names_3_0.hook, names_3_0.completion_async),
    "text": (names_3_0.text_completion, names_3_0.text_completion_async),
    "responses": (names_3_0.responses, names_3_0.responses_async),
}


@functools.cache
def install() -> None:
    """Route every managed LM to Node from now on. The second call does nothing."""
    lm_calls.install()
    refused_calls.install()
    for kind, (name, name_async) in _KINDS.items():
        _replace(kind, name)
        _replace_async(kind, name_async)
    embeddings.install(faults.raise_if_failed)
    batches.install()


def _replace(kind: str, name: Function) -> None:
    original = name.get()

    # By its own name and module: DSPy's cache makes them part of its keys.
    @functools.wraps(original)
    def completion(request: dict[str, Any], num_retries: int, cache: Any = None) -> Any:
        call = lm_calls.current()
        if call is None:
            return original(request, num_retries, cache)
        refuse_call_while_reading()
        refused_calls.refuse_again()
        asked = Asked(kind, request, call.formatting)
        if kind == "chat" and dspy.settings.send_stream is not None:
            return send(asked.streamed(connected().heard))
        return retries.tried(lambda: asked.response(connected().ask), num_retries, asked.is_by_openais_client)

    name.replace(completion)


def _replace_async(kind: str, name: Function) -> None:
    original = name.get()

    @functools.wraps(original)
    async def completion(request: dict[str, Any], num_retries: int, cache: Any = None) -> Any:
        call = lm_calls.current()
        if call is None:
            return await original(request, num_retries, cache)
        refuse_call_while_reading()
        refused_calls.refuse_again()
        asked = Asked(kind, request, call.formatting)
        if kind == "chat" and dspy.settings.send_stream is not None:
            return await send_async(asked.streamed_async(connected().heard_async))
        return await retries.tried_async(lambda: asked.response_async(connected().ask_async), num_retries, asked.is_by_openais_client)

    name.replace(completion)
