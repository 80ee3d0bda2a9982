"""Tools of an agent: functions in Node, or Python's own."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.current_execute import current_execute
from ..protocol.peer import Peer
from . import signatures
from .imports import import_path


def tool_of(shape: dict[str, Any], program_id: str, peer: Peer) -> Any:
    """What DSPy calls; a tool in Node is asked over the connection."""
    if shape["kind"] == "python":
        return import_path(shape["path"])

    def call_node(**arguments: Any) -> Any:
        params = {
            "executeId": current_execute(),
            "id": program_id,
            "name": shape["name"],
            "arguments": values.encode(arguments, "arguments"),
        }
        return values.decode(peer.request("call_tool", params)["value"])

    schema = shape["parameters"]
    arguments = schema.get("properties", {})
    types = {name: signatures.type_of(inner, name) for name, inner in arguments.items()}
    return dspy.Tool(call_node, name=shape["name"], desc=shape["description"], args=arguments, arg_types=types)
