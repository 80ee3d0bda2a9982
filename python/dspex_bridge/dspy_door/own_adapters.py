"""Adapters of the user's that ask the LM by themselves: no call of DSPy's own is around theirs, where the door could see it.

A call of theirs is noted, and what is formatted in it; so is what DSPy's adapters format, which such a one may inherit.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import dspy

from .adapter_call import AdapterCall
from .under_way import UnderWay

_TAKES = ("lm", "lm_kwargs", "signature", "demos", "inputs")


def install(under_way: UnderWay) -> None:
    """Wrap the adapters that there are, and each that is made from now on."""
    for kind in _and_below(dspy.Adapter):
        _note_messages(kind, under_way)
    adapter: Any = dspy.Adapter
    original: Callable[..., None] = adapter.__init_subclass__.__func__

    @functools.wraps(original)
    def made(kind: type, **kwargs: Any) -> None:
        original(kind, **kwargs)
        _note_messages(kind, under_way)
        _note_calls(kind, under_way)

    adapter.__init_subclass__ = classmethod(made)  # type: ignore[arg-type]


def _and_below(kind: Any) -> Iterator[Any]:
    yield kind
    for below in kind.__subclasses__():
        yield from _and_below(below)


def _note_messages(kind: Any, under_way: UnderWay) -> None:
    original = kind.format

    # With the parameters of DSPy's own wrapper: a class that inherits this one tells its callbacks of them.
    @functools.wraps(original)
    def format(instance: Any, *args: Any, **kwargs: Any) -> Any:
        messages = original(instance, *args, **kwargs)
        call = under_way.here()
        if call is not None and call.adapter is instance:
            call.note_messages(args[0] if args else kwargs["signature"], messages)
        return messages

    kind.format = format


def _note_calls(kind: Any, under_way: UnderWay) -> None:
    if "__call__" in vars(kind):
        call = vars(kind)["__call__"]

        @functools.wraps(call)
        def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
            with under_way.noted(_call_of(self, args, kwargs)):
                return call(self, *args, **kwargs)

        kind.__call__ = noted
    if "acall" in vars(kind):
        acall = vars(kind)["acall"]

        @functools.wraps(acall)
        async def noted_async(self: Any, *args: Any, **kwargs: Any) -> Any:
            with under_way.noted(_call_of(self, args, kwargs)):
                return await acall(self, *args, **kwargs)

        kind.acall = noted_async


def _call_of(adapter: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> AdapterCall:
    """It may ask something else first: its LM call is known by its messages alone."""
    given = {**dict(zip(_TAKES, args, strict=False)), **kwargs}
    call = AdapterCall(adapter, given.get("lm"), given.get("signature"), given.get("demos"), given.get("inputs") or {})
    call.has_asked = True
    return call
