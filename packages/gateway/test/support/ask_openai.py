"""Asks a server everything through OpenAI's client, and prints what the client makes of the answers, one a line.

Arguments: base URL, key.
"""

import asyncio
import json
import sys

import openai

base_url, api_key = sys.argv[1:]
settings = {"base_url": base_url, "api_key": api_key, "max_retries": 0}
client = openai.OpenAI(**settings)
chat = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
respond = {"model": "m", "input": "hello"}
draw = {"model": "m", "prompt": "a cat"}
with_usage = {"stream": True, "stream_options": {"include_usage": True}}


def dumped(value):
    return value.model_dump() if hasattr(value, "model_dump") else value


def final_response():
    with client.responses.stream(**respond) as stream:
        for _ in stream:
            pass
        return stream.get_final_response()


async def asynchronous():
    async with openai.AsyncOpenAI(**settings) as other:
        stream = await other.chat.completions.create(**chat, stream=True)
        return [dumped(event) async for event in stream]


QUESTIONS = {
    "chat": lambda: client.chat.completions.create(**chat),
    "chat bytes": lambda: client.chat.completions.with_raw_response.create(**chat).http_response.text,
    "chat stream": lambda: list(client.chat.completions.create(**chat, stream=True)),
    "chat stream with usage": lambda: list(client.chat.completions.create(**chat, **with_usage)),
    "chat stream, asynchronous": lambda: asyncio.run(asynchronous()),
    "response": lambda: client.responses.create(**respond),
    "response stream": lambda: list(client.responses.create(**respond, stream=True)),
    "final response": final_response,
    "embeddings": lambda: client.embeddings.create(model="m", input="hello"),
    "image": lambda: client.images.generate(**draw),
    "image stream": lambda: list(client.images.generate(**draw, stream=True, partial_images=2)),
    "an error": lambda: client.chat.completions.create(**{**chat, "model": "fail"}),
    "an error for a stream": lambda: list(client.responses.create(**{**respond, "model": "fail"}, stream=True)),
    "a stream that breaks off": lambda: list(client.responses.create(**{**respond, "model": "drop"}, stream=True)),
    "models": lambda: list(client.models.list()),
}

for title, ask in QUESTIONS.items():
    try:
        answer = ask()
        result = [dumped(part) for part in answer] if isinstance(answer, list) else dumped(answer)
    except Exception as error:
        result = {"raised": type(error).__name__, "text": str(error)}
    print(json.dumps({"title": title, "result": result}), flush=True)
