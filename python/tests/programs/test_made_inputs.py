"""Values that JSON has not: what a module of the user's names is made of what Node gives, for `forward` and for the constructor."""

from __future__ import annotations

import unittest
from typing import Any

from ..case import ChildCase
from ..client import Refused, message

MODULES = """
import dataclasses, datetime, decimal, enum, pathlib, typing, uuid
import dspy, pydantic

class Priority(enum.Enum):
    HIGH = "high"
    LOW = "low"

class Line(pydantic.BaseModel):
    price: decimal.Decimal

@dataclasses.dataclass
class Order:
    id: int
    lines: list[Line]
    when: datetime.date | None = None

class Point(typing.NamedTuple):
    x: int
    y: int

def helper(x: int) -> int:
    return x

class Opaque:
    pass

@dataclasses.dataclass
class Held:
    thing: Opaque

class Takes(dspy.Module):
    def forward(self, order: Order, orders: list[Order] = (), priority: Priority = Priority.LOW, when: datetime.datetime = None,
                price: decimal.Decimal = None, file: pathlib.Path = None, id: uuid.UUID = None, tags: set[str] = None,
                point: Point = None, text: "str | datetime.date" = None, by: dict[str, Order] = None):
        given = {name: type(value).__name__ for name, value in locals().items() if name != "self" and value is not None}
        return dspy.Prediction(given=given, lines=[type(line).__name__ for line in order.lines])

class Holds(dspy.Module):
    def forward(self, held: Held):
        return dspy.Prediction(kind=type(held).__name__)

class Sees(dspy.Module):
    def forward(self, picture: dspy.Image = None, sound: "dspy.Audio | None" = None, turns: dspy.History = None):
        return dspy.Prediction()

class Rated(dspy.Example):
    pass

class Examples(dspy.Module):
    def __init__(self, shots: "list[dspy.Example] | None" = None):
        super().__init__()
        self.shots = shots
    def forward(self, one: dspy.Example, many: list[dspy.Example], by: dict[str, Rated], last: typing.Optional[dspy.Prediction] = None,
                pair: tuple[dspy.Example, int] = None, others: "list[Rated | None]" = ()):
        values = [*(self.shots or []), one, *many, *by.values(), last, *(pair or []), *others]
        return dspy.Prediction(given=[type(value).__name__ for value in values], question=one.question, answer=last and last.answer)

class Built(dspy.Module):
    def __init__(self, order: Order, *others: Order, priority: Priority = Priority.LOW, tools: list[dspy.Tool] = (), **more: Line):
        super().__init__()
        self.given = [type(value).__name__ for value in (order, *others, priority, *tools, *more.values())]
    def forward(self):
        return dspy.Prediction(given=self.given)
"""

ORDER = {"id": 1, "lines": [{"price": "1.50"}]}


class MadeInputs(ChildCase):
    """Each fails when a module gets a dictionary or a text in the place of what it names."""

    def setUp(self) -> None:
        self.write_module("made", MODULES)
        self.client = self.open(lambda _: message(fields={"answer": "a"}))

    def refused(self, name: str, **inputs: Any) -> Refused:
        with self.assertRaises(Refused) as caught:
            self.execute(self.client, f"made:{name}", **inputs)
        return caught.exception

    def test_what_forward_names_is_made(self) -> None:
        self.load(self.client, "made:Takes")
        given = {
            "priority": "high", "when": "2026-01-02T03:04:05Z", "price": "0.10", "file": "a/b.csv", "tags": ["a", "a"],
            "id": "12345678-1234-5678-1234-567812345678", "point": [1, 2], "text": "2026-01-02", "by": {"k": ORDER},
        }  # fmt: skip
        outputs = self.execute(self.client, "made:Takes", order=ORDER, orders=[ORDER], **given)
        self.assertEqual(outputs["lines"], ["Line"])
        self.assertEqual(
            outputs["given"],
            {
                "order": "Order", "orders": "list", "priority": "Priority", "when": "datetime", "price": "Decimal", "file": "PosixPath",
                "id": "UUID", "tags": "set", "point": "Point", "text": "str", "by": "dict",
            },
        )  # fmt: skip

    def test_examples_are_made_of_their_fields(self) -> None:
        example, client = {"question": "q", "answer": "a"}, self.client
        self.load(client, "made:Examples", shots=[example])
        given = {"many": [example], "by": {"k": example}, "last": example, "pair": [example, 1], "others": [example, None]}
        self.assertEqual(
            self.execute(client, "made:Examples", one=example, **given),
            {
                "given": ["Example", "Example", "Example", "Rated", "Prediction", "Example", "int", "Rated", "NoneType"],
                "question": "q",
                "answer": "a",
            },
        )
        refused = self.refused("Examples", one=example, many=["text"], by={})
        self.assertEqual((refused.code, "many[0]" in refused.data["what"]), ("INPUT_TYPE", True))

    def test_what_cannot_be_made_is_refused_with_its_place(self) -> None:
        self.load(self.client, "made:Takes")
        for name, value, place in (
            ("order", {"id": 1, "lines": [{"price": "x"}]}, "order.lines[0].price"),
            ("priority", "higher", "priority"),
        ):
            with self.subTest(name):
                refused = self.refused("Takes", **{"order": ORDER, name: value})
                self.assertEqual((refused.code, place in refused.data["what"]), ("INPUT_TYPE", True))

    def test_what_a_test_makes_by_a_name_of_its_own_is_told_so(self) -> None:
        self.load(self.client, "made:Sees")
        for name, way in (("picture", "dspex.image("), ("sound", "dspex.audio("), ("turns", "dspex.history(")):
            with self.subTest(name):
                self.assertIn(way, self.refused("Sees", **{name: 5}).data["next"])

    def test_what_nobody_but_python_can_make_is_left_as_it_comes(self) -> None:
        self.load(self.client, "made:Holds")
        self.assertEqual(self.execute(self.client, "made:Holds", held={"thing": 1}), {"kind": "dict"})

    def test_what_the_constructor_names_is_made(self) -> None:
        self.load(self.client, "made:Built", order=ORDER, priority="high", more={"price": 1})
        self.assertEqual(self.execute(self.client, "made:Built"), {"given": ["Order", "Priority", "Line"]})

    def test_tools_are_handed_on_as_they_are(self) -> None:
        params = {"session": "s", "id": "t", "path": "made:Built", "args": [ORDER, ORDER], "kwargs": {}}
        self.client.request("load_module", **params, tools=[{"kind": "python", "path": "made:helper"}])
        self.assertEqual(self.execute(self.client, "t"), {"given": ["Order", "Order", "Priority", "function"]})

    def test_what_the_constructor_cannot_get_is_refused_with_its_place(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.load(self.client, "made:Built", order={"id": "one", "lines": []})
        self.assertEqual(caught.exception.code, "INPUT_TYPE")
        self.assertIn("order.id", caught.exception.data["what"])


if __name__ == "__main__":
    unittest.main()
