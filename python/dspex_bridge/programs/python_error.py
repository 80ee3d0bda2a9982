"""What user code raised, as a typed error."""

from __future__ import annotations

import sys

from ..dspy_door.names import dspy_names
from ..protocol.errors import BridgeError, innermost
from ..user_code.tracebacks import nearest_user_line, said_by, user_traceback


def python_error(error: BaseException, program: str) -> BridgeError:
    """With the place in the user's code, and the traceback. `program`: what ran, as the subject of a sentence."""
    error = innermost(error)
    place = nearest_user_line(error)
    if dspy_names.no_lm_loaded.is_in(error):
        return _no_lm(error, program, place)
    text = said_by(error)
    why = f"raised at {place}" if place else "raised in Python"
    return BridgeError("PYTHON_ERROR", f"{program} raised {text}", why, _next_step(text), user_traceback(error))


def _next_step(text: str) -> str:
    # Modules that run what a model wrote (ProgramOfThought, CodeAct, RLM) run it in Deno unless told otherwise.
    if text.startswith("CodeInterpreterError") and "Deno" in text:
        local = "dspex.bridge.configureSettings({ interpreter_factory: 'dspy:LocalInterpreter' })"
        return f"""{local}   # runs it in Python; or: "{sys.executable}" -m pip install 'dspy[deno]'"""
    return "read the traceback below"


def _no_lm(error: BaseException, program: str, place: str | None) -> BridgeError:
    raised = f" (raised at {place})" if place else ""
    return BridgeError(
        "NO_LM_LOADED",
        f"No LM is loaded when {program} runs.",
        f"your code took the LM away: dspy.configure(lm=None), a context without one, or a thread or process of its own{raised}",
        "remove dspy.configure(lm=None); every program has a test LM unless code takes it away",
        user_traceback(error),
    )
