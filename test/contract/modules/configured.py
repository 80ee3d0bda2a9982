"""A user module that configures DSPy at import: its own LM, and JSONAdapter."""

import dspy

dspy.configure(lm=dspy.LM("openai/users-own", api_key="sk-of-nobody"), adapter=dspy.JSONAdapter())
AT_IMPORT = dspy.LM("anthropic/made-at-import", api_key="sk-of-nobody")


class Plain(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question):
        return self.predict(question=question)


class PerCall(Plain):
    def forward(self, question):
        return self.predict(question=question, lm=dspy.LM("gemini/per-call"))


class SetLm(Plain):
    def __init__(self):
        super().__init__()
        self.predict.set_lm(dspy.LM("groq/set-on-predictor"))


class Context(Plain):
    def forward(self, question):
        with dspy.context(lm=dspy.LM("openai/from-context")):
            return self.predict(question=question)


class MadeAtImport(Plain):
    def forward(self, question):
        with dspy.context(lm=AT_IMPORT):
            return self.predict(question=question)


class Own(Plain):
    """A mock of the user's own is left alone."""

    def forward(self, question):
        with dspy.context(lm=dspy.utils.DummyLM([{"answer": "from DummyLM"}], adapter=dspy.JSONAdapter())):
            return self.predict(question=question)


class Copied(Plain):
    def forward(self, question):
        with dspy.context(lm=dspy.settings.lm.copy(temperature=0.5)):
            return self.predict(question=question)


class FromSaved(Plain):
    """State that names an LM, written and read again."""

    def __init__(self, file):
        super().__init__()
        self.predict.set_lm(dspy.LM("deepseek/saved-in-json"))
        self.save(file)
        self.predict.set_lm(None)
        self.load(file)


class Unconfigured(Plain):
    def forward(self, question):
        with dspy.context(lm=None):
            return self.predict(question=question)
