"""Runs an optimiser over programs, and gives the one that it makes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..dspy_door.accounting import Accounting
from ..dspy_door.stop import Stop, Stopped, stop_settings
from ..programs.execute import inside
from ..programs.sessions import Program, Session
from ..programs.signatures import shape_of, signature_of
from ..protocol.peer import Peer
from ..tasks.tasks import Tasks
from .examples import examples_of
from .known import Known, known_optimizer, optimize_invalid
from .metric import Metric
from .options import Options


def optimize(session: Session, accounting: Accounting, params: dict[str, Any], peer: Peer, tasks: Tasks) -> Program:
    """The program that comes of it; those it is made of stay as they are."""
    session.refuse_duplicate(params["id"])
    students = [session.get(program) for program in params["programs"]]
    stop = Stop(peer)
    metric = Metric(params["metric"], params["id"], peer, stop, tasks) if params["metric"] else None
    run = _Optimizing(students, session.get(params["teacher"]) if params["teacher"] else None, params, metric)
    # In turn, so that the same run asks the same in the same order; a setting of the session or an option says otherwise.
    settings = {"num_threads": 1, **session.settings, **stop_settings(stop)}
    with inside(accounting, params["executeId"], session.id, settings, f"optimising by {params['optimizer']}"):
        module = run.compiled()
    return _program(module, students[0])


class _Optimizing:
    def __init__(self, students: list[Program], teacher: Program | None, params: dict[str, Any], metric: Metric | None) -> None:
        self._kind, self._known = known_optimizer(params["optimizer"])
        self._students = students
        self._teacher = teacher
        self._metric = metric
        self._options = Options(self._kind, params["options"], params["seed"])
        _refuse_missing(params, self._known)
        self._trainset = examples_of(params["trainset"], students[0], params)
        self._valset = examples_of(params["valset"], students[0], params)

    def compiled(self) -> Any:
        """What the optimiser gives."""
        try:
            module = self._compiled()
        except (Exception, Stopped):
            self._raise_what_failed()
            raise
        self._raise_what_failed()
        return module

    def _compiled(self) -> Any:
        modules = [student.module for student in self._students]
        metric = None if self._metric is None else self._metric.function
        optimizer = self._kind(**self._options.for_making(metric=metric, trainset=self._trainset))
        teacher = None if self._teacher is None else self._teacher.module
        more = self._options.for_compiling(trainset=self._trainset, valset=self._valset, teacher=teacher)
        return optimizer.compile(modules if self._kind.__name__ == "Ensemble" else self._student_of(modules[0]), **more)

    def _student_of(self, module: Any) -> Any:
        """InferRules writes into signatures, which a copy of DSPy's shares with what it is made of."""
        if self._kind.__name__ != "InferRules":
            return module
        student = module.deepcopy()
        for predictor in student.predictors():
            predictor.signature = predictor.signature.with_instructions(predictor.signature.instructions)
        return student

    def _raise_what_failed(self) -> None:
        """An optimiser may go on over what a metric raises."""
        if self._metric is not None and self._metric.failed is not None:
            raise self._metric.failed


def _refuse_missing(params: dict[str, Any], known: Known) -> None:
    name = params["optimizer"]
    if known.needs_metric and params["metric"] is None:
        raise optimize_invalid(f"{name} has no metric.", "it keeps what a metric calls good")
    if known.takes_trainset and params["trainset"] is None:
        raise optimize_invalid(f"{name} has no trainset.", "it learns from examples")
    if known.takes_trainset and len(params["programs"]) > 1:
        raise optimize_invalid(f"{name} was given {len(params['programs'])} programs.", "it takes one; Ensemble takes several")


def _program(module: Any, student: Program) -> Program:
    signature = signature_of(module)
    shape = shape_of(signature) if signature is not None else student.info["signature"]
    return replace(student, module=module, info={"module": student.info["module"], "signature": shape})
