"""Programs: made from a signature, or the user's own modules."""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any

import dspy

from ..dspy_door import values
from ..protocol.errors import BridgeError, typed_error_in
from ..protocol.peer import Peer
from . import inputs, signatures
from .imports import import_path
from .python_error import python_error
from .sessions import Program
from .tools import tool_of


def create(params: dict[str, Any], peer: Peer) -> Program:
    """One of DSPy's own modules. An agent gets tools; RLM may do without."""
    signature = signatures.build(params["signature"])
    kind, options = params["module"], values.decode(params["options"])
    tools = {"tools": _tools(params, peer)} if kind in _AGENTS else {}
    try:
        module = _module(kind)(signature, **tools, **options)
    except ValueError as error:
        raise python_error(error, f"Making a {kind}") from error
    return Program(module, {"module": kind, "signature": signatures.shape_of(signature)}, inputs.of_signature(signature))


#: Their names in DSPy, by ours. Those of `_AGENTS` take tools.
_MODULES = {
    "predict": "Predict",
    "chain_of_thought": "ChainOfThought",
    "react": "ReAct",
    "react_v2": "ReActV2",
    "code_act": "CodeAct",
    "program_of_thought": "ProgramOfThought",
    "rlm": "RLM",
}
_AGENTS = ("react", "react_v2", "code_act", "rlm")


def _module(kind: str) -> Any:
    made = getattr(dspy, _MODULES[kind], None)
    if made is not None:
        return made
    raise BridgeError(
        "MODULE_INVALID", f"This DSPy has no {_MODULES[kind]}.", f"it is {dspy.__version__}", f'"{sys.executable}" -m pip install -U dspy'
    )


def load(params: dict[str, Any], peer: Peer) -> Program:
    """`pkg.mod:Class`, made with the given arguments. A signature is asked by `Predict`, which takes them."""
    path = params["path"]
    target = import_path(path)
    if isinstance(target, type) and issubclass(target, dspy.Signature):
        target = functools.partial(dspy.Predict, target)
    module = target if isinstance(target, dspy.Module) else _make(target, path, params, peer)
    if not isinstance(module, dspy.Module):
        raise _not_a_module(path, module)
    known = signatures.signature_of(module)
    return Program(module, {"module": path, "signature": signatures.shape_of(known) if known else None}, inputs.of_module(module))


def _tools(params: dict[str, Any], peer: Peer) -> list[Any]:
    return [tool_of(tool, params["id"], peer) for tool in params["tools"]]


def _make(target: Any, path: str, params: dict[str, Any], peer: Peer) -> Any:
    if not callable(target):
        raise _not_a_module(path, target)
    args, kwargs = values.decode(params["args"]), values.decode(params["kwargs"])
    tools = {} if params["tools"] is None else {"tools": _tools(params, peer)}
    args, kwargs = _as_named(target, path, args, kwargs, tools)
    try:
        return target(*args, **kwargs, **tools)
    except Exception as error:
        if typed_error_in(error):
            raise
        raise python_error(error, f"Making {path}") from error


def _as_named(target: Any, path: str, args: Any, kwargs: dict[str, Any], tools: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The arguments as what its annotations name. MODULE_INVALID for those that it does not take."""
    # A dspy.Module's metaclass takes anything in its __call__ and hides what the class's own __init__ takes.
    maker = functools.partial(target.__init__, None) if isinstance(target, type(dspy.Module)) else target
    try:
        signature = inspect.signature(maker)
    except (TypeError, ValueError):
        return args, kwargs
    try:
        signature.bind(*args, **kwargs, **tools)
    except TypeError as error:
        takes = str(signature).rpartition(" -> ")[0] or str(signature)
        raise BridgeError(
            "MODULE_INVALID",
            f'"{path}" cannot be made with these arguments: {error}.',
            f"it takes {takes}",
            f"dspex.loadModule('{path}', {{ kwargs: {{ … }} }})",
        ) from None
    bound = signature.bind_partial(*args, **kwargs)
    inputs.make_arguments(bound, getattr(maker, "func", maker), path)
    return bound.args, bound.kwargs


def _not_a_module(path: str, made: Any) -> BridgeError:
    return BridgeError(
        "MODULE_INVALID",
        f'"{path}" gives a {type(made).__name__}, not a dspy.Module.',
        "a program is a dspy.Module, or a class or function that makes one",
        f"class {path.rpartition(':')[2]}(dspy.Module): …",
    )
