"""DSPy without this package: prints, as JSON, what each program makes of the texts of a model, which come by standard input."""

import json
import pathlib
import sys

import dspy
from dspy.lm15 import Message, Response, TextPart, Usage

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from modules.round_trip import adapter_of, signature_of  # noqa: E402
from modules.round_trip_types import annotation_of  # noqa: E402

from dspex_bridge.dspy_door import values  # noqa: E402


class Says:
    """A model that says these texts, in order."""

    def __init__(self, texts):
        self.texts = list(texts)

    def complete(self, request):
        said = Message.assistant([TextPart(self.texts.pop(0))])
        return Response(id=None, model=request.model, message=said, finish_reason="stop", usage=Usage(input_tokens=1, output_tokens=1))

    def close(self):
        """Nothing is held open."""


def outcome(case):
    lm = dspy.LM("openai/gpt-4o-mini", engine=Says(case["texts"]), cache=False)
    with dspy.context(lm=lm, adapter=adapter_of(case["adapter"], lm)):
        made = dspy.Predict(signature_of(annotation_of(case["type"])))(q="q")
    return values.encode(made.out, "out")


print(json.dumps([outcome(case) for case in json.load(sys.stdin)], allow_nan=False))
