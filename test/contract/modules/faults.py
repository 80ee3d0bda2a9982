"""What DSPy raises for each fault: run inside of the child, and as a program of its own that asks a server."""

import asyncio
import json
import os
import sys

import dspy


def _lm():
    return dspy.LM("openai/gpt-4o-mini", api_base=os.environ.get("FAULTS_SERVER"), api_key="none", num_retries=2, cache=False, timeout=1)


def _told(error):
    told = [type(error).__name__, getattr(error, "status", None)]
    # What else a provider says of an error depends on the provider.
    return [*told, error.provider_code, error.retry_after] if told[1] == 429 else told


def _asked(name):
    try:
        return _lm()(name)
    except Exception as error:
        return _told(error)


async def _asked_async(name):
    try:
        return await _lm().acall(name)
    except Exception as error:
        return _told(error)


async def _streamed(name):
    pieces = []
    try:
        with dspy.context(lm=_lm()):
            async for event in dspy.streamify(dspy.Predict("question -> answer"))(question=name):
                pieces.append(getattr(getattr(event, "delta", None), "text", None) or type(event).__name__)
    except Exception as error:
        return [_told(error), pieces]
    return pieces


def _too_long():
    """What each provider of DSPy's own says where a prompt is too long: OpenAI by its code, the others in words."""
    told = {}
    server = os.environ.get("FAULTS_SERVER")
    for model, base, prompt in (
        ("openai/gpt-4o-mini", "/v1", "a prompt that is too long"),
        ("openai/gpt-4o-mini", "/v1", "said in words"),
        ("anthropic/claude-sonnet-4-5", "/v1", "said in words"),
        ("gemini/gemini-2.5-flash", "/v1beta", "said in words"),
    ):
        lm = dspy.LM(model, api_base=server and server.removesuffix("/v1") + base, api_key="none", num_retries=0, cache=False)
        try:
            lm(prompt)
        except Exception as error:
            told[f"{model}: {prompt}"] = [type(error).__name__, error.status, error.code]
    return told


def meet(faults, cuts):
    """The errors by the name of their fault."""
    return {
        "too_long": _too_long(),
        "asked": {name: _asked(name) for name in faults},
        "awaited": {name: asyncio.run(_asked_async(name)) for name in faults},
        "streamed": {name: asyncio.run(_streamed(name)) for name in cuts},
    }


class Meets(dspy.Module):
    def forward(self, faults, cuts):
        return meet(faults, cuts)


if __name__ == "__main__":
    from dspy.clients import execution

    execution._delay = lambda *_: 0
    print(json.dumps(meet(*json.loads(sys.argv[1]))))
