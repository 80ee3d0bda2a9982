"""Whether DSPy behaves as the package knows it: one predict that is answered here, and one that has no LM."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import dspy

from .connection import Connection, connect
from .names import dspy_names
from .names.check import unknown_dspy

_FIELDS = {"answer": "warm"}
_REPLY: dict[str, Any] = {
    "kind": "message",
    "text": None,
    "fields": _FIELDS,
    "toolCalls": [],
    "finishReason": "stop",
    "usage": {"inputTokens": 1, "outputTokens": 1},
    "model": "gpt-4o-mini",
    "chunks": None,
    "everyMs": 0,
}


@dataclass
class LocalPredict:
    """What a predict that is answered here brings."""

    #: The calls that come by the hook.
    calls: list[dict[str, Any]] = field(default_factory=list)
    answer: Any = None
    remembered: int = 0

    def run(self) -> None:
        """Predict once, without Node, and forget it."""
        lm = dspy.LM("openai/gpt-4o-mini", cache=False, num_retries=0)
        before = connect(Connection(self._ask, self._ask_async, lambda *_: None))
        history = dspy_names.history.get()
        try:
            # A trace of its own: DSPy keeps one for the whole process.
            with dspy.context(lm=lm, trace=[]):
                self.answer = dspy.Predict("question -> answer")(question="warm").answer
            self.remembered = len(history)
        finally:
            connect(before)
            lm.history.clear()
            history.clear()

    def _ask(self, call: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(call)
        return {"callId": "warm", "reply": _REPLY}

    async def _ask_async(self, call: dict[str, Any]) -> dict[str, Any]:
        return self._ask(call)  # pragma: no cover - no DSPy asks so where a program is called


def refuse_strange_dspy(version: str) -> None:
    """DSPY_TOO_NEW where a hook is not hit, where the reply does not arrive, or where DSPy says something else."""
    problems = [*_problems_of_predict(), *_problems_of_missing_lm(), *_problems_of_settings()]
    if problems:
        raise unknown_dspy(version, problems)


def _problems_of_predict() -> list[str]:
    predict = LocalPredict()
    try:
        predict.run()
    except Exception as error:
        # Without the hook the call goes to the network, or to a provider that has no key.
        return _problems_of_calls(predict) or [f"a predict that a hook answers raised {type(error).__name__}: {error}"]
    return [*_problems_of_calls(predict), *_problems_of_reply(predict)]


def _problems_of_calls(predict: LocalPredict) -> list[str]:
    if len(predict.calls) != 1:
        return [f"a predict came by {dspy_names.hook.text} {len(predict.calls)} times, not once"]
    fields = predict.calls[0]["fields"]
    is_known = fields is not None and fields["inputs"] == {"question": "warm"}
    return [] if is_known else [f"{dspy_names.hook_of_adapters.text} does not tell which signature is formatted"]


def _problems_of_reply(predict: LocalPredict) -> list[str]:
    found = []
    if predict.answer != _FIELDS["answer"]:
        found.append(f"the reply of an engine arrives as {predict.answer!r}")
    if predict.remembered != 1:
        found.append(f"{dspy_names.history.text} does not remember calls")
    return found


def _problems_of_missing_lm() -> list[str]:
    try:
        with dspy.context(lm=None):
            dspy.Predict("question -> answer")(question="warm")
    except Exception as error:
        return [] if dspy_names.no_lm_loaded.is_in(error) else [f"without an LM DSPy says {error}"]
    return ["without an LM a predict works"]


def _problems_of_settings() -> list[str]:
    """A context is no setting of main's: what `dspy.configure` set is read past it."""
    config = dspy_names.settings_of_main.get()
    with dspy.context(lm="of the context"):
        is_read = dspy.settings.lm == "of the context" and config.get("lm") != "of the context"
    return [] if is_read else [f"{dspy_names.settings_of_main.text} is not what dspy.configure sets"]
