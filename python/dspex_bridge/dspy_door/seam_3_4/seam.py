"""The seam of DSPy 3.4."""

from __future__ import annotations

from ..names.dspy_3_4 import names_3_4
from ..seam_shape import Seam
from . import engine


class SeamOfEngines(Seam):
    """At the place where DSPy selects an engine."""

    contract = "lm15"

    def install(self) -> None:
        """Answer in the place of every engine that DSPy would choose itself."""
        engine.install()

    def answer_backoff_with_zero(self) -> None:
        """Without the waiting."""
        engine.answer_backoff_with_zero()

    def fill(self) -> None:
        """Otherwise each child would read the models' prices, and a first read may go to the network."""
        names_3_4.load_model_metadata.get()()
