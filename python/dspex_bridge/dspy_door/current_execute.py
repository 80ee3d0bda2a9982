"""Which execute runs. It travels as a DSPy setting: a ContextVar of our own would be lost in Parallel and Evaluate."""

from __future__ import annotations

from typing import Any

import dspy

_EXECUTE = "dspex_execute"
_SESSION = "dspex_session"


def current_execute() -> str | None:
    """The id of the execute that the calling code belongs to."""
    return dspy.settings.get(_EXECUTE)  # type: ignore[no-any-return]


def current_session() -> str | None:
    """The id of its session."""
    return dspy.settings.get(_SESSION)  # type: ignore[no-any-return]


def inside_execute(execute_id: str, session_id: str, settings: dict[str, Any]) -> Any:
    """A context in which the execute runs, under the settings of its session."""
    return dspy.context(**{_EXECUTE: execute_id, _SESSION: session_id}, **settings)
