"""Commands of an evaluation."""

from __future__ import annotations

from typing import Any

from ..programs import measure
from ..protocol.params import Params
from .context import Context


def execute_and_measure(context: Context, request_id: Any, params: Params) -> Any:
    """Run a program once, and ask the metric about it."""
    session = context.session_of(params)
    with context.executes(request_id, params):
        return measure.measured(session, session.get(params["id"]), context.tasks, context.accounting, params)


def input_names(context: Context, _: Any, params: Params) -> Any:
    """Which fields of an example a program takes."""
    inputs = context.session_of(params).get(params["id"]).inputs
    return {"names": list(inputs.fields) if inputs.fields else None}
