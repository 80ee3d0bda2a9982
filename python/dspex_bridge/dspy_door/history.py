"""The LM calls of a process as DSPy remembers them."""

from __future__ import annotations

from typing import Any

from .model_name import bare_model
from .names import dspy_names


def latest_calls(limit: int) -> list[dict[str, Any]]:
    """The latest `limit` of them, oldest first."""
    entries = list(dspy_names.history.get())[-limit:] if limit > 0 else []
    return [
        {
            "model": bare_model(str(entry.get("model", ""))),
            "prompt": _prompt(entry),
            "outputs": [str(out) for out in entry.get("outputs", [])],
        }
        for entry in entries
    ]


def _prompt(entry: dict[str, Any]) -> str:
    messages = entry.get("messages") or [{"content": entry.get("prompt", "")}]
    return "\n\n".join(str(message.get("content", "")) for message in messages)
