"""Signatures: types come from an allow-list, never from a name that is imported."""

from __future__ import annotations

import keyword
import re
from typing import Any, Literal, NamedTuple

import dspy
from pydantic import create_model

from ..dspy_door.annotations import schema_of
from ..dspy_door.names import dspy_names
from ..dspy_door.values import OF_DSPY
from ..protocol.errors import BridgeError

_SCALARS: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}


def build(shape: dict[str, Any]) -> Any:
    """A dspy.Signature from the fields that Node parsed. SIGNATURE_INVALID for what DSPy or pydantic refuse, too."""
    _refuse_bad_names([field["name"] for side in ("inputs", "outputs") for field in shape[side]])
    try:
        return _build(shape)
    except BridgeError:
        raise
    except Exception as error:
        raise _invalid(
            "This signature cannot be made.", f"{type(error).__name__}: {error}", "change the field that is named above"
        ) from error


def _refuse_bad_names(names: list[str]) -> None:
    for index, name in enumerate(names):
        if not name.isidentifier() or keyword.iskeyword(name):
            raise _invalid(f'"{name}" is no field name.', "a field is a Python name", f'rename it: "{_as_name(name)}"')
        if name in names[:index]:
            raise _invalid(
                f'The field "{name}" is there twice.', f"the fields are: {', '.join(names)}", "give each field a name of its own"
            )


def _as_name(text: str) -> str:
    name = re.sub(r"\W", "_", text)
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"field_{name}"


def _invalid(what: str, why: str, next_step: str) -> BridgeError:
    return BridgeError("SIGNATURE_INVALID", what, why, next_step)


def _build(shape: dict[str, Any]) -> Any:
    fields: dict[str, Any] = {}
    for side, make in (("inputs", dspy.InputField), ("outputs", dspy.OutputField)):
        for field in shape[side]:
            described = {"desc": field["description"]} if field.get("description") else {}
            fields[field["name"]] = (type_of(field["schema"], field["name"]), make(**described))
    return dspy.Signature(fields, shape.get("instructions") or _default_instructions(shape))


def _default_instructions(shape: dict[str, Any]) -> str:
    """DSPy's own, without the class that it makes of the fields to find them: a third of the time that a program takes to make."""
    sides = ([field["name"] for field in shape[side]] for side in ("inputs", "outputs"))
    return str(dspy_names.default_instructions.get()(_Sides(*sides)))


class _Sides(NamedTuple):
    """As much of a signature as its default instructions are made of."""

    input_fields: list[str]
    output_fields: list[str]


def type_of(schema: dict[str, Any], name: str) -> Any:
    """The Python type of a JSON Schema of the supported subset."""
    if schema.get("title") in OF_DSPY:
        return OF_DSPY[schema["title"]]
    if not schema:
        return Any
    if "const" in schema or "enum" in schema:
        return _literal([schema["const"]] if "const" in schema else schema["enum"], name)
    if "anyOf" in schema:
        return _union([type_of(choice, name) for choice in schema["anyOf"]])
    kind = schema.get("type")
    if kind == "array":
        return list[type_of(schema.get("items", {}), name)]  # type: ignore[misc]
    if kind == "object":
        return _object(schema, name)
    if isinstance(kind, str) and kind in _SCALARS:
        return _SCALARS[kind]
    raise _invalid(
        f'The field "{name}" has a type that is not known: {schema}.',
        f"types are {', '.join(_SCALARS)}, array, object, enum, anyOf",
        "use one of these types",
    )


def _literal(choices: list[Any], name: str) -> Any:
    if not choices or not all(choice is None or isinstance(choice, (str, int, bool)) for choice in choices):
        raise _invalid(f'The field "{name}" is one of {choices}.', "choices are text, integers, booleans or null", "list the choices")
    return Literal[tuple(choices)]


def _union(types: list[Any]) -> Any:
    united = types[0]
    for other in types[1:]:
        united = united | None if other is type(None) else united | other
    return united


def _object(schema: dict[str, Any], name: str) -> Any:
    properties = schema.get("properties")
    if properties is None:
        extra = schema.get("additionalProperties", {})
        return dict[str, type_of(extra if isinstance(extra, dict) else {}, name)]  # type: ignore[misc]
    required = schema.get("required", [])
    fields: dict[str, Any] = {}
    for key, inner in properties.items():
        if key.startswith("_"):
            raise _invalid(
                f'"{name}" has a property "{key}".', "pydantic takes a leading underscore for private", f'rename it: "{key.strip("_")}"'
            )
        kind = type_of(inner, f"{name}.{key}")
        fields[key] = (kind, ...) if key in required else (kind | None, None)
    title = str(schema.get("title") or name.title().replace("_", "").replace(".", ""))
    return create_model(title, **fields)


def signature_of(module: Any) -> Any:
    """A module's own; None where what it calls so is none, or where it has none."""
    signature = getattr(module, "signature", None)
    return signature if isinstance(signature, type) and issubclass(signature, dspy.Signature) else None


def shape_of(signature: Any) -> dict[str, Any]:
    """A signature as Node knows it."""

    def fields(side: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "schema": schema_of(info.annotation),
                "description": str((info.json_schema_extra or {}).get("desc", "")),
            }
            for name, info in side.items()
        ]

    return {"inputs": fields(signature.input_fields), "outputs": fields(signature.output_fields), "instructions": signature.instructions}
