"""DSPy without this package: prints, as JSON, what each program makes of the texts of a model, which come by standard input."""

import json
import pathlib
import sys

import dspy

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases.scripted_lm import scripted_lm  # noqa: E402
from modules.round_trip import adapter_of, signature_of  # noqa: E402
from modules.round_trip_types import annotation_of  # noqa: E402

from dspex_bridge.dspy_door import values  # noqa: E402


def outcome(case):
    lm = scripted_lm([text] for text in case["texts"])
    with dspy.context(lm=lm, adapter=adapter_of(case["adapter"], lm)):
        made = dspy.Predict(signature_of(annotation_of(case["type"])))(q="q")
    return values.encode(made.out, "out")


print(json.dumps([outcome(case) for case in json.load(sys.stdin)], allow_nan=False))
