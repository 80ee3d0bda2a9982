"""Frameworks and SDKs as a program calls them, with nothing but their defaults: no key, no address."""

import dspy
from pydantic import BaseModel


class Order(BaseModel):
    id: int
    state: str


class Asks(dspy.Module):
    """Asks "go" by the named way, and gives what it was told."""

    def forward(self, way):
        return dspy.Prediction(said=WAYS[way]())


class AsksLater(dspy.Module):
    """The same for a way that is a coroutine function, in the loop of the program."""

    async def aforward(self, way):
        return dspy.Prediction(said=await WAYS[way]())


def google():
    from google import genai

    client = genai.Client()
    return client.models.generate_content(model="gemini-2.5-flash", contents="go").text


def google_in_pieces():
    from google import genai

    client = genai.Client()
    return "".join(piece.text for piece in client.models.generate_content_stream(model="gemini-2.5-flash", contents="go"))


async def google_later():
    from google import genai

    client = genai.Client()
    return (await client.aio.models.generate_content(model="gemini-2.5-flash", contents="go")).text


def instructor_openai():
    import instructor
    import openai

    client = instructor.from_openai(openai.OpenAI())
    return order_by(client, model="gpt-4o-mini")


def instructor_anthropic():
    import anthropic
    import instructor

    client = instructor.from_anthropic(anthropic.Anthropic())
    return order_by(client, model="claude-sonnet-4-5", max_tokens=99)


def order_by(client, **settings):
    return client.chat.completions.create(messages=[{"role": "user", "content": "go"}], response_model=Order, **settings).model_dump()


def langchain_openai():
    from langchain_openai import ChatOpenAI

    return langchain(ChatOpenAI(model="gpt-4o-mini"))


def langchain_anthropic():
    from langchain_anthropic import ChatAnthropic

    return langchain(ChatAnthropic(model="claude-sonnet-4-5"))


def langchain_google():
    from langchain_google_genai import ChatGoogleGenerativeAI

    return langchain(ChatGoogleGenerativeAI(model="gemini-2.5-flash"))


def langchain(model):
    return [model.invoke("go").text, "".join(piece.text for piece in model.stream("go"))]


async def langchain_later():
    from langchain_openai import ChatOpenAI

    return (await ChatOpenAI(model="gpt-4o-mini").ainvoke("go")).text


def langchain_order():
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model="gpt-4o-mini").with_structured_output(Order).invoke("go").model_dump()


def llama_index():
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai import OpenAI

    model = OpenAI(model="gpt-4o-mini")
    return [str(model.complete("go")), model.chat([ChatMessage(role="user", content="go")]).message.content]


def pydantic_ai_openai():
    return pydantic_ai("openai:gpt-4o-mini")


def pydantic_ai_google():
    return pydantic_ai("google:gemini-2.5-flash")


def pydantic_ai(model):
    from pydantic_ai import Agent

    return Agent(model).run_sync("go").output


def pydantic_ai_order():
    from pydantic_ai import Agent

    return Agent("openai:gpt-4o-mini", output_type=Order).run_sync("go").output.model_dump()


def openai_agents():
    from agents import Agent, Runner, function_tool, set_tracing_disabled

    set_tracing_disabled(True)

    @function_tool
    def weather(city: str) -> str:
        return f"rain in {city}"

    return Runner.run_sync(Agent(name="a", model="gpt-4o-mini", tools=[weather]), "go").final_output


WAYS = {name: value for name, value in list(globals().items()) if callable(value) and getattr(value, "__module__", None) == __name__}
