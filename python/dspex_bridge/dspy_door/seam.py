"""The seam of the DSPy that is installed."""

from __future__ import annotations

from .line import HAS_ENGINES
from .seam_shape import Seam


def _of_this_dspy() -> Seam:
    # Delayed: a seam imports what its own line of DSPy alone has.
    if HAS_ENGINES:
        from .seam_3_4.seam import SeamOfEngines

        return SeamOfEngines()
    from .seam_3_0.seam import SeamOfLitellm

    return SeamOfLitellm()


seam: Seam = _of_this_dspy()
