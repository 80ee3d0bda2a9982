"""Names of models."""

from __future__ import annotations


def bare_model(model: str) -> str:
    """Without the provider's prefix: `openai/gpt-4o-mini` is `gpt-4o-mini`; what follows may have slashes of its own."""
    return model.partition("/")[2] or model
