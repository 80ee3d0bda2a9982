"""The same programs in plain DSPy: what they give, and what the model was asked."""

import asyncio
import enum
import json
import sys

import dspy
import programs
import pydantic
from plain_lm import Said, plain_lm


def plain(value):
    """As it comes to Node."""
    if isinstance(value, pydantic.BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return {name: plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def text_of(reply):
    """As ChatAdapter has it."""
    shown = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in reply.items()]
    return "\n\n".join(f"[[ ## {name} ## ]]\n{value}" for name, value in shown) + "\n\n[[ ## completed ## ]]"


def run(name, case):
    """What a program gives, or what it raises."""
    asked, texts = [], iter(case.get("texts") or [text_of(reply) for reply in case["replies"]])

    def say(text, system):
        asked.append([system, text])
        return next(texts)

    kind = getattr(programs, name)
    with dspy.context(lm=plain_lm(Said(say))):
        try:
            program = kind()
            awaited = "aforward" in vars(kind)
            given = asyncio.run(program.acall(**case["inputs"])) if awaited else program(**case["inputs"])
            return {"outputs": plain(dict(given.items())), "asked": asked}
        except Exception as error:
            return {"raises": f"{type(error).__name__}: {error}", "asked": asked}


json.dump({name: run(name, case) for name, case in json.load(open("cases.json")).items()}, sys.stdout)
