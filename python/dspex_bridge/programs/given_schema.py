"""The JSON Schema of what a program gives, as `values.encode` brings it to Node."""

from __future__ import annotations

from typing import Any

import dspy
from pydantic.json_schema import GenerateJsonSchema

from ..dspy_door.annotations import adapter_of
from ..dspy_door.of_some_dspys import REASONING


class _AsGiven(GenerateJsonSchema):
    """Every field is there, also one with a default; a dict of other keys than text says so by `keys`."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        """Whether a field is always there: of a TypedDict one may be missing."""
        return super().field_is_required(field, total) if field["type"] == "typed-dict-field" else True

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """The schema of one model. DSPy takes some for text, and so does Node."""
        return {"type": "string"} if issubclass(schema["cls"], _TEXTS) else super().model_schema(schema)

    def dict_schema(self, schema: Any) -> dict[str, Any]:
        """A dict comes as a Map where not all of its keys are text."""
        described = super().dict_schema(schema)
        keys = schema.get("keys_schema", {"type": "any"})
        return {**described, "keys": self.generate_inner(keys)} if keys["type"] in _OTHER_KEYS else described


#: What DSPy's own types are that come as text.
_TEXTS: tuple[type, ...] = tuple(kind for kind in (dspy.Code, REASONING) if kind is not None)
_OTHER_KEYS = ("int", "float", "bool", "date", "datetime", "uuid", "decimal", "tuple")


def given_schema_of(annotation: Any) -> dict[str, Any]:
    """By the fields' own names; {} for a type without one."""
    try:
        return adapter_of(annotation).json_schema(by_alias=False, mode="serialization", schema_generator=_AsGiven)
    except Exception:
        # A type without a JSON form is described by nothing.
        return {}
