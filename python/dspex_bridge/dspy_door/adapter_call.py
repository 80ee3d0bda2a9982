"""A call of an adapter: what an LM is asked by it."""

from __future__ import annotations

from typing import Any

from .call_fields import Formatting


class AdapterCall:
    """While it is under way. `messages`: what the adapter wrote for the model, once it did."""

    def __init__(self, adapter: Any, lm: Any, signature: Any, demos: Any, inputs: dict[str, Any]) -> None:
        self.adapter, self.lm, self.original, self.demos, self.inputs = adapter, lm, signature, demos, inputs
        self.processed = signature
        self.messages: Any = None
        self.has_asked = False

    def note_messages(self, signature: Any, messages: Any) -> None:
        """The adapter has written them, by this signature."""
        self.processed, self.messages = signature, messages

    def formatting(self) -> Formatting:
        """As the LM call is told of it."""
        return Formatting(self.adapter, self.lm, self.processed, self.original, self.inputs or {}, self.demos or [])
