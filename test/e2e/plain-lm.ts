/**
 * Python for an LM of plain DSPy, of any version that the package knows: `plain_lm(said, name)` asks `said(text, system)` for the text of
 * each reply, and counts its `calls`.
 */
export const PLAIN_LM = `
import dspy

class Said:
    def __init__(self, said):
        self.said, self.calls = said, 0
    def of(self, text, system):
        self.calls += 1
        return self.said(text, system)

def plain_lm(said, name="openai/gpt-4o-mini"):
    return _of_engine(said, name) if hasattr(dspy, "lm15") else OldLM(said, name)

def _of_engine(said, name):
    from dspy.lm15 import Message, Response, TextPart, Usage
    class Engine:
        def complete(self, request):
            system = request.system if isinstance(request.system, str) else "".join(part.text for part in request.system or ())
            text = "".join(part.text for part in request.messages[-1].parts)
            parts = Message.assistant([TextPart(said.of(text, system))])
            return Response(id=None, model=request.model, message=parts, finish_reason="stop", usage=Usage(input_tokens=1, output_tokens=1))
        def close(self):
            pass
    class AsyncEngine(Engine):
        async def complete(self, request):
            return Engine.complete(self, request)
    return dspy.LM(name, engine=Engine(), async_engine=AsyncEngine(), cache=False)

class OldLM(dspy.BaseLM):
    def __init__(self, said, name):
        super().__init__(model=name, cache=False)
        self.said = said
    def __deepcopy__(self, memo):
        return OldLM(self.said, self.model)
    def copy(self, **kwargs):
        return OldLM(self.said, self.model)
    def forward(self, prompt=None, messages=None, **kwargs):
        from litellm import ModelResponse
        messages = messages or [{"role": "user", "content": prompt}]
        system = "".join(one["content"] for one in messages if one["role"] == "system")
        said = [self.said.of(messages[-1]["content"], system) for _ in range(kwargs.get("n") or 1)]
        choices = [{"index": at, "message": {"role": "assistant", "content": one}, "finish_reason": "stop"} for at, one in enumerate(said)]
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        return ModelResponse(model=self.model, choices=choices, usage=usage)
    async def aforward(self, *args, **kwargs):
        return self.forward(*args, **kwargs)
`;
