"""The command that makes a program better."""

from __future__ import annotations

from typing import Any

from ..optimizers.optimize import optimize as optimized
from ..protocol.params import Params
from .context import Context


def optimize(context: Context, request_id: Any, params: Params) -> Any:
    """A new program, made of others by an optimiser of DSPy's."""
    session = context.session_of(params)
    context.executing[request_id] = params["executeId"]
    try:
        return session.add(params["id"], optimized(session, context.accounting, params, context.peer)).info
    finally:
        del context.executing[request_id]
