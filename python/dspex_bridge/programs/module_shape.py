"""What a module of the user's takes and gives, as far as its annotations, its signatures and the lines of its `forward` tell."""

from __future__ import annotations

from typing import Any, get_origin, get_type_hints, is_typeddict

import dspy

from ..dspy_door.annotations import schema_of
from . import inputs
from .given_schema import given_schema_of
from .imports import import_path
from .returned_fields import returned_fields
from .signatures import signature_of

#: Fields, and whether there may be others.
Side = dict[str, Any]


def module_shape(path: str) -> dict[str, Any]:
    """Both sides, and why the module was only read as a class where it could not be made without arguments."""
    target = import_path(path)
    module, problem = _made(target)
    kind = type(module) if module is not None else target
    return {"inputs": _inputs(module, kind), "outputs": _outputs(module, kind), "problem": problem}


def _made(target: Any) -> tuple[Any, str | None]:
    if isinstance(target, dspy.Module):
        return target, None
    try:
        made = target()
    except (Exception, SystemExit) as error:
        return None, f"{type(error).__name__}: {error}"
    return (made, None) if isinstance(made, dspy.Module) else (None, f"it makes a {type(made).__name__}, not a dspy.Module")


def _inputs(module: Any, kind: Any) -> Side:
    known = inputs.of_module(module) if module is not None else inputs.of_class(kind)
    hints = inputs.hints_of(kind)
    fields = [
        {"name": name, "schema": _schema(one.annotation or hints.get(name)), "required": one.is_required}
        for name, one in known.fields.items()
    ]
    return {"fields": fields, "isOpen": known.is_open}


def _outputs(module: Any, kind: Any) -> Side:
    declared = _declared(kind)
    if declared is not None:
        return declared
    if module is None:
        return _OPEN
    signature = _signature_of(module)
    if signature is not None and kind.__module__.startswith("dspy."):
        return _of_signature(module, signature)
    of_lines = returned_fields(module, lambda part: _outputs(part, type(part)))
    if of_lines is not None:
        return of_lines
    return _OPEN if signature is None else _of_signature(module, signature)


def _signature_of(module: Any) -> Any:
    """A ChainOfThought keeps it in its Predict."""
    return signature_of(module) or signature_of(getattr(module, "predict", None))


def _of_signature(module: Any, signature: Any) -> Side:
    fields = [
        {"name": name, "schema": given_schema_of(info.annotation), "required": True} for name, info in signature.output_fields.items()
    ]
    # An agent gives what it did as well.
    return {"fields": fields, "isOpen": not isinstance(module, (dspy.Predict, dspy.ChainOfThought))}


def _declared(kind: Any) -> Side | None:
    """What a return annotation says: the fields of a TypedDict or of a Prediction with annotations, or what becomes the one `result`."""
    forward = getattr(kind, "forward", None) or getattr(kind, "aforward", None)
    try:
        returned = get_type_hints(forward).get("return")
        if returned in (None, Any, dict, dspy.Prediction) or get_origin(returned) is dict:
            return None
        if not (is_typeddict(returned) or _is_prediction(returned)):
            return {"fields": [{"name": "result", "schema": given_schema_of(returned), "required": True}], "isOpen": False}
        named = {name: annotation for name, annotation in get_type_hints(returned).items() if not name.startswith("_")}
    except Exception:
        # A name that is imported for type checkers alone: nothing is known then.
        return None
    optional: frozenset[str] = getattr(returned, "__optional_keys__", frozenset())
    fields = [{"name": name, "schema": given_schema_of(one), "required": name not in optional} for name, one in named.items()]
    return {"fields": fields, "isOpen": False} if fields else None


def _is_prediction(returned: Any) -> bool:
    return isinstance(returned, type) and issubclass(returned, dspy.Prediction)


def _schema(annotation: Any) -> dict[str, Any]:
    return {} if annotation is None else schema_of(annotation)


_OPEN: Side = {"fields": [], "isOpen": True}
