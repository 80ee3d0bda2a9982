"""Examples from Node as DSPy's own."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..programs.sessions import Program
from .known import optimize_invalid


def examples_of(given: list[dict[str, Any]] | None, program: Program, params: dict[str, Any]) -> list[Any] | None:
    """Their inputs are those that the program takes, of the types that it takes."""
    if given is None:
        return None
    names = params["inputs"] or list(program.inputs.fields)
    if not names:
        raise optimize_invalid(
            "It is not known which fields of an example are inputs of the program.",
            "its forward names none: it takes whatever comes",
            "dspex.optimize(program, { …, inputs: ['question'] })",
        )
    return [_example(one, names, program) for one in given]


def _example(wire: dict[str, Any], names: list[str], program: Program) -> Any:
    inputs = program.inputs.check({name: wire[name] for name in names if name in wire}, "an example")
    others = {name: values.decode(value) for name, value in wire.items() if name not in inputs}
    return dspy.Example(**inputs, **others).with_inputs(*inputs)
