"""`dspy.Embedder` with a hosted model: answered by Node, like an LM. An embedder of the user's own function is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .connection import connected
from .given_settings import OF_CLIENTS, plain
from .model_name import bare_model
from .names import dspy_names


def install(raise_if_failed: Callable[[dict[str, Any]], None]) -> None:
    """Replace what DSPy calls litellm by; its batches, its cache and its arrays stay its own. The function raises what DSPy would."""
    compute, acompute = dspy_names.compute_embeddings.get(), dspy_names.compute_embeddings_async.get()

    def answered(model: Any, batch_inputs: list[str], caching: bool = False, **kwargs: Any) -> Any:
        if not isinstance(model, str):
            return compute(model, batch_inputs, caching=caching, **kwargs)
        return vectors_of(connected().ask(_described(model, batch_inputs, kwargs)))

    async def answered_async(model: Any, batch_inputs: list[str], caching: bool = False, **kwargs: Any) -> Any:
        if not isinstance(model, str):
            return await acompute(model, batch_inputs, caching=caching, **kwargs)
        return vectors_of(await connected().ask_async(_described(model, batch_inputs, kwargs)))

    def vectors_of(answer: dict[str, Any]) -> list[list[float]]:
        reply = answer["reply"]
        raise_if_failed(reply)
        return reply["vectors"]  # type: ignore[no-any-return]

    dspy_names.compute_embeddings.replace(answered)
    dspy_names.compute_embeddings_async.replace(answered_async)


def _described(model: str, texts: list[str], settings: dict[str, Any]) -> dict[str, Any]:
    """One user message to each text."""
    named, carried = _settings(settings)
    return {
        "door": "python",
        "api": "dspy",
        "operation": "embed",
        "model": bare_model(model),
        "system": "",
        "messages": [{"role": "user", "parts": [{"type": "text", "text": text}]} for text in texts],
        "tools": [],
        "schema": None,
        "sampling": named,
        "stream": False,
        "fields": None,
        **({"carried": carried} if carried else {}),
    }


def _settings(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is named, and what is carried. How the numbers are written is no setting of the model's."""
    left_out = OF_CLIENTS | {"encoding_format", "model", "input"}
    settings = {name: plain(value) for name, value in given.items() if name not in left_out and value is not None}
    dimensions = settings.pop("dimensions", None)
    return ({} if dimensions is None else {"dimensions": dimensions}), settings
