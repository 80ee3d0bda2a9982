"""What a program takes: a signature's fields, or the parameters of a module's own `forward`, as far as they are known."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

import dspy
import pydantic

from ..dspy_door import values
from ..dspy_door.annotations import adapter_of, is_made, problem_of
from ..dspy_door.of_some_dspys import FILE
from ..protocol.errors import BridgeError
from .given_examples import with_examples
from .nearest import did_you_mean
from .signatures import signature_of


@dataclass(frozen=True)
class Input:
    """One of them. `annotation` is None when it takes what comes."""

    annotation: Any
    is_required: bool


@dataclass(frozen=True)
class Inputs:
    """All of them; `is_open` when others are taken as well."""

    fields: dict[str, Input] = field(default_factory=dict)
    is_open: bool = True

    def check(self, wire: dict[str, Any], program: str) -> dict[str, Any]:
        """The Python values, of the types that are known. INPUT_UNKNOWN, INPUT_MISSING or INPUT_TYPE, with the place."""
        given = {name: values.decode(value) for name, value in wire.items()}
        for name in given:
            if name not in self.fields and not self.is_open:
                raise self._refusal("INPUT_UNKNOWN", f'"{name}" is no input of {program}.', did_you_mean(name, list(self.fields)))
        for name, one in self.fields.items():
            if name not in given and one.is_required:
                given_names = f"; given: {', '.join(given) or 'none'}"
                raise self._refusal("INPUT_MISSING", f'The input "{name}" of {program} is missing.', given_names)
        return {name: _checked(f"input {name}", value, self.fields.get(name), program) for name, value in given.items()}

    def _refusal(self, code: str, what: str, more: str) -> BridgeError:
        names = ", ".join(self.fields) or "none"
        call = ", ".join(f"{name}: …" for name in self.fields)
        return BridgeError(code, what, f"its inputs: {names}{more if more.startswith(';') else '.' + more}", f"execute({{ {call} }})")


def of_signature(signature: Any) -> Inputs:
    """Every field, each of its type."""
    fields = {name: Input(info.annotation, info.is_required()) for name, info in signature.input_fields.items()}
    return Inputs(fields, is_open=False)


def of_module(module: Any) -> Inputs:
    """What `forward` names; where it takes anything (`**inputs`), the module's own signature if it has one."""
    of_forward = of_class(type(module))
    signature = signature_of(module)
    if of_forward.is_open and not of_forward.fields and signature is not None:
        return of_signature(signature)
    return of_forward


def of_class(kind: Any) -> Inputs:
    """What its `forward` names."""
    forward = getattr(kind, "forward", None) or getattr(kind, "aforward", None)
    if forward is None or kind.__call__ is not dspy.Module.__call__:
        return Inputs()
    try:
        parameters = list(inspect.signature(forward).parameters.values())[1:]
    except (TypeError, ValueError):
        return Inputs()
    hints = _hints(forward)
    named = {each.name: _of_parameter(each, hints) for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)}
    return Inputs(named, is_open=len(named) < len(parameters))


def hints_of(kind: Any) -> dict[str, Any]:
    """The annotations of its `forward`, checked or not."""
    return _hints(getattr(kind, "forward", None) or getattr(kind, "aforward", None))


def _of_parameter(parameter: inspect.Parameter, hints: dict[str, Any]) -> Input:
    """Python checks no annotation, so neither do we; but what Node gives can become a model, a date or an enum here alone."""
    annotation = hints.get(parameter.name)
    return Input(annotation if is_made(annotation) else None, parameter.default is parameter.empty)


def _hints(forward: Any) -> dict[str, Any]:
    try:
        return get_type_hints(forward)
    except Exception:
        # A name that is imported for type checkers alone: nothing is known then.
        return {}


def make_arguments(bound: inspect.BoundArguments, maker: Any, program: str) -> None:
    """Makes the arguments of a constructor, or of a function, what its annotations name. INPUT_TYPE, with the place."""
    hints = _hints(maker)
    for name, value in bound.arguments.items():
        parameter, place = bound.signature.parameters[name], f"argument {name}"
        one = _of_parameter(parameter, hints)
        if parameter.kind is parameter.VAR_POSITIONAL:
            bound.arguments[name] = tuple(_checked(place, each, one, program) for each in value)
        elif parameter.kind is parameter.VAR_KEYWORD:
            bound.arguments[name] = {key: _checked(f"argument {key}", each, one, program) for key, each in value.items()}
        else:
            bound.arguments[name] = _checked(place, value, one, program)


def _checked(place: str, value: Any, one: Input | None, program: str) -> Any:
    if one is None or one.annotation is None or (value is None and not one.is_required):
        return value
    try:
        return adapter_of(with_examples(one.annotation)).validate_python(value)
    except (pydantic.errors.PydanticUserError, pydantic.errors.PydanticUndefinedAnnotation):
        # A type that holds what pydantic does not know, such as a client: nobody but the module can make one.
        return value
    except pydantic.ValidationError as error:
        path, problem = problem_of(error, place)
        name, expected = place.rpartition(" ")[2], getattr(one.annotation, "__name__", str(one.annotation))
        raise BridgeError(
            "INPUT_TYPE",
            f"The {path} of {program} is {problem['input']!r}.",
            f"{problem['msg']} ({name}: {expected})",
            f"give {name} as {expected}{_made_in_node(one.annotation)}",
        ) from None


#: How a test makes what DSPy has a class for.
_IN_NODE = {
    dspy.Image: "dspex.image('cat.png')",
    dspy.Audio: "dspex.audio('call.wav')",
    dspy.History: "dspex.history([{ question: '…', answer: '…' }])",
    FILE: "dspex.file('terms.pdf')",
}


def _made_in_node(annotation: Any) -> str:
    made = [_IN_NODE[kind] for kind in (annotation, *get_args(annotation)) if isinstance(kind, type) and kind in _IN_NODE]
    return f": {made[0]}" if made else ""
