"""The error that DSPy sees where Node refuses an LM call, or where a reply cannot be used."""

from __future__ import annotations

from typing import Any

from ..protocol.errors import text_of
from .final_error import FinalError


class ReplyRefused(FinalError):  # type: ignore[misc]
    """Not retryable for DSPy, and no reason to try another adapter; `dspex` is the typed error for Node."""

    def __init__(self, wire: dict[str, Any]) -> None:
        super().__init__(text_of(wire))
        self.dspex = wire

    def declared_at(self, place: str | None) -> ReplyRefused:
        """The same, told of the rule that is declared there; where there is none, what answered is a default."""
        if place is None:
            return ReplyRefused({**self.dspex, "next": "write a rule for this call: dspex.lm.when({ … }).reply({ … })"})
        return ReplyRefused({**self.dspex, "why": f"the rule declared at {place}: {self.dspex['why']}"})


def refused_reply(what: str, why: str, next: str) -> dict[str, Any]:
    """What is wrong with the reply of a rule."""
    return {"code": "RULE_REPLY_INVALID", "what": what, "why": why, "next": next}
