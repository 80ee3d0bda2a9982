"""Fills the caches that the first program of every child would fill: types, schemas, the signature's own machinery."""

from __future__ import annotations

from ..programs import inputs, signatures


def fill_caches() -> None:
    """By making a signature and checking an input of it."""
    field = {"name": "question", "schema": {"type": "string"}}
    signature = signatures.build({"inputs": [field], "outputs": [{**field, "name": "answer"}]})
    signatures.shape_of(signature)
    inputs.of_signature(signature).check({"question": "warm"}, "warm")
