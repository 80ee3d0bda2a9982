"""What an LM asks litellm for, as the body of a chat completion: Node reads it as it reads those of OpenAI's clients.

DSPy before 3.4 asks so; later ones do for what their typed requests have no place for, such as a file with a name.
"""

from __future__ import annotations

from typing import Any

import pydantic

from .call_fields import Formatting, describe
from .given_settings import OF_CLIENTS, plain
from .model_name import bare_model


def described(request: dict[str, Any], formatting: Formatting | None, stream: bool) -> dict[str, Any]:
    """A call that Node decodes. What DSPy keeps to itself is told beside the body."""
    body = {name: _value(name, value) for name, value in _given(request).items() if value is not None}
    if stream:
        body["stream"] = True
    fields = None if formatting is None else describe(formatting)
    return {"door": "python", "model": bare_model(request["model"]), "chat": body, "fields": fields, **_asked(request)}


def _given(request: dict[str, Any]) -> dict[str, Any]:
    """What goes to a model. OpenAI's client sends what is in `extra_body` beside the rest."""
    extra = request.get("extra_body")
    given = {name: value for name, value in request.items() if name not in OF_CLIENTS and name != "model"}
    return given | (extra if isinstance(extra, dict) else {})


def _value(name: str, value: Any) -> Any:
    if name == "response_format" and isinstance(value, type) and issubclass(value, pydantic.BaseModel):
        schema = {"name": value.__name__, "schema": value.model_json_schema(), "strict": True}
        return {"type": "json_schema", "json_schema": schema}
    return plain(value)


def _asked(request: dict[str, Any]) -> dict[str, Any]:
    names = {"n": "n", "rollout_id": "rolloutId"}
    asked = {name: value for dspys_name, name in names.items() if (value := request.get(dspys_name)) is not None}
    return {"asked": asked} if asked else {}
