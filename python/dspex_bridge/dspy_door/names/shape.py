"""What the package needs of DSPy beside its public names, whatever the line of DSPy calls it."""

from __future__ import annotations

from .symbols import ErrorText, Function, InstanceAttribute, Symbol


class DspyNames:
    """Each line of DSPy is a subclass that has all of these, and what its own seam needs."""

    #: Where an LM call is led to Node, and where an adapter's call tells which signature is formatted.
    hook: Function
    hook_of_adapters: Function
    #: What `dspy.Embedder` calls where the model is a hosted one.
    compute_embeddings: Function
    compute_embeddings_async: Function
    #: Gathers what several threads ask an embedder.
    unbatchify_made: Function
    unbatchify_called: Function
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
        """Every one of them, and of the line's own."""
        names = dict.fromkeys([*DspyNames.__annotations__, *vars(type(self))])
        return [symbol for name in names if isinstance(symbol := getattr(self, name), Symbol)]
