"""Settings of a call as a program gives them."""

from __future__ import annotations

import json
from typing import Any

#: What configures DSPy, litellm or the connection, and goes to no model.
OF_CLIENTS = {
    *("api_key", "api_base", "base_url", "headers", "extra_headers", "timeout", "api_version", "azure_ad_token_provider"),
    *("organization", "project", "extra_query", "custom_llm_provider", "n", "rollout_id", "num_generations", "prompt_cache"),
    *("cache", "caching", "num_retries", "max_retries", "drop_params", "additional_drop_params", "allowed_openai_params"),
    *("mock_response", "fallbacks", "stream", "stream_options", "extra_body"),
}


def plain(value: Any) -> Any:
    """What JSON says of it; of what it cannot say, what Python shows."""
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return repr(value)
