"""JSON Schema of a tool's arguments, as DSPy's tools can take it: they read neither lists of types nor a type that holds itself."""

from __future__ import annotations

from typing import Any

from dspy.adapters.types.tool import convert_input_schema_to_tool_args

_DATA = {"const", "default", "enum", "examples"}
_DEFINITIONS = {"$defs", "definitions"}


def tool_arguments(schema: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """What `dspy.Tool` takes: the schemas of the arguments, their types, and what is said of them."""
    whole = {key: _resolved(value, schema, ()) for key, value in schema.items() if key not in _DEFINITIONS}
    properties = whole.get("properties") or {}
    one_typed = {**whole, "properties": {name: _without_types(one) for name, one in properties.items()}}
    _, types, said = convert_input_schema_to_tool_args(one_typed)
    return properties, types, said


def _resolved(node: Any, root: dict[str, Any], within: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_resolved(one, root, within) for one in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    target = _at(root, reference) if isinstance(reference, str) else None
    if target is None:
        return {key: value if key in _DATA else _resolved(value, root, within) for key, value in node.items()}
    beside = _resolved({key: value for key, value in node.items() if key != "$ref"}, root, within)
    # Of a type that holds itself, one level is told; whoever wrote the tool checks what lies below.
    return beside if reference in within else {**_resolved(target, root, (*within, str(reference))), **beside}


def _at(root: dict[str, Any], reference: str) -> Any:
    """What a reference within the schema points at; None of one that leads elsewhere."""
    if reference != "#" and not reference.startswith("#/"):
        return None
    node: Any = root
    for step in reference.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and name.isdigit() and int(name) < len(node):
            node = node[int(name)]
        elif isinstance(node, dict) and name in node:
            node = node[name]
        else:
            return None
    return {key: value for key, value in node.items() if key not in _DEFINITIONS} if isinstance(node, dict) else None


def _without_types(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if not (key == "type" and isinstance(value, list))}
