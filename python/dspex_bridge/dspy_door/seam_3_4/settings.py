"""The settings of a DSPy call: those that Node has names for, and all others as they came, in the words of chat completions."""

from __future__ import annotations

from typing import Any

from dspy.lm15 import Request

from ..given_settings import OF_CLIENTS, plain

#: What the request says in a form of its own.
_OF_REQUEST = {
    *("model", "messages", "temperature", "top_p", "max_tokens", "max_completion_tokens", "stop", "seed", "frequency_penalty"),
    *("presence_penalty", "response_format", "tools", "tool_choice", "functions", "function_call"),
}

_NAMES = {
    "top_k": "topK",
    "reasoning_effort": "reasoningEffort",
    "verbosity": "verbosity",
    "parallel_tool_calls": "parallelToolCalls",
    "service_tier": "serviceTier",
    "logprobs": "logprobs",
    "top_logprobs": "topLogprobs",
}


def settings_of(call: Any, request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is named, and what is carried."""
    given = _given(call) if call.request is None else _of_config(request.config)
    named = {name: given[dspys_name] for dspys_name, name in _NAMES.items() if dspys_name in given}
    carried = {name: value for name, value in given.items() if name not in _NAMES and name not in _OF_REQUEST}
    return named, carried


def without_settings(legacy: dict[str, Any]) -> dict[str, Any]:
    """What a request can be made of, whatever else the call says."""
    return {name: value for name, value in legacy.items() if name in _OF_REQUEST}


def _given(call: Any) -> dict[str, Any]:
    """What goes to a model and is not said by the request. OpenAI's client sends what is in `extra_body` beside the rest."""
    extra = call.legacy.get("extra_body")
    given = {name: value for name, value in call.legacy.items() if name not in OF_CLIENTS}
    both = given | (extra if isinstance(extra, dict) else {})
    return {name: plain(value) for name, value in both.items() if value is not None and name not in _OF_REQUEST}


def _of_config(config: Any) -> dict[str, Any]:
    """Of a call that was made with a typed request, which has names of its own."""
    reasoning, choice = config.reasoning, config.tool_choice
    said = {
        "reasoning_effort": getattr(reasoning, "effort", None),
        "reasoning_summary": getattr(reasoning, "summary", None),
        "thinking_budget": getattr(reasoning, "thinking_budget", None),
        "parallel_tool_calls": getattr(choice, "parallel", None),
        "service_tier": config.service_tier,
        "user": config.user_id,
        "store": config.store,
        "logprobs": None if config.logprobs is None else True,
        "top_logprobs": config.logprobs,
        "probabilities": config.probabilities,
        **(config.extensions or {}),
    }
    return {name: plain(value) for name, value in said.items() if value is not None}


def schema_settings(response_format: Any) -> dict[str, Any]:
    """What is said of a schema beside the schema."""
    described = response_format.get("json_schema", response_format) if isinstance(response_format, dict) else None
    if not isinstance(described, dict) or not isinstance(described.get("schema"), dict):
        return {}
    names = {"name": "schemaName", "description": "schemaDescription", "strict": "schemaStrict"}
    return {name: described[given] for given, name in names.items() if described.get(given) is not None}


def strict_tools(call: Any) -> set[str]:
    """The names of the tools whose arguments must be as their schemas say."""
    tools = call.legacy.get("tools")
    if not isinstance(tools, list):
        return set()
    functions = [tool["function"] for tool in tools if isinstance(tool, dict) and isinstance(tool.get("function"), dict)]
    return {str(function.get("name")) for function in functions if function.get("strict") is True}
