"""Programs: made from a signature, or the user's own modules; and how one is run."""

from __future__ import annotations

import importlib
import inspect
import time
from typing import Any

import dspy

from . import signatures, values
from .errors import BridgeError, nearest, python_error, user_traceback
from .executes import Executes
from .lm_reply import typed_error_in
from .peer import Peer
from .sessions import Program, Session
from .tasks import Tasks

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
    return Program(module, {"module": kind, "signature": signatures.shape_of(signature)}, signature)


def _tool(shape: dict[str, Any], program_id: str, peer: Peer) -> Any:
    if shape["kind"] == "python":
        return _import(shape["path"])

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
    target = _import(path)
    module = target if isinstance(target, dspy.Module) else _make(target, path, params)
    if not isinstance(module, dspy.Module):
        raise _not_a_module(path, module)
    signature = getattr(module, "signature", None)
    known = signature if isinstance(signature, type) and issubclass(signature, dspy.Signature) else None
    return Program(module, {"module": path, "signature": signatures.shape_of(known) if known else None}, known)


def _make(target: Any, path: str, params: dict[str, Any]) -> Any:
    if not callable(target):
        raise _not_a_module(path, target)
    try:
        return target(*values.decode(params["args"]), **values.decode(params["kwargs"]))
    except Exception as error:
        if typed_error_in(error):
            raise
        raise python_error(error, f"Making {path}") from error


def _not_a_module(path: str, made: Any) -> BridgeError:
    return BridgeError(
        "MODULE_INVALID",
        f'"{path}" gives a {type(made).__name__}, not a dspy.Module.',
        "a program is a dspy.Module, or a class or function that makes one",
        f"class {path.rpartition(':')[2]}(dspy.Module): …",
    )


def _import(path: str) -> Any:
    module_name, _, attribute = path.partition(":")
    if not module_name or not attribute:
        raise BridgeError(
            "MODULE_INVALID",
            f'"{path}" names no module and attribute.',
            "the form is pkg.mod:Class",
            "dspex.loadModule('support.triage:Triage')",
        )
    try:
        target: Any = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        if typed_error_in(error):
            raise
        raise _import_failed(path, module_name, error) from error
    for step in attribute.split("."):
        if not hasattr(target, step):
            there = sorted(name for name, value in _members(target) if not name.startswith("_") and callable(value))
            raise BridgeError(
                "MODULE_INVALID",
                f'"{module_name}" has no "{step}".',
                f"it has: {', '.join(there) or 'nothing public'}.{nearest(step, there)}",
                f"correct the path '{path}'",
            )
        target = getattr(target, step)
    return target


def _members(target: Any) -> list[tuple[str, Any]]:
    return list(getattr(target, "__dict__", {}).items())


def _import_failed(path: str, module_name: str, error: BaseException) -> BridgeError:
    missing = (
        isinstance(error, ModuleNotFoundError)
        and error.name is not None
        and (module_name == error.name or module_name.startswith(f"{error.name}."))
    )
    next_step = (
        "say where it is: testEnvironmentOptions: { dspex: { python: { path: ['./src'] } } }"
        if missing
        else f'"{_interpreter()}" -m pip install {error.name}'
        if isinstance(error, ModuleNotFoundError)
        else f'"{_interpreter()}" -c "import {module_name}"'
    )
    return BridgeError(
        "MODULE_IMPORT_FAILED", f'"{path}" cannot be imported.', f"{type(error).__name__}: {error}", next_step, user_traceback(error)
    )


def _interpreter() -> str:
    import sys

    return sys.executable


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
    inputs = signatures.check_inputs(params["inputs"], program.signature, name)
    tally = executes.begin(execute_id)
    started = time.perf_counter()
    try:
        with dspy.context(dspex_execute=execute_id, dspex_session=session.id, **session.settings):
            result = _call(program.module, inputs, tasks, request_id)
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


def _call(module: Any, inputs: dict[str, Any], tasks: Tasks, request_id: Any) -> Any:
    if not _is_async(module):
        return module(**inputs)
    settings = dict(dspy.settings.config)

    async def run() -> Any:
        # The loop's thread has settings of its own.
        with dspy.context(**settings):
            # DSPy's acall knows `aforward` alone; `async def forward` makes a coroutine of a plain call.
            return await (module.acall(**inputs) if hasattr(module, "aforward") else module(**inputs))

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
