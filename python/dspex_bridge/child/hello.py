"""The first command of a connection: enter the test's world, before any user code is imported."""

from __future__ import annotations

import os
import platform
from typing import Any

import dspy

from ..dspy_door.current_execute import current_execute
from ..dspy_door.default_lm import configure_default_lm
from ..dspy_door.seam import seam
from ..guard import egress
from ..protocol.errors import BridgeError
from ..protocol.params import Params, check_world
from ..world import world
from .context import Context

PROTOCOL_VERSION = 1


def hello(context: Context, _: Any, params: Params) -> Any:
    """Put the process into the test's world, guard its network, and configure the default LM."""
    _refuse_other_protocol(params["protocol"])
    given = check_world(params["world"])
    world.enter(given if context.entered is None else world.with_changes_since(context.entered, given))
    egress.install(given["network"], given["allowHosts"], given["lmHosts"], lambda error: _tell_of_refusal(context, error))
    if context.entered is None:
        _configure(params)
    context.entered = given
    return {
        "protocol": PROTOCOL_VERSION,
        "pid": os.getpid(),
        "python": platform.python_version(),
        "dspy": dspy.__version__,
        "lmContract": seam.contract,
        "startMethod": context.start_method,
        "stdoutPath": context.output.out,
        "stderrPath": context.output.err,
    }


def _refuse_other_protocol(protocol: int) -> None:
    if protocol != PROTOCOL_VERSION:
        raise BridgeError(
            "PROTOCOL_MISMATCH",
            f"Node speaks protocol {protocol}, Python {PROTOCOL_VERSION}.",
            "two versions of the package meet",
            "npm ls @dspex/jest-preset",
        )


def _tell_of_refusal(context: Context, error: dict[str, Any]) -> None:
    context.peer.notify("egress_refused", {"executeId": current_execute(), "error": error})


def _configure(params: Params) -> None:
    """Once: what user code configured after it is what a copy is made for."""
    configure_default_lm(params["defaultModel"], enable_memory_cache=params["dspyCache"] == "memory")
    if not params["realBackoff"]:
        seam.answer_backoff_with_zero()
