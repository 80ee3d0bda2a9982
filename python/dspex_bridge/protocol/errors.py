"""Typed errors as they cross the bridge."""

from __future__ import annotations

import traceback
from difflib import get_close_matches
from pathlib import Path
from typing import Any

_OURS = str(Path(__file__).resolve().parent.parent)
TYPED_ERROR = -32000


class BridgeError(Exception):
    """An error with a code, for the one who called: what happened, why, and the next thing to type."""

    def __init__(self, code: str, what: str, why: str, next_step: str, detail: str | None = None) -> None:
        super().__init__(what)
        self.wire: dict[str, Any] = {"code": code, "what": what, "why": why, "next": next_step}
        if detail:
            self.wire["detail"] = detail


class BadParams(Exception):
    """A request whose parameters have not the documented form."""


def user_traceback(error: BaseException) -> str:
    """The traceback without our own frames, as Python prints it."""
    told = traceback.TracebackException.from_exception(error)
    seen: traceback.TracebackException | None = told
    while seen is not None:
        kept = [frame for frame in seen.stack if not frame.filename.startswith(_OURS)]
        seen.stack = traceback.StackSummary.from_list(kept)
        seen = seen.__cause__ or seen.__context__
    return "".join(told.format()).rstrip()


def last_user_line(error: BaseException) -> str | None:
    """Where it was raised, `file:line`, outside of this package, DSPy and other libraries where possible."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_OURS)]
    own = [frame for frame in frames if "site-packages" not in frame.filename and not frame.filename.startswith("<")]
    chosen = (own or frames)[-1:]
    return f"{chosen[0].filename}:{chosen[0].lineno}" if chosen else None


def nearest(word: str, candidates: list[str]) -> str:
    """` Did you mean "x"?`, or nothing."""
    close = closest(word, candidates)
    return "" if close is None else f' Did you mean "{close}"?'


def closest(word: str, candidates: list[str]) -> str | None:
    """The one that was most likely meant."""
    return next(iter(get_close_matches(word, candidates, 1)), None)


def python_error(error: BaseException, program: str) -> BridgeError:
    """What user code raised, with the place and the traceback."""
    where = last_user_line(error)
    text = f"{type(error).__name__}: {error}".strip().rstrip(":")
    if isinstance(error, ValueError) and "No LM is loaded" in str(error):
        return BridgeError(
            "NO_LM_LOADED",
            f"No LM is loaded when {program} runs.",
            f"your code took the LM away: dspy.configure(lm=None), a context without one, or a thread of its own{f' (raised at {where})' if where else ''}",
            "remove dspy.configure(lm=None); every program has a test LM unless code takes it away",
            user_traceback(error),
        )
    return BridgeError(
        "PYTHON_ERROR",
        f"{program} raised {text}",
        f"raised at {where}" if where else "raised in Python",
        "read the traceback below",
        user_traceback(error),
    )
