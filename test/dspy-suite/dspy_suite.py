"""Runs DSPy's own tests while it is imported: on main, before anything has been executed. LM calls go where they go without the package."""

import os

import dspy
import pytest


def pass_calls_on():
    """All that is done before Node is asked is done; then DSPy asks itself."""
    pass_embeddings_on()
    if not hasattr(dspy, "lm15"):
        from dspex_bridge.dspy_door.seam_3_0 import lm_calls

        lm_calls.current = lambda: None
        return
    from dspex_bridge.dspy_door.names.dspy_3_4 import names_3_4

    ours = names_3_4.hook.get()
    kept = dict(zip(ours.__code__.co_freevars, ours.__closure__, strict=True))
    original = kept["original"].cell_contents

    def select(lm, call, asynchronous):
        ours(lm, call, asynchronous)
        return original(lm, call, asynchronous)

    names_3_4.hook.replace(select)


def pass_embeddings_on():
    from dspex_bridge.dspy_door.names import dspy_names

    for name, original in ((dspy_names.compute_embeddings, "compute"), (dspy_names.compute_embeddings_async, "acompute")):
        ours = name.get()
        name.replace(dict(zip(ours.__code__.co_freevars, ours.__closure__, strict=True))[original].cell_contents)


class Ran(dspy.Module):
    """The exit code of pytest."""

    def forward(self):
        return dspy.Prediction(code=CODE)


pass_calls_on()
# Some tests run only where a key is set, and ask a real model: a placeholder stands here.
os.environ.pop("OPENAI_API_KEY", None)
CODE = int(pytest.main(os.environ["SUITE_ARGS"].split(" ")))
