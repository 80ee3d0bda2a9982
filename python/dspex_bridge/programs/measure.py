"""Runs a program and asks a metric of Python's how good that was."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.accounting import Accounting
from ..tasks.tasks import Tasks
from .execute import call, counted
from .imports import import_path
from .sessions import Program, Session


def measured(session: Session, program: Program, tasks: Tasks, accounting: Accounting, params: dict[str, Any]) -> dict[str, Any]:
    """As `execute`, with a score. LM calls of the metric count as the program's."""
    metric, scores = import_path(params["metric"]), []
    example = dspy.Example(values.decode(params["example"])).with_inputs(*params["inputs"])

    def run(given: dict[str, Any]) -> Any:
        prediction = call(program.module, given, tasks)
        scores.append(metric(example, prediction))
        return prediction

    result = counted(session, program, accounting, params, run)
    return {**result, "score": values.encode(_plain(scores[0]), "score")}


def _plain(score: Any) -> Any:
    """A metric may give a Prediction with its score and feedback."""
    return score.score if isinstance(score, dspy.Prediction) else score
