"""Node's reply as the response that DSPy gets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dspy.lm15 import Message, RefusalPart, Request, Response, TextPart, ThinkingPart, TokenLogprob, ToolCallPart, TopLogprob, Usage

from ..call_fields import Formatting
from ..model_name import bare_model
from ..said import Said, no_refusal_in_a_stream, said_in
from .counted import added_up, as_counted_by
from .faults import raise_if_failed
from .said_body import read_by_dspy


def response_of(
    answer: dict[str, Any], request: Request, formatting: Formatting | None, streamed: bool = False, provider: str | None = None
) -> Response:
    """Raises the lm15 error of a scripted error, and `ReplyRefused` for fields that the signature cannot take. `provider` is whom DSPy
    believes to be answered by."""
    reply = answer["reply"]
    raise_if_failed(reply, request.model, streamed)
    if answer.get("said") is not None:
        return _as_said(answer["said"], request, streamed, provider)
    return Response(
        id=None,
        model=bare_model(request.model),
        message=Message.assistant(_parts(said_in(reply, formatting, streamed))),
        finish_reason={"tool_calls": "tool_call"}.get(reply["finishReason"], reply["finishReason"]),
        usage=as_counted_by(provider, _usage(reply["usage"])),
        logprobs=_logprobs(reply.get("logprobs")),
    )


def _as_said(said: dict[str, str], request: Request, streamed: bool, provider: str | None) -> Response:
    """As DSPy itself reads it."""
    response = read_by_dspy(said, request)
    if streamed and any(isinstance(part, RefusalPart) for part in response.message.parts):
        raise no_refusal_in_a_stream()
    model = bare_model(request.model) if response.model == request.model else response.model
    return replace(response, model=model, usage=as_counted_by(provider, added_up(said["api"], response.usage)))


def _parts(said: Said) -> list[Any]:
    parts: list[Any] = [] if said.thinking is None else [ThinkingPart(said.thinking)]
    if said.text is not None:
        parts.append(TextPart(said.text))
    parts += [ToolCallPart(id=call["id"], name=call["name"], input=call["arguments"]) for call in said.tool_calls]
    return parts if said.refusal is None else [*parts, RefusalPart(said.refusal)]


def _logprobs(said: list[dict[str, Any]] | None) -> tuple[TokenLogprob, ...] | None:
    if said is None:
        return None
    return tuple(
        TokenLogprob(one["token"], one["logprob"], top=tuple(TopLogprob(likely["token"], likely["logprob"]) for likely in one["top"]))
        for one in said
    )


def _usage(used: dict[str, int]) -> Usage:
    return Usage(
        input_tokens=used["inputTokens"],
        output_tokens=used["outputTokens"],
        total_tokens=used["inputTokens"] + used["outputTokens"],
        cache_read_tokens=used.get("cachedTokens"),
        cache_write_tokens=used.get("cacheWriteTokens"),
        reasoning_tokens=used.get("thinkingTokens"),
    )
