"""Programs whose replies come by ways of their own: tool calls without native calling, optional fields, streams, adapters of the user's."""

import asyncio
from typing import Optional

import dspy
from dspy.adapters.types.citation import Citations

ADAPTERS = {
    "chat": dspy.ChatAdapter,
    "native": lambda: dspy.ChatAdapter(use_native_function_calling=True),
    "json": dspy.JSONAdapter,
    "xml": dspy.XMLAdapter,
}


def price(name: str) -> float:
    """What it costs."""
    return {"pen": 1.5}[name]


class AskTools(dspy.Signature):
    """Answer, or call a tool."""

    question: str = dspy.InputField()
    tools: list[dspy.Tool] = dspy.InputField()
    answer: str = dspy.OutputField()
    calls: dspy.ToolCalls = dspy.OutputField()


class Tools(dspy.Module):
    """Its tool calls are a field of the reply, or native, by its adapter."""

    def __init__(self, adapter):
        super().__init__()
        self.ask = dspy.Predict(AskTools)
        self.adapter = ADAPTERS[adapter]()

    def forward(self, question):
        with dspy.context(adapter=self.adapter):
            made = self.ask(question=question, tools=[dspy.Tool(price)])
        calls = made.calls.tool_calls if made.calls else []
        return dspy.Prediction(answer=made.answer, calls=[[call.name, call.args] for call in calls])


class Agent(dspy.Module):
    """ReActV2: its question stands in its first turn alone, later ones have it in their history."""

    def __init__(self, adapter):
        super().__init__()
        self.agent = dspy.ReActV2("question -> answer: float, note", tools=[price], max_iters=3)
        self.adapter = ADAPTERS[adapter]()

    def forward(self, question):
        with dspy.context(adapter=self.adapter):
            made = self.agent(question=question)
        return dspy.Prediction(answer=made.answer, note=made.note, ended=made.termination_reason)


class Defaults(dspy.Signature):
    """Two of three may be left out."""

    question: str = dspy.InputField()
    answer: str = dspy.OutputField()
    note: Optional[str] = dspy.OutputField()
    score: float = dspy.OutputField(default=0.5)


class LeavesOut(dspy.Module):
    def __init__(self, adapter="chat", signature=Defaults):
        super().__init__()
        self.ask = dspy.Predict(signature)
        self.adapter = ADAPTERS[adapter]()

    def forward(self, question):
        with dspy.context(adapter=self.adapter):
            return self.ask(question=question)


class Cites(dspy.Module):
    """Claude's citations are native: DSPy takes the field out of the prompt."""

    def forward(self, question):
        class Cited(dspy.Signature):
            question: str = dspy.InputField()
            answer: str = dspy.OutputField()
            sources: Citations = dspy.OutputField()

        with dspy.context(lm=dspy.LM("anthropic/claude-sonnet-5")):
            made = dspy.Predict(Cited)(question=question)
        return dspy.Prediction(answer=made.answer, sources=made.sources)


class TwoStepText(dspy.Module):
    """Its own input has the name of what TwoStep's extraction is given."""

    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("text -> answer")

    def forward(self, text):
        with dspy.context(adapter=dspy.TwoStepAdapter(dspy.settings.lm)):
            return self.ask(text=text)


class AsksAgain(dspy.ChatAdapter):
    """An adapter of the user's own whose parser asks an LM."""

    def parse(self, signature, completion):
        return {name: dspy.settings.lm(f"find {name} in: {completion}")[0] for name in signature.output_fields}


class NoWriter(dspy.Adapter):
    """An adapter of the user's own that writes no demos."""

    def format(self, signature, demos, inputs):
        return [{"role": "user", "content": str(inputs)}]

    def parse(self, signature, completion):
        return dict.fromkeys(signature.output_fields, completion)


class Lines(NoWriter):
    """Reads a field from each line."""

    def parse(self, signature, completion):
        rows = dict(line.split(": ", 1) for line in completion.splitlines() if ": " in line)
        return {name: rows[name] for name in signature.output_fields}


class Shouts(NoWriter):
    """Reads nothing as it was written."""

    def parse(self, signature, completion):
        return dict.fromkeys(signature.output_fields, completion.upper())


class Own(dspy.Module):
    def __init__(self, which):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")
        self.adapter = {"asks": AsksAgain, "writes nothing": NoWriter, "reads lines": Lines, "shouts": Shouts}[which]()

    def forward(self, question):
        with dspy.context(adapter=self.adapter):
            return self.ask(question=question)


class Counts(dspy.utils.callback.BaseCallback):
    def __init__(self):
        self.parsed = 0

    def on_adapter_parse_start(self, call_id, instance, inputs):
        self.parsed += 1


class HearsParsing(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")

    def forward(self, question):
        ours, adapters = Counts(), Counts()
        with dspy.context(callbacks=[ours], adapter=dspy.ChatAdapter(callbacks=[adapters])):
            self.ask(question=question)
        return dspy.Prediction(parsed=[ours.parsed, adapters.parsed])


class Heard(dspy.Module):
    """What listeners hear of each field of a streamed program."""

    def __init__(self, adapter, agent=False):
        super().__init__()
        signature = "question -> first_answer, second: list[str], a_name_that_is_as_long_as_the_names_of_some_fields_are: int"
        self.ask = dspy.ReAct(signature, tools=[price]) if agent else dspy.Predict(signature)
        self.fields = list(dspy.ensure_signature(signature).output_fields)
        self.adapter = ADAPTERS[adapter]()

    def forward(self, question):
        return asyncio.run(self.hear(question))

    async def hear(self, question):
        listeners = [dspy.streaming.StreamListener(signature_field_name=name) for name in self.fields]
        heard, made = {name: [] for name in self.fields}, None
        with dspy.context(adapter=self.adapter):
            async for value in dspy.streamify(self.ask, stream_listeners=listeners)(question=question):
                if isinstance(value, dspy.Prediction):
                    made = value
                elif isinstance(value, dspy.streaming.StreamResponse):
                    heard[value.signature_field_name].append(value.chunk)
        return dspy.Prediction(**{name: made[name] for name in self.fields}, heard=heard)
