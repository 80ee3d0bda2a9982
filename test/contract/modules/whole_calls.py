"""Programs whose calls a rule tells apart by more than their inputs."""

import dspy


def price(name: str) -> str:
    """The price of a thing."""
    return f"{name} costs 2"


class Agent(dspy.Module):
    """ReAct, with any adapter: its steps are told to the model as one text."""

    def __init__(self, adapter="chat"):
        super().__init__()
        self.adapter = {
            "chat": dspy.ChatAdapter,
            "json": dspy.JSONAdapter,
            "xml": dspy.XMLAdapter,
        }[adapter]()
        self.agent = dspy.ReAct("question -> answer", tools=[price])

    def forward(self, question):
        with dspy.context(adapter=self.adapter):
            return self.agent(question=question)


class AgentV2(dspy.Module):
    """ReActV2, with the provider's own calls of tools or without."""

    def __init__(self, native=False):
        super().__init__()
        self.adapter = dspy.ChatAdapter(use_native_function_calling=native)
        self.agent = dspy.ReActV2("question -> answer", tools=[price], max_iters=4)

    def forward(self, question):
        with dspy.context(adapter=self.adapter):
            return self.agent(question=question)


class Compiled(dspy.Module):
    """A program that is optimised: its calls are made by an optimizer, on threads, then with examples."""

    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question):
        trainset = [dspy.Example(question=f"{n} and {n}?", answer=str(2 * n)).with_inputs("question") for n in (1, 2)]
        optimizer = dspy.BootstrapFewShot(metric=lambda example, made, trace=None: example.answer == made.answer)
        return optimizer.compile(self.predict, trainset=trainset)(question=question)


class Proposed(dspy.Module):
    """COPRO asks for better instructions by a signature of its own."""

    def forward(self, question):
        trainset = [dspy.Example(question="one?", answer="1").with_inputs("question")]
        optimizer = dspy.COPRO(
            metric=lambda example, made, trace=None: example.answer == made.answer,
            breadth=2,
            depth=1,
        )
        program = optimizer.compile(
            dspy.Predict("question -> answer"),
            trainset=trainset,
            eval_kwargs={"num_threads": 2},
        )
        return dspy.Prediction(
            answer=program(question=question).answer,
            instructions=program.signature.instructions,
        )


class Sampled(dspy.Module):
    """One call with every setting that DSPy has a name for."""

    def forward(self, question):
        settings = {
            "temperature": 0.7,
            "top_p": 0.9,
            "max_tokens": 50,
            "seed": 7,
            "rollout_id": 3,
            "n": 2,
            "stop": ["END"],
        }
        made = dspy.Predict("question -> answer")(question=question, config={**settings, "reasoning_effort": "low"})
        return dspy.Prediction(answers=[one["answer"] if isinstance(one, dict) else one for one in made.completions.answer])
