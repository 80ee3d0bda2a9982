"""Typed errors as they cross the bridge."""

from __future__ import annotations

from typing import Any

TYPED_ERROR = -32000


class BridgeError(Exception):
    """An error with a code, for the one who called: what happened, why, and the next thing to type."""

    def __init__(self, code: str, what: str, why: str, next_step: str, detail: str | None = None) -> None:
        super().__init__(what)
        self.wire: dict[str, Any] = {"code": code, "what": what, "why": why, "next": next_step}
        if detail:
            self.wire["detail"] = detail

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> BridgeError:
        """The error of its form on the wire."""
        return cls(wire["code"], wire["what"], wire["why"], wire["next"], wire.get("detail"))


class BadParams(Exception):
    """A request whose parameters have not the documented form."""


def text_of(wire: dict[str, Any]) -> str:
    """A typed error as a person reads it."""
    return f"{wire['what']}\n  why:  {wire['why']}\n  next: {wire['next']}\n  [{wire['code']}]"


def typed_error_in(error: BaseException | None) -> dict[str, Any] | None:
    """The typed error that a chain of exceptions carries as `dspex`: DSPy and other libraries wrap what they meet."""
    while error is not None:
        wire = getattr(error, "dspex", None)
        if isinstance(wire, dict):
            return wire
        error = error.__cause__ or error.__context__
    return None
