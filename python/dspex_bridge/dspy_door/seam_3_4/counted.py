"""Tokens as each provider counts them. Anthropic counts what is cached beside the input, Gemini and xAI count thoughts beside the output."""

from __future__ import annotations

from dataclasses import replace

from dspy.lm15 import Usage

#: As DSPy adds them up.
_THOUGHTS_BESIDE = ("gemini", "vertex", "vertex-express", "xai")


def added_up(provider: str | None, usage: Usage) -> Usage:
    """With all that is counted beside it."""
    return _moved(provider, usage, 1)


def as_counted_by(provider: str | None, usage: Usage) -> Usage:
    """Without what that provider counts beside it: DSPy adds it up again."""
    return _moved(provider, usage, -1)


def _moved(provider: str | None, usage: Usage, sign: int) -> Usage:
    inputs, outputs = usage.input_tokens, usage.output_tokens
    if provider is not None and "anthropic" in provider and inputs is not None:
        inputs += sign * ((usage.cache_read_tokens or 0) + (usage.cache_write_tokens or 0))
        total = None if outputs is None else inputs + outputs
        return replace(usage, input_tokens=inputs, total_tokens=total if sign > 0 else usage.total_tokens)
    if provider in _THOUGHTS_BESIDE and outputs is not None:
        return replace(usage, output_tokens=outputs + sign * (usage.reasoning_tokens or 0))
    return usage
