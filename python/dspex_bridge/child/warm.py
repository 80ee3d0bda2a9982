"""Imports DSPy and runs it once, so that a child forked afterwards starts warm."""

from __future__ import annotations

import os


def warm() -> str:
    """Import DSPy, check that it is one we know, run one predict through the hooks, clear what that left. Gives DSPy's version.

    The garbage collector stays on: without it the imports are done a little sooner, but what they leave lies between what stays, and every
    child copies 8 % more pages.
    """
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # All imports here are delayed: this is where DSPy is imported for the first time.
    import dspy

    from ..dspy_door.names.check import refuse_unknown_dspy

    refuse_unknown_dspy(dspy.__version__)
    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)
    _hook_and_fill()
    from ..dspy_door.behaviour import refuse_strange_dspy
    from ..resets.keepers import look_ahead

    refuse_strange_dspy(dspy.__version__)
    # Last: what is imported or bound later would have to be looked at anew.
    look_ahead()
    return str(dspy.__version__)


def _hook_and_fill() -> None:
    # What a child needs, too: an import after the fork would be paid for by every one of them.
    # A progress bar (Parallel, Evaluate, every optimiser) asks for it, which a shared process would take for a change that a test made.
    import multiprocessing.synchronize  # noqa: F401

    from ..dspy_door.seam import seam
    from . import progress_bars, service  # noqa: F401
    from .warm_caches import fill_caches

    seam.install()
    fill_caches()
    seam.fill()
    progress_bars.make_safe()


def throw_away_predict() -> None:
    """One predict whose only purpose is to touch the memory that the first real one will."""
    from ..dspy_door.behaviour import LocalPredict

    LocalPredict().run()
