"""Counts the LM calls of each execute."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any


@dataclass
class Tally:
    """The LM calls and tokens of one execute."""

    lm_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Accounting:
    """The tallies of the executes that run."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}
        self._lock = threading.Lock()

    def begin(self, execute_id: str) -> Tally:
        """Start counting."""
        with self._lock:
            tally = self._tallies[execute_id] = Tally()
        return tally

    def end(self, execute_id: str) -> None:
        """Stop counting."""
        with self._lock:
            self._tallies.pop(execute_id, None)

    def tally_of(self, execute_id: str | None) -> Tally | None:
        """Of the execute that asks. A thread that user code starts by itself does not know it: it is the only one, or nobody's."""
        if execute_id is not None:
            return self._tallies.get(execute_id)
        with self._lock:
            running = list(self._tallies.values())
        return running[0] if len(running) == 1 else None

    def count(self, tally: Tally | None, reply: dict[str, Any]) -> None:
        """Charge a reply to the execute that it is for. Embeddings and scripted failures cost nothing."""
        if tally is None or reply["kind"] != "message":
            return
        with self._lock:
            tally.lm_calls += 1
            tally.input_tokens += reply["usage"]["inputTokens"]
            tally.output_tokens += reply["usage"]["outputTokens"]
