"""Random signatures, values and adapters: the same from the same seed, in every process."""

from __future__ import annotations

import datetime
import decimal
import enum
import random
import uuid
from dataclasses import dataclass
from typing import Any, Literal, Optional, Union

import dspy
import pydantic
from dspy.adapters.baml_adapter import BAMLAdapter
from pydantic.alias_generators import to_camel

ADAPTERS = {"chat": dspy.ChatAdapter, "json": dspy.JSONAdapter, "xml": dspy.XMLAdapter, "baml": BAMLAdapter, "two_step": None}
NAMES = ("out", "answer", "due_date", "items", "item", "entry", "completed", "text", "x1", "reply_to_the_customer_in_full")
TEXTS = (
    "",
    "null",
    "None",
    "5",
    "-0.5",
    "true",
    '"quoted"',
    "'single'",
    "[1, 2",
    '{"a": 1}',
    "{'a': 1}",
    "[[ ## out ## ]]",
    "a\n[[ ## completed ## ]]\nb",
    "<b>&amp; ]]> </out>",
    "<![CDATA[x]]>",
    "line\nline",
    "\r\n",
    " edge ",
    "\ttab",
    "naïve 😀 ﷽",
    "\u2028",
    "\u0001",
    "```json\n{}\n```",
    "Literal['a']",
    "a: b\nc: d",
    "\\n \\u0041 \\",
    "NaN",
    "1e3",
    "# comment",
    "x" * 300,
)


class Colour(enum.Enum):
    RED = "red"
    NULL = "null"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Triple:
    """A signature, what a rule replies to it, and who writes that down."""

    signature: Any
    given: dict[str, Any]
    adapter: str
    streamed: bool

    def new_adapter(self, lm: Any) -> Any:
        """A fresh adapter; two_step asks the same model twice."""
        maker = ADAPTERS[self.adapter]
        return dspy.TwoStepAdapter(lm) if maker is None else maker()


def triple_of(seed: int) -> Triple:
    """One of them."""
    maker = _Maker(random.Random(seed))
    names = maker.random.sample(NAMES, maker.random.choice((1, 1, 2, 3)))
    made = {name: maker.type_and_value(0) for name in names}
    fields: dict[str, Any] = {"q": (str, dspy.InputField())}
    fields.update({name: (annotation, dspy.OutputField()) for name, (annotation, _) in made.items()})
    adapter = maker.random.choice(list(ADAPTERS))
    streamed = adapter in ("chat", "json", "xml") and maker.random.random() < 0.1
    return Triple(dspy.Signature(fields, "Answer."), {name: value() for name, (_, value) in made.items()}, adapter, streamed)


class _Maker:
    """Makes types, each with what gives a value of it as a rule would write it."""

    def __init__(self, rng: random.Random) -> None:
        self.random = rng

    def type_and_value(self, depth: int) -> tuple[Any, Any]:
        """A type and a function that gives values of it."""
        plain = (self.text, self.text, self.scalar, self.scalar, self.anything, self.choice)
        nested = (self.list, self.dict, self.optional, self.union, self.tuple, self.model, self.model)
        return self.random.choice(plain if depth > 2 else (*plain, *nested))(depth)

    def text(self, _: int) -> tuple[Any, Any]:
        return str, self.some_text

    def some_text(self) -> str:
        if self.random.random() < 0.4:
            return " ".join(self.random.choice(("tea", "is", "at", "four", "[x]", "&")) for _ in range(self.random.randint(1, 9)))
        return "".join(self.random.choice(TEXTS) for _ in range(self.random.choice((1, 1, 1, 2))))

    def scalar(self, _: int) -> tuple[Any, Any]:
        pick = self.random.choice
        return pick(
            (
                (int, lambda: pick((0, 1, -7, 2**53 - 1))),
                (float, lambda: pick((0.5, -1.25, 1e300, 0.1))),
                (bool, lambda: pick((True, False))),
                (datetime.date, lambda: "2026-03-01"),
                (datetime.datetime, lambda: pick(("2026-03-01T09:30:00", "2026-03-01T09:30:00+02:00"))),
                (datetime.timedelta, lambda: "PT90M"),
                (decimal.Decimal, lambda: pick(("12.50", "0.1", "1E+3"))),
                (uuid.UUID, lambda: "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
                (pydantic.HttpUrl, lambda: "https://example.com/a?b=c&d=e"),
                (Colour, lambda: pick(("red", "null"))),
                (Level, lambda: pick((1, 2))),
                (dspy.Code, lambda: pick(("x = 1\n", "print('[1]')"))),
                (dspy.Reasoning, self.some_text),
            )
        )

    def anything(self, _: int) -> tuple[Any, Any]:
        return Any, self.some_json

    def some_json(self) -> Any:
        pick = self.random.choice
        return pick((None, True, 5, 0.5, self.some_text(), [self.some_text(), None], {"a": self.some_text(), "b c": [1]}))

    def choice(self, _: int) -> tuple[Any, Any]:
        choices = self.random.choice((("a", "b"), (1, 2), ("1", 1), ("null", None), (True, "true")))
        return Literal[choices], lambda: self.random.choice(choices)

    def list(self, depth: int) -> tuple[Any, Any]:
        annotation, value = self.type_and_value(depth + 1)
        return list[annotation], lambda: [value() for _ in range(self.random.randint(0, 3))]

    def dict(self, depth: int) -> tuple[Any, Any]:
        annotation, value = self.type_and_value(depth + 1)
        keys = ("a", "b c", "1st", "item", "entry", "x-y", "<k>", "")
        return dict[str, annotation], lambda: {key: value() for key in self.random.sample(keys, self.random.randint(0, 2))}

    def optional(self, depth: int) -> tuple[Any, Any]:
        annotation, value = self.type_and_value(depth + 1)
        return Optional[annotation], lambda: None if self.random.random() < 0.4 else value()

    def union(self, depth: int) -> tuple[Any, Any]:
        made = [self.type_and_value(depth + 1) for _ in range(2)]
        return Union[made[0][0], made[1][0]], lambda: self.random.choice(made)[1]()

    def tuple(self, depth: int) -> tuple[Any, Any]:
        made = [self.type_and_value(depth + 1) for _ in range(2)]
        return tuple[made[0][0], made[1][0]], lambda: [value() for _, value in made]

    def model(self, depth: int) -> tuple[Any, Any]:
        by_alias = self.random.random() < 0.4
        names = self.random.sample(("family_name", "due_date", "note", "tags", "kind"), self.random.randint(1, 3))
        made = {name: self.type_and_value(depth + 1) for name in names}
        config = pydantic.ConfigDict(alias_generator=to_camel if by_alias else None)
        fields: dict[str, Any] = {name: (annotation, ...) for name, (annotation, _) in made.items()}
        kind = pydantic.create_model("Made", __config__=config, **fields)
        return kind, lambda: {to_camel(name) if by_alias else name: value() for name, (_, value) in made.items()}
