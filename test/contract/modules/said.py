"""What DSPy tells a program of a reply: beside a server that says it, or in a child of ours."""

import json
import sys

import dspy
from dspy.experimental import Citations


class Thinks(dspy.Signature):
    """Answer with what is known."""

    question: str = dspy.InputField()
    reasoning: dspy.Reasoning = dspy.OutputField()
    answer: str = dspy.OutputField()


class Cites(dspy.Signature):
    """Answer with what is known."""

    question: str = dspy.InputField()
    citations: Citations = dspy.OutputField()
    answer: str = dspy.OutputField()


def plain(value):  # type: ignore[no-untyped-def]
    """As JSON, whatever it is."""
    return json.loads(json.dumps(value, default=lambda one: one.model_dump() if hasattr(one, "model_dump") else repr(one)))


def told(lm):  # type: ignore[no-untyped-def]
    """The outputs of a direct call, what history has of it, and the fields of two signatures. What DSPy raises is told, too."""
    said = {"outputs": plain(lm("capital?")), "history": plain({k: lm.history[-1].get(k) for k in ("outputs", "usage", "response_model", "cost")})}
    adapter = dspy.ChatAdapter(native_response_types=[dspy.Reasoning, Citations], use_json_adapter_fallback=False)
    for signature in (Thinks, Cites):
        said[signature.__name__] = predicted(lm, adapter, signature)
    return said


def predicted(lm, adapter, signature):  # type: ignore[no-untyped-def]
    try:
        with dspy.context(lm=lm, adapter=adapter, track_usage=True):
            prediction = dspy.Predict(signature)(question="capital?")
    except Exception as error:
        return [type(error).__name__, str(error).partition("\n")[0]]
    return {"fields": plain(dict(prediction.items())), "usage": plain(prediction.get_lm_usage())}


class Says(dspy.Module):
    def forward(self, model: str):  # type: ignore[no-untyped-def]
        return dspy.Prediction(told=told(dspy.LM(model, cache=False, num_retries=0, max_tokens=200)))


if __name__ == "__main__":
    # A line asks, a line answers: DSPy is imported once for all.
    for line in sys.stdin:
        model, origin = json.loads(line)
        lm = dspy.LM(model, cache=False, num_retries=0, max_tokens=200, api_key="k", api_base=origin)
        print(json.dumps(told(lm)), flush=True)
