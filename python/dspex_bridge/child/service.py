"""What a child does for its owner: reads requests, runs them where they belong, answers."""

from __future__ import annotations

import atexit
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from ..dspy_door import lm_engine
from ..dspy_door.executes import Executes
from ..dspy_door.lm_reply import typed_error_in
from ..process_tree.copies import Home
from ..programs import inputs, signatures
from ..programs.sessions import Sessions
from ..protocol.errors import BadParams, BridgeError, python_error
from ..protocol.peer import Peer
from ..protocol.wire import Wire
from ..resets.attempts import Attempts
from ..tasks.tasks import Cancelled, Tasks
from .commands import COMMANDS, Context, check_params
from .serving_forks import ServingForks

_ATEXIT_SECONDS = 0.5
#: Answered by the reader itself: they touch no user code and must not wait for it.
_AT_ONCE = ("ping", "stats", "where")


class Service:
    """One connection's service. `read` runs on the reader thread, everything of the user's elsewhere."""

    def __init__(self, connection: socket.socket, home: Home, start_method: str, stdout_path: str, stderr_path: str) -> None:
        self._peer = Peer(Wire(connection), self._dispatch)
        self._tasks = Tasks(self._peer.wake)
        self._said_hello = False
        executes, sessions = Executes(), Sessions()
        attempts = Attempts(self._tasks, sessions)
        self._context = Context(self._peer, self._tasks, sessions, attempts, executes, start_method, stdout_path, stderr_path)
        self._forks = self._context.forks = ServingForks(connection, home, self._peer, self._context, self._forget_hello)
        #: By the reader itself: they are about the threads of this process.
        self._of_the_reader: dict[str, Callable[[Any], None]] = {"shutdown": lambda _: self._tasks.stop(), "fork": self._forks.fork}
        lm_engine.connect(
            executes.asking(self._ask_node),
            executes.asking_async(self._peer.request_async),
            lambda call_id, error: self._peer.notify("lm_rejected", {"callId": call_id, "error": error}),
        )

    def run(self) -> None:
        """Main's part, until `shutdown`."""
        self._forks.start_reader()
        self._tasks.run_main()
        _run_exit_callbacks()

    def _dispatch(self, message: dict[str, Any]) -> None:
        method, request_id, params = message["method"], message.get("id"), message.get("params") or {}
        if method == "$/cancelRequest":
            cancelled = params.get("id") if isinstance(params, dict) else None
            if isinstance(cancelled, (int, str)):
                self._tasks.cancel(cancelled)
            return
        if "id" not in message:
            return
        command = COMMANDS.get(method) if isinstance(method, str) else None
        if command is None:
            self._peer.refuse(request_id, -32601, f"Method not found: {method!r}; there are: {', '.join(COMMANDS)}")
        elif not self._said_hello and method not in ("hello", "shutdown"):
            self._peer.refuse_typed(
                request_id,
                BridgeError(
                    "PROTOCOL_MISMATCH", f'The first request was "{method}".', "a connection starts with hello", "npm ls @dspex/jest-preset"
                ),
            )
        elif method in self._of_the_reader:
            self._of_the_reader[method](request_id)
        elif method in _AT_ONCE:
            self._run(request_id, method, params)()
        else:
            self._said_hello = True
            self._tasks.start(request_id, lambda: self._run(request_id, method, params), method == "execute")

    def _forget_hello(self) -> None:
        self._said_hello = False

    def _ask_node(self, method: str, params: dict[str, Any]) -> Any:
        with self._tasks.waiting_for_node():
            return self._peer.request(method, params)

    def _run(self, request_id: Any, method: str, params: Any) -> Callable[[], None]:
        """Do the work; gives what sends the answer. Raises nothing, so that main's loop goes on whatever user code did."""
        done = False
        try:
            result = COMMANDS[method](self._context, request_id, check_params(method, params))
            done = True
            return partial(self._answer, request_id, method, result)
        except BadParams as error:
            return partial(self._peer.refuse, request_id, -32602, str(error))
        except BridgeError as error:
            return partial(self._peer.refuse_typed, request_id, error)
        except Cancelled:
            return partial(self._peer.refuse, request_id, -32800, "Request cancelled")
        except BaseException as error:
            return partial(self._peer.refuse_typed, request_id, _typed(error, method))
        finally:
            if method == "hello":
                self._said_hello = done

    def _answer(self, request_id: Any, method: str, result: Any) -> None:
        try:
            self._peer.answer(request_id, result)
        except (TypeError, ValueError) as error:
            self._peer.refuse_typed(
                request_id,
                BridgeError(
                    "OUTPUT_NOT_JSON",
                    f'The result of "{method}" cannot come to Node: {error}.',
                    "it holds what JSON has no word for",
                    "return plain values",
                ),
            )


def _typed(error: BaseException, method: str) -> BridgeError:
    wire = typed_error_in(error)
    if wire is None:
        return python_error(error, f'"{method}"')
    return BridgeError(wire["code"], wire["what"], wire["why"], wire["next"], wire.get("detail"))


def warm() -> None:
    """Fill the caches that the first program of every child would: types, schemas, the signature's own machinery."""
    field = {"name": "question", "schema": {"type": "string"}}
    signature = signatures.build({"inputs": [field], "outputs": [{**field, "name": "answer"}]})
    signatures.shape_of(signature)
    inputs.of_signature(signature).check({"question": "warm"}, "warm")


def _run_exit_callbacks() -> None:
    """As a script's end would, but never longer than 500 ms."""
    runner = threading.Thread(target=_quietly(atexit._run_exitfuncs), daemon=True)
    runner.start()
    runner.join(_ATEXIT_SECONDS)


def _quietly(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"dspex_bridge: an exit callback raised {type(error).__name__}: {error}\n")

    return run
