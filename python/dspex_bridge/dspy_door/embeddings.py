"""`dspy.Embedder` with a hosted model: answered by Node, like an LM. An embedder of the user's own function is left alone."""

from __future__ import annotations

from typing import Any

from .connection import connected
from .faults import raise_if_failed
from .lm_call import describe_embedding
from .names import dspy_names


def install() -> None:
    """Replace what DSPy calls litellm by; its batches, its cache and its arrays stay its own."""
    compute, acompute = dspy_names.compute_embeddings.get(), dspy_names.compute_embeddings_async.get()

    def answered(model: Any, batch_inputs: list[str], caching: bool = False, **kwargs: Any) -> Any:
        if not isinstance(model, str):
            return compute(model, batch_inputs, caching=caching, **kwargs)
        return _vectors(connected().ask(describe_embedding(model, batch_inputs, kwargs)))

    async def answered_async(model: Any, batch_inputs: list[str], caching: bool = False, **kwargs: Any) -> Any:
        if not isinstance(model, str):
            return await acompute(model, batch_inputs, caching=caching, **kwargs)
        return _vectors(await connected().ask_async(describe_embedding(model, batch_inputs, kwargs)))

    dspy_names.compute_embeddings.replace(answered)
    dspy_names.compute_embeddings_async.replace(answered_async)


def _vectors(answer: dict[str, Any]) -> list[list[float]]:
    reply = answer["reply"]
    raise_if_failed(reply)
    return reply["vectors"]  # type: ignore[no-any-return]
