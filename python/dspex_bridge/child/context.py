"""What the commands of one connection work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..dspy_door.accounting import Accounting
from ..dspy_door.stop import Stop
from ..programs.sessions import Session, Sessions
from ..protocol.params import Params
from ..protocol.peer import Peer
from ..resets.attempts import Attempts
from ..tasks.tasks import Tasks
from .child_output import OutputFiles


@dataclass
class Context:
    """One process's state, handed to every command."""

    peer: Peer
    tasks: Tasks
    sessions: Sessions
    attempts: Attempts
    accounting: Accounting
    start_method: str
    output: OutputFiles
    #: The execute that each request is, while it runs.
    executing: dict[Any, str] = field(default_factory=dict)
    #: Of streams, by their execute: one may be stopped before it has begun.
    stops: dict[str, Stop] = field(default_factory=dict)
    #: The world of the last hello; a copy has that of its original before its own.
    entered: Params | None = None

    def session_of(self, params: Params) -> Session:
        """The session that a request names."""
        return self.sessions.get(params["session"])

    @contextmanager
    def executes(self, request_id: Any, params: Params) -> Iterator[None]:
        """The request is known as this execute while it runs."""
        self.executing[request_id] = params["executeId"]
        try:
            yield
        finally:
            del self.executing[request_id]

    def stop_of(self, execute_id: str) -> Stop:
        """What ends a stream."""
        return self.stops.setdefault(execute_id, Stop(self.peer))
