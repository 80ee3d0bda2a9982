"""DSPy's private names stand in one package: fails when another module touches one."""

from __future__ import annotations

import ast
import unittest
from collections.abc import Iterator
from pathlib import Path

import dspex_bridge
from dspex_bridge.dspy_door.names.dspy_3_0 import names_3_0
from dspex_bridge.dspy_door.names.dspy_3_4 import names_3_4
from dspex_bridge.dspy_door.names.symbols import InstanceAttribute, Record

PACKAGE = Path(dspex_bridge.__file__).parent
NAMES = PACKAGE / "dspy_door" / "names"
#: Read from the object that the first hook gets: as words they are everywhere.
OF_THE_CALL = {"managed", "legacy", "messages", "request", "kwargs"}
#: Python's own, or public words of DSPy.
ORDINARY = {"os", "__init__", "__call__", "acall", "forward", "aforward", "PreparedCall", "LM", "Cache", "validate_request"}


def listed() -> set[str]:
    """The last word of each name, as it would stand in code."""
    words: set[str] = set()
    for symbol in [*names_3_0.all, *names_3_4.all]:
        words.add(symbol.attribute if isinstance(symbol, InstanceAttribute) else symbol.name.rpartition(".")[2])
        if isinstance(symbol, Record):
            words |= set(symbol.fields)
    return words - OF_THE_CALL - ORDINARY


def touched(source: str) -> list[str]:
    """Private names of DSPy in a module's source: imported, read, written, or reached by text."""
    found: list[str] = []
    tree = ast.parse(source)
    of_dspy = set(_bound_to_dspy(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_dspy(node.module):
            found += [f"{node.module}.{alias.name}" for alias in node.names if _is_private(f"{node.module}.{alias.name}")]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if _is_dspy(alias.name) and _is_private(alias.name)]
        elif isinstance(node, ast.Attribute) and (node.attr in listed() or (_root(node) in of_dspy and _is_private(node.attr))):
            found.append(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and (node.value in listed() or _is_dspy_path(node.value)):
            found.append(node.value)
    return found


def _bound_to_dspy(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_dspy(node.module):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names if _is_dspy(alias.name))


def _is_dspy(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] == "dspy"


def _is_private(path: str) -> bool:
    steps = path.split(".")
    return any(step.startswith("_") and not step.endswith("__") for step in steps) or steps[-1] in listed()


def _is_dspy_path(text: str) -> bool:
    return text.startswith("dspy.") and " " not in text and _is_private(text)


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


class NamedOnce(unittest.TestCase):
    """Every module but those of `names`."""

    def test_no_other_module_touches_one(self) -> None:
        modules = [path for path in PACKAGE.rglob("*.py") if NAMES not in path.parents]
        self.assertGreater(len(modules), 50)
        for path in modules:
            with self.subTest(str(path.relative_to(PACKAGE))):
                self.assertEqual(touched(path.read_text()), [])

    def test_each_name_stands_once(self) -> None:
        texts = [[symbol.text for symbol in names.all] for names in (names_3_0, names_3_4)]
        doubles = {text for line in texts for text in line if line.count(text) > 1}
        # One function, asked for its parameters and for its variables.
        self.assertEqual(doubles, {"dspy.adapters.two_step_adapter.TwoStepAdapter.acall"})

    def test_the_check_bites(self) -> None:
        for planted in (
            "from dspy.clients.execution import _select_engine",
            "import dspy._vendor.lm15",
            "from dspy._vendor.lm15.errors import map_http_error",
            "from dspy.clients import execution\nexecution._engine()",
            "import dspy\ndspy.clients.embedding._compute_embeddings",
            "def f(lm): return lm._engine_spec",
            "def f(config): config.main_thread_config",
            "from dspy.clients.base_lm import GLOBAL_HISTORY",
            "import importlib\nimportlib.import_module('dspy._vendor.lm15')",
            "getattr(object(), '_engine_spec')",
        ):
            with self.subTest(planted):
                self.assertNotEqual(touched(planted), [])

    def test_the_check_does_not_bite_what_is_public(self) -> None:
        for planted in (
            "import dspy\ndspy.LM('m').history",
            "from dspy.lm15 import Request",
            "self._engine = 1",
            "import dspy\ndspy.__version__",
        ):
            with self.subTest(planted):
                self.assertEqual(touched(planted), [])


if __name__ == "__main__":
    unittest.main()
