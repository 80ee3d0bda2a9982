"""The settings of a DSPy call: those that Node has names for, and all others as they came, in the words of chat completions."""

from __future__ import annotations

import json
from typing import Any

from dspy.lm15 import Request

#: What configures DSPy, litellm or the connection, and goes to no model.
_OF_CLIENTS = {
    *("api_key", "api_base", "base_url", "headers", "extra_headers", "timeout", "api_version", "azure_ad_token_provider"),
    *("organization", "project", "extra_query", "custom_llm_provider", "n", "rollout_id", "num_generations", "prompt_cache"),
    *("cache", "caching", "num_retries", "max_retries", "drop_params", "additional_drop_params", "allowed_openai_params"),
    *("mock_response", "fallbacks", "stream", "stream_options", "extra_body"),
}

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


def settings_of(call: Any, request: Request, is_whole: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is named, and what is carried. `is_whole`: the request has all that the call's messages and tools say."""
    given = _given(call) if call.request is None else _of_config(request.config)
    known = set() if is_whole else {"messages", "tools", "response_format", "tool_choice", "functions", "function_call"}
    named = {name: given[dspys_name] for dspys_name, name in _NAMES.items() if dspys_name in given}
    carried = {name: value for name, value in given.items() if name not in _NAMES and (name not in _OF_REQUEST or name in known)}
    return named, carried


def without_settings(legacy: dict[str, Any]) -> dict[str, Any]:
    """What a request can be made of, whatever else the call says."""
    return {name: value for name, value in legacy.items() if name in _OF_REQUEST}


def _given(call: Any) -> dict[str, Any]:
    """What goes to a model. OpenAI's client sends what is in `extra_body` beside the rest."""
    extra = call.legacy.get("extra_body")
    given = {name: value for name, value in call.legacy.items() if name not in _OF_CLIENTS}
    return {name: _plain(value) for name, value in (given | (extra if isinstance(extra, dict) else {})).items() if value is not None}


def _plain(value: Any) -> Any:
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return repr(value)


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
    return {name: _plain(value) for name, value in said.items() if value is not None}


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


def embedding_settings(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same of embeddings. How the numbers are written is no setting of the model's."""
    left_out = _OF_CLIENTS | {"encoding_format", "model", "input"}
    settings = {name: _plain(value) for name, value in given.items() if name not in left_out and value is not None}
    dimensions = settings.pop("dimensions", None)
    return ({} if dimensions is None else {"dimensions": dimensions}), settings
