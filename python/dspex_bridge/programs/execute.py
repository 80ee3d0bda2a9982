"""Runs a program once, in the settings of its session."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator

# The function itself: user code may set `time.perf_counter` to one of its own.
from time import perf_counter
from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.accounting import Accounting, Tally
from ..dspy_door.current_execute import inside_execute
from ..protocol.errors import BridgeError, typed_error_in
from ..tasks.interruptions import Cancelled
from ..tasks.tasks import Tasks
from .python_error import python_error
from .sessions import Program, Session

#: Takes the checked inputs, gives what the program gave.
Run = Callable[[dict[str, Any]], Any]


def execute(session: Session, program: Program, tasks: Tasks, accounting: Accounting, params: dict[str, Any]) -> dict[str, Any]:
    """Run once, and count what it used."""
    return counted(session, program, accounting, params, lambda given: call(program.module, given, tasks))


def counted(
    session: Session, program: Program, accounting: Accounting, params: dict[str, Any], run: Run, settings: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Run in the session's settings and in those given, and count what it used."""
    given = program.inputs.check(params["inputs"], program.name)
    started = perf_counter()
    with inside(accounting, params["executeId"], session.id, {**session.settings, **(settings or {})}, program.name) as tally:
        result = run(given)
    duration_ms = (perf_counter() - started) * 1000
    return {
        "outputs": _outputs(result),
        "usage": {"inputTokens": tally.input_tokens, "outputTokens": tally.output_tokens},
        "lmCalls": tally.lm_calls,
        "durationMs": duration_ms,
    }


@contextlib.contextmanager
def inside(accounting: Accounting, execute_id: str, session_id: str, settings: dict[str, Any], name: str) -> Iterator[Tally]:
    """Around what an execute runs: its LM calls are known and counted as its own. `name` is who an error is said of."""
    tally = accounting.begin(execute_id)
    try:
        with inside_execute(execute_id, session_id, settings):
            yield tally
    except Cancelled:
        raise
    except BaseException as error:
        if typed_error_in(error) or isinstance(error, BridgeError):
            raise
        raise python_error(error, name) from error
    finally:
        accounting.end(execute_id)


def call(module: Any, given: dict[str, Any], tasks: Tasks) -> Any:
    """Where it belongs: here, or on the event loop."""
    if not is_async(module):
        return module(**given)
    settings = dict(dspy.settings.config)

    async def run() -> Any:
        # The loop's thread has settings of its own.
        with dspy.context(**settings):
            return await call_async(module, given)

    return tasks.run_coroutine(run())


def is_async(module: Any) -> bool:
    """True for a program that is to be awaited."""
    own_forward = any("forward" in vars(kind) for kind in type(module).__mro__ if kind is not dspy.Module)
    return (not own_forward and hasattr(module, "aforward")) or inspect.iscoroutinefunction(getattr(type(module), "forward", None))


async def call_async(module: Any, given: dict[str, Any]) -> Any:
    """DSPy's acall knows `aforward` alone; `async def forward` makes a coroutine of a plain call."""
    return await (module.acall(**given) if hasattr(module, "aforward") else module(**given))


def _outputs(result: Any) -> dict[str, Any]:
    if isinstance(result, dspy.Prediction):
        return {name: values.encode(value, f"outputs.{name}") for name, value in result.items()}
    if isinstance(result, dict):
        return {str(name): values.encode(value, f"outputs.{name}") for name, value in result.items()}
    return {"result": values.encode(result, "outputs.result")}
