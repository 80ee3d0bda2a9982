"""What a child does for its owner: reads requests, runs them where they belong, answers."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from ..dspy_door.accounting import Accounting
from ..dspy_door.connection import Connection, connect
from ..dspy_door.gateway_door import DoorOfFork
from ..dspy_door.node_lm import NodeLm
from ..process_tree.copies import Home
from ..programs.sessions import Sessions
from ..protocol.errors import BridgeError
from ..protocol.params import PARAMS
from ..protocol.peer import Peer
from ..protocol.wire import Wire
from ..resets.attempts import Attempts
from ..tasks.interruptions import Cancelled, Interruptions
from ..tasks.task import Task
from ..tasks.tasks import Tasks
from . import preloads
from .child_output import OutputFiles
from .commands import COMMANDS, Command
from .context import Context
from .exit_callbacks import run_exit_callbacks
from .run_command import refuse_cancelled, run_command
from .serving_forks import ServingForks

#: Answered by the reader itself: they touch no user code and must not wait for it.
_AT_ONCE = ("ping", "stats", "where", "stop_stream")
#: They run programs, and may take their time.
_EXECUTES = ("execute", "execute_and_measure", "optimize", "embed", "stream")
_CANCEL = "$/cancelRequest"
#: What a provider has said of an answer that is awaited.
_PIECE = "lm_piece"


class Service:
    """One connection's service. The reader thread dispatches, everything of the user's runs elsewhere."""

    def __init__(self, home: Home, start_method: str, output: OutputFiles) -> None:
        interruptions = Interruptions()
        self._peer = Peer(Wire(None, interruptions.held_back), self._dispatch)
        self._tasks = Tasks(interruptions, lambda thread: self._peer.wake(thread, Cancelled()))
        self._said_hello = False
        sessions, accounting = Sessions(), Accounting()
        self._context = Context(self._peer, self._tasks, sessions, Attempts(self._tasks, sessions), accounting, start_method, output)
        self._forks = ServingForks(home, self._context, self._begin_as_copy)
        self._commands: dict[str, Command] = {**COMMANDS, "preload": self._preload}
        #: Done by the reader: they are about the threads of this process.
        self._of_the_reader: dict[str, Callable[[Any], None]] = {"shutdown": lambda _: self._tasks.stop(), "fork": self._forks.fork}
        node = NodeLm(self._ask_node, self._peer.request_heard_async, accounting)
        self._asks = Connection(
            *(node.ask, node.ask_async, self._tell_of_rejected_reply, node.ask_heard, node.ask_heard_async),
            of_fork=lambda: DoorOfFork().connection(),
        )
        connect(self._asks)

    def serve(self, listener: socket.socket) -> None:
        """The reader's part, from the owner's coming."""
        self._forks.serve(listener)

    def run(self) -> None:
        """Main's part, until `shutdown`."""
        self._tasks.run_main()
        run_exit_callbacks()
        self._forks.leave_word()

    def _dispatch(self, message: dict[str, Any]) -> None:
        method, params = message["method"], message.get("params") or {}
        if method == _CANCEL:
            self._cancel(params)
        elif method == _PIECE:
            self._peer.hear(params)
        elif "id" in message:
            self._request(message["id"], method, params)

    def _cancel(self, params: Any) -> None:
        request_id = params.get("id") if isinstance(params, dict) else None
        if isinstance(request_id, (int, str)):
            self._tasks.cancel(request_id)

    def _request(self, request_id: Any, method: Any, params: Any) -> None:
        if not isinstance(method, str) or method not in PARAMS:
            self._peer.refuse(request_id, -32601, f"Method not found: {method!r}; there are: {', '.join(PARAMS)}")
        elif not self._said_hello and method not in ("hello", "shutdown"):
            self._peer.refuse_typed(request_id, _no_hello(method))
        elif method in self._of_the_reader:
            self._of_the_reader[method](request_id)
        elif method in _AT_ONCE:
            self._run(request_id, method, params)()
        else:
            self._said_hello = True
            work, cancelled = partial(self._run, request_id, method, params), partial(refuse_cancelled, self._peer, request_id)
            given = params if isinstance(params, dict) else {}
            self._tasks.start(Task(request_id, work, method in _EXECUTES, cancelled, given.get("executeId")), given.get("follows"))

    def _run(self, request_id: Any, method: str, params: Any) -> Callable[[], None]:
        """Do the work; gives what sends the answer."""
        outcome = run_command(self._commands[method], self._context, request_id, method, params)
        if method == "hello":
            self._said_hello = outcome.is_done
        return partial(outcome.send, self._peer, request_id)

    def _preload(self, _: Context, __: Any, params: dict[str, Any]) -> Any:
        """Import a module ahead of those who will use copies of this process."""
        return preloads.preload(params["module"], self._forks.in_the_way)

    def _begin_as_copy(self) -> None:
        self._said_hello = False
        connect(self._asks)

    def _ask_node(self, method: str, params: dict[str, Any]) -> Generator[tuple[bool, Any], None, None]:
        with contextlib.closing(self._peer.request_heard(method, params)) as heard:
            is_answered = False
            while not is_answered:
                with self._tasks.waiting_for_node():
                    is_answered, value = next(heard)
                yield is_answered, value

    def _tell_of_rejected_reply(self, call_id: str, error: dict[str, Any]) -> None:
        self._peer.notify("lm_rejected", {"callId": call_id, "error": error})


def _no_hello(method: str) -> BridgeError:
    return BridgeError(
        "PROTOCOL_MISMATCH", f'The first request was "{method}".', "a connection starts with hello", "npm ls @dspex/jest-preset"
    )
