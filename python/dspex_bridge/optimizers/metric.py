"""The metric that an optimiser asks: a function in Node, or Python's own."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.current_execute import current_execute
from ..dspy_door.stop import Stop, waiting_for_node
from ..programs.own_metric import own_metric
from ..protocol.peer import Peer
from ..tasks.tasks import Tasks

#: By which Node knows the function, under the id of the program that is made.
_NAME = "metric"


class Measured(dspy.Prediction):  # type: ignore[misc]
    """A score with feedback. DSPy's own is true whatever its score, where an optimiser asks whether an example went well."""

    def __bool__(self) -> bool:
        return bool(self.score)


class Metric:
    """What it raises ends the optimisation by way of `stop`: DSPy would log it and take the example for a bad one."""

    def __init__(self, asked: dict[str, Any], program_id: str, peer: Peer, stop: Stop, tasks: Tasks) -> None:
        self._program_id = program_id
        self._peer = peer
        self._stop = stop
        self._own = own_metric(asked["path"], tasks) if asked["kind"] == "python" else None
        self.failed: BaseException | None = None

    @property
    def function(self) -> Any:
        """For DSPy, which looks at what a metric takes."""
        return self._own or self._asked_of_node

    def _asked_of_node(self, example: Any, prediction: Any, trace: Any = None, pred_name: Any = None, pred_trace: Any = None) -> Any:
        if self.failed is not None:
            raise self.failed
        arguments = {
            "example": _plain(example.toDict(), "example"),
            "outputs": _plain(dict(prediction.items()), "outputs"),
            "trace": None if trace is None else [_step(step) for step in trace],
            "predictor": pred_name,
        }
        try:
            return _score(self._ask(arguments))
        except Exception as error:
            self.failed = error
            self._stop.ask()
            raise

    def _ask(self, arguments: dict[str, Any]) -> Any:
        params = {"executeId": current_execute(), "id": self._program_id, "name": _NAME, "arguments": arguments}
        with waiting_for_node():
            return values.decode(self._peer.request("call_tool", params)["value"])


def _plain(fields: dict[str, Any], place: str) -> dict[str, Any]:
    return {name: values.encode(value, f"{place}.{name}") for name, value in fields.items()}


def _step(step: Any) -> dict[str, Any]:
    _, inputs, outputs = step
    return {"inputs": _plain(dict(inputs), "trace"), "outputs": _plain(dict(outputs.items()), "trace")}


def _score(given: Any) -> Any:
    return Measured(**given) if isinstance(given, dict) else given
