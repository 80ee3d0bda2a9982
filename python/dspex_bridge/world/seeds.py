"""Gives a seed to every generator of random numbers, also to those of modules that are imported later."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import random
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any


def seed_everything(seed: int) -> None:
    """`random` now; numpy and torch now or right after their import. A fork reseeds `random`, but not numpy's global generator."""
    random.seed(seed)
    for name, seeder in _SEEDERS.items():
        if name in sys.modules:
            seeder(sys.modules[name], seed)
    _SEED_AFTER_IMPORT.seed = seed
    if _SEED_AFTER_IMPORT not in sys.meta_path:
        sys.meta_path.insert(0, _SEED_AFTER_IMPORT)


def _seed_numpy(numpy: Any, seed: int) -> None:
    numpy.random.seed(seed % 2**32)


def _seed_torch(torch: Any, seed: int) -> None:
    torch.manual_seed(seed)


_SEEDERS = {"numpy": _seed_numpy, "torch": _seed_torch}


class _SeedAfterImport(importlib.abc.MetaPathFinder):
    seed = 0

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Only for modules that are seeded: find it as usual, and seed when it has run."""
        seeder = _SEEDERS.get(fullname)
        if seeder is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            loader, execute = spec.loader, spec.loader.exec_module

            def exec_and_seed(module: ModuleType) -> None:
                execute(module)
                seeder(module, self.seed)

            loader.exec_module = exec_and_seed  # type: ignore[method-assign]
        return spec


_SEED_AFTER_IMPORT = _SeedAfterImport()
