"""What a model and its server do with earlier thoughts, found out by asking them.

    report = await probe_reasoning(model)
    print(report.table())

Nothing is believed that a server says of itself: a thought that reaches the prompt makes the prompt longer, a thought
that the model is shown is known to it, and a prompt that continues the one before it comes from the cache.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from agentrt.conversation import AssistantMessage, Conversation, Message, ToolCall, ToolMessage, UserMessage
from agentrt.errors import ModelConnectionError, ModelError, ModelResponseError
from agentrt.frozen import Frozen
from agentrt.models.attempts import FailedAttempt
from agentrt.models.base import Model, ModelEvent, Request, Settings, Step
from agentrt.models.chat import ChatModel
from agentrt.models.token_routes import Http
from agentrt.models.transport import Timeouts
from agentrt.models.wire import dumps
from agentrt.tool import ToolSpec

WAIT = ToolSpec(name="wait", description="Waits a second. Takes no arguments.")
SECRET = (
    "Think of a secret number between 100 and 999. Keep it in your thoughts: do not write it down yet. Then call the "
    "tool `wait` once. When it has returned, answer with the number that you had thought of, and nothing else."
)
CHAIN = "Call the tool `wait` {steps} times, one call after the other, thinking briefly each time. Then say done."
_LONG = " ".join(f"the {word} lies behind the door number {n}" for n, word in enumerate("abcdefghijklmnop")) + "."
"""A thought that no prompt can hide: about 160 tokens."""
_SHOWN = 60
"""Tokens that a prompt must grow by for `_LONG` to be in it."""


class Finding(Frozen):
    """One row of a report.

    Attributes:
        name: What was asked.
        verdict: "yes", "no", or "unknown" where it could not be found out.
        detail: The figures behind it, or why it is not known.
    """

    name: str
    verdict: str
    detail: str


class Report(Frozen):
    """What a probe found. `model_dump_json()` is its JSON."""

    model: str
    findings: tuple[Finding, ...]

    def table(self) -> str:
        """The findings as text, a line each."""
        width = max(len(one.name) for one in self.findings)
        rows = [f"{one.name:<{width}}  {one.verdict:<7}  {one.detail}" for one in self.findings]
        return "\n".join([f"{self.model}", *rows])


@dataclass(frozen=True, slots=True)
class Task:
    """A task for the secret-number test, for a model that needs its own words.

    Attributes:
        text: What the model is asked. It must think of a number, call `tool`, and then say the number.
        tool: The tool.
        result: What the tool returns.
    """

    text: str = SECRET
    tool: ToolSpec = WAIT
    result: str = "A second has passed."


async def probe_reasoning(
    model: Model, *, tries: int = 5, steps: int = 4, task: Task | None = None, chain: Task | None = None
) -> Report:
    """Find out what becomes of earlier thoughts.

    Args:
        model: The model; any that speaks the protocol.
        tries: How often the secret-number test is made.
        steps: Calls of the chain whose cache is looked at.
        task: The secret-number test, for a model that does not understand the usual one.
        chain: The same for the chain of calls.

    Raises:
        ModelError: The server cannot be reached, or refuses even a plain request.
    """
    calls = chain or Task(text=CHAIN.format(steps=steps))
    sampled = await _sampled_chain(model, calls, steps)
    findings = [
        await _secret(model, task or Task(), tries),
        _fields(sampled),
        await _reaches(model, "thought of the running chain reaches the prompt", [], [WAIT]),
        await _reaches(model, "... also without `tools` in the request", [], []),
        await _reaches(
            model, "thought of an earlier turn reaches the prompt", [UserMessage(content="And now?")], [WAIT]
        ),
        _cache(sampled),
        _prefix(sampled),
    ]
    return Report(model=model.name, findings=tuple(findings))


async def _secret(model: Model, task: Task, tries: int) -> Finding:
    """The secret-number test: a number that is only thought is known after a call, or it is not."""
    name = "a number that was only thought is known after a call"
    known = counted = 0
    for _ in range(tries):
        messages: list[Message] = [UserMessage(content=task.text)]
        first = await _ask(model, messages, [task.tool])
        candidates = _numbers(first.reasoning or "") - _numbers(task.text) - _numbers(first.text)
        reply = first
        while reply.tool_calls and len(messages) < 20:
            messages += [reply, *_results(reply, task.result)]
            reply = await _ask(model, messages, [task.tool])
        if first.tool_calls and candidates:
            counted += 1
            known += bool(_numbers(reply.text) & candidates)
    if not counted:
        return Finding(name=name, verdict="unknown", detail=f"in {tries} tries it never thought of a number and called")
    return Finding(name=name, verdict="yes" if known > counted / 2 else "no", detail=f"{known} of {counted} times")


async def _sampled_chain(model: Model, task: Task, steps: int) -> list[AssistantMessage]:
    messages: list[Message] = [UserMessage(content=task.text)]
    replies: list[AssistantMessage] = []
    while len(replies) <= steps:
        reply = await _ask(model, messages, [task.tool])
        replies.append(reply)
        if not reply.tool_calls:
            break
        messages += [reply, *_results(reply, task.result)]
    return replies


def _fields(replies: Sequence[AssistantMessage]) -> Finding:
    thoughts = [reply for reply in replies if reply.reasoning]
    names = sorted({field for reply in thoughts for field in reply.reasoning_fields})
    detail = f"{len(thoughts)} of {len(replies)} replies" + (f", in the field {', '.join(names)}" if names else "")
    return Finding(name="thought comes back as a field of its own", verdict="yes" if names else "no", detail=detail)


async def _reaches(model: Model, name: str, after: list[Message], tools: list[ToolSpec]) -> Finding:
    """Whether a long thought makes the prompt longer."""
    lengths = []
    for thought in (_LONG, None):
        call = ToolCall(id="call_probe", name=WAIT.name, arguments="{}")
        reply = AssistantMessage(reasoning=thought, thought="present" if thought else "none", tool_calls=(call,))
        messages: list[Message] = [UserMessage(content="Wait."), reply, *_results(reply, "A second has passed.")]
        if after:
            messages.append(AssistantMessage(content="I have waited.", thought="none"))
        try:
            asked = await _ask(model, [*messages, *after], tools, Settings(max_tokens=1, temperature=0.0))
        except ModelError as error:
            return Finding(name=name, verdict="unknown", detail=f"the request was refused: {str(error)[:160]}")
        lengths.append(asked.usage.prompt_tokens if asked.usage is not None else 0)
    if not all(lengths):
        return Finding(name=name, verdict="unknown", detail="the server does not say how long a prompt was")
    more = lengths[0] - lengths[1]
    return Finding(name=name, verdict="yes" if more >= _SHOWN else "no", detail=f"{more} tokens more with it")


def _cache(replies: Sequence[AssistantMessage]) -> Finding:
    """How much of the step before was taken from the cache, along the chain."""
    name = "a step is taken from the prefix cache"
    usages = [reply.usage for reply in replies if reply.usage is not None]
    if len(usages) < 2:
        return Finding(name=name, verdict="unknown", detail="the model did not make a chain of calls")
    cached = [usage.cached_tokens for usage in usages[1:]]
    known = [usage.prompt_tokens + usage.completion_tokens for usage in usages[:-1]]
    if any(one is None for one in cached):
        return Finding(
            name=name, verdict="unknown", detail="the server does not say (vLLM: --enable-prompt-tokens-details)"
        )
    share = sum(one or 0 for one in cached) / max(1, sum(known))
    detail = f"{share:.0%} of the prompt and completion before, over {len(known)} steps"
    return Finding(name=name, verdict="yes" if share > 0.5 else "no", detail=detail)


def _prefix(replies: Sequence[AssistantMessage]) -> Finding:
    """Whether each prompt continues the one before it, by its tokens."""
    name = "each prompt continues the one before it"
    traces = [reply.trace for reply in replies if reply.trace is not None]
    if len(traces) < 2:
        return Finding(name=name, verdict="unknown", detail="only a model of token ids can tell (TokenModel)")
    branches = [trace.branch for trace in traces[1:] if trace.parent is None]
    detail = branches[0] or "" if branches else f"token by token, over {len(traces) - 1} steps"
    return Finding(name=name, verdict="no" if branches else "yes", detail=detail)


async def _ask(
    model: Model, messages: Sequence[Message], tools: Sequence[ToolSpec], settings: Settings | None = None
) -> AssistantMessage:
    request = Request(Conversation(messages=tuple(messages)), tuple(tools), settings or Settings())
    events: AsyncGenerator[ModelEvent, None] = model.generate(request)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Step):
                return event.message
    raise ModelResponseError(f"The model {model.name!r} ended its reply without a step.")


def _results(reply: AssistantMessage, result: str) -> list[ToolMessage]:
    return [ToolMessage(call_id=call.id, name=call.name, content=result) for call in reply.tool_calls]


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


async def probe_server(base_url: str, *, api_key: str | None = None) -> Report:
    """Find out what a server can do that agentrt has a use for.

    Args:
        base_url: Its address, its `/v1` included.
        api_key: Its key; from AGENTRT_API_KEY or OPENAI_API_KEY where None.

    Raises:
        ModelConnectionError: Nothing answers at the address, or no list of models.
    """
    headers = ChatModel(base_url, model="any", api_key=api_key).headers
    http = Http(base_url.rstrip("/").removesuffix("/v1"), headers, Timeouts(10.0, 60.0), "httpx2")
    try:
        listed = await http.get("/v1/models")
        if not isinstance(listed, dict) or not listed.get("data"):
            raise ModelConnectionError(f"{base_url} lists no models: is the address right, and the key?")
        first = listed["data"][0]
        said = await http.get("/version")
        engine = f"{first.get('owned_by') or 'unknown'} {said.get('version', '') if isinstance(said, dict) else ''}"
        context = first.get("max_model_len")
        findings = (
            Finding(name="server", verdict="yes", detail=engine.strip()),
            Finding(name="context", verdict="yes" if context else "unknown", detail=f"{context or 'not said'} tokens"),
            *await _token_routes(http, str(first["id"])),
        )
    finally:
        await http.aclose()
    return Report(model=str(first["id"]), findings=findings)


async def _token_routes(http: Http, model: str) -> list[Finding]:
    """Whether token ids go in and come out, and whether the cache is spoken of."""
    chat = dumps({"model": model, "messages": [{"role": "user", "content": "Hi."}], "max_tokens": 1})
    routes = ("yes", "TokenModel works here")
    try:
        await http.post("/v1/chat/completions/render", chat)
    except FailedAttempt as failure:
        routes = ("no", str(failure)[:200])
    cache = ("no", "vLLM says it with --enable-prompt-tokens-details")
    try:
        usage = (await http.post("/v1/chat/completions", chat)).get("usage") or {}
        if (usage.get("prompt_tokens_details") or {}).get("cached_tokens") is not None:
            cache = ("yes", "in each reply's usage")
    except FailedAttempt as failure:
        cache = ("unknown", str(failure)[:200])
    return [
        Finding(name="token ids in and out", verdict=routes[0], detail=routes[1]),
        Finding(name="tells how much was cached", verdict=cache[0], detail=cache[1]),
    ]
