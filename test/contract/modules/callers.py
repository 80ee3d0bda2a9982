"""The five ways in which dspy.settings.caller_modules names another signature than the one being formatted."""

import dspy


class ToolCallsLm(dspy.Module):
    """lm() inside a ReAct tool: a direct call, although a signature is around it."""

    def __init__(self):
        super().__init__()
        self.agent = dspy.ReAct("question -> answer", tools=[self.lookup])

    def lookup(self, word: str) -> str:
        """Looks a word up."""
        return dspy.settings.lm(f"define {word}")[0]

    def forward(self, question):
        return self.agent(question=question)


class OtherSignature(dspy.Module):
    """Predict(..., signature=other): the call's own signature counts."""

    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, word):
        return self.predict(signature="word -> definition", word=word)


class Fallback(dspy.Module):
    """ChatAdapter cannot read the first answer and asks again with JSONAdapter."""

    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer, score: float")

    def forward(self, question):
        return self.predict(question=question)


class TwoStep(dspy.Module):
    """The second call extracts the fields from the first one's text."""

    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer, score: float")

    def forward(self, question):
        with dspy.context(adapter=dspy.TwoStepAdapter(dspy.settings.lm)):
            return self.predict(question=question)


class NativeTools(dspy.Module):
    """Native function calling takes the tool fields out of the signature."""

    def __init__(self):
        super().__init__()

        class Ask(dspy.Signature):
            question: str = dspy.InputField()
            tools: list[dspy.Tool] = dspy.InputField()
            calls: dspy.ToolCalls = dspy.OutputField()

        self.predict = dspy.Predict(Ask)

    def forward(self, question):
        def weather(city: str) -> str:
            """The weather of a city."""
            return f"sunny in {city}"

        with dspy.context(adapter=dspy.ChatAdapter(use_native_function_calling=True)):
            made = self.predict(question=question, tools=[dspy.Tool(weather)])
        return dspy.Prediction(names=[call.name for call in made.calls.tool_calls], args=[call.args for call in made.calls.tool_calls])


class NativeReasoning(dspy.Module):
    """Native reasoning takes the reasoning field out of the signature."""

    def forward(self, question):
        class Think(dspy.Signature):
            question: str = dspy.InputField()
            reasoning: dspy.Reasoning = dspy.OutputField()
            answer: str = dspy.OutputField()

        # Not gpt-5 by chat completions: DSPy asks that one in the prompt.
        with dspy.context(lm=dspy.LM("anthropic/claude-sonnet-5")):
            made = dspy.Predict(Think)(question=question)
        return dspy.Prediction(answer=made.answer, reasoning=str(made.reasoning))


class ByAdapter(dspy.Module):
    """The same fields, whatever adapter formats them."""

    def __init__(self, adapter):
        super().__init__()
        self.predict = dspy.Predict("question -> answer, tags: list[str]")
        self.adapter = {"chat": dspy.ChatAdapter, "json": dspy.JSONAdapter, "xml": dspy.XMLAdapter}[adapter]

    def forward(self, question):
        with dspy.context(adapter=self.adapter()):
            return self.predict(question=question)
