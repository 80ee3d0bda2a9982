"""The seam of DSPy 3.0 to 3.3."""

from __future__ import annotations

from ..seam_shape import Seam
from . import completions, retries


class SeamOfLitellm(Seam):
    """At the place where an LM asks litellm."""

    contract = "litellm"

    def install(self) -> None:
        """Answer in the place of litellm."""
        completions.install()

    def answer_backoff_with_zero(self) -> None:
        """Without the waiting."""
        retries.answer_backoff_with_zero()

    def fill(self) -> None:
        """Litellm is imported with this seam, and reads its prices with it."""
