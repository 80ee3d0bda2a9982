"""What a request of Python's fails with that Node refuses, or does not answer any more."""

from __future__ import annotations

from typing import Any

#: What a request fails with that Node has not answered when the connection ends.
CLOSED = {
    "code": "BRIDGE_CLOSED",
    "what": "Node closed the connection before it answered.",
    "why": "the test, or its worker, has ended",
    "next": "await what the test starts",
}

#: What a process fails with that user code forked: the answer would come to the one that it was forked from.
NOT_OF_A_FORK = {
    "code": "BRIDGE_CLOSED",
    "what": "A process that the program forked asked its test for a tool or a metric of the test's.",
    "why": "only the program's own process has a connection to the test; the answer would never come to the other",
    "next": "call it in the program's own process, or in its threads: dspy.Parallel, concurrent.futures.ThreadPoolExecutor",
}


class NodeError(Exception):
    """Node refused a request; `dspex` is its typed error."""

    def __init__(self, error: dict[str, Any]) -> None:
        data = error.get("data")
        self.dspex: dict[str, Any] = (
            data
            if isinstance(data, dict)
            else {
                "code": "PROTOCOL_ERROR",
                "what": str(error.get("message", "Node refused a request")),
                "why": "see above",
                "next": "npm ls @dspex/jest-preset",
            }
        )
        super().__init__(self.dspex["what"])
