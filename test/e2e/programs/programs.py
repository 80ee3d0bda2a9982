"""Programs as users write them: nested, typed, with adapters and LMs of their own, at once, again and again."""

import asyncio
import enum
from typing import Literal, Optional

import dspy
import pydantic
from bullet_adapter import BulletAdapter


class Priority(enum.Enum):
    LOW = "low"
    HIGH = "high"


class Item(pydantic.BaseModel):
    name: str
    qty: int = 1
    tags: list[str] = []


class Order(pydantic.BaseModel):
    id: int
    items: list[Item]
    note: Optional[str] = None
    priority: Priority = Priority.LOW


class Extract(dspy.Signature):
    """Extract the order."""

    text: str = dspy.InputField()
    known: list[Item] = dspy.InputField(desc="known items")
    order: Order = dspy.OutputField()
    kind: Literal["new", "change"] = dspy.OutputField()
    score: Optional[float] = dspy.OutputField()
    by_name: dict[str, int] = dspy.OutputField()


class Nested(dspy.Module):
    def __init__(self):
        super().__init__()
        self.steps = [dspy.ChainOfThought("text -> topic"), dspy.Predict("topic -> tags: list[str]")]
        self.by = {"extract": dspy.Predict(Extract)}
        self.inner = Inner()

    def forward(self, text, known):
        topic = self.steps[0](text=text).topic
        tags = self.steps[1](topic=topic).tags
        out = self.by["extract"](text=text, known=known)
        return dspy.Prediction(
            topic=topic, tags=tags, order=out.order, kind=out.kind, score=out.score, by_name=out.by_name, deep=self.inner(tags=tags).summary
        )


class Inner(dspy.Module):
    def __init__(self):
        super().__init__()
        self.sum = dspy.Predict(dspy.Signature("tags: list[str] -> summary", "Summarise."))

    def forward(self, tags):
        return self.sum(tags=tags)


class Bullets(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.ChainOfThought("q -> a: int")

    def forward(self, q):
        with dspy.context(adapter=BulletAdapter()):
            return self.ask(q=q)


class Best(dspy.Module):
    def __init__(self):
        super().__init__()
        self.best = dspy.BestOfN(dspy.Predict("q -> a"), N=3, reward_fn=lambda args, pred: float(len(pred.a)), threshold=4)

    def forward(self, q):
        return self.best(q=q)


class Refined(dspy.Module):
    def __init__(self):
        super().__init__()
        self.refine = dspy.Refine(
            dspy.Predict("q -> a"), N=3, reward_fn=lambda args, pred: 1.0 if pred.a == "long enough" else 0.0, threshold=1.0
        )

    def forward(self, q):
        return self.refine(q=q)


class Compared(dspy.Module):
    def __init__(self):
        super().__init__()
        self.first = dspy.ChainOfThought("q -> a", n=3)
        self.compare = dspy.MultiChainComparison("q -> a", M=3)

    def forward(self, q):
        completions = self.first(q=q).completions
        return self.compare(completions, q=q)


class Gathered(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")

    async def aforward(self, qs):
        done = await asyncio.gather(*[self.ask.acall(q=q) for q in qs])
        return dspy.Prediction(answers=[one.a for one in done])


class Asyncified(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.asyncify(dspy.Predict("q -> a"))

    async def aforward(self, q):
        return await self.ask(q=q)


class Talk(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question, history: dspy.History -> answer")

    def forward(self, questions):
        history = dspy.History(messages=[])
        answers = []
        for question in questions:
            out = self.ask(question=question, history=history)
            history.messages.append({"question": question, **out.toDict()})
            answers.append(out.answer)
        return dspy.Prediction(answers=answers, turns=len(history.messages))


class Knn(dspy.Module):
    def __init__(self):
        super().__init__()
        self.cot = dspy.ChainOfThought("q -> a")
        self.cot.predict.demos = [dspy.Example(q="1", reasoning="r", a="2", augmented=True), dspy.Example(q="3", a="4")]

    def forward(self, q):
        return self.cot(q=q)


class Pot(dspy.Module):
    def __init__(self):
        super().__init__()
        self.code = dspy.Predict("task -> code: dspy.Code")

    def forward(self, task):
        return dspy.Prediction(code=self.code(task=task).code.code)


class Checked(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")

    def forward(self, q):
        a = self.ask(q=q).a
        assert len(a) < 10, f"too long: {a}"
        return dspy.Prediction(a=a)


class Tooled(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q, tools: list[dspy.Tool] -> calls: dspy.ToolCalls")

    def forward(self, q):
        def add(a: int, b: int) -> int:
            "Adds."
            return a + b

        tool = dspy.Tool(add)
        out = self.ask(q=q, tools=[tool])
        return dspy.Prediction(done=[tool(**call.args) for call in out.calls.tool_calls])


class Multi(dspy.Module):
    def __init__(self):
        super().__init__()
        self.draft, self.edit = dspy.Predict("q -> text"), dspy.Predict("text -> text_out, title")

    def forward(self, q):
        return self.edit(text=self.draft(q=q).text)
