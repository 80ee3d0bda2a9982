"""Imports DSPy and runs it once, so that a child forked afterwards starts warm."""

from __future__ import annotations

import os


def warm() -> str:
    """Import DSPy, check that it is one we know, run one predict through the hooks, clear what that left. Gives DSPy's version."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # All imports here are delayed: this is where DSPy is imported for the first time.
    import dspy

    from ..dspy_door.names import dspy_names
    from ..dspy_door.names.check import refuse_unknown_dspy

    refuse_unknown_dspy(dspy.__version__)
    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)
    # What a child needs, too: an import after the fork would be paid for by every one of them.
    from ..dspy_door import lm_engine
    from . import service  # noqa: F401
    from .warm_caches import fill_caches

    lm_engine.install()
    fill_caches()
    # Otherwise each child would read it, and a first read may go to the network.
    dspy_names.load_model_metadata.get()()
    check_behaviour()
    return str(dspy.__version__)


def check_behaviour() -> None:
    """One predict like that of a program, and one without an LM: DSPY_TOO_NEW where they do not come by the hooks."""
    import dspy

    from ..dspy_door.behaviour import refuse_strange_dspy

    refuse_strange_dspy(dspy.__version__)


def throw_away_predict() -> None:
    """One predict whose only purpose is to touch the memory that the first real one will."""
    from ..dspy_door.behaviour import LocalPredict

    LocalPredict().run()
