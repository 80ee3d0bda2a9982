"""Who listens to which field of which predictor."""

from __future__ import annotations

from typing import Any, get_origin

import dspy
from dspy.streaming import StreamListener

from ..dspy_door.of_some_dspys import STREAMS_CLASSES_ALONE
from ..programs.nearest import did_you_mean
from ..protocol.errors import BridgeError

#: By the names of their classes, as DSPy looks at them.
_ADAPTERS = ("ChatAdapter", "JSONAdapter", "XMLAdapter")


def listeners_of(program: Any, fields: list[dict[str, Any]] | None) -> list[Any]:
    """One to each field that is asked for; None: to every output of every predictor. Each hears its field as often as it is written."""
    there = [(name, predictor, field) for name, predictor in program.named_predictors() for field in predictor.signature.output_fields]
    wanted = [one for one in there if _is_heard(one)] if fields is None else _chosen(there, fields)
    if wanted:
        _refuse_adapter()
    return [StreamListener(field, predict=predictor, predict_name=name, allow_reuse=True) for name, predictor, field in wanted]


def _chosen(there: list[tuple[str, Any, str]], fields: list[dict[str, Any]]) -> list[tuple[str, Any, str]]:
    chosen = []
    for wanted in fields:
        found = [one for one in there if one[2] == wanted["field"] and wanted.get("predictor") in (None, one[0])]
        if not found:
            raise _no_such_field(wanted, there)
        if not all(map(_is_heard, found)):
            raise _not_heard(wanted["field"])
        chosen += [one for one in found if one not in chosen]
    return chosen


def _is_heard(one: tuple[str, Any, str]) -> bool:
    _, predictor, field = one
    annotation = predictor.signature.output_fields[field].annotation
    return not STREAMS_CLASSES_ALONE or (isinstance(annotation, type) and get_origin(annotation) is None)


def _not_heard(field: str) -> BridgeError:
    return BridgeError(
        "STREAM_INVALID",
        f'DSPy {dspy.__version__} does not stream the field "{field}".',
        "before 3.1.2 its listeners fail on types that are no classes, such as list[str]",
        "leave fields out to hear all others, or install a newer DSPy: npx dspex-jest python install",
    )


def _no_such_field(wanted: dict[str, Any], there: list[tuple[str, Any, str]]) -> BridgeError:
    of = "" if wanted.get("predictor") is None else f' of the predictor "{wanted["predictor"]}"'
    names = [f"{field} (of {name})" for name, _, field in there]
    guess = did_you_mean(wanted["field"], sorted({field for _, _, field in there}))
    return BridgeError(
        "STREAM_INVALID",
        f'There is no output field "{wanted["field"]}"{of} to stream.',
        f"the program writes: {', '.join(names) or 'none, it has no predictors'}.{guess}",
        "program.stream(inputs, { fields: ['answer'] }), or leave fields out to hear all",
    )


def _refuse_adapter() -> None:
    adapter = dspy.settings.adapter
    name = "ChatAdapter" if adapter is None else type(adapter).__name__
    if name not in _ADAPTERS:
        raise BridgeError(
            "STREAM_INVALID",
            f"DSPy streams no fields that {name} writes.",
            f"its listeners read: {', '.join(_ADAPTERS)}",
            "program.stream(inputs, { fields: [] }) for status and outputs alone, or configure the adapter 'chat', 'json' or 'xml'",
        )
