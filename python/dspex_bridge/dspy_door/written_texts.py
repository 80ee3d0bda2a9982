"""Texts that were written for the same fields before: many examples of an evaluation get the same answer."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import dspy

from .call_fields import Formatting
from .forms import Field

_MOST_OF_A_SIGNATURE = 64
#: Their options say nothing of how a reply is written or read.
_ADAPTERS = (dspy.ChatAdapter, dspy.JSONAdapter, dspy.XMLAdapter)
_PLAIN = (str, int, bool, type(None))

_texts: WeakKeyDictionary[Any, dict[Any, str]] = WeakKeyDictionary()


def key_of(fields: list[Field], formatting: Formatting) -> Any:
    """What a text depends on, the adapter's own functions included; None where it may depend on more."""
    kind = type(formatting.adapter)
    if kind not in _ADAPTERS or any(type(field.value) not in _PLAIN or field.is_filled_in for field in fields):
        return None
    values = tuple((field.name, type(field.value), field.value) for field in fields)
    return (kind.format_assistant_message_content, kind.parse, values)


def known(formatting: Formatting, key: Any) -> str | None:
    """The text that was written for it."""
    return None if key is None else _texts.get(formatting.signature, {}).get(key)


def remember(formatting: Formatting, key: Any, text: str) -> None:
    """For the next reply of these fields."""
    if key is None:
        return
    of_signature = _texts.setdefault(formatting.signature, {})
    if len(of_signature) >= _MOST_OF_A_SIGNATURE:
        of_signature.clear()
    of_signature[key] = text
