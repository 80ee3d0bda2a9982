"""Runs a program and asks a metric of Python's how good that was."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.accounting import Accounting
from ..protocol.errors import BridgeError, typed_error_in
from ..tasks.tasks import Tasks
from .execute import call, counted
from .own_metric import own_metric
from .python_error import python_error
from .sessions import Program, Session


def measured(session: Session, program: Program, tasks: Tasks, accounting: Accounting, params: dict[str, Any]) -> dict[str, Any]:
    """As `execute`, with a score. LM calls of the metric count as the program's."""
    metric, scores = own_metric(params["metric"], tasks), []
    example = dspy.Example(values.decode(params["example"])).with_inputs(*params["inputs"])

    def run(given: dict[str, Any]) -> Any:
        prediction = call(program.module, given, tasks)
        scores.append(_score(metric, example, prediction, params["metric"]))
        return prediction

    result = counted(session, program, accounting, params, run)
    return {**result, "score": values.encode(scores[0], "score")}


def _score(metric: Any, example: Any, prediction: Any, path: str) -> Any:
    """A metric may give a Prediction with its score and feedback. What it raises is said of it, and not of the program."""
    try:
        given = metric(example, prediction)
    except Exception as error:
        raise (error if typed_error_in(error) or isinstance(error, BridgeError) else python_error(error, path)) from error
    return given.score if isinstance(given, dspy.Prediction) else given
