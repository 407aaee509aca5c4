"""Processor time per step of an agent run, against bare HTTP loops that send the same bytes.

    python benchmarks/loop_overhead.py            # about three minutes on a quiet machine
    python benchmarks/loop_overhead.py --quick

A step is one model call, streamed, and the tool call in it, its arguments validated against a schema; the journal is
on. The server is a process of its own that answers at once, so what is measured is the client alone. The variants take
turns in one process and the least of each one's rounds is kept, since whatever else the machine does can only add to
it. The journal's cost is the difference to runs without one, the tool's is measured by itself; both are shown apart.

The bare loops post bodies that were made beforehand and take in the reply (each event parsed, thought, text and
arguments joined), which any client must do. They validate nothing, run no tool and keep no record.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import anyio

THOUGHT = "I should look at the next number, since the last result does not settle the question yet. " * 2
RESULT = "The number that was asked for has been looked up, and here is what is known about it so far. " * 2
QUESTION = "What do the numbers come to?"
DELTAS = 12
GOAL = 1.3


# ---------------------------------------------------------------------------------------------------------- the server


def event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "bench"}
    return b"data: " + json.dumps({**base, "choices": [choice]}).encode() + b"\n\n"


def reply(step: int, last: bool) -> bytes:
    """The events of one reply, each an HTTP chunk, as servers send them."""
    size = -(-len(THOUGHT) // DELTAS)
    events = [event({"role": "assistant", "content": ""})]
    events += [event({"reasoning": THOUGHT[at : at + size]}) for at in range(0, len(THOUGHT), size)]
    if last:
        events += [event({"content": "They come to "}), event({"content": "forty-two."})]
    else:
        function = {"name": "look", "arguments": ""}
        events.append(
            event({"tool_calls": [{"index": 0, "id": f"call-{step}", "type": "function", "function": function}]})
        )
        for piece in ('{"number": ', f"{step}, ", '"unit": "metre"}'):
            events.append(event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}))
    events.append(event({}, "stop" if last else "tool_calls"))
    usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
    events.append(b"data: " + json.dumps({"choices": [], "usage": usage, "model": "bench"}).encode() + b"\n\n")
    events.append(b"data: [DONE]\n\n")
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in events) + b"0\r\n\r\n"


def serve(steps: int, ports: Any) -> None:
    """Answer each request by the number of replies in it."""
    replies = [reply(step, step == steps - 1) for step in range(steps)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
                body = await reader.readexactly(length)
                writer.write(replies[body.count(b'"role":"assistant"')])
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


# ------------------------------------------------------------------------------------------------------ the bare loops


def bodies(steps: int) -> list[bytes]:
    """The requests of one run, as agentrt sends them."""
    tool = {"type": "function", "function": look_tool().spec.model_dump(mode="json")}
    tail = {"stream": True, "stream_options": {"include_usage": True}, "tools": [tool]}
    messages: list[dict[str, Any]] = [{"role": "user", "content": QUESTION}]
    made = []
    for step in range(steps):
        body = {"model": "bench", "messages": messages, **tail}
        made.append(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
        function = {"name": "look", "arguments": f'{{"number": {step}, "unit": "metre"}}'}
        call = {"id": f"call-{step}", "type": "function", "function": function}
        messages.append({"role": "assistant", "content": None, "reasoning": THOUGHT, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"call-{step}", "content": RESULT})
    return made


class Bare:
    """Takes in a streamed reply, with nothing around it."""

    def __init__(self) -> None:
        self.rest = b""
        self.thought: list[str] = []
        self.content: list[str] = []
        self.arguments: list[str] = []

    def feed(self, chunk: bytes) -> None:
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"data: ") and line != b"data: [DONE]":
                choices = json.loads(line[6:])["choices"]
                delta = choices[0]["delta"] if choices else {}
                self.thought.append(delta.get("reasoning") or "")
                self.content.append(delta.get("content") or "")
                for call in delta.get("tool_calls") or ():
                    self.arguments.append(call["function"].get("arguments") or "")

    def done(self) -> None:
        assert "".join(self.thought) == THOUGHT
        assert "".join(self.content) or json.loads("".join(self.arguments))


async def bare_httpx2(port: int, made: list[bytes], runs: int) -> None:
    import httpx2

    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx2.AsyncClient(timeout=600, limits=limits, verify=False) as client:  # no TLS, no context for it

        async def run() -> None:
            for body in made:
                taken = Bare()
                headers = {"content-type": "application/json"}
                url = f"http://127.0.0.1:{port}/v1/chat/completions"
                async with client.stream("POST", url, content=body, headers=headers) as response:
                    async for chunk in response.aiter_raw():
                        taken.feed(chunk)
                taken.done()

        await at_once(run, runs)


async def bare_aiohttp(port: int, made: list[bytes], runs: int) -> None:
    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def run() -> None:
            for body in made:
                taken = Bare()
                headers = {"content-type": "application/json"}
                url = f"http://127.0.0.1:{port}/v1/chat/completions"
                async with session.post(url, data=body, headers=headers) as response:
                    async for chunk in response.content.iter_any():
                        taken.feed(chunk)
                taken.done()

        await at_once(run, runs)


async def at_once(run: Callable[[], Coroutine[Any, Any, None]], runs: int) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(runs):
            tasks.start_soon(run)


# ------------------------------------------------------------------------------------------------------------- agentrt


@cache
def look_tool() -> Any:
    from typing import Literal

    from agentrt import tool

    async def look(number: int, unit: Literal["metre", "foot"] = "metre") -> str:
        """Looks a number up.

        Args:
            number: The number.
            unit: Its unit.
        """
        return RESULT

    look.__annotations__ = {"number": int, "unit": Literal["metre", "foot"], "return": str}
    return tool(look)


@cache
def agent_for(port: int, transport: Any) -> Any:
    """Made once, as a program does; connections are made anew in every round."""
    from agentrt import Agent, Limits
    from agentrt.models import ChatModel

    model = ChatModel(f"http://127.0.0.1:{port}/v1", model="bench", transport=transport)
    return Agent(model, [look_tool()], limits=Limits(steps=1000))


async def agentrt_loop(port: int, steps: int, runs: int, transport: Any, journals: Iterator[Path | None]) -> None:
    agent = agent_for(port, transport)

    async def run() -> None:
        done = await agent.run(QUESTION, journal=next(journals))
        assert done.answer == "They come to forty-two."
        assert done.steps == steps
        assert not done.faults

    await at_once(run, runs)
    await agent.model.aclose()


async def tool_seconds() -> float:
    """Processor time of one tool call: arguments validated, the function awaited, its result made a message."""
    from agentrt.calls import Worker, perform
    from agentrt.conversation import ToolMessage
    from agentrt.tool import ToolContext

    look, calls = look_tool(), 2000
    begun = time.process_time()
    for number in range(calls):
        arguments = look.parse(f'{{"number": {number}, "unit": "metre"}}')
        outcome = await perform(Worker(look, arguments, ToolContext()), 600.0)
        ToolMessage(call_id="1", name="look", content=outcome.content)
    return (time.process_time() - begun) / calls


# ---------------------------------------------------------------------------------------------------------- one client

TRANSPORTS = ("httpx2", "aiohttp")


class Client:
    """All variants of the client, for runs of `steps` steps, `runs` of them at once."""

    def __init__(self, port: int, steps: int, runs: int, folder: str) -> None:
        self.port, self.steps, self.runs = port, steps, runs
        self.made = bodies(steps)
        self.paths = (Path(folder, f"{number}.jsonl") for number in itertools.count())

    async def once(self, variant: str) -> None:
        """One round of a variant."""
        how, transport = variant.split()
        if how == "bare":
            await (bare_httpx2 if transport == "httpx2" else bare_aiohttp)(self.port, self.made, self.runs)
        else:
            journals: Iterator[Path | None] = self.paths if how == "agentrt" else itertools.repeat(None)
            await agentrt_loop(self.port, self.steps, self.runs, transport, journals)

    async def milliseconds(self, rounds: int) -> dict[str, float]:
        """Processor time per step, the least of all rounds; the variants take turns."""
        variants = [f"{how} {transport}" for transport in TRANSPORTS for how in ("bare", "agentrt", "unrecorded")]
        runs, self.runs = self.runs, 1
        for variant in variants:  # imports and first uses
            await self.once(variant)
        self.runs = runs
        spent: dict[str, list[float]] = {variant: [] for variant in variants}
        for _ in range(rounds):
            for variant in variants:
                gc.collect()
                begun = time.process_time()
                await self.once(variant)
                spent[variant].append(time.process_time() - begun)
        found = {variant: min(times) * 1000 / (self.steps * self.runs) for variant, times in spent.items()}
        return {**found, "tool": await tool_seconds() * 1000}


async def measure(what: str, port: int, steps: int, runs: int, rounds: int) -> dict[str, float]:
    """Times of all variants, or the peak of this process's memory, in MB, after a round of one."""
    with tempfile.TemporaryDirectory() as folder:
        one = Client(port, steps, runs, folder)
        if what == "times":
            return await one.milliseconds(rounds)
        await one.once(what)
        return {what: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def client(what: str, port: int, steps: int, runs: int, rounds: int = 1) -> dict[str, float]:
    """`measure` in a process of its own."""
    command = [sys.executable, __file__, "--client", what, *map(str, (port, steps, runs, rounds))]
    said: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return said


# ------------------------------------------------------------------------------------------------------------ the table


def compare(steps: int, runs: int, rounds: int) -> list[float]:
    """Print one table; the ratios, a transport each."""
    ports: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(steps, ports), daemon=True)
    server.start()
    port = ports.get()
    try:
        found = client("times", port, steps, runs, rounds)
        for transport in TRANSPORTS:
            peak = client(f"agentrt {transport}", port, steps, runs)
            alone = client(f"agentrt {transport}", port, steps, 1)
            found[f"memory {transport}"] = peak[f"agentrt {transport}"]
            found[f"memory alone {transport}"] = alone[f"agentrt {transport}"]
    finally:
        server.terminate()
        server.join()
    print(f"\n{steps} steps a run, {runs} run{'s' if runs > 1 else ''} at once: processor time a step, in milliseconds")
    print(f"{'':9}{'bare':>8}{'agentrt':>9}{'= loop':>8}{'+ journal':>11}{'+ tool':>8}", end="")
    print(f"{'loop/bare':>11}{'all/bare':>10}{'peak MB':>9}{'KB a run':>10}")
    return [row(found, transport, runs) for transport in TRANSPORTS]


def row(found: dict[str, float], transport: str, runs: int) -> float:
    bare, whole = found[f"bare {transport}"], found[f"agentrt {transport}"]
    journal, tool = max(0.0, whole - found[f"unrecorded {transport}"]), found["tool"]
    loop = whole - journal - tool
    peak, alone = found[f"memory {transport}"], found[f"memory alone {transport}"]
    per_run = f"{(peak - alone) * 1024 / (runs - 1):10.0f}" if runs > 1 else f"{'':10}"
    print(
        f"{transport:9}{bare:8.2f}{whole:9.2f}{loop:8.2f}{journal:11.2f}{tool:8.2f}"
        f"{loop / bare:11.2f}{whole / bare:10.2f}{peak:9.0f}{per_run}",
        flush=True,
    )
    return loop / bare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--client", nargs=5, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.client:
        what, *numbers = asked.client
        print(json.dumps(asyncio.run(measure(what, *map(int, numbers)))))
        return
    print(
        f"Goal: loop/bare of httpx2 at most {GOAL}. KB a run: growth of the peak from one run to as many as there are."
    )
    ratios = [
        compare(steps, runs, -(-rounds // 3) if asked.quick else rounds)[0]
        for steps, runs, rounds in ((10, 1, 30), (10, 64, 6), (100, 1, 6), (100, 64, 2))
    ]
    print(f"\nloop/bare of httpx2: {', '.join(f'{ratio:.2f}' for ratio in ratios)} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
