"""Runs one command, and gives what is sent for it: the result, or the refusal that an exception stands for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from ..programs.python_error import python_error
from ..protocol.errors import BadParams, BridgeError, typed_error_in
from ..protocol.params import check_params
from ..protocol.peer import Peer
from ..tasks.interruptions import Cancelled
from .commands import Command
from .context import Context

_BAD_PARAMS = -32602
_CANCELLED = -32800
#: Whatever else is asked may run code of the user's: a finalizer, where a program is forgotten.
_RUN_NO_USER_CODE = (
    "begin_attempt",
    "end_attempt",
    "open_session",
    "list_sessions",
    "list_programs",
    "program_info",
    "ping",
    "stats",
    "stop_stream",
    "where",
)


class Outcome:
    """How it went; `send` takes the connection and the request's id."""

    def __init__(self, is_done: bool, send: Callable[[Peer, Any], None]) -> None:
        self.is_done = is_done
        self._send = send

    def send(self, peer: Peer, request_id: Any) -> None:
        """Nothing where the connection is broken: whoever reads from it ends the process."""
        with contextlib.suppress(ConnectionError):
            self._send(peer, request_id)


def run_command(command: Command, context: Context, request_id: Any, method: str, params: Any) -> Outcome:
    """Raises nothing, so that main's loop goes on whatever user code did."""
    try:
        return _outcome_of(command, context, request_id, method, params)
    except Cancelled as error:
        # It came while the answer was made.
        return Outcome(False, _refusal(error, method))


def _outcome_of(command: Command, context: Context, request_id: Any, method: str, params: Any) -> Outcome:
    if method not in _RUN_NO_USER_CODE:
        context.attempts.note_user_code()
    try:
        result = command(context, request_id, check_params(method, params))
    except BaseException as error:
        return Outcome(False, _refusal(error, method))
    return Outcome(True, lambda peer, request: _answer(peer, request, result, method))


def _answer(peer: Peer, request_id: Any, result: Any, method: str) -> None:
    try:
        peer.answer(request_id, result)
    except (TypeError, ValueError) as error:
        peer.refuse_typed(request_id, _not_json(method, error))


def _refusal(error: BaseException, method: str) -> Callable[[Peer, Any], None]:
    if isinstance(error, BadParams):
        text = str(error)
        return lambda peer, request: peer.refuse(request, _BAD_PARAMS, text)
    if isinstance(error, Cancelled):
        return refuse_cancelled
    typed = _typed(error, method)
    return lambda peer, request: peer.refuse_typed(request, typed)


def refuse_cancelled(peer: Peer, request_id: Any) -> None:
    """What a request is answered that was cancelled."""
    peer.refuse(request_id, _CANCELLED, "Request cancelled")


def _typed(error: BaseException, method: str) -> BridgeError:
    if isinstance(error, BridgeError):
        return error
    wire = typed_error_in(error)
    return python_error(error, f'"{method}"') if wire is None else BridgeError.from_wire(wire)


def _not_json(method: str, error: Exception) -> BridgeError:
    return BridgeError(
        "OUTPUT_NOT_JSON",
        f'The result of "{method}" cannot come to Node: {error}.',
        "it holds what JSON has no word for",
        "return plain values",
    )
