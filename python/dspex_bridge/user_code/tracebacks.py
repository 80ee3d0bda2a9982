"""What an exception says of the user's code."""

from __future__ import annotations

import traceback

from .origin import Origin, is_ours, origin_of


def user_traceback(error: BaseException) -> str:
    """The traceback without this package's own frames, as Python prints it."""
    whole = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = whole
    while part is not None:
        kept = [frame for frame in part.stack if not is_ours(frame.filename)]
        part.stack = traceback.StackSummary.from_list(kept)
        part = part.__cause__ or part.__context__
    return "".join(whole.format()).rstrip()


def said_by(error: BaseException) -> str:
    """Its class and text. In Python's own words where the text cannot be had: code of the user's makes it, and may raise."""
    try:
        text = str(error)
    except Exception:
        text = "<exception str() failed>"
    return f"{type(error).__name__}: {text}".strip().rstrip(":")


def nearest_user_line(error: BaseException) -> str | None:
    """The user's line that is nearest to where it was raised, as `file:line`; without one, the nearest line of a library that was
    installed. Never Python's own code: nobody mends that."""
    frames = traceback.extract_tb(error.__traceback__)
    for origin in (Origin.USER, Origin.INSTALLED):
        nearest = next((frame for frame in reversed(frames) if origin_of(frame.filename) is origin), None)
        if nearest is not None:
            return f"{nearest.filename}:{nearest.lineno}"
    return None
