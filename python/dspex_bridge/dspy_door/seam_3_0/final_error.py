"""An error that is final for DSPy 3.0 to 3.3."""

from __future__ import annotations

from typing import Any

import dspy
import litellm

#: DSPy 3.3 has errors of its own; before, programs see those of litellm.
_HAS_OWN_ERRORS = hasattr(dspy, "LMInvalidRequestError")
_BASE: Any = dspy.LMInvalidRequestError if _HAS_OWN_ERRORS else litellm.BadRequestError


class FinalError(_BASE):  # type: ignore[misc]
    """What a provider's refusal is for DSPy."""

    def __init__(self, text: str) -> None:
        if _HAS_OWN_ERRORS:
            super().__init__(text)
        else:  # pragma: no cover - DSPy before 3.3
            super().__init__(message=text, model="", llm_provider="")
            # Litellm puts its own name before the text.
            self.message = text

    def __str__(self) -> str:
        return str(self.message)
