"""What the package needs of DSPy beside its public names, whatever the line of DSPy calls it."""

from __future__ import annotations

from .symbols import ErrorText, Function, InstanceAttribute, Locals, Record, Symbol


class DspyNames:
    """Each line of DSPy is a subclass that has all of these."""

    #: Chooses who answers an LM call. The hook of this package.
    select_engine: Function
    #: Makes a call's `Request`.
    canonical_request: Function
    #: What `select_engine` gets as its call.
    prepared_call: Record
    #: Text where the engine is DSPy's to choose, an object where it is the user's own.
    engine_of_lm: InstanceAttribute
    #: Refuses a request that no engine may see.
    validate_request: Function
    #: Whether an attempt that failed is made again.
    is_retryable: Function
    #: The seconds before an attempt is made again.
    retry_delay: Function
    #: What an adapter sets around its own LM call. The second hook: it tells which signature is formatted.
    adapter_call: Function
    adapter_call_of_two_step: Function
    #: Whose variables are read to learn the signature and the inputs.
    adapter_locals: Locals
    adapter_locals_async: Locals
    two_step_locals_async: Locals
    two_step_call: Function
    two_step_call_async: Function
    #: Makes the error of an HTTP status.
    error_of_status: Function
    #: What `dspy.Embedder` calls where the model is a hosted one.
    compute_embeddings: Function
    compute_embeddings_async: Function
    #: The variables that say whether a model has a server of its own: DSPy asks litellm of such a model.
    variables_of_servers: Symbol
    #: Gathers what several threads ask an embedder.
    unbatchify_made: Function
    unbatchify_called: Function
    #: Reads prices and limits of models, once.
    load_model_metadata: Function
    #: The calls of all LMs.
    history: Symbol
    #: What `dspy.configure` set, and who may call it.
    settings_of_main: Symbol
    settings_owner_thread: Symbol
    settings_owner_task: Symbol
    #: Where DSPy's loggers write to, with the switch of `dspy.disable_logging`.
    logging_stream: Symbol
    #: The entries of `dspy.cache`.
    cache_entries: InstanceAttribute
    cache_has_entries: InstanceAttribute
    #: What DSPy says where a program has no LM.
    no_lm_loaded: ErrorText

    @property
    def all(self) -> list[Symbol]:
        """Every one of them."""
        return [getattr(self, name) for name in DspyNames.__annotations__]
