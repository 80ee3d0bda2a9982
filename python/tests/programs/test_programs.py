"""Programs of the user's own: what is given to them, what they give, and what they are refused for."""

from __future__ import annotations

import unittest
from typing import Any

from ..case import ChildCase
from ..client import Refused, message

MODULES = """
import datetime, enum
from typing import Optional
import dspy, pydantic

class Ticket(pydantic.BaseModel):
    text: str
    urgency: int = 3

class Triage(dspy.Module):
    def forward(self, ticket: str, limit: int = 5):
        return dspy.Prediction(ticket=ticket, limit=limit)

class ByModel(dspy.Module):
    def forward(self, ticket: Ticket, others: "list[Ticket]" = (), note: str = None):
        return dspy.Prediction(kind=type(ticket).__name__, urgency=ticket.urgency, others=[type(o).__name__ for o in others], note=note)

class Unknowable(dspy.Module):
    def forward(self, thing: "NoSuchType", *, plain=1, **more):
        return dspy.Prediction(thing=thing, plain=plain, more=more)

class Positional(dspy.Module):
    def forward(self, ticket, /):
        return dspy.Prediction(ticket=ticket)

class AsyncOne(dspy.Module):
    async def aforward(self, ticket):
        return dspy.Prediction(ticket=ticket)

class NeedsAnLm(dspy.Module):
    def __init__(self, words, tone="kind"):
        super().__init__()
    def forward(self):
        return "just text"

class FailsInside(dspy.Module):
    def __init__(self):
        super().__init__()
        len(3)

class WithDefault(dspy.Signature):
    question: str = dspy.InputField()
    tone: str = dspy.InputField(default="kind")
    answer: str = dspy.OutputField()

predict = dspy.Predict(WithDefault)

class Asks(dspy.Module):
    def __init__(self, model=None):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
        self.lm = dspy.LM(model)
    def forward(self, question):
        with dspy.context(lm=self.lm):
            return self.predict(question=question)

class Caught(Asks):
    '''User code that goes on after a miss.'''
    def __init__(self):
        super().__init__("openai/gpt-4o-mini")
    def forward(self, question):
        for adapter in (dspy.ChatAdapter(), dspy.JSONAdapter(), dspy.XMLAdapter()):
            try:
                with dspy.context(adapter=adapter):
                    self.predict(question=question)
            except Exception as error:
                last = type(error).__name__
        return dspy.Prediction(last=last)
"""


class Programs(ChildCase):
    """Loaded modules take what their `forward` takes."""

    def setUp(self) -> None:
        self.write_module("mods", MODULES)
        self.client = self.open(lambda _: message(fields={"answer": "a"}))

    def refused(self, name: str, **inputs: Any) -> Refused:
        with self.assertRaises(Refused) as caught:
            self.execute(self.client, f"mods:{name}", **inputs)
        return caught.exception

    def test_an_input_that_forward_does_not_take_is_unknown_with_the_nearest(self) -> None:
        self.load(self.client, "mods:Triage")
        refused = self.refused("Triage", tickt="x")
        self.assertEqual(refused.code, "INPUT_UNKNOWN")
        self.assertIn('Did you mean "ticket"?', refused.data["why"])
        self.assertEqual(refused.data["what"], '"tickt" is no input of mods:Triage.')

    def test_an_input_that_forward_needs_is_missing(self) -> None:
        self.load(self.client, "mods:Triage")
        refused = self.refused("Triage", limit=1)
        self.assertEqual((refused.code, "ticket" in refused.data["what"]), ("INPUT_MISSING", True))
        self.assertEqual(self.execute(self.client, "mods:Triage", ticket="t"), {"ticket": "t", "limit": 5})

    def test_an_object_becomes_the_model_that_forward_names(self) -> None:
        self.load(self.client, "mods:ByModel")
        outputs = self.execute(self.client, "mods:ByModel", ticket={"text": "t"}, others=[{"text": "o"}], note=None)
        self.assertEqual(outputs, {"kind": "Ticket", "urgency": 3, "others": ["Ticket"], "note": None})
        refused = self.refused("ByModel", ticket={"text": 3})
        self.assertEqual((refused.code, "ticket.text" in refused.data["what"]), ("INPUT_TYPE", True))

    def test_what_is_not_known_of_forward_is_not_checked(self) -> None:
        self.load(self.client, "mods:Unknowable")
        self.assertEqual(self.execute(self.client, "mods:Unknowable", thing=1, x=2), {"thing": 1, "plain": 1, "more": {"x": 2}})

    def test_forward_that_is_async_is_checked_as_well(self) -> None:
        self.load(self.client, "mods:AsyncOne")
        self.assertEqual(self.refused("AsyncOne", tickets="x").code, "INPUT_UNKNOWN")
        self.assertEqual(self.execute(self.client, "mods:AsyncOne", ticket="x"), {"ticket": "x"})

    def test_a_field_with_a_default_may_be_left_out(self) -> None:
        self.load(self.client, "mods:predict")
        self.assertEqual(self.execute(self.client, "mods:predict", question="q"), {"answer": "a"})

    def test_a_signature_is_asked_by_predict(self) -> None:
        self.load(self.client, "mods:WithDefault", temperature=0.5)
        self.assertEqual(self.execute(self.client, "mods:WithDefault", question="q"), {"answer": "a"})
        self.assertEqual(self.refused("WithDefault", questoin="q").code, "INPUT_UNKNOWN")

    def test_arguments_that_the_class_does_not_take_are_refused_with_those_it_takes(self) -> None:
        for kwargs in ({}, {"words": 1, "tonne": "x"}):
            with self.subTest(kwargs), self.assertRaises(Refused) as caught:
                self.load(self.client, "mods:NeedsAnLm", **kwargs)
            self.assertEqual(caught.exception.code, "MODULE_INVALID")
            self.assertIn("words, tone='kind'", caught.exception.data["why"])

    def test_an_error_inside_of_a_constructor_is_the_users(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.load(self.client, "mods:FailsInside")
        self.assertEqual(caught.exception.code, "PYTHON_ERROR")

    def test_a_module_that_exits_at_import_cannot_be_imported(self) -> None:
        self.write_module("quits", "import sys\nsys.exit('no licence')")
        with self.assertRaises(Refused) as caught:
            self.load(self.client, "quits:M")
        self.assertEqual(caught.exception.code, "MODULE_IMPORT_FAILED")
        self.assertIn("no licence", caught.exception.data["why"])

    def test_state_of_a_file_that_is_not_there_is_refused_with_where_it_was_looked_for(self) -> None:
        self.load(self.client, "mods:Triage")
        with self.assertRaises(Refused) as caught:
            self.client.request("load_program", session="s", id="mods:Triage", file="nowhere.json")
        self.assertEqual(caught.exception.code, "INPUT_TYPE")
        self.assertIn(self.server.root, caught.exception.data["why"])

    def test_a_model_keeps_all_of_its_name_but_the_provider(self) -> None:
        models = {"openai/gpt-4o-mini": "gpt-4o-mini", "together_ai/meta-llama/Llama-3-8b": "meta-llama/Llama-3-8b"}
        for model, name in models.items():
            with self.subTest(model):
                client = self.open(lambda _: message(fields={"answer": "a"}))
                self.load(client, "mods:Asks", model=model)
                self.execute(client, "mods:Asks", question="q")
                self.assertEqual(client.calls[0]["call"]["model"], name)

    def test_a_miss_happens_once_under_every_adapter(self) -> None:
        client = self.open()
        self.load(client, "mods:Caught")
        self.execute(client, "mods:Caught", question="q")
        self.assertEqual(len(client.calls), 3)

    def test_a_reply_that_does_not_fit_is_told_to_node_once(self) -> None:
        client = self.open(lambda _: message(fields={"answr": "a"}))
        self.load(client, "mods:Caught")
        self.execute(client, "mods:Caught", question="q")
        self.assertEqual([note["params"]["error"]["code"] for note in client.notified], ["RULE_REPLY_INVALID"] * 3)
        self.assertEqual(len(client.calls), 3)


if __name__ == "__main__":
    unittest.main()
