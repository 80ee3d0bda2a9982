"""Adapters of one's own, from one that changes a word to one that asks by itself."""

import json

import dspy


class Formats(dspy.Adapter):
    """Writes and reads in a form of its own."""

    def format(self, signature, demos, inputs):
        return [{"role": "user", "content": f"{json.dumps(inputs)} -> {list(signature.output_fields)}"}]

    def parse(self, signature, completion):
        return json.loads(completion)


class Asks(dspy.ChatAdapter):
    """Asks the LM by itself."""

    def __call__(self, lm, lm_kwargs, signature, demos, inputs):
        said = lm(messages=self.format(signature, demos, inputs), **lm_kwargs)
        return [self.parse(signature, text) for text in said]

    async def acall(self, lm, lm_kwargs, signature, demos, inputs):
        said = await lm.acall(messages=self.format(signature, demos, inputs), **lm_kwargs)
        return [self.parse(signature, text) for text in said]


class AsksAlready(Asks):
    """Is one that asks by itself, with a word before the messages."""

    def format(self, signature, demos, inputs):
        return [{"role": "system", "content": "Be kind."}, *super().format(signature, demos, inputs)]


class AsksFirst(dspy.ChatAdapter):
    """Asks what it may ask, and then as ever."""

    def __call__(self, lm, lm_kwargs, signature, demos, inputs):
        assert lm("May I?") == ["yes"]
        return super().__call__(lm, lm_kwargs, signature, demos, inputs)

    async def acall(self, lm, lm_kwargs, signature, demos, inputs):
        assert await lm.acall("May I?") == ["yes"]
        return await super().acall(lm, lm_kwargs, signature, demos, inputs)


class Around(dspy.Adapter):
    """Leaves all to another."""

    def __call__(self, lm, lm_kwargs, signature, demos, inputs):
        return dspy.JSONAdapter()(lm, lm_kwargs, signature, demos, inputs)

    async def acall(self, lm, lm_kwargs, signature, demos, inputs):
        return await dspy.JSONAdapter().acall(lm, lm_kwargs, signature, demos, inputs)


class Counted(dspy.utils.BaseCallback):
    """What callbacks are told of each formatting."""

    def __init__(self):
        self.told = []

    def on_adapter_format_start(self, call_id, instance, inputs):
        self.told.append(sorted(inputs))


class _Asking(dspy.Module):
    def __init__(self, adapter):
        super().__init__()
        self.counted = Counted()
        self.adapter = globals()[adapter](callbacks=[self.counted])
        self.ask = dspy.ChainOfThought("q -> a")


class Asked(_Asking):
    def forward(self, q):
        with dspy.context(adapter=self.adapter):
            return dspy.Prediction(a=self.ask(q=q).a, told=self.counted.told)


class AskedAsync(_Asking):
    async def aforward(self, q):
        with dspy.context(adapter=self.adapter):
            return dspy.Prediction(a=(await self.ask.acall(q=q)).a, told=self.counted.told)
