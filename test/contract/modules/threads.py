"""Modules that call from many threads, from coroutines, and from threads DSPy knows nothing of."""

import asyncio
import threading

import dspy

_started = threading.Event()


def _background():
    _started.wait(60)


threading.Thread(target=_background, daemon=True, name="started-at-import").start()


class Parallel(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, count):
        run = dspy.Parallel(num_threads=8, disable_progress_bar=True)
        results = run([(self.predict, dspy.Example(question=f"q{index}").with_inputs("question")) for index in range(count)])
        return dspy.Prediction(answers=[result.answer for result in results])


class RawThreads(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.predict(question=question).answer))
        thread.start()
        thread.join()
        return dspy.Prediction(answer=answers[0])


class Async(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    async def aforward(self, count):
        results = await asyncio.gather(*[self.predict.acall(question=f"q{index}") for index in range(count)])
        return dspy.Prediction(answers=[result.answer for result in results])


class Swallows(dspy.Module):
    """Evaluate reports a score although every LM call failed."""

    def forward(self):
        examples = [dspy.Example(question=f"q{index}", answer="a").with_inputs("question") for index in range(3)]
        evaluate = dspy.Evaluate(devset=examples, metric=lambda example, made, trace=None: 1.0, num_threads=1, display_progress=False, max_errors=100)
        return dspy.Prediction(score=evaluate(dspy.Predict("question -> answer")).score)


class Retries(dspy.Module):
    def forward(self, question):
        lm = dspy.LM("openai/gpt-4o-mini", num_retries=3)
        try:
            answer = dspy.Predict("question -> answer", lm=lm)(question=question).answer
        except Exception as error:
            answer = f"{type(error).__name__}"
        return dspy.Prediction(answer=answer)


class BestOfThree(dspy.Module):
    def forward(self, question):
        best = dspy.BestOfN(module=dspy.ChainOfThought("question -> answer"), N=3, reward_fn=lambda args, made: 0.0, threshold=1.0)
        return dspy.Prediction(answer=best(question=question).answer)
