"""Writes the fields of a reply in the format of a call's adapter, and holds what the adapter reads there against the reply."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import dspy

from . import written_texts
from .call_fields import Formatting
from .forms import LEFT_OUT, Field, forms_of
from .reading import AskedWhileReading, read_back
from .refusal import ReplyRefused, refused_reply
from .same_value import is_same

_OTHERS = {"json": dspy.JSONAdapter, "xml": dspy.XMLAdapter, "chat": dspy.ChatAdapter}


class _Misread(Exception):
    """The adapter reads another value of a field, or nothing."""

    def __init__(self, field: Field, how: str) -> None:
        super().__init__(how)
        self.field = field


def written(fields: list[Field], formatting: Formatting) -> str:
    """The text of a model that answers with these fields. Raises `ReplyRefused` where the adapter would read another value."""
    if isinstance(formatting.adapter, dspy.TwoStepAdapter):
        # Its first answer is prose: the fields are read from the second, which ChatAdapter asks for.
        return _lines({field.name: field.value for field in fields})
    try:
        return _as_dspy_writes(fields, formatting) or _in_other_forms(fields, formatting)
    except NotImplementedError:
        return _by_another_writer(fields, formatting)
    except _Misread as wrong:
        raise _cannot_carry(wrong.field, str(wrong), formatting) from None


def _as_dspy_writes(fields: list[Field], formatting: Formatting) -> str | None:
    key = written_texts.key_of(fields, formatting)
    text = written_texts.known(formatting, key)
    if text is None:
        text = _held_against_its_reader(fields, formatting)
        if text is not None:
            written_texts.remember(formatting, key, text)
    return text


def _held_against_its_reader(fields: list[Field], formatting: Formatting) -> str | None:
    text = _write(formatting, {field.name: field.value for field in fields})
    try:
        _hold_against(fields, formatting, text)
    except AskedWhileReading:
        return text
    except _Misread:
        return None
    return text


def _in_other_forms(fields: list[Field], formatting: Formatting) -> str:
    text = _write(formatting, {field.name: _form_that_is_read(field, formatting) for field in fields})
    _hold_against(fields, formatting, text)
    return text


def _by_another_writer(fields: list[Field], formatting: Formatting) -> str:
    """The adapter only reads: the first of the usual forms that it reads right. Raises `ReplyRefused` where it reads none."""
    said = {field.name: field.value for field in fields}
    bare = [str(value) for value in said.values()] if len(said) == 1 else []
    texts = [*bare, _lines(said), *(_write(replace(formatting, adapter=adapter()), said) for adapter in _OTHERS.values())]
    for text in texts:
        with suppress(_Misread, AskedWhileReading):
            _hold_against(fields, formatting, text)
            return text
    raise ReplyRefused(
        refused_reply(
            f"{type(formatting.adapter).__name__} cannot write a reply by fields.",
            "it has no format_assistant_message_content, with which DSPy writes the answers of demos, and reads no form of DSPy's adapters",
            "answer with text, as the model would write it: .reply('…')",
        )
    )


def _lines(said: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in said.items())


def _form_that_is_read(field: Field, formatting: Formatting) -> Any:
    """The first form of a field that is read right where it stands alone. Raises `_Misread` of what DSPy would write."""
    alone = replace(formatting, signature=_with_outputs(formatting.signature, [field.name]))
    first: _Misread | None = None
    for form in forms_of(field, formatting.adapter):
        try:
            _hold_against([field], alone, _write(alone, {field.name: form}))
        except _Misread as wrong:
            first = first or wrong
        else:
            return form
    raise first or _Misread(field, "has no form")


def _hold_against(fields: list[Field], formatting: Formatting, text: str) -> None:
    if fields and not text.strip():
        raise _Misread(fields[0], "would be no text at all")
    try:
        read = read_back(formatting, text)
    except AskedWhileReading:
        raise
    except Exception as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise _Misread(fields[0], f"cannot be read: {said[0]}") from None
    for field in fields:
        if field.is_filled_in and field.name in read:
            continue
        if field.name not in read or not is_same(read[field.name], field.value):
            raise _Misread(field, f"arrives as {_shown(read.get(field.name))}")


def _write(formatting: Formatting, forms: dict[str, Any]) -> str:
    adapter, said = formatting.adapter, {name: form for name, form in forms.items() if form is not LEFT_OUT}
    text = str(adapter.format_assistant_message_content(_with_outputs(formatting.signature, list(said)), said))
    # XML takes these three for the end of a section; DSPy's writer leaves them as they are.
    return text.replace("]]>", "]]&gt;") if isinstance(adapter, dspy.XMLAdapter) else text


def _with_outputs(signature: Any, names: list[str]) -> Any:
    """The signature with these outputs alone."""
    for name in [name for name in signature.output_fields if name not in names]:
        signature = signature.delete(name)
    return signature


def _cannot_carry(field: Field, how: str, formatting: Formatting) -> ReplyRefused:
    adapter = type(formatting.adapter).__name__
    return ReplyRefused(
        refused_reply(
            f"{adapter} cannot carry the reply's field {field.name}: {_shown(field.given)} {how}.",
            f"no text that was tried is read by {adapter} as this value of {formatting.signature.__name__}.{field.name}",
            _what_carries(field, formatting),
        )
    )


def _what_carries(field: Field, formatting: Formatting) -> str:
    for setting, adapter in _OTHERS.items():
        if type(formatting.adapter) is not adapter and _is_carried(field, replace(formatting, adapter=adapter())):
            return f"{adapter.__name__} carries it: dspex.bridge.configureSettings({{ adapter: '{setting}' }}); or answer with text"
    return f"give {field.name} another value, or answer with text: .reply('…')"


def _is_carried(field: Field, formatting: Formatting) -> bool:
    try:
        _form_that_is_read(field, formatting)
    except _Misread:
        return False
    return True


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)} characters)"
