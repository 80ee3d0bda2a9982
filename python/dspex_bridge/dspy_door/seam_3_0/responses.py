"""Node's replies in the words of litellm, which DSPy reads."""

from __future__ import annotations

import json
from typing import Any

import litellm

from ..said import Said

_CHAT, _TEXT, _RESPONSES = "chat", "text", "responses"


def response_of(kind: str, model: str, said: list[Said], replies: list[dict[str, Any]]) -> Any:
    """One response with a choice to each reply. `kind`: the type of the model that DSPy asks."""
    if kind == _RESPONSES:
        return _of_responses(model, said[0], _usage(replies))
    if kind == _TEXT:
        choices = [{"text": one.text or "", "index": index, "finish_reason": _finish(replies[index])} for index, one in enumerate(said)]
        return litellm.TextCompletionResponse(model=model, choices=choices, usage=_usage(replies))
    choices = [_choice(index, one, replies[index]) for index, one in enumerate(said)]
    return litellm.ModelResponse(model=model, choices=choices, usage=_usage(replies))


def _choice(index: int, said: Said, reply: dict[str, Any]) -> Any:
    beside = {} if said.refusal is None else {"refusal": said.refusal}
    message = litellm.Message(
        content=said.text,
        role="assistant",
        tool_calls=tool_calls(said) or None,
        reasoning_content=said.thinking,
        **beside,
    )
    logprobs = _logprobs(reply.get("logprobs"))
    return litellm.Choices(
        finish_reason=_finish(reply), index=index, message=message, **({} if logprobs is None else {"logprobs": logprobs})
    )


def tool_calls(said: Said) -> list[dict[str, Any]]:
    """As chat completions have them."""
    return [
        {"id": call["id"], "type": "function", "function": {"name": call["name"], "arguments": json.dumps(call["arguments"])}}
        for call in said.tool_calls
    ]


def _finish(reply: dict[str, Any]) -> str:
    return str(reply["finishReason"])


def _of_responses(model: str, said: Said, usage: Any) -> Any:
    output: list[dict[str, Any]] = []
    if said.thinking is not None:
        output.append({"type": "reasoning", "id": "rs_0", "summary": [{"type": "summary_text", "text": said.thinking}]})
    if said.text is not None or said.refusal is not None:
        content = {"type": "output_text", "text": said.text or "", "annotations": []}
        if said.refusal is not None:
            content = {"type": "refusal", "refusal": said.refusal}
        output.append({"type": "message", "id": "msg_0", "role": "assistant", "status": "completed", "content": [content]})
    output += [
        {"type": "function_call", "id": call["id"], "call_id": call["id"], "name": call["name"], "arguments": json.dumps(call["arguments"])}
        for call in said.tool_calls
    ]
    counts = {"input_tokens": usage.prompt_tokens, "output_tokens": usage.completion_tokens, "total_tokens": usage.total_tokens}
    return litellm.ResponsesAPIResponse(id="resp_0", created_at=0, model=model, output=output, usage=counts)


def _usage(replies: list[dict[str, Any]]) -> Any:
    read, written = (sum(reply["usage"][name] for reply in replies) for name in ("inputTokens", "outputTokens"))
    details: dict[str, Any] = {}
    if (cached := _sum_of(replies, "cachedTokens")) is not None:
        details["prompt_tokens_details"] = {"cached_tokens": cached}
    if (thought := _sum_of(replies, "thinkingTokens")) is not None:
        details["completion_tokens_details"] = {"reasoning_tokens": thought}
    return litellm.Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written, **details)


def _sum_of(replies: list[dict[str, Any]], name: str) -> int | None:
    counts = [reply["usage"][name] for reply in replies if reply["usage"].get(name) is not None]
    return sum(counts) if counts else None


def _logprobs(said: list[dict[str, Any]] | None) -> Any:
    if said is None:
        return None
    return {"content": [{**_likely(one), "top_logprobs": [_likely(likely) for likely in one["top"]]} for one in said]}


def _likely(one: dict[str, Any]) -> dict[str, Any]:
    return {"token": one["token"], "logprob": one["logprob"], "bytes": list(one["token"].encode())}
