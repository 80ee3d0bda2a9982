"""Commands that make a program better, and vectors of texts."""

from __future__ import annotations

from typing import Any

from ..optimizers.optimize import optimize as optimized
from ..programs.embed import embed as embedded
from ..protocol.params import Params
from .context import Context


def optimize(context: Context, request_id: Any, params: Params) -> Any:
    """A new program, made of others by an optimiser of DSPy's."""
    session = context.session_of(params)
    with context.executes(request_id, params):
        return session.add(params["id"], optimized(session, context.accounting, params, context.peer, context.tasks)).info


def embed(context: Context, request_id: Any, params: Params) -> Any:
    """Vectors of texts."""
    session = context.session_of(params)
    with context.executes(request_id, params):
        return {"vectors": embedded(session, context.accounting, params)}
