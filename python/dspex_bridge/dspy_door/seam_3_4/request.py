"""A DSPy request as the `LmCall` that Node's engine knows."""

from __future__ import annotations

from typing import Any

from dspy.lm15 import Request

from ..model_name import bare_model
from .settings import schema_settings, settings_of, strict_tools

_SAMPLING = {
    "temperature": "temperature",
    "top_p": "topP",
    "top_k": "topK",
    "max_tokens": "maxTokens",
    "seed": "seed",
    "frequency_penalty": "frequencyPenalty",
    "presence_penalty": "presencePenalty",
}


def describe_call(request: Request, fields: dict[str, Any] | None, stream: bool) -> dict[str, Any]:
    """The canonical form; sampling holds only what was set."""
    messages = [{"role": "user" if m.role == "developer" else m.role, "parts": [_part(part) for part in m.parts]} for m in request.messages]
    tools = [
        {"name": tool.name, "description": getattr(tool, "description", None) or "", "parameters": getattr(tool, "parameters", None) or {}}
        for tool in request.tools
    ]
    return {
        "door": "python",
        "api": "dspy",
        "operation": "generate",
        "model": bare_model(request.model),
        "system": _system(request),
        "messages": messages,
        "tools": tools,
        "schema": _schema(request.config.response_format),
        "sampling": _sampling(request.config),
        "stream": stream,
        "fields": fields,
    }


def asked_beside(call: Any) -> dict[str, Any]:
    """What DSPy keeps to itself: how many calls it makes of one, and what tells one rollout from another."""
    given = call.legacy if call.request is None else call.kwargs
    names = {"n": "n", "rollout_id": "rolloutId"}
    asked = {name: value for dspys_name, name in names.items() if (value := given.get(dspys_name)) is not None}
    return {"asked": asked} if asked else {}


def _sampling(config: Any) -> dict[str, Any]:
    sampling = {name: value for dspys_name, name in _SAMPLING.items() if (value := getattr(config, dspys_name)) is not None}
    if config.stop:
        sampling["stop"] = list(config.stop)
    choice = config.tool_choice
    if choice is not None and (choice.mode != "auto" or choice.allowed):
        sampling["toolChoice"] = {"mode": choice.mode, **({"allowed": list(choice.allowed)} if choice.allowed else {})}
    if _wants_json(config.response_format):
        sampling["responseFormat"] = "json"
    return sampling | schema_settings(config.response_format)


def _system(request: Request) -> str:
    system = request.system
    if system is None or isinstance(system, str):
        return system or ""
    return "".join(getattr(part, "text", "") for part in system)


def _schema(response_format: Any) -> dict[str, Any] | None:
    if not isinstance(response_format, dict):
        return None
    inner = response_format.get("json_schema", response_format)
    schema = inner.get("schema", inner) if isinstance(inner, dict) else None
    return schema if isinstance(schema, dict) and schema.get("type") != "json_object" else None


def _wants_json(response_format: Any) -> bool:
    """JSON without a schema was asked for."""
    return isinstance(response_format, dict) and response_format.get("type") == "json_object"


def with_settings(described: dict[str, Any], call: Any, request: Request) -> dict[str, Any]:
    """The call with every setting that it was made with."""
    named, carried = settings_of(call, request)
    strict = strict_tools(call)
    tools = [{**tool, "strict": True} if tool["name"] in strict else tool for tool in described["tools"]]
    return {**described, "tools": tools, "sampling": described["sampling"] | named, **({"carried": carried} if carried else {})}


def _part(part: Any) -> dict[str, Any]:
    kind = part.type
    if kind == "text":
        return {"type": "text", "text": part.text}
    if kind == "thinking":
        return {"type": "thinking"}
    if kind == "refusal":
        return {"type": "other", "value": {"type": "refusal", "refusal": part.text}}
    if kind == "tool_call":
        return {"type": "tool_call", "id": part.id, "name": part.name, "arguments": part.input}
    if kind == "tool_result":
        content = "\n".join(getattr(piece, "text", None) or str(piece) for piece in part.content)
        return {"type": "tool_result", "id": part.id, "content": content, **({"name": part.name} if part.name else {})}
    if hasattr(part, "media_type"):
        return {
            "type": "media",
            "mimeType": part.media_type,
            **{key: value for key in ("data", "url") if (value := getattr(part, key)) is not None},
            **({"detail": part.detail} if getattr(part, "detail", None) not in (None, "auto") else {}),
        }
    return {"type": "other", "value": str(part)}
