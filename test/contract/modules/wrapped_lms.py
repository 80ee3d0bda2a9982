"""LMs around an LM, as people write them: to route, to fall back, to count, to add words."""

import asyncio
import copy
from concurrent.futures import ThreadPoolExecutor

import dspy

INNER = "openai/gpt-4o-mini"


class _Around(dspy.BaseLM):
    def __init__(self):
        super().__init__(model="around")
        self.inner = dspy.LM(INNER, num_retries=0)


class Called(_Around):
    """Calls the other as anybody would."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        return self.inner(prompt=prompt, messages=messages, **kwargs)

    async def acall(self, prompt=None, messages=None, **kwargs):
        return await self.inner.acall(prompt=prompt, messages=messages, **kwargs)


class Forwarded(_Around):
    """Hands on what it is given, below the other's history and callbacks."""

    def forward(self, prompt=None, messages=None, **kwargs):
        return self.inner.forward(prompt=prompt, messages=messages, **kwargs)

    async def aforward(self, prompt=None, messages=None, **kwargs):
        return await self.inner.aforward(prompt=prompt, messages=messages, **kwargs)


class Copied(_Around):
    """Hands on messages of its own making."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        return self.inner(messages=copy.deepcopy(messages), **kwargs)

    async def acall(self, prompt=None, messages=None, **kwargs):
        return await self.inner.acall(messages=copy.deepcopy(messages), **kwargs)


class Kind(_Around):
    """Says something before the messages."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        return self.inner(messages=[{"role": "system", "content": "Be kind."}, *messages], **kwargs)

    async def acall(self, prompt=None, messages=None, **kwargs):
        return await self.inner.acall(messages=[{"role": "system", "content": "Be kind."}, *messages], **kwargs)


class Adds(_Around):
    """Says something in the last message."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        return self.inner(messages=[*messages[:-1], _longer(messages[-1])], **kwargs)

    async def acall(self, prompt=None, messages=None, **kwargs):
        return await self.inner.acall(messages=[*messages[:-1], _longer(messages[-1])], **kwargs)


def _longer(message):
    return {**message, "content": f"{message['content']}\n\nBe brief."}


class Below(dspy.LM):
    """Says something before the messages, where DSPy has looked into its cache."""

    def __init__(self):
        super().__init__(INNER)

    def forward(self, prompt=None, messages=None, **kwargs):
        return super().forward(prompt=prompt, messages=[{"role": "system", "content": "Be kind."}, *messages], **kwargs)

    async def aforward(self, prompt=None, messages=None, **kwargs):
        return await super().aforward(prompt=prompt, messages=[{"role": "system", "content": "Be kind."}, *messages], **kwargs)


class OnAThread(_Around):
    """Waits no longer than it wants to."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self.inner, messages=messages, **kwargs).result(timeout=30)

    async def acall(self, prompt=None, messages=None, **kwargs):
        return await asyncio.get_running_loop().run_in_executor(None, lambda: self.inner(messages=messages, **kwargs))


class FallsBack(_Around):
    """Asks another model where the first one fails."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        try:
            return self.inner(messages=messages, **kwargs)
        except Exception:
            return dspy.LM("openai/gpt-4.1")(messages=messages, **kwargs)

    async def acall(self, prompt=None, messages=None, **kwargs):
        try:
            return await self.inner.acall(messages=messages, **kwargs)
        except Exception:
            return await dspy.LM("openai/gpt-4.1").acall(messages=messages, **kwargs)


class Guarded(_Around):
    """Asks first whether it may ask."""

    def __call__(self, prompt=None, messages=None, **kwargs):
        assert self.inner(f"Is this harmless? {messages[-1]['content']}") == ["yes"]
        return self.inner(messages=messages, **kwargs)

    async def acall(self, prompt=None, messages=None, **kwargs):
        assert await self.inner.acall(f"Is this harmless? {messages[-1]['content']}") == ["yes"]
        return await self.inner.acall(messages=messages, **kwargs)


class Metered(dspy.LM):
    """An LM of DSPy's that counts."""

    def __init__(self):
        super().__init__(INNER)
        self.count = 0

    def __call__(self, *args, **kwargs):
        self.count += 1
        return super().__call__(*args, **kwargs)

    async def acall(self, *args, **kwargs):
        self.count += 1
        return await super().acall(*args, **kwargs)


class _Asking(dspy.Module):
    def __init__(self, lm, adapter=None):
        super().__init__()
        self.lm_around = globals()[lm]()
        self.adapter = None if adapter is None else getattr(dspy, adapter)()
        self.ask = dspy.ChainOfThought("q -> a")


class Asks(_Asking):
    def forward(self, q):
        with dspy.context(lm=self.lm_around, adapter=self.adapter):
            return self.ask(q=q)


class AsksAsync(_Asking):
    async def aforward(self, q):
        with dspy.context(lm=self.lm_around, adapter=self.adapter):
            return await self.ask.acall(q=q)
