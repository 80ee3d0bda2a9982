"""The private names of DSPy 3.0 to 3.3."""

from __future__ import annotations

from .shape import DspyNames
from .symbols import Function

_LM = "dspy.clients.lm"
_ADAPTER = "dspy.adapters.base"
_CHAT = "dspy.adapters.chat_adapter"
_JSON = "dspy.adapters.json_adapter"
_TWO_STEP = "dspy.adapters.two_step_adapter"
_CALL_TAKES = ("self", "lm", "lm_kwargs", "signature", "demos", "inputs")
_COMPLETION_TAKES = ("request", "num_retries", "cache")


class Dspy30(DspyNames):
    """DSPy 3.0 to 3.3."""

    #: What an LM calls below its history and its cache, by the kind of its model.
    hook = Function(_LM, "litellm_completion", _COMPLETION_TAKES)
    completion_async = Function(_LM, "alitellm_completion", _COMPLETION_TAKES)
    text_completion = Function(_LM, "litellm_text_completion", _COMPLETION_TAKES)
    text_completion_async = Function(_LM, "alitellm_text_completion", _COMPLETION_TAKES)
    responses = Function(_LM, "litellm_responses_completion", _COMPLETION_TAKES)
    responses_async = Function(_LM, "alitellm_responses_completion", _COMPLETION_TAKES)
    #: Which LM it is that asks.
    lm_call = Function(_LM, "LM.forward", ("self", "prompt", "messages"))
    lm_call_async = Function(_LM, "LM.aforward", ("self", "prompt", "messages"))
    #: An adapter's own call of its LM, and what makes its signature the one that is formatted.
    adapter_call = Function(_ADAPTER, "Adapter.__call__", _CALL_TAKES)
    adapter_call_async = Function(_ADAPTER, "Adapter.acall", _CALL_TAKES)
    two_step_call_async = Function(_TWO_STEP, "TwoStepAdapter.acall", _CALL_TAKES)
    hook_of_adapters = Function(_ADAPTER, "Adapter._call_preprocess", ("self", "lm", "lm_kwargs", "signature", "inputs"))
    #: Adapters that ask once more, in another format, whatever the error was.
    chat_call = Function(_CHAT, "ChatAdapter.__call__", _CALL_TAKES)
    chat_call_async = Function(_CHAT, "ChatAdapter.acall", _CALL_TAKES)
    json_call = Function(_JSON, "JSONAdapter.__call__", _CALL_TAKES)
    json_call_async = Function(_JSON, "JSONAdapter.acall", _CALL_TAKES)


names_3_0 = Dspy30()
