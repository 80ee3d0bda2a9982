"""Programs that stream, for DSPy with this package and for DSPy alone."""

import pathlib
import time

import dspy


def price(thing: str) -> str:
    """What a thing costs."""
    return f"{thing}: 3"


class Nested(dspy.Module):
    """Two predictors write a field of the same name."""

    def __init__(self):
        super().__init__()
        self.draft = dspy.Predict("question -> answer")
        self.check = dspy.ChainOfThought("question, draft -> answer")

    def forward(self, question):
        return self.check(question=question, draft=self.draft(question=question).answer)


class Awaited(dspy.Module):
    """Async."""

    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")

    async def aforward(self, question):
        return await self.ask.acall(question=question)


class Chatty(dspy.streaming.StatusMessageProvider):
    """Tells of every module."""

    def module_start_status_message(self, instance, inputs):
        return f"{type(instance).__name__} begins"

    def tool_start_status_message(self, instance, inputs):
        return f"{instance.name} of {inputs['kwargs']['thing']}"


class Deaf(dspy.Module):
    """Goes on when it is to end, for longer than it gets. The file `deaf` in its directory says that it has begun to."""

    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")

    def forward(self, question):
        answer = self.ask(question=question)
        pathlib.Path("deaf").touch()
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            time.sleep(0.001)
        return answer


PROGRAMS = {
    "deaf": Deaf,
    "predict": lambda: dspy.Predict("question -> answer, score: int"),
    "thought": lambda: dspy.ChainOfThought("question -> answer"),
    "agent": lambda: dspy.ReAct("question -> answer", tools=[price]),
    "nested": Nested,
    "awaited": Awaited,
}


def make(name):
    """One of them."""
    return PROGRAMS[name]()
