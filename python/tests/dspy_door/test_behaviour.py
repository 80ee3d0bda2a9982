"""A DSPy that has every name and behaves differently: each fails when a server of such a DSPy says that it is ready."""

from __future__ import annotations

import unittest

from .changed_dspy import warmed

# What the changed DSPy does, and what the error says of it.
CHANGES = {
    "calls go past the hook": (
        "from dspy.clients import execution\n"
        "from dspy.lm15 import Message, Response, Usage\n"
        "class Own:\n"
        "    def complete(self, request):\n"
        "        text = '[[ ## answer ## ]]\\nown\\n\\n[[ ## completed ## ]]'\n"
        "        return Response(id=None, model='m', message=Message.assistant(text), finish_reason='stop', usage=Usage(input_tokens=1, output_tokens=1))\n"
        "    def close(self): pass\n"
        "before = execution._canonical\n"
        "execution._engine = lambda lm, call, asynchronous: (Own(), before(call), None)",
        "a predict came by dspy.clients.execution._select_engine 0 times",
    ),
    "the network is asked": (
        "from dspy.clients import execution\n"
        "def _engine(lm, call, asynchronous): raise ConnectionError('no network')\n"
        "execution._engine = _engine",
        "a predict came by dspy.clients.execution._select_engine 0 times",
    ),
    "adapters call without their mark": (
        "import types\n"
        "from dspy.adapters import base\n"
        "plain = base.Adapter.__call__.__wrapped__\n"
        "unhooked = types.FunctionType(plain.__code__, dict(plain.__globals__), plain.__name__, plain.__defaults__, plain.__closure__)\n"
        "base.Adapter.__call__ = unhooked",
        "dspy.adapters.base.adapter_message_call does not tell which signature is formatted",
    ),
    "replies arrive as something else": (
        "from dspy.adapters import chat_adapter\n"
        "parse = chat_adapter.ChatAdapter.parse\n"
        "chat_adapter.ChatAdapter.parse = lambda self, signature, text: {name: 'else' for name in signature.output_fields}",
        "'warm' arrives as 'else'",
    ),
    "calls are not remembered": (
        "from dspy.clients import base_lm\nbase_lm.GLOBAL_HISTORY = []\n"
        "import dspy.clients.base_lm as m\n"
        "for name, value in list(vars(m).items()):\n"
        "    if callable(value) and getattr(value, '__globals__', None) is vars(m) and 'GLOBAL_HISTORY' in value.__code__.co_names and name != 'inspect_history':\n"
        "        value.__code__ = (lambda *args, **kwargs: None).__code__",
        "dspy.clients.base_lm.GLOBAL_HISTORY does not remember calls",
    ),
    "no LM is said in other words": (
        "from dspy.predict import predict\n"
        "kept = predict.Predict._forward_preprocess\n"
        "import functools\n"
        "@functools.wraps(kept)\n"
        "def other(self, **kwargs):\n"
        "    if dspy.settings.lm is None: raise ValueError('There is no language model.')\n"
        "    return kept(self, **kwargs)\n"
        "predict.Predict._forward_preprocess = other",
        "without an LM DSPy says There is no language model.",
    ),
    "no LM is needed": (
        "from dspy.predict import predict\n"
        "kept = predict.Predict.__call__\n"
        "def other(self, **kwargs):\n"
        "    return dspy.Prediction(answer='own') if dspy.settings.lm is None else kept(self, **kwargs)\n"
        "predict.Predict.__call__ = other",
        "without an LM a predict works",
    ),
    "the hook is hit, and what comes of it fails": (
        "from dspy.adapters import chat_adapter\n"
        "def parse(self, signature, text): raise KeyError('broken')\n"
        "chat_adapter.ChatAdapter.parse = parse",
        "a predict",
    ),
    "settings are kept elsewhere": (
        "import importlib\n"
        "settings = importlib.import_module('dspy.dsp.utils.settings')\n"
        "class Always(dict):\n"
        "    def get(self, name, default=None): return 'of the context' if name == 'lm' else super().get(name, default)\n"
        "settings.main_thread_config = Always(settings.main_thread_config)",
        "dspy.dsp.utils.settings.main_thread_config is not what dspy.configure sets",
    ),
}


class ChangedBehaviour(unittest.TestCase):
    """The warm-up is asked, in a process of its own for each."""

    def test_the_installed_dspy_behaves(self) -> None:
        self.assertEqual(warmed(""), {"version": "3.4.1"})

    # Fails when hooks wrap themselves: then the second pair reads the variables of the first, not of the adapter.
    def test_hooks_may_be_installed_twice(self) -> None:
        twice = "from dspex_bridge.dspy_door.seam import seam\n" + "seam.install(); seam.answer_backoff_with_zero()\n" * 2
        self.assertEqual(warmed(twice), {"version": "3.4.1"})

    def test_each_is_told_at_the_start(self) -> None:
        for name, (change, told) in CHANGES.items():
            with self.subTest(name):
                wire = warmed(change)
                self.assertEqual((wire.get("code"), told in wire.get("why", "")), ("DSPY_TOO_NEW", True), wire)


if __name__ == "__main__":
    unittest.main()
