"""Holds Python's codec to values.json: prints, as JSON, what each case gives and whether it is what it should be."""

import datetime
import decimal
import enum
import json
import pathlib
import sys

import dspy
import pydantic

from dspex_bridge.dspy_door import values

NAMES = {"__name__": "cases", "datetime": datetime, "decimal": decimal, "enum": enum, "pydantic": pydantic, "dspy": dspy}


def outcome(case):
    value = eval(case["python"], NAMES)
    # Compared as text with types: 1 == 1.0 == True, and NaN is not itself.
    decoded = case["direction"] == "to-node" or repr(values.decode(case["wire"])) == repr(value)
    encoded = case["wire"] if case["direction"] == "to-python" else values.encode(value)
    return {"name": case["name"], "decodes": decoded, "wire": encoded}


cases = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
print(json.dumps([outcome(case) for case in cases], allow_nan=False))
