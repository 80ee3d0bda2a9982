"""Models of plain DSPy that write given texts, in order and each in its pieces: by an engine, or in the place of litellm."""

import dspy


def scripted_lm(texts):
    """`texts`: each as a list of pieces."""
    return _of_engines(list(texts)) if hasattr(dspy, "lm15") else _of_litellm(list(texts))


def _of_engines(texts):
    from dspy.lm15 import Message, Response, StreamDeltaEvent, StreamEndEvent, StreamStartEvent, TextDelta, TextPart, Usage

    usage = Usage(input_tokens=1, output_tokens=1)

    class Writes:
        def complete(self, request):
            said = Message.assistant([TextPart("".join(texts.pop(0)))])
            return Response(id=None, model=request.model, message=said, finish_reason="stop", usage=usage)

        def stream(self, request):
            yield StreamStartEvent(id=None, model=request.model)
            for piece in texts.pop(0):
                yield StreamDeltaEvent(TextDelta(piece, 0))
            yield StreamEndEvent(finish_reason="stop", usage=usage)

        def close(self):
            """Nothing is held open."""

    class WritesAsync(Writes):
        async def complete(self, request):
            return Writes.complete(self, request)

        async def stream(self, request):
            for event in Writes.stream(self, request):
                yield event

        async def aclose(self):
            """Nothing is held open."""

    return dspy.LM("openai/gpt-4o-mini", engine=Writes(), async_engine=WritesAsync(), cache=False)


def _of_litellm(texts):
    import litellm
    from litellm.types.utils import Delta, ModelResponseStream, StreamingChoices

    def completion(**_):
        message = {"role": "assistant", "content": "".join(texts.pop(0))}
        usage = litellm.Usage(prompt_tokens=1, completion_tokens=1, total_tokens=2)
        return litellm.ModelResponse(choices=[{"message": message, "finish_reason": "stop"}], model="gpt-4o-mini", usage=usage)

    async def acompletion(stream=False, **_):
        return chunks(texts.pop(0)) if stream else completion()

    async def chunks(pieces):
        for piece in pieces:
            yield ModelResponseStream(model="gpt-4o-mini", choices=[StreamingChoices(delta=Delta(content=piece))])
        yield ModelResponseStream(model="gpt-4o-mini", choices=[StreamingChoices(delta=Delta(content=None), finish_reason="stop")])

    litellm.completion, litellm.acompletion = completion, acompletion
    return dspy.LM("openai/gpt-4o-mini", cache=False)
