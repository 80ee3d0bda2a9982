"""`dspy.Embedder` with a hosted model: answered by Node, like an LM. An embedder of the user's own function is left alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from .lm_call import describe_embedding
from .lm_reply import raise_if_failed

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def install(ask: Ask, ask_async: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> None:
    """Replace what DSPy calls litellm by; its batches, its cache and its arrays stay its own."""
    from dspy.clients import embedding

    compute, acompute = embedding._compute_embeddings, embedding._acompute_embeddings

    def answered(model: Any, batch_inputs: list[str], caching: bool = False, **kwargs: Any) -> Any:
        if not isinstance(model, str):
            return compute(model, batch_inputs, caching=caching, **kwargs)
        return _vectors(ask(describe_embedding(model, batch_inputs, kwargs.get("dimensions"))))

    async def answered_async(model: Any, batch_inputs: list[str], caching: bool = False, **kwargs: Any) -> Any:
        if not isinstance(model, str):
            return await acompute(model, batch_inputs, caching=caching, **kwargs)
        return _vectors(await ask_async(describe_embedding(model, batch_inputs, kwargs.get("dimensions"))))

    embedding._compute_embeddings = answered
    embedding._acompute_embeddings = answered_async


def _vectors(answer: dict[str, Any]) -> list[list[float]]:
    reply = answer["reply"]
    raise_if_failed(reply)
    return reply["vectors"]  # type: ignore[no-any-return]
