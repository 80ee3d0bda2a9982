"""What DSPy takes for final: an error that it neither retries nor answers with another adapter."""

from __future__ import annotations

from typing import Any

from .line import HAS_ENGINES


def _of_this_dspy() -> Any:
    # Delayed: each has a base class that its own line of DSPy alone has.
    if HAS_ENGINES:
        from .seam_3_4.final_error import FinalError

        return FinalError
    from .seam_3_0.final_error import FinalError as FinalErrorOfLitellm

    return FinalErrorOfLitellm


FinalError: Any = _of_this_dspy()
