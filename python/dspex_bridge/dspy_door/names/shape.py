"""What the package needs of DSPy beside its public names, whatever the line of DSPy calls it."""

from __future__ import annotations

from .symbols import ErrorText, Function, InstanceAttribute, Symbol

_EMBEDDING = "dspy.clients.embedding"
_SETTINGS = "dspy.dsp.utils.settings"
_CACHE = "dspy.clients.cache"


class DspyNames:
    """Each line of DSPy is a subclass that has all of these, and what its own seam needs. What has a name here has it in every line so far."""

    #: Where an LM call is led to Node, and where an adapter's call tells which signature is formatted.
    hook: Function
    hook_of_adapters: Function
    #: What `dspy.Embedder` calls where the model is a hosted one.
    compute_embeddings: Function = Function(_EMBEDDING, "_compute_embeddings", ("model", "batch_inputs", "caching"))
    compute_embeddings_async: Function = Function(_EMBEDDING, "_acompute_embeddings", ("model", "batch_inputs", "caching"))
    #: What a signature asks for where nobody says it. DSPy makes a whole class to call it; it only reads the names of the fields.
    default_instructions: Function = Function("dspy.signatures.signature", "_default_instructions", ("cls",))
    #: What an index gathers the queries of several threads with.
    batches_of_index: Symbol = Symbol("dspy.retrievers.embeddings", "Unbatchify")
    #: The calls of all LMs.
    history: Symbol = Symbol("dspy.clients.base_lm", "GLOBAL_HISTORY")
    #: What `dspy.configure` set, and who may call it.
    settings_of_main: Symbol = Symbol(_SETTINGS, "main_thread_config")
    settings_owner_thread: Symbol = Symbol(_SETTINGS, "config_owner_thread_id")
    settings_owner_task: Symbol = Symbol(_SETTINGS, "config_owner_async_task")
    #: Where DSPy's loggers write to, with the switch of `dspy.disable_logging`.
    logging_stream: Symbol = Symbol("dspy.utils.logging_utils", "DSPY_LOGGING_STREAM")
    #: The entries of `dspy.cache`.
    cache_entries: InstanceAttribute = InstanceAttribute(_CACHE, "Cache", "memory_cache")
    cache_has_entries: InstanceAttribute = InstanceAttribute(_CACHE, "Cache", "enable_memory_cache")
    #: What DSPy says where a program has no LM.
    no_lm_loaded: ErrorText = ErrorText("dspy.predict.predict", "Predict._forward_preprocess", "No LM is loaded")

    @property
    def all(self) -> list[Symbol]:
        """Every one of them, and of the line's own."""
        names = dict.fromkeys([*DspyNames.__annotations__, *vars(type(self))])
        return [symbol for name in names if isinstance(symbol := getattr(self, name), Symbol)]
