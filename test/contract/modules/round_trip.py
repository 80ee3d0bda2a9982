"""One program for every type, adapter and way of asking of cases/round-trip.json, which Node and Python read."""

import asyncio

import dspy
from dspy.adapters.baml_adapter import BAMLAdapter

from .round_trip_types import annotation_of


def adapter_of(name, lm):
    """By the names of the table; two_step asks the model twice."""
    if name == "two_step":
        return dspy.TwoStepAdapter(lm)
    return {"chat": dspy.ChatAdapter, "json": dspy.JSONAdapter, "xml": dspy.XMLAdapter, "baml": BAMLAdapter}[name]()


def signature_of(annotation):
    fields = {"q": (str, dspy.InputField()), "out": (annotation, dspy.OutputField())}
    return dspy.Signature(fields, "Answer.")


#: DSPy 3.3 and later have errors of their own; before, programs see those of litellm.
REFUSALS = getattr(dspy, "LMError", None) or __import__("litellm").BadRequestError


class Rows(dspy.Module):
    """Asks for each row by its number, and tells what came: the value and the texts of the model, or why it was refused."""

    def forward(self, rows, adapter, streamed):
        return dspy.Prediction(outcomes=[self.outcome(annotation_of(text), adapter, streamed, q) for q, text in rows])

    def outcome(self, annotation, adapter, streamed, q):
        lm = dspy.LM("openai/gpt-4o-mini")
        with dspy.context(lm=lm, adapter=adapter_of(adapter, lm)):
            predict = dspy.Predict(signature_of(annotation))
            try:
                made = asyncio.run(self.stream(predict, str(q))) if streamed else predict(q=str(q))
            except Exception as error:
                return {"refused": refusal_in(error)}
        return {"out": made.out, "texts": [told(entry["outputs"][0]) for entry in lm.history]}

    async def stream(self, predict, q):
        async for value in dspy.streamify(predict)(q=q):
            if isinstance(value, dspy.Prediction):
                made = value
        return made


def refusal_in(error):
    """DSPy before 3.4 wraps what a streamed program raises in a group; whatever else is raised is no refusal."""
    while getattr(error, "exceptions", None):
        error = error.exceptions[0]
    if isinstance(error.__cause__, REFUSALS):
        # The TwoStepAdapter of before 3.4 says in its own words that it could not read the text.
        error = error.__cause__
    if not isinstance(error, REFUSALS):
        raise error
    return str(error)


def told(output):
    return output["text"] if isinstance(output, dict) else output
