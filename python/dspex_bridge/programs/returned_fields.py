"""What the lines of a `forward` return: the fields of `dspy.Prediction(…)`, of a part of the module that is called, or of a dict."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

Side = dict[str, Any]
#: What a part of the module gives.
OutputsOf = Callable[[Any], Side]


def returned_fields(module: Any, outputs_of: OutputsOf) -> Side | None:
    """The fields of all returns together; None where one of them cannot be read."""
    function = _forward(module)
    if function is None:
        return None
    reader = _Reader(module, outputs_of, function)
    sides = [reader.side(node.value) for node in _own_nodes(function) if isinstance(node, ast.Return)]
    known = [side for side in sides if side is not None]
    return _together(known) if known and len(known) == len(sides) else None


def _forward(module: Any) -> ast.AST | None:
    forward = getattr(type(module), "forward", None) or getattr(type(module), "aforward", None)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(forward)))  # type: ignore[arg-type]
    except (OSError, TypeError, SyntaxError):
        return None
    return tree.body[0]


def _own_nodes(function: ast.AST) -> list[ast.AST]:
    """Without those of functions inside of it."""
    nodes: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            nodes.append(node)
            waiting.extend(ast.iter_child_nodes(node))
    return nodes


def _together(sides: list[Side]) -> Side:
    names = dict.fromkeys(field["name"] for side in sides for field in side["fields"])
    fields = [_one_of([field for side in sides for field in side["fields"] if field["name"] == name], len(sides)) for name in names]
    return {"fields": fields, "isOpen": any(side["isOpen"] for side in sides)}


def _one_of(fields: list[dict[str, Any]], returns: int) -> dict[str, Any]:
    schemas = [field["schema"] for field in fields]
    schema = schemas[0] if all(other == schemas[0] for other in schemas) else {}
    return {"name": fields[0]["name"], "schema": schema, "required": len(fields) == returns and all(field["required"] for field in fields)}


class _Reader:
    """Follows names that are assigned once, and `self.part(…)`."""

    def __init__(self, module: Any, outputs_of: OutputsOf, function: ast.AST) -> None:
        self._module = module
        self._outputs_of = outputs_of
        self._values = _assigned_once(function)

    def side(self, node: ast.AST | None) -> Side | None:
        """What an expression gives as outputs."""
        node = self._value(node)
        if isinstance(node, ast.Dict):
            return self._of_dict(node)
        if not isinstance(node, ast.Call):
            return None
        part = self._part(node.func)
        if part is not None:
            return self._outputs_of(part)
        return self._of_keywords(node) if _name_of(node.func) == "Prediction" else None

    def _of_keywords(self, call: ast.Call) -> Side:
        fields = [self._field(each.arg, each.value) for each in call.keywords if each.arg is not None]
        return {"fields": fields, "isOpen": len(fields) < len(call.keywords) or bool(call.args)}

    def _of_dict(self, given: ast.Dict) -> Side:
        named = [(key.value, value) for key, value in zip(given.keys, given.values, strict=True) if isinstance(key, ast.Constant)]
        return {"fields": [self._field(str(name), value) for name, value in named], "isOpen": len(named) < len(given.keys)}

    def _field(self, name: str, node: ast.AST) -> dict[str, Any]:
        return {"name": name, "schema": self._schema(node), "required": True}

    def _schema(self, node: ast.AST) -> dict[str, Any]:
        """`result.queue` has the type that the part's signature gives it."""
        value = self._value(node)
        if not isinstance(value, ast.Attribute):
            return {}
        side = self.side(value.value)
        return next((field["schema"] for field in side["fields"] if field["name"] == value.attr), {}) if side else {}

    def _value(self, node: ast.AST | None) -> ast.AST | None:
        seen = 0
        while seen < _DEEPEST:
            seen += 1
            if isinstance(node, ast.Await):
                node = node.value
            elif isinstance(node, ast.Name) and node.id in self._values:
                node = self._values[node.id]
            else:
                break
        return node

    def _part(self, func: ast.AST) -> Any:
        """The module behind `self.part`, `self.part.acall` or `self.a.part`."""
        steps: list[str] = []
        while isinstance(func, ast.Attribute):
            steps.insert(0, func.attr)
            func = func.value
        if not (isinstance(func, ast.Name) and func.id == "self" and steps):
            return None
        part = self._module
        for step in steps[:-1] if steps[-1] == "acall" else steps:
            part = getattr(part, step, None)
        return part if hasattr(part, "named_predictors") else None


def _assigned_once(function: ast.AST) -> dict[str, ast.AST]:
    values: dict[str, list[ast.AST | None]] = {}
    for node in _own_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            values.setdefault(node.id, []).append(None)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
    changed = {name for node in _own_nodes(function) if (name := _changed(node)) is not None}
    # Each plain assignment is met twice: as a statement, and as a name that is stored to.
    return {name: found[0] or found[1] for name, found in values.items() if len(found) == 2 and any(found) and name not in changed}  # type: ignore[misc]


def _changed(node: ast.AST) -> str | None:
    """The name of what an attribute or an item is stored in, or taken from: it gives no longer what its part gave."""
    if not (isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del))):
        return None
    return node.value.id if isinstance(node.value, ast.Name) else None


def _name_of(func: ast.AST) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


_DEEPEST = 20
