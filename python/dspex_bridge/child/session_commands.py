"""Commands about sessions: namespaces of programs with an LM and settings of their own."""

from __future__ import annotations

from typing import Any

from ..dspy_door.history import latest_calls
from ..programs.settings import lm_from, settings_from
from ..protocol.params import Params
from .context import Context


def open_session(context: Context, _: Any, params: Params) -> Any:
    """A namespace of programs."""
    context.sessions.open(params["session"])
    return {}


def reset_session(context: Context, _: Any, params: Params) -> Any:
    """Forget its programs, settings and LM."""
    context.sessions.reset(params["session"])
    return {}


def close_session(context: Context, _: Any, params: Params) -> Any:
    """Forget it."""
    context.sessions.close(params["session"])
    return {}


def list_sessions(context: Context, *_: Any) -> Any:
    """The ids of the open sessions."""
    return {"sessions": context.sessions.ids}


def configure_lm(context: Context, _: Any, params: Params) -> Any:
    """The LM of a session's programs; its calls are answered by Node under this model name."""
    context.session_of(params).settings["lm"] = lm_from(params["model"], params["options"])
    return {}


def init_test_lm(context: Context, _: Any, params: Params) -> Any:
    """The default LM again."""
    context.session_of(params).settings.pop("lm", None)
    return {}


def configure_settings(context: Context, _: Any, params: Params) -> Any:
    """DSPy settings of a session's programs."""
    context.session_of(params).settings.update(settings_from(params["settings"]))
    return {}


def history(context: Context, _: Any, params: Params) -> Any:
    """The latest LM calls of the process as DSPy remembers them, oldest first."""
    context.session_of(params)
    return {"calls": latest_calls(params["limit"])}
