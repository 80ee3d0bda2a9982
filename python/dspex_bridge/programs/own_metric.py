"""A metric of the user's in Python, found by its path: a function, an object that can be called, or a class of such objects."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import dspy

from ..protocol.errors import BridgeError
from ..tasks.tasks import Tasks
from .imports import import_path


def own_metric(path: str, tasks: Tasks) -> Callable[..., Any]:
    """What gives the score. An async one is waited for: DSPy would take its coroutine for a score, or for a yes."""
    found = import_path(path)
    metric = _made(found, path) if isinstance(found, type) else found
    if not callable(metric):
        raise _invalid(path, f"it is a {type(metric).__name__}")

    # DSPy looks at what a metric takes; attributes of an object are its own.
    @functools.wraps(metric, updated=())
    def scored(*args: Any, **kwargs: Any) -> Any:
        given = metric(*args, **kwargs)
        return tasks.run_coroutine(_awaited(given, dict(dspy.settings.config))) if inspect.isawaitable(given) else given

    return scored


def _made(kind: type, path: str) -> Any:
    """A class says how to make a metric, such as `dspy.evaluate.SemanticF1`; called with an example, it would make an object of that."""
    try:
        inspect.signature(kind).bind()
    except (TypeError, ValueError):
        raise _invalid(path, "it is a class that takes arguments: make the metric in the module, and name that") from None
    return kind()


async def _awaited(given: Awaitable[Any], settings: dict[str, Any]) -> Any:
    # The loop's thread has settings of its own.
    with dspy.context(**settings):
        return await given


def _invalid(path: str, why: str) -> BridgeError:
    return BridgeError("MODULE_INVALID", f'"{path}" is no metric.', why, "def metric(example, prediction, trace=None): …")
