"""Tools of an agent: functions in Node, or Python's own."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.current_execute import current_execute
from ..dspy_door.stop import waiting_for_node
from ..protocol.node_error import NodeError
from ..protocol.peer import Peer
from .imports import import_path
from .tool_schemas import tool_arguments

_IS_AWAITED: ContextVar[bool] = ContextVar("is_awaited", default=False)


class NodeTool(dspy.Tool):  # type: ignore[misc]
    """A function in Node. An async agent goes on with other work while it waits for it."""

    async def acall(self, **arguments: Any) -> Any:
        """As `__call__`, for what awaits it."""
        token = _IS_AWAITED.set(True)
        try:
            return await super().acall(**arguments)
        finally:
            _IS_AWAITED.reset(token)


def tool_of(shape: dict[str, Any], program_id: str, peer: Peer) -> Any:
    """What DSPy calls; a tool in Node is asked over the connection. Its arguments are what DSPy makes of the JSON Schema of a tool."""
    if shape["kind"] == "python":
        return import_path(shape["path"])

    def call_node(**arguments: Any) -> Any:
        params = {
            "executeId": current_execute(),
            "id": program_id,
            "name": shape["name"],
            "arguments": values.encode(arguments, "arguments"),
        }
        if _IS_AWAITED.get():
            return _asked_async(peer, params)
        with waiting_for_node():
            return _asked(peer, params)

    args, arg_types, arg_desc = tool_arguments(shape["parameters"])
    return NodeTool(call_node, name=shape["name"], desc=shape["description"], args=args, arg_types=arg_types, arg_desc=arg_desc)


class ToolError(NodeError):
    """What a tool in Node threw. An agent tells its model: by a name that is no place in this package."""

    __module__ = "builtins"


def _asked(peer: Peer, params: dict[str, Any]) -> Any:
    try:
        return values.decode(peer.request("call_tool", params)["value"])
    except NodeError as error:
        raise ToolError({"data": error.dspex}) from None


async def _asked_async(peer: Peer, params: dict[str, Any]) -> Any:
    try:
        return values.decode((await peer.request_async("call_tool", params))["value"])
    except NodeError as error:
        raise ToolError({"data": error.dspex}) from None
