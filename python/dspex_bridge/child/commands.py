"""The command table: what each request of Node's does."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import dspy

from ..dspy_door import lm_engine, values
from ..dspy_door.executes import Executes
from ..dspy_door.lm_call import bare_model
from ..guard import egress
from ..programs import programs
from ..programs.sessions import Session, Sessions
from ..protocol.errors import BridgeError
from ..protocol.params import PARAMS, Params, check_params, check_world
from ..protocol.peer import Peer
from ..resets.attempts import Attempts
from ..tasks.tasks import Tasks
from ..world import world
from . import inherited, preloads
from .serving_forks import ServingForks
from .where import stacks

__all__ = ["COMMANDS", "PARAMS", "Context", "check_params"]

PROTOCOL_VERSION = 1


@dataclass
class Context:
    """What commands work on."""

    peer: Peer
    tasks: Tasks
    sessions: Sessions
    attempts: Attempts
    executes: Executes
    start_method: str
    stdout_path: str
    stderr_path: str
    forks: ServingForks = field(init=False)
    #: The execute that each request is, while it runs.
    executing: dict[Any, str] = field(default_factory=dict)
    #: The world of the last hello; a copy has that of its original before its own.
    entered: Params | None = None


Command = Callable[[Context, Any, Params], Any]


def hello(context: Context, _: Any, params: Params) -> Any:
    """Enter the test's world, and configure the default LM before any user code is imported."""
    if params["protocol"] != PROTOCOL_VERSION:
        raise BridgeError(
            "PROTOCOL_MISMATCH",
            f"Node speaks protocol {params['protocol']}, Python {PROTOCOL_VERSION}.",
            "two versions of the package meet",
            "npm ls @dspex/jest-preset",
        )
    given = check_world(params["world"])
    world.enter(given if context.entered is None else inherited.with_changes(context.entered, given))
    egress.install(given["network"], given["allowHosts"], context.executes.naming(partial(context.peer.notify, "egress_refused")))
    if context.entered is None:
        _configure(params)
    context.entered = given
    return {
        "protocol": PROTOCOL_VERSION,
        "pid": os.getpid(),
        "python": platform.python_version(),
        "dspy": dspy.__version__,
        "lmContract": "lm15",
        "startMethod": context.start_method,
        "stdoutPath": context.stdout_path,
        "stderrPath": context.stderr_path,
    }


def _configure(params: Params) -> None:
    """Once: what user code configured after it is what a copy is made for."""
    model = params["defaultModel"]
    dspy.configure(lm=dspy.LM(model if "/" in model else f"openai/{model}"))
    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=params["dspyCache"] == "memory")
    if not params["realBackoff"]:
        lm_engine.answer_backoff_with_zero()


def ping(*_: Any) -> Any:
    """Answer at once; tells a slow program from a dead process."""
    return {"pid": os.getpid()}


def where(context: Context, *_: Any) -> Any:
    """Where the code stands that this process runs."""
    return {"stacks": stacks(context.tasks, context.executing)}


def stats(context: Context, *_: Any) -> Any:
    """What this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return {
        "pid": os.getpid(),
        "sessions": len(context.sessions),
        "programs": context.sessions.program_count,
        "running": context.tasks.running,
        "threads": [thread.name for thread in threading.enumerate()],
        "rssBytes": pages * os.sysconf("SC_PAGE_SIZE"),
        "started": egress.noted_starts(),
    }


def begin_attempt(context: Context, _: Any, params: Params) -> Any:
    """A test begins to use a process that others use after it."""
    context.attempts.begin(params["attempt"], params["seed"], params["env"])
    return {}


def end_attempt(context: Context, _: Any, params: Params) -> Any:
    """It is over: the process is put back to what it was."""
    return {"leftovers": context.attempts.end(params["attempt"])}


def open_session(context: Context, _: Any, params: Params) -> Any:
    """A namespace of programs."""
    context.sessions.open(params["session"])
    return {}


def reset_session(context: Context, _: Any, params: Params) -> Any:
    """Forget its programs, settings and LM."""
    context.sessions.reset(params["session"])
    return {}


def close_session(context: Context, _: Any, params: Params) -> Any:
    """Forget it."""
    context.sessions.close(params["session"])
    return {}


def list_sessions(context: Context, *_: Any) -> Any:
    """The ids of the open sessions."""
    return {"sessions": context.sessions.ids}


def configure_lm(context: Context, _: Any, params: Params) -> Any:
    """The LM of a session's programs; its calls are answered by Node under this model name."""
    model = params["model"]
    _session(context, params).settings["lm"] = dspy.LM(model if "/" in model else f"openai/{model}", **values.decode(params["options"]))
    return {}


def init_test_lm(context: Context, _: Any, params: Params) -> Any:
    """The default LM again."""
    _session(context, params).settings.pop("lm", None)
    return {}


def configure_settings(context: Context, _: Any, params: Params) -> Any:
    """DSPy settings of a session's programs."""
    _session(context, params).settings.update(programs.settings_from(params["settings"]))
    return {}


def create_program(context: Context, _: Any, params: Params) -> Any:
    """Predict, ChainOfThought or ReAct from a signature."""
    session = _session(context, params)
    session.refuse_duplicate(params["id"])
    program = programs.create(params, context.peer)
    return session.add(params["id"], program).info


def load_module(context: Context, _: Any, params: Params) -> Any:
    """The user's own dspy.Module."""
    session = _session(context, params)
    session.refuse_duplicate(params["id"])
    return session.add(params["id"], programs.load(params)).info


def preload(context: Context, _: Any, params: Params) -> Any:
    """Import a module ahead of those who will use copies of this process."""
    return preloads.preload(params["module"], context.forks)


def execute(context: Context, request_id: Any, params: Params) -> Any:
    """Run a program once."""
    session = _session(context, params)
    context.executing[request_id] = params["executeId"]
    try:
        return programs.execute(session, session.get(params["id"]), context.tasks, context.executes, request_id, params)
    finally:
        del context.executing[request_id]


def list_programs(context: Context, _: Any, params: Params) -> Any:
    """The programs of a session."""
    return {"programs": [program.info for program in _session(context, params).programs.values()]}


def program_info(context: Context, _: Any, params: Params) -> Any:
    """One program."""
    return _session(context, params).get(params["id"]).info


def delete_program(context: Context, _: Any, params: Params) -> Any:
    """Forget one program."""
    session = _session(context, params)
    session.get(params["id"])
    del session.programs[params["id"]]
    return {}


def save_program(context: Context, _: Any, params: Params) -> Any:
    """DSPy's own JSON state file."""
    _session(context, params).get(params["id"]).module.save(params["file"])
    return {}


def load_program(context: Context, _: Any, params: Params) -> Any:
    """State from such a file into a program that exists."""
    program = _session(context, params).get(params["id"])
    if not os.path.exists(params["file"]):
        raise BridgeError(
            "INPUT_TYPE", f'There is no file "{params["file"]}".', f"looked in {os.getcwd()}", "program.save(file) writes one"
        )
    program.module.load(params["file"])
    return program.info


def history(context: Context, _: Any, params: Params) -> Any:
    """The latest LM calls of the process as DSPy remembers them, oldest first."""
    from dspy.clients.base_lm import GLOBAL_HISTORY

    _session(context, params)
    limit = max(0, params["limit"])
    calls = list(GLOBAL_HISTORY)[-limit:] if limit else []
    return {
        "calls": [
            {
                "model": bare_model(str(entry.get("model", ""))),
                "prompt": _prompt(entry),
                "outputs": [str(out) for out in entry.get("outputs", [])],
            }
            for entry in calls
        ]
    }


def _prompt(entry: dict[str, Any]) -> str:
    messages = entry.get("messages") or [{"content": entry.get("prompt", "")}]
    return "\n\n".join(str(message.get("content", "")) for message in messages)


def _session(context: Context, params: Params) -> Session:
    return context.sessions.get(params["session"])


def fork(*_: Any) -> Any:
    """Handled by the service: the reader ends, and main forks alone."""
    return {}


def shutdown(*_: Any) -> Any:
    """Handled by the service: main's loop ends."""
    return {}


COMMANDS: dict[str, Command] = {
    "hello": hello,
    "ping": ping,
    "stats": stats,
    "where": where,
    "begin_attempt": begin_attempt,
    "end_attempt": end_attempt,
    "open_session": open_session,
    "reset_session": reset_session,
    "close_session": close_session,
    "list_sessions": list_sessions,
    "configure_lm": configure_lm,
    "init_test_lm": init_test_lm,
    "configure_settings": configure_settings,
    "create_program": create_program,
    "load_module": load_module,
    "preload": preload,
    "execute": execute,
    "list_programs": list_programs,
    "program_info": program_info,
    "delete_program": delete_program,
    "save_program": save_program,
    "load_program": load_program,
    "history": history,
    "fork": fork,
    "shutdown": shutdown,
}
