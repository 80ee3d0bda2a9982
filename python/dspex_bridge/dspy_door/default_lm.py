"""LMs whose calls Node answers, under the names that users write."""

from __future__ import annotations

from typing import Any

import dspy


def with_provider(model: str) -> str:
    """A bare name is taken for one of OpenAI's."""
    return model if "/" in model else f"openai/{model}"


def lm_of(model: str, **options: Any) -> Any:
    """A `dspy.LM` of this model."""
    return dspy.LM(with_provider(model), **options)


def configure_default_lm(model: str, enable_memory_cache: bool) -> None:
    """Make it the LM of all programs. Answers on disk stay unread: they may be real ones."""
    dspy.configure(lm=lm_of(model))
    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=enable_memory_cache)
