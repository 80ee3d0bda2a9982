"""Programs: made from a signature, or the user's own modules; and how one is run."""

from __future__ import annotations

import functools
import inspect
import time
from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.executes import Executes
from ..dspy_door.lm_reply import typed_error_in
from ..protocol.errors import BridgeError, nearest, python_error
from ..protocol.peer import Peer
from ..tasks.tasks import Tasks
from . import inputs, signatures
from .imports import import_path
from .sessions import Program, Session

_ADAPTERS = {"chat": "ChatAdapter", "json": "JSONAdapter", "xml": "XMLAdapter", "two_step": "TwoStepAdapter"}


def create(params: dict[str, Any], peer: Peer) -> Program:
    """A dspy.Predict, ChainOfThought or ReAct."""
    signature = signatures.build(params["signature"])
    kind, options = params["module"], values.decode(params["options"])
    if kind == "predict":
        module: Any = dspy.Predict(signature, **options)
    elif kind == "chain_of_thought":
        module = dspy.ChainOfThought(signature, **options)
    else:
        module = dspy.ReAct(signature, tools=[_tool(tool, params["id"], peer) for tool in params["tools"]], **options)
    return Program(module, {"module": kind, "signature": signatures.shape_of(signature)}, inputs.of_signature(signature))


def _tool(shape: dict[str, Any], program_id: str, peer: Peer) -> Any:
    if shape["kind"] == "python":
        return import_path(shape["path"])

    def call_node(**arguments: Any) -> Any:
        params = {
            "executeId": dspy.settings.get("dspex_execute"),
            "id": program_id,
            "name": shape["name"],
            "arguments": values.encode(arguments, "arguments"),
        }
        return values.decode(peer.request("call_tool", params)["value"])

    schema = shape["parameters"]
    arguments = schema.get("properties", {})
    types = {name: signatures.type_of(inner, name) for name, inner in arguments.items()}
    return dspy.Tool(call_node, name=shape["name"], desc=shape["description"], args=arguments, arg_types=types)


def load(params: dict[str, Any]) -> Program:
    """`pkg.mod:Class`, made with the given arguments."""
    path = params["path"]
    target = import_path(path)
    module = target if isinstance(target, dspy.Module) else _make(target, path, params)
    if not isinstance(module, dspy.Module):
        raise _not_a_module(path, module)
    signature = getattr(module, "signature", None)
    known = signature if isinstance(signature, type) and issubclass(signature, dspy.Signature) else None
    return Program(module, {"module": path, "signature": signatures.shape_of(known) if known else None}, inputs.of_module(module))


def _make(target: Any, path: str, params: dict[str, Any]) -> Any:
    if not callable(target):
        raise _not_a_module(path, target)
    args, kwargs = values.decode(params["args"]), values.decode(params["kwargs"])
    _refuse_arguments(target, path, args, kwargs)
    try:
        return target(*args, **kwargs)
    except Exception as error:
        if typed_error_in(error):
            raise
        raise python_error(error, f"Making {path}") from error


def _refuse_arguments(target: Any, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    # A dspy.Module's metaclass takes anything in its __call__ and hides what the class's own __init__ takes.
    maker = functools.partial(target.__init__, None) if isinstance(target, type(dspy.Module)) else target
    try:
        signature = inspect.signature(maker)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        takes = str(signature).rpartition(" -> ")[0] or str(signature)
        raise BridgeError(
            "MODULE_INVALID",
            f'"{path}" cannot be made with these arguments: {error}.',
            f"it takes {takes}",
            f"dspex.loadModule('{path}', {{ kwargs: {{ … }} }})",
        ) from None


def _not_a_module(path: str, made: Any) -> BridgeError:
    return BridgeError(
        "MODULE_INVALID",
        f'"{path}" gives a {type(made).__name__}, not a dspy.Module.',
        "a program is a dspy.Module, or a class or function that makes one",
        f"class {path.rpartition(':')[2]}(dspy.Module): …",
    )


def settings_from(given: dict[str, Any]) -> dict[str, Any]:
    """DSPy settings from their names on the wire; `adapter` by its short name."""
    settings = dict(values.decode(given))
    name = settings.pop("adapter", None)
    if name is not None:
        if name not in _ADAPTERS:
            raise BridgeError(
                "OPTION_INVALID",
                f'The adapter setting is "{name}".',
                f"adapters: {', '.join(_ADAPTERS)}.{nearest(str(name), list(_ADAPTERS))}",
                "dspex.bridge.configureSettings({ adapter: 'json' })",
            )
        adapter = getattr(dspy, _ADAPTERS[name])
        settings["adapter"] = adapter(dspy.settings.lm) if name == "two_step" else adapter()
    return settings


def execute(
    session: Session, program: Program, tasks: Tasks, executes: Executes, request_id: Any, params: dict[str, Any]
) -> dict[str, Any]:
    """Run once, in the session's settings, and count what it used."""
    name, execute_id = f'the program "{params["id"]}"', params["executeId"]
    given = program.inputs.check(params["inputs"], name)
    tally = executes.begin(execute_id)
    started = time.perf_counter()
    try:
        with dspy.context(dspex_execute=execute_id, dspex_session=session.id, **session.settings):
            result = _call(program.module, given, tasks, request_id)
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        if typed_error_in(error) or isinstance(error, BridgeError):
            raise
        raise python_error(error, name) from error
    finally:
        executes.end(execute_id)
    duration_ms = (time.perf_counter() - started) * 1000
    return {
        "outputs": _outputs(result),
        "usage": {"inputTokens": tally.input_tokens, "outputTokens": tally.output_tokens},
        "lmCalls": tally.lm_calls,
        "durationMs": duration_ms,
    }


def _call(module: Any, given: dict[str, Any], tasks: Tasks, request_id: Any) -> Any:
    if not _is_async(module):
        return module(**given)
    settings = dict(dspy.settings.config)

    async def run() -> Any:
        # The loop's thread has settings of its own.
        with dspy.context(**settings):
            # DSPy's acall knows `aforward` alone; `async def forward` makes a coroutine of a plain call.
            return await (module.acall(**given) if hasattr(module, "aforward") else module(**given))

    return tasks.run_coroutine(request_id, run())


def _is_async(module: Any) -> bool:
    own_forward = any("forward" in vars(kind) for kind in type(module).__mro__ if kind is not dspy.Module)
    return (not own_forward and hasattr(module, "aforward")) or inspect.iscoroutinefunction(getattr(type(module), "forward", None))


def _outputs(result: Any) -> dict[str, Any]:
    if isinstance(result, dspy.Prediction):
        return {name: values.encode(value, f"outputs.{name}") for name, value in result.items()}
    if isinstance(result, dict):
        return {str(name): values.encode(value, f"outputs.{name}") for name, value in result.items()}
    return {"result": values.encode(result, "outputs.result")}
