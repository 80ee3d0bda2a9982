"""Programs that run many calls at once, whose LM is the user's own, or that get no fields."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import dspy


class Par(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")

    def forward(self, qs):
        pairs = [(self.ask, dspy.Example(q=q).with_inputs("q")) for q in qs]
        done = dspy.Parallel(num_threads=3, disable_progress_bar=True)(pairs)
        return dspy.Prediction(answers=[one.a for one in done])


class Batch(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")

    def forward(self, qs):
        done = self.ask.batch([dspy.Example(q=q).with_inputs("q") for q in qs], num_threads=2, disable_progress_bar=True)
        return dspy.Prediction(answers=[one.a for one in done])


class Threads(dspy.Module):
    """dspy.context in threads of the user's."""

    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")

    def forward(self, qs):
        models = ["openai/m-one", "anthropic/m-two"]

        def run(pair):
            at, q = pair
            with dspy.context(lm=dspy.LM(models[at % 2])):
                return self.ask(q=q).a

        with ThreadPoolExecutor(2) as pool:
            return dspy.Prediction(answers=list(pool.map(lambda pair: contextvars.copy_context().run(run, pair), enumerate(qs))))


class OwnLM(dspy.BaseLM):
    """The user's own mock."""

    def __init__(self):
        super().__init__(model="mine/one")

    def forward(self, prompt=None, messages=None, **kwargs):
        return SimpleNamespace(
            choices=[
                SimpleNamespace(
                    message=SimpleNamespace(content="[[ ## a ## ]]\nfrom my own\n\n[[ ## completed ## ]]"), finish_reason="stop"
                )
            ],
            usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            model="mine/one",
        )


class WithOwn(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")
        self.mine = dspy.Predict("q -> a")
        self.mine.set_lm(OwnLM())

    def forward(self, q):
        return dspy.Prediction(a=self.ask(q=q).a, mine=self.mine(q=q).a)


class SubLM(dspy.LM):
    """A subclass that changes what it sends."""

    def __call__(self, *args, **kwargs):
        kwargs["temperature"] = 0.25
        return super().__call__(*args, **kwargs)


class WithSub(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")
        self.ask.set_lm(SubLM("openai/sub-model", api_key="k"))

    def forward(self, q):
        return self.ask(q=q)


class Direct(dspy.Module):
    def forward(self, q):
        return dspy.Prediction(a=dspy.settings.lm(q)[0], b=dspy.settings.lm(messages=[{"role": "user", "content": q + "!"}])[0])


class Fallback(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> n: int")

    def forward(self, q):
        try:
            return dspy.Prediction(n=self.ask(q=q).n, how="ok")
        except Exception as error:
            return dspy.Prediction(n=-1, how=type(error).__name__)
