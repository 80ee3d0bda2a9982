"""What is kept of the types of fields: fails when a process that many tests share keeps all that it ever met."""

from __future__ import annotations

import gc
import unittest
import weakref
from typing import Any, Literal

import pydantic
from dspex_bridge.dspy_door.annotations import adapter_of, schema_of

_MANY = 600
_FEW = 300


class Annotations(unittest.TestCase):
    """Adapters and schemas, each built once as long as it is used."""

    def test_types_that_are_used_no_more_are_let_go(self) -> None:
        seen: list[weakref.ref[Any]] = []
        for number in range(_MANY):
            model = pydantic.create_model(f"M{number}", value=(int, ...))
            adapter_of(model).validate_python({"value": number})
            schema_of(model)
            seen.append(weakref.ref(model))
        del model
        gc.collect()
        self.assertLess(sum(one() is not None for one in seen), _FEW)

    def test_a_type_that_is_used_again_is_built_once(self) -> None:
        self.assertIs(adapter_of(list[int]), adapter_of(list[int]))
        self.assertIs(schema_of(list[int]), schema_of(list[int]))

    def test_equal_types_are_told_apart(self) -> None:
        self.assertIs(adapter_of(Literal[1]).validate_python(1), 1)
        self.assertIs(adapter_of(Literal[True]).validate_python(True), True)

    def test_a_type_that_has_no_hash_works(self) -> None:
        annotation = Literal[[1]]  # type: ignore[valid-type]
        self.assertEqual(schema_of(annotation), {"const": [1], "type": "array"})


if __name__ == "__main__":
    unittest.main()
