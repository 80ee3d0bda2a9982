"""An error that is final for DSPy 3.4."""

from __future__ import annotations

from dspy import lm15


class FinalError(lm15.InvalidRequestError):  # type: ignore[misc]
    """Not retryable for DSPy, and no reason to try another adapter."""
