"""The private names of DSPy 3.4."""

from __future__ import annotations

from .shape import DspyNames
from .symbols import Function, InstanceAttribute, Locals, Record, Symbol

_EXECUTION = "dspy.clients.execution"
_ADAPTER = "dspy.adapters.base"
_TWO_STEP = "dspy.adapters.two_step_adapter"
_CALL_TAKES = ("self", "lm", "lm_kwargs", "signature", "demos", "inputs")
_READ = ("self", "signature", "processed_signature", "inputs")


class Dspy34(DspyNames):
    """DSPy 3.4."""

    #: Chooses who answers an LM call.
    hook = Function(_EXECUTION, "_select_engine", ("lm", "call", "asynchronous"))
    #: Makes a call's `Request`.
    canonical_request = Function(_EXECUTION, "_canonical", ("call",))
    #: What the hook gets as its call.
    prepared_call = Record(_EXECUTION, "PreparedCall", ("managed", "legacy", "messages", "request", "kwargs"))
    #: Text where the engine is DSPy's to choose, an object where it is the user's own.
    engine_of_lm = InstanceAttribute("dspy.clients.lm", "LM", "_engine_spec")
    #: Refuses a request that no engine may see.
    validate_request = Function("dspy.clients.engines.base", "validate_request", ("request",))
    #: Whether an attempt that failed is made again, and after how many seconds.
    is_retryable = Function(_EXECUTION, "_retryable", ("state", "exc", "attempt", "retries"))
    retry_delay = Function(_EXECUTION, "_delay", ("exc", "attempt"))
    #: What an adapter sets around its own LM call.
    hook_of_adapters = Function(_ADAPTER, "adapter_message_call", ("lm", "messages"))
    hook_of_two_step = Function(_TWO_STEP, "adapter_message_call", ("lm", "messages"))
    #: Whose variables are read to learn the signature and the inputs.
    adapter_locals = Locals(_ADAPTER, "Adapter.__call__", _READ)
    adapter_locals_async = Locals(_ADAPTER, "Adapter.acall", _READ)
    two_step_locals_async = Locals(_TWO_STEP, "TwoStepAdapter.acall", ("self", "signature", "inputs"))
    two_step_call = Function(_TWO_STEP, "TwoStepAdapter.__call__", _CALL_TAKES)
    two_step_call_async = Function(_TWO_STEP, "TwoStepAdapter.acall", _CALL_TAKES)
    #: Tells whom DSPy would ask itself, by an LM and the settings of a call.
    backend_of_call = Function("dspy.clients.backend_selection", "select_backend", ("lm", "options"))
    #: The variables that say whether a model has a server of its own: DSPy asks litellm of such a model.
    variables_of_servers = Symbol("dspy.clients.backend_selection", "os")
    #: Reads prices and limits of models, once.
    load_model_metadata = Function("dspy.clients.model_metadata", "_load")


names_3_4 = Dspy34()
