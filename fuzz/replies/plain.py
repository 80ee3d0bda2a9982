"""Holds what the door gave to DSPy without this package: the same texts, and pydantic's own reading of the reply."""

from __future__ import annotations

import collections
import json
import sys
import warnings
from typing import Any

import dspy
from dspex_bridge.dspy_door import values
from dspy.lm15 import Message, Response, TextPart, Usage
from pydantic import TypeAdapter, ValidationError
from triples import Triple, triple_of


class Says:
    """A model that says these texts, in order."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = list(texts)

    def complete(self, request: Any) -> Response:
        said = Message.assistant([TextPart(self.texts.pop(0))])
        return Response(id=None, model=request.model, message=said, finish_reason="stop", usage=Usage(input_tokens=1, output_tokens=1))

    def close(self) -> None:
        """Nothing is held open."""


def problem_of(outcome: dict[str, Any], triple: Triple) -> str | None:
    """What is wrong with an outcome; None for nothing."""
    expected, misfit = expected_of(triple)
    if "outs" not in outcome:
        return problem_of_refusal(outcome, triple, misfit)
    if misfit is not None:
        return f"{misfit} does not fit its type, and was answered"
    if outcome["outs"] != expected:
        return f"arrived: {outcome['outs']}, not {expected}"
    plain = of_texts(outcome["texts"], triple)
    return None if plain == expected else f"plain DSPy reads {plain}"


def problem_of_refusal(outcome: dict[str, Any], triple: Triple, misfit: str | None) -> str | None:
    refused = outcome["refused"]
    if refused is None:
        # DSPy itself has no prompt for some types.
        return None if plain_refuses(triple) else f"raised {outcome['error']}"
    if misfit is not None:
        return None if f"field {misfit}" in refused else f"{misfit} does not fit, and it said: {refused}"
    adapter = "ChatAdapter" if triple.adapter == "two_step" else type(triple.new_adapter(None)).__name__
    is_named = any(f"{adapter} cannot carry the reply's field {name}: " in refused for name in triple.given)
    return None if is_named else f"refused without a name: {refused}"


def expected_of(triple: Triple) -> tuple[dict[str, Any], str | None]:
    """As pydantic has it, and the first field whose value does not fit."""
    found = {}
    for name, given in triple.given.items():
        try:
            value = TypeAdapter(triple.signature.output_fields[name].annotation).validate_python(given)
        except ValidationError:
            return {}, name
        found[name] = json.loads(json.dumps(values.encode(value, name)))
    return found, None


def of_texts(texts: list[str], triple: Triple) -> dict[str, Any]:
    lm = dspy.LM("openai/gpt-4o-mini", engine=Says(texts), cache=False)
    with dspy.context(lm=lm, adapter=triple.new_adapter(lm)):
        made = dspy.Predict(triple.signature)(q="q")
    return {name: json.loads(json.dumps(values.encode(made[name], name))) for name in triple.given}


def plain_refuses(triple: Triple) -> bool:
    try:
        of_texts([""], triple)
    except (dspy.utils.exceptions.AdapterParseError, IndexError):
        return False
    except Exception:
        return True
    return False


warnings.simplefilter("ignore")
counts: collections.Counter[str] = collections.Counter()
for line in sys.stdin:
    outcome = json.loads(line)
    triple = triple_of(outcome["seed"])
    try:
        problem = problem_of(outcome, triple)
    except Exception as error:
        problem = f"plain DSPy raises {type(error).__name__}: {error}"
    if problem is not None:
        types = {name: str(info.annotation) for name, info in triple.signature.output_fields.items()}
        print(f"seed {outcome['seed']}, {triple.adapter}: {problem}\n  {types}\n  {triple.given!r}", file=sys.stderr)
    kind = "wrong" if problem is not None else "equal" if "outs" in outcome else "refused"
    counts[f"{triple.adapter} {kind}"] += 1
print(json.dumps(counts))
