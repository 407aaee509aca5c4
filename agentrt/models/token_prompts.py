"""The tokens that a request becomes: those of the step before, what it sampled, and a rendered suffix.

Where there is no step before, or the prompt cannot continue it, the whole conversation is rendered. Text that others
wrote never becomes a control token (`agentrt.models.fence`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage, SystemMessage, UserMessage
from agentrt.models.base import Request
from agentrt.models.codec import Codec
from agentrt.models.families import Family
from agentrt.models.fence import Fence
from agentrt.models.token_chain import Branch, Known, cut_off_suffix, suffix
from agentrt.models.token_routes import Rendered, TokenRoutes
from agentrt.models.wire import REASONING_FIELDS, Transcript, dumps
from agentrt.retention import Policy, shown_from

MOST_OPENINGS = 64
"""Openings of prompts that are kept, one for each set of tools and switches."""
_STUB = dumps({"role": "user", "content": "."})
_NOTE_TAGS = frozenset({"<tool_response>", "</tool_response>"})
"""What a note of the runtime stands in, in families that take it for a tool's then."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A request in its wire form, and the step that it may continue.

    Attributes:
        request: The request, its conversation as the model is shown it.
        transcript: Its messages in their wire form.
        options: The other fields of the chat request.
        frame: Those of them that shape the prompt, serialised.
        known: The step that it may continue.
        history: Digest of the conversation.
    """

    request: Request
    transcript: Transcript
    options: dict[str, JsonValue]
    frame: bytes
    known: Known | Branch
    history: str

    def body(self, fragments: Sequence[bytes] | None = None, **switches: JsonValue) -> bytes:
        """A chat request, of all messages or of `fragments`."""
        messages = b",".join(self.transcript.fragments if fragments is None else fragments)
        return b'{"messages":[' + messages + b"]," + dumps({**self.options, **switches})[1:]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The tokens of a request, and where they come from.

    Attributes:
        ids: All of them.
        delta: Those that the step before does not have.
        parent: Id of the trace that they continue, if they do.
        branch: Why they continue none, where there was one.
        rendered: What the rendering route said, for the sampling route.
        chat: The chat request that stands for them.
    """

    ids: tuple[int, ...]
    delta: tuple[int, ...]
    parent: str | None
    branch: str | None
    rendered: Rendered
    chat: bytes


_Suffix = tuple[tuple[int, ...], Rendered, bytes]
"""New tokens, what the rendering route said, and the chat request that was rendered."""


class Prompter:
    """Makes the prompts of one model.

    Args:
        routes: Render and tokenise.
        family: The model's family.
        policy: The retention policy in force.
        codec: Renders in the server's place, where there is one.
    """

    def __init__(self, routes: TokenRoutes, family: Family, policy: Policy, codec: Codec | None) -> None:
        self.routes = routes
        self._family = family
        self._policy = policy
        self._codec = codec
        self._openings: dict[bytes, tuple[int, ...]] = {}
        self._fence = Fence(self._tokenize)

    async def prompt(self, draft: Draft) -> Prompt:
        """The prompt, continuing the one before it where that can be.

        Raises:
            FailedAttempt: The server did not render it.
        """
        known = draft.known
        if isinstance(known, Branch):
            return await self._fresh(draft, known.reason)
        if (changed := self._changed(draft, known)) is not None:
            return await self._fresh(draft, changed, known)
        found = await (self._codec_suffix(draft, known, self._codec) if self._codec else self._suffix(draft, known))
        if found is None:
            return await self._fresh(draft, "the template shows a reply in another way once it is history", known)
        new, rendered, chat = found
        prompt = (*known.tokens, *new)
        assert prompt[: len(known.tokens)] == known.tokens, "a prompt must continue the one before it"
        return Prompt(prompt, new, known.trace.id, None, rendered, chat)

    async def _tokenize(self, text: str) -> tuple[int, ...]:
        return await self.routes.tokenize(text)

    def _changed(self, draft: Draft, known: Known) -> str | None:
        """Why the prompt before is not shown again as it was, by the policy; None where it is."""
        messages = draft.request.conversation.messages
        before = shown_from(self._policy, messages[: known.index], tools=bool(draft.request.tools))
        now = draft.transcript.start
        between = range(min(before, now), max(before, now))
        if not any(isinstance(messages[index], AssistantMessage) for index in between):
            return None
        return f"retention ({self._policy}): thought is shown from message {now} on, before it was from {before}"

    async def _fresh(self, draft: Draft, reason: str | None, known: Known | None = None) -> Prompt:
        """A prompt that is rendered as a whole. It may turn out to continue `known` all the same."""
        chat = draft.body()
        if self._codec is None:
            rendered = await self._rendered(draft, range(len(draft.transcript.fragments)))
            ids = rendered.ids
        else:
            rendered = await self.routes.render(chat)
            ids = await self._fence.ids(self._codec.render(without_prolong(draft.request)))
        if known is not None and ids[: len(known.tokens)] == known.tokens:
            return Prompt(ids, ids[len(known.tokens) :], known.trace.id, None, rendered, chat)
        return Prompt(ids, ids, None, reason, rendered, chat)

    async def _rendered(self, draft: Draft, at: Sequence[int], before: Sequence[bytes] = ()) -> Rendered:
        """The messages at some places of the transcript, rendered behind others, with what others wrote fenced."""
        fragments = [*before, *(draft.transcript.fragments[index] for index in at)]
        guarded = {}
        for place, index in enumerate(at, len(before)):
            message = draft.request.conversation.messages[draft.transcript.heads[index]]
            if not isinstance(message, AssistantMessage | SystemMessage):
                is_note = isinstance(message, UserMessage) and message.origin == "runtime"
                guarded[place] = _NOTE_TAGS if is_note and self._family.note == "tool_response" else frozenset[str]()
        for way in await self._fence.fenced(fragments, guarded):
            rendered = await self.routes.render(draft.body(way.fragments))
            if (ids := way.restored(rendered.ids)) is not None:
                return replace(rendered, ids=ids)
        return await self.routes.render(draft.body(fragments))

    async def _suffix(self, draft: Draft, known: Known) -> _Suffix | None:
        """The new tokens, found by rendering them behind a stand-in for the conversation so far."""
        reply = draft.request.conversation.messages[known.index]
        assert isinstance(reply, AssistantMessage)
        new = [at for at, head in enumerate(draft.transcript.heads) if head > known.index]
        if (bridged := await self._bridged(draft, known, new)) is not None:
            return bridged
        stand_in = _stand_in(reply, self._family.fields)
        rendered = await self._rendered(draft, new, (_STUB, stand_in))
        last = known.trace.completion[-1] if known.trace.completion else None
        found = suffix(await self._opening(draft), rendered.ids, last)
        if found is None and reply.finish_reason == "length":  # it was cut off: no token ended it
            other = await self._rendered(draft, new, (_STUB, _stand_in(reply, self._family.fields, "!")))
            found = cut_off_suffix(rendered.ids, other.ids)
        chat = draft.body([_STUB, stand_in, *(draft.transcript.fragments[at] for at in new)])
        return None if found is None else (found, rendered, chat)

    async def _bridged(self, draft: Draft, known: Known, new: Sequence[int]) -> _Suffix | None:
        """The new tokens, where the routes know what follows a reply."""
        completion, chat = known.trace.completion, draft.body()
        prompt = known.tokens[: len(known.tokens) - len(completion)]
        found = self.routes.bridge(chat, prompt, completion, [draft.transcript.fragments[at] for at in new])
        return None if found is None else (found, await self.routes.render(chat), chat)

    async def _opening(self, draft: Draft) -> tuple[int, ...]:
        """The prompt of the short conversation that stands for all others, up to where its reply begins."""
        if draft.frame not in self._openings:
            if len(self._openings) >= MOST_OPENINGS:
                self._openings.clear()
            self._openings[draft.frame] = (await self.routes.render(draft.body([_STUB]))).ids
        return self._openings[draft.frame]

    async def _codec_suffix(self, draft: Draft, known: Known, codec: Codec) -> _Suffix | None:
        """The new tokens, by a local renderer: what its text adds to the text before and to what was sampled."""
        request = without_prolong(draft.request)
        messages = request.conversation.messages
        reply = messages[known.index]
        assert isinstance(reply, AssistantMessage)
        earlier = type(request.conversation).model_construct(messages=messages[: known.index])
        said = codec.render(Request(earlier, request.tools, request.settings)).text + (reply.raw or "")
        prompt = codec.render(request)
        rendered = await self.routes.render(draft.body())
        for end in (*codec.stop, "") if reply.finish_reason != "length" else ("",):
            if prompt.text.startswith(said + end):
                return await self._fence.ids(prompt, len(said + end)), rendered, draft.body()
        return None


def without_prolong(request: Request) -> Request:
    """A request that asks for a whole reply."""
    return Request(request.conversation, request.tools, request.settings)


def _stand_in(reply: AssistantMessage, fields: tuple[str, ...], word: str = ".") -> bytes:
    """A short reply with the calls of `reply`: what follows it is rendered as what follows `reply` is."""
    stand_in: dict[str, JsonValue] = {"role": "assistant", "content": word}
    stand_in.update(dict.fromkeys(fields or REASONING_FIELDS, "."))
    if reply.tool_calls:
        stand_in["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name or "f", "arguments": "{}"}}
            for call in reply.tool_calls
        ]
    return dumps(stand_in)
