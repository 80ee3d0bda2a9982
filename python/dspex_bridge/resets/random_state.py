"""The states of the generators of random numbers that a process has one of."""

from __future__ import annotations

import random
import sys

from .kept_state import State


class RandomState:
    """`random`, and numpy's and torch's global generators where they are imported."""

    name = "random numbers"
    learns_from_imports = False
    authors = None

    def capture(self) -> State:
        """Their whole states."""
        state: State = {"random": random.getstate()}
        if "numpy" in sys.modules:
            state["numpy"] = sys.modules["numpy"].random.get_state()
        if "torch" in sys.modules:
            state["torch"] = sys.modules["torch"].get_rng_state()
        return state

    def is_at(self, _: State) -> bool:
        """Comparing costs what writing does."""
        return False

    def restore(self, saved: State) -> None:
        """Without a comparison: it costs what writing does."""
        random.setstate(saved["random"])
        if "numpy" in saved:
            sys.modules["numpy"].random.set_state(saved["numpy"])
        if "torch" in saved:
            sys.modules["torch"].set_rng_state(saved["torch"])
