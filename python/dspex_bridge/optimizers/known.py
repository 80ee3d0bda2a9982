"""The optimisers that there are, what each takes beside its words of options, and what it needs installed."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any, NamedTuple

import dspy

from ..programs.nearest import did_you_mean
from ..protocol.errors import BridgeError


class Known(NamedTuple):
    """One optimiser of DSPy's. `needs`: a package that DSPy itself does not install everywhere."""

    needs_metric: bool = True
    takes_trainset: bool = True
    needs: str | None = None
    at_least: int = 1


_OPTIMIZERS = {
    "LabeledFewShot": Known(needs_metric=False),
    "BootstrapFewShot": Known(needs_metric=False),
    "BootstrapFewShotWithRandomSearch": Known(),
    "KNNFewShot": Known(needs_metric=False, needs="numpy"),
    "COPRO": Known(),
    "InferRules": Known(),
    "MIPROv2": Known(needs="optuna"),
    "SIMBA": Known(needs="numpy"),
    "GEPA": Known(needs="gepa"),
    "Ensemble": Known(needs_metric=False, takes_trainset=False),
}


def known_optimizer(name: str) -> tuple[Any, Known]:
    """Its class. OPTIMIZE_INVALID for one that is not known, or whose package is not there: before it has asked the LM anything."""
    known = _OPTIMIZERS.get(name)
    if known is None:
        names = list(_OPTIMIZERS)
        raise optimize_invalid(f'There is no optimiser "{name}".', f"there are: {', '.join(names)}.{did_you_mean(name, names)}")
    if known.needs is not None and importlib.util.find_spec(known.needs) is None:
        install = f'"{sys.executable}" -m pip install {known.needs}'
        raise optimize_invalid(f"{name} needs the Python package {known.needs}.", "it is not installed where dspy is", install)
    made = getattr(dspy, name, None)
    if made is None:
        raise optimize_invalid(f"This DSPy has no {name}.", f"it is {dspy.__version__}", f'"{sys.executable}" -m pip install -U dspy')
    return made, known


def optimize_invalid(what: str, why: str, next: str = "") -> BridgeError:
    """What cannot be optimised so."""
    line = "dspex.optimize(program, { optimizer: 'BootstrapFewShot', trainset: 'train.jsonl', metric })"
    return BridgeError("OPTIMIZE_INVALID", what, why, next or line)
