import { notPassed } from '../e2e/not-passed';
import { runOnce } from '../e2e/run-jest';

const CLIENTS = `
import asyncio
import dspy

ASKED = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
KEY = {"authorization": "Bearer k"}
GROQ = "https://api.groq.com/openai/v1"

def said(body): return body["choices"][0]["message"]["content"]

def by_httpx():
    import httpx
    response = httpx.post(GROQ + "/chat/completions?a=1", json=ASKED, headers=KEY)
    return [str(response.url), str(response.request.url), said(response.json())]

async def by_httpx_later():
    import httpx
    async with httpx.AsyncClient(base_url=GROQ) as client:
        return said((await client.post("/chat/completions", json=ASKED, headers=KEY)).json())

def by_requests():
    import requests
    response = requests.post("https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1", json=ASKED, headers={"api-key": "k"})
    return [response.url, response.request.url, said(response.json())]

async def by_aiohttp():
    import aiohttp
    async with aiohttp.ClientSession("https://api.mistral.ai") as session:
        async with session.post("/v1/chat/completions", json=ASKED, headers=KEY) as response:
            return said(await response.json())

def by_openai():
    import openai
    client = openai.OpenAI(base_url="https://api.openai.com/v1", api_key="k", max_retries=0)
    pieces = client.chat.completions.create(**{**ASKED, "stream": True})
    return "".join(chunk.choices[0].delta.content or "" for chunk in pieces if chunk.choices)

async def by_azure():
    import openai
    client = openai.AsyncAzureOpenAI(azure_endpoint="https://x.openai.azure.com", api_key="k", api_version="2024-06-01", max_retries=0)
    return (await client.chat.completions.create(**ASKED)).choices[0].message.content

def by_anthropic():
    import anthropic
    client = anthropic.Anthropic(base_url="https://api.anthropic.com", api_key="k", max_retries=0)
    return client.messages.create(max_tokens=9, **ASKED).content[0].text

def by_litellm():
    import litellm
    litellm.num_retries = 0
    asked = {"model": "groq/llama-3.1-8b-instant", "messages": ASKED["messages"], "api_key": "k"}
    whole = litellm.completion(**asked).choices[0].message.content
    return [whole, "".join(chunk.choices[0].delta.content or "" for chunk in litellm.completion(stream=True, **asked))]

def by_litellm_without_a_chat():
    import litellm
    return litellm.text_completion(model="gpt-3.5-turbo-instruct", prompt="hello", api_key="k").choices[0].text

def by_urllib():
    import json, urllib.request
    request = urllib.request.Request(GROQ + "/chat/completions", json.dumps(ASKED).encode(), {**KEY, "content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return [response.geturl(), request.full_url, said(json.load(response))]

def by_urllib3():
    import urllib3
    return said(urllib3.PoolManager().request("POST", GROQ + "/chat/completions", json=ASKED, headers=KEY).json())

CONVERSED = {"modelId": "amazon.nova-lite-v1:0", "messages": [{"role": "user", "content": [{"text": "hello"}]}]}

def boto3_client():
    import boto3
    return boto3.client("bedrock-runtime", region_name="us-east-1")

def by_boto3():
    return boto3_client().converse(**CONVERSED)["output"]["message"]["content"][0]["text"]

def by_boto3_piece_by_piece():
    events = boto3_client().converse_stream(**CONVERSED)["stream"]
    return "".join(event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event)

def by_own_host():
    import httpx
    return said(httpx.post("http://llm.corp.example:8000/v1/chat/completions", json=ASKED).json())

def by_another_api():
    import httpx
    return httpx.get("https://api.example.com/v1/chat/completions").text

def by_api_without_a_wire():
    import httpx
    return httpx.post("https://api.openai.com/v1/images/generations", json={"prompt": "a cat"}).status_code

def by_http_client():
    import http.client
    http.client.HTTPSConnection("api.openai.com").request("GET", "/v1/models")

class Clients(dspy.Module):
    def forward(self, name):
        function = globals()[name]
        return {"said": asyncio.run(function()) if asyncio.iscoroutinefunction(function) else function()}
`;

const SUITE = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const ask = async (name) => (await (await dspex.loadModule('clients:Clients')).execute({ name })).outputs.said;
beforeEach(() => dspex.lm.whenPrompt('hello').reply('hi there'));

test.each([
  ...['by_httpx_later', 'by_aiohttp', 'by_urllib3', 'by_openai', 'by_azure', 'by_anthropic', 'by_own_host'],
  ...['by_litellm_without_a_chat', 'by_boto3', 'by_boto3_piece_by_piece'],
])('%s', async (name) => {
  expect(await ask(name)).toBe('hi there');
  expect(dspex.lm).toHaveBeenPromptedTimes(1);
}, 60_000);

test.each([
  ['by_httpx', 'https://api.groq.com/openai/v1/chat/completions?a=1'],
  ['by_urllib', 'https://api.groq.com/openai/v1/chat/completions'],
  ['by_requests', 'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1'],
])('%s sees the address that it asked', async (name, url) => {
  expect(await ask(name)).toEqual([url, url, 'hi there']);
});

test('by_litellm', async () => expect(await ask('by_litellm')).toEqual(['hi there', 'hi there']), 60_000);

test('what serves no language model is refused as ever', async () => {
  await expect(ask('by_another_api')).rejects.toMatchObject({ code: 'EGRESS_REFUSED', message: expect.stringContaining('clients.py') });
});

test('where the client cannot be led, those that can are named', async () => {
  await expect(ask('by_http_client')).rejects.toMatchObject({ code: 'EGRESS_REFUSED', message: expect.stringMatching(/language models[^]*by its SDK, httpx/) });
});

test('what no rule can answer is named by its address', async () => {
  await ask('by_api_without_a_wire');
});
`;

// Fails when a client inside of Python that was given an address of its own reaches a provider, or is refused.
test('clients inside of Python are answered at whatever address they ask', async () => {
  const run = await runOnce({
    'jest.config.js':
      "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { processTimeoutMs: 60_000, lm: { hosts: ['llm.corp.example:8000'] } } } };",
    'clients.py': CLIENTS,
    'a.test.js': SUITE,
  });
  // Both codes fail their test at its end, whatever its code did with the error.
  expect(notPassed(run)).toEqual([
    ['what serves no language model is refused as ever', [expect.stringContaining('through httpx, asked for it; Python reaches no host')]],
    ['where the client cannot be led, those that can are named', [expect.stringContaining('through http, asked for it; it serves')]],
    ['what no rule can answer is named by its address', [expect.stringContaining('POST https://api.openai.com/v1/images/generations was')]],
  ]);
  expect(run.tests).toHaveLength(17);
});
