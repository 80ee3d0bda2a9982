"""What DSPy believes of a model's server: fails when a JSON adapter or an async call imports litellm in each process of a test."""

from __future__ import annotations

import importlib.machinery
import os
import sys
import unittest
from typing import Any
from unittest import mock

import dspy
from dspex_bridge.dspy_door.names.dspy_3_4 import names_3_4
from dspex_bridge.dspy_door.seam_3_4 import model_servers
from dspy.clients.backend_selection import select_backend
from dspy.clients.capabilities import capabilities

GATEWAY = "http://127.0.0.1:40001/t/x"
#: As Node sets them.
LEADING = {
    "DSPEX_GATEWAY_URL": GATEWAY,
    "OPENAI_BASE_URL": f"{GATEWAY}/v1",
    "OPENAI_API_BASE": f"{GATEWAY}/v1",
    "GEMINI_API_BASE": GATEWAY,
    "ANTHROPIC_BASE_URL": GATEWAY,
    "ANTHROPIC_API_BASE": GATEWAY,
}
MODELS = ["openai/gpt-4o-mini", "gpt-4o", "gemini/gemini-2.5-flash", "anthropic/claude-sonnet-4-5", "openai/made-up"]


class NoLitellm:
    """Fails whoever looks for it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name == "litellm":
            raise AssertionError("litellm was imported")
        return None


class ModelServers(unittest.TestCase):
    """The oracle is DSPy where no variable names a server."""

    def setUp(self) -> None:
        symbol = names_3_4.variables_of_servers
        self.addCleanup(symbol.replace, symbol.get())
        model_servers.install()

    def test_what_leads_to_node_is_no_server(self) -> None:
        bare = {name: value for name, value in os.environ.items() if not name.endswith(("_API_BASE", "_BASE_URL"))}
        for model in MODELS:
            with mock.patch.dict(os.environ, bare, clear=True):
                expected = capabilities(dspy.LM(model))
            with (
                self.subTest(model),
                mock.patch.dict(os.environ, bare | LEADING, clear=True),
                mock.patch.dict(sys.modules),
                mock.patch.object(sys, "meta_path", [NoLitellm(), *sys.meta_path]),
            ):
                sys.modules.pop("litellm", None)
                self.assertEqual(capabilities(dspy.LM(model)), expected)

    def test_the_rest_of_the_module_is_as_it_was(self) -> None:
        self.assertIs(names_3_4.variables_of_servers.get().path, os.path)

    def test_a_server_of_the_users_own_stays_one(self) -> None:
        for variables in ({"OPENAI_BASE_URL": "http://127.0.0.1:8000/v1"}, {**LEADING, "OPENAI_API_BASE": "http://gpu.local/v1"}):
            with self.subTest(variables), mock.patch.dict(os.environ, variables):
                self.assertFalse(select_backend(dspy.LM("openai/gpt-4o-mini")).native)


if __name__ == "__main__":
    unittest.main()
