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
    # What is in a group may have the group as its context.
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        wire = getattr(error, "dspex", None)
        if isinstance(wire, dict):
            return wire
        error = only_one_of(error) or error.__cause__ or error.__context__
    return None


def innermost(error: BaseException) -> BaseException:
    """What was raised, below the groups that event loops put it in."""
    while (inner := only_one_of(error)) is not None:
        error = inner
    return error


def only_one_of(error: BaseException) -> BaseException | None:
    """The error in a group that has one alone: so event loops hand on what a task raised. By its attribute: Python 3.10 has no groups."""
    inner = getattr(error, "exceptions", None)
    # An error of the user's may call anything so.
    if not isinstance(inner, tuple) or len(inner) != 1:
        return None
    return inner[0] if isinstance(inner[0], BaseException) else None
