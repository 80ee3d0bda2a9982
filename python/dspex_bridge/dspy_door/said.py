"""What a model says in a reply, before it is put into the words of a line of DSPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .call_fields import Formatting
from .integers import untagged
from .refusal import ReplyRefused, refused_reply
from .reply_fields import Fields, fields_of


@dataclass(frozen=True)
class Said:
    """A reply's parts; `tool_calls` as `{ id, name, arguments }`. Of a refusal there is no text."""

    text: str | None
    thinking: str | None
    tool_calls: list[dict[str, Any]]
    refusal: str | None


def said_in(reply: dict[str, Any], formatting: Formatting | None, streamed: bool = False) -> Said:
    """The parts of a reply of Node's. Raises `ReplyRefused` for fields that the signature cannot take."""
    fields = Fields() if reply["fields"] is None else fields_of(reply["fields"], formatting)
    calls, refusal = [*fields.tool_calls, *reply["toolCalls"]], reply.get("refusal") or None
    if refusal is not None and streamed:
        raise no_refusal_in_a_stream()
    text = fields.text if reply["fields"] is not None else reply["text"]
    if text is None and not calls and refusal is None:
        text = ""
    thinking = reply.get("thinking") or fields.thinking
    return Said(text, thinking, [_identified(call, index) for index, call in enumerate(calls)], refusal)


def no_refusal_in_a_stream() -> ReplyRefused:
    """The error for a reply that cannot be streamed."""
    what = "A stream of DSPy has no place for a refusal."
    return ReplyRefused(
        refused_reply(what, "it has text, thoughts and tool calls", "refuse in a text: .reply('…'), or call without streamify")
    )


def _identified(call: dict[str, Any], index: int) -> dict[str, Any]:
    return {**call, "arguments": untagged(call["arguments"]), "id": call.get("id") or f"call_{index}"}
