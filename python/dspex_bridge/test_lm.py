"""The test's LM in a Python process that the test itself started: rules over signature fields hold there, too."""

from __future__ import annotations

import os

ADDRESS_VARIABLE = "DSPEX_TEST_LM"


def init_test_lm(model: str = "gpt-4o-mini") -> None:
    """Let the running test answer every LM of DSPy in this process, and configure a default one.

    Call it on the main thread, before the program is used. Raises RuntimeError where no test is behind the process: the one that starts
    it has to hand over the variables of `initTestLm()`.
    """
    address = os.environ.get(ADDRESS_VARIABLE)
    if not address:
        raise RuntimeError(
            f"no test is behind this process: {ADDRESS_VARIABLE} is not set. "
            "Start it with the variables of initTestLm(): spawn('python', args, { env: { ...process.env, ...(await initTestLm()).env } })"
        )
    # Delayed: a program may import this module long before DSPy, or without ever having a test.
    import dspy

    from .dspy_door.names.check import refuse_unknown_dspy

    refuse_unknown_dspy(dspy.__version__)
    _install(address, model)


def _install(address: str, model: str) -> None:
    from .dspy_door.connection import connect
    from .dspy_door.default_lm import configure_default_lm
    from .dspy_door.gateway_door import GatewayDoor
    from .dspy_door.seam import seam

    connect(GatewayDoor(address).connection())
    seam.install()
    seam.answer_backoff_with_zero()
    configure_default_lm(model, enable_memory_cache=False)
