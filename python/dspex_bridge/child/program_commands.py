"""Commands about programs: made, loaded, run, saved, forgotten."""

from __future__ import annotations

import os
from typing import Any

from ..dspy_door import values
from ..programs import execute as executing
from ..programs import make
from ..protocol.errors import BridgeError
from ..protocol.params import Params
from ..streams import stream as streams
from ..streams.status import Status
from ..user_code.tracebacks import said_by
from .context import Context


def create_program(context: Context, _: Any, params: Params) -> Any:
    """Predict, ChainOfThought or ReAct from a signature."""
    session = context.session_of(params)
    session.refuse_duplicate(params["id"])
    program = make.create(params, context.peer)
    return session.add(params["id"], program).info


def load_module(context: Context, _: Any, params: Params) -> Any:
    """The user's own dspy.Module."""
    session = context.session_of(params)
    session.refuse_duplicate(params["id"])
    return session.add(params["id"], make.load(params, context.peer)).info


def execute(context: Context, request_id: Any, params: Params) -> Any:
    """Run a program once."""
    session = context.session_of(params)
    with context.executes(request_id, params):
        program = session.get(params["id"])
        return executing.execute(session, program, context.tasks, context.accounting, params)


def stream(context: Context, request_id: Any, params: Params) -> Any:
    """Run a program once, and tell Node what it writes as it comes."""
    session, execute_id = context.session_of(params), params["executeId"]

    def take(piece: dict[str, Any]) -> None:
        context.peer.notify("stream_piece", {"executeId": execute_id, "piece": piece})

    with context.executes(request_id, params):
        try:
            program, status = session.get(params["id"]), Status(params["status"], params["toolsId"], context.peer)
            reader = streams.Reader(take, context.stop_of(execute_id), status)
            return streams.stream(session, program, context.tasks, context.accounting, params, reader)
        finally:
            context.stops.pop(execute_id, None)


def stop_stream(context: Context, _: Any, params: Params) -> Any:
    """Nobody listens to it any more."""
    context.stop_of(params["executeId"]).ask()
    return {}


def list_programs(context: Context, _: Any, params: Params) -> Any:
    """The programs of a session."""
    return {"programs": [program.info for program in context.session_of(params).programs.values()]}


def program_info(context: Context, _: Any, params: Params) -> Any:
    """One program."""
    return context.session_of(params).get(params["id"]).info


def delete_program(context: Context, _: Any, params: Params) -> Any:
    """Forget one program."""
    session = context.session_of(params)
    session.get(params["id"])
    del session.programs[params["id"]]
    return {}


def program_state(context: Context, _: Any, params: Params) -> Any:
    """What DSPy saves of a program: demos, instructions, LMs; without the versions of what saved it."""
    state = context.session_of(params).get(params["id"]).module.dump_state()
    return {"state": {name: values.encode(value, f"state.{name}") for name, value in state.items()}}


def save_program(context: Context, _: Any, params: Params) -> Any:
    """DSPy's own JSON state file."""
    program = context.session_of(params).get(params["id"])
    folder = os.path.dirname(params["file"])
    if not os.path.isdir(folder):
        what = f'The state cannot be written to "{params["file"]}".'
        raise BridgeError("INPUT_TYPE", what, f"there is no folder {folder}", f"mkdir -p {folder}")
    program.module.save(params["file"])
    return {}


def load_program(context: Context, _: Any, params: Params) -> Any:
    """State from such a file into a program that exists."""
    program = context.session_of(params).get(params["id"])
    if not os.path.exists(params["file"]):
        raise BridgeError(
            "INPUT_TYPE", f'There is no file "{params["file"]}".', f"looked in {os.getcwd()}", "program.save(file) writes one"
        )
    try:
        program.module.load(params["file"])
    except Exception as error:
        why = f"DSPy says of it: {said_by(error)}"
        what = f'"{params["file"]}" holds no state of the program "{params["id"]}".'
        raise BridgeError("INPUT_TYPE", what, why, "program.save('state.json') writes one of the same predictors") from error
    return program.info
