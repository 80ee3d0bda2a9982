"""Imports DSPy and runs it once, so that a child forked afterwards starts warm."""

from __future__ import annotations

import contextlib
import os

from ..process_tree.start_error import DspyTooOld


def warm() -> str:
    """Import DSPy, run one predict through the LM shim, clear what that left. Gives DSPy's version."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import dspy

    if not hasattr(dspy, "lm15"):
        raise DspyTooOld(f"DSPy {dspy.__version__} is older than 3.4, the first this version supports.")
    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)
    # What a child needs, too: an import after the fork would be paid for by every one of them.
    from ..dspy_door import lm_engine
    from . import service

    lm_engine.install()
    service.warm()
    _load_model_metadata()
    throw_away_predict()
    return str(dspy.__version__)


def _load_model_metadata() -> None:
    """Otherwise each child would read it, and a first read may go to the network."""
    from dspy.clients import model_metadata

    with contextlib.suppress(AttributeError):
        model_metadata._load()


def throw_away_predict() -> None:
    """One predict whose only purpose is to touch the memory that the first real one will."""
    import dspy
    from dspy.clients import base_lm

    from ..dspy_door import lm_engine

    lm = dspy.LM("openai/gpt-4o-mini", cache=False, num_retries=0)
    with lm_engine.answered_locally({"answer": "warm"}), dspy.context(lm=lm):
        dspy.Predict("question -> answer")(question="warm")
    lm.history.clear()
    getattr(base_lm, "GLOBAL_HISTORY", []).clear()
