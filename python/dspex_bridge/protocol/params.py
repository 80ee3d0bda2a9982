"""The parameters of each command and their form, as the boundary in Node has them; a test compares the two."""

from __future__ import annotations

from typing import Any

from .errors import BadParams

Params = dict[str, Any]
Shape = dict[str, tuple[type, ...]]

#: Of a parameter that may be left out.
_ABSENT = type(...)
#: Parameter names with the JSON types they take.
PARAMS: dict[str, Shape] = {
    "hello": {"protocol": (int,), "world": (dict,), "defaultModel": (str,), "dspyCache": (str,), "realBackoff": (bool,)},
    "ping": {},
    "stats": {},
    "where": {},
    "begin_attempt": {"attempt": (str,), "seed": (int,), "env": (dict,)},
    "end_attempt": {"attempt": (str,)},
    "open_session": {"session": (str,)},
    "reset_session": {"session": (str,)},
    "close_session": {"session": (str,)},
    "list_sessions": {},
    "configure_lm": {"session": (str,), "model": (str,), "options": (dict,)},
    "init_test_lm": {"session": (str,)},
    "configure_settings": {"session": (str,), "settings": (dict,)},
    "create_program": {"session": (str,), "id": (str,), "module": (str,), "signature": (dict,), "tools": (list,), "options": (dict,)},
    "load_module": {"session": (str,), "id": (str,), "path": (str,), "args": (list,), "kwargs": (dict,), "tools": (list, type(None))},
    "preload": {"module": (str,)},
    "execute": {"session": (str,), "id": (str,), "executeId": (str,), "follows": (str, _ABSENT), "inputs": (dict,)},
    "execute_and_measure": {
        "session": (str,),
        "id": (str,),
        "executeId": (str,),
        "follows": (str, _ABSENT),
        "inputs": (dict,),
        "example": (dict,),
        "metric": (str,),
    },
    "optimize": {
        "session": (str,),
        "id": (str,),
        "executeId": (str,),
        "programs": (list,),
        "teacher": (str, type(None)),
        "optimizer": (str,),
        "trainset": (list, type(None)),
        "valset": (list, type(None)),
        "inputs": (list, type(None)),
        "metric": (dict, type(None)),
        "seed": (int, type(None)),
        "options": (dict,),
    },
    "embed": {"session": (str,), "executeId": (str,), "texts": (list,), "model": (str,), "options": (dict,)},
    "program_state": {"session": (str,), "id": (str,)},
    "input_names": {"session": (str,), "id": (str,)},
    "stream": {
        "session": (str,),
        "id": (str,),
        "executeId": (str,),
        "inputs": (dict,),
        "fields": (list, type(None)),
        "status": (list, str, bool, type(None)),
        "toolsId": (str,),
    },
    "stop_stream": {"executeId": (str,)},
    "list_programs": {"session": (str,)},
    "program_info": {"session": (str,), "id": (str,)},
    "delete_program": {"session": (str,), "id": (str,)},
    "save_program": {"session": (str,), "id": (str,), "file": (str,)},
    "load_program": {"session": (str,), "id": (str,), "file": (str,)},
    "history": {"session": (str,), "limit": (int,)},
    "fork": {},
    "shutdown": {},
}
MODULE_KINDS = ("predict", "chain_of_thought", "react", "react_v2", "code_act", "program_of_thought", "rlm")

_WORLD: Shape = {
    "cwd": (str,),
    "env": (dict,),
    "path": (list,),
    "seed": (int,),
    "network": (str,),
    "allowHosts": (list,),
    "lmHosts": (list,),
}
NETWORKS = ("guard", "namespace", "open")
_SIGNATURE: Shape = {"inputs": (list,), "outputs": (list,)}
_FIELD: Shape = {"name": (str,), "schema": (dict,)}
_TOOLS: dict[str, Shape] = {"python": {"path": (str,)}, "node": {"name": (str,), "description": (str,), "parameters": (dict,)}}


def check_params(method: str, params: Any) -> Params:
    """The parameters, if they have the documented form; what is inside of `world` is checked by hello itself, after the protocol."""
    checked = _check(method, params, PARAMS[method])
    if method == "create_program":
        _check_program(checked)
    if method in ("create_program", "load_module"):
        _check_tools(method, checked["tools"] or [])
    if method == "begin_attempt":
        _check_texts("begin_attempt: env", [value for value in checked["env"].values() if value is not None])
    return checked


def check_world(world: Params) -> Params:
    """The world of a hello, if it has the documented form."""
    _check("hello: world", world, _WORLD)
    _check_texts("hello: world.path", world["path"])
    _check_texts("hello: world.env", list(world["env"].values()))
    _check_texts("hello: world.allowHosts", world["allowHosts"])
    _check_texts("hello: world.lmHosts", world["lmHosts"])
    if world["network"] not in NETWORKS:
        raise BadParams(f'hello: world.network is "{world["network"]}"; there are: {", ".join(NETWORKS)}')
    return world


def _check(where: str, given: Any, shape: Shape) -> Params:
    if not isinstance(given, dict):
        raise BadParams(f"{where}: an object is wanted, not {type(given).__name__}")
    for name, types in shape.items():
        if name not in given and _ABSENT in types:
            continue
        if name not in given:
            raise BadParams(f'{where}: the parameter "{name}" is missing')
        if not isinstance(given[name], types):
            raise BadParams(f'{where}: the parameter "{name}" is {type(given[name]).__name__}, not {types[0].__name__}')
    return given


def _check_texts(where: str, given: list[Any]) -> None:
    if not all(isinstance(item, str) for item in given):
        raise BadParams(f"{where}: all of it is text")


def _check_program(params: Params) -> None:
    if params["module"] not in MODULE_KINDS:
        raise BadParams(f'create_program: the module "{params["module"]}" is not known; there are: {", ".join(MODULE_KINDS)}')
    signature = _check("create_program: signature", params["signature"], _SIGNATURE)
    for field in [*signature["inputs"], *signature["outputs"]]:
        _check("create_program: a field of the signature", field, _FIELD)


def _check_tools(method: str, tools: list[Any]) -> None:
    for tool in tools:
        kind = tool.get("kind") if isinstance(tool, dict) else None
        if kind not in _TOOLS:
            raise BadParams(f"{method}: a tool is of kind {' or '.join(_TOOLS)}, not {kind!r}")
        _check(f"{method}: a {kind} tool", tool, _TOOLS[kind])
