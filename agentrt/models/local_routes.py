"""Token routes of a server that samples from token ids, with what it cannot do (render, read, tokenise) done here."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from agentrt.errors import ModelRequestError
from agentrt.models.attempts import FailedAttempt
from agentrt.models.local_renderer import LocalRenderer
from agentrt.models.token_routes import Read, Rendered, Sampled, SamplingRoutes

_NO_ROUTE = frozenset({400, 403, 404, 405, 422, 500, 501})
"""Answers of servers without a render route: vLLM's with `--tokens-only` has the route, and fails in it."""


class LocalRoutes:
    """The server's own routes where it renders; else rendered and read here.

    Which of the two is found out with the first prompt, and stays so.

    Args:
        server: The server's routes.
        renderer: Renders and reads in its place.
    """

    def __init__(self, server: SamplingRoutes, renderer: LocalRenderer) -> None:
        self._server = server
        self._renderer = renderer
        self._renders: bool | None = None

    @property
    def is_local(self) -> bool:
        """Whether it was found that the server does not render."""
        return self._renders is False

    async def render(self, chat: bytes) -> Rendered:
        """See `TokenRoutes.render`."""
        if self._renders is not False:
            try:
                rendered = await self._server.render(chat)
            except FailedAttempt as failure:
                if self._renders or not _says_no_route(failure):
                    raise
            else:
                self._renders = True
                return rendered
        request = json.loads(chat)
        ids = self._renderer.render(request)
        self._renders = False  # only now: a chat that cannot be rendered says nothing of the server
        sampling = {**self._server.sampling(request), "stop_token_ids": list(self._renderer.stops(request))}
        return Rendered(ids, sampling, {"output_mode": "tokens"})

    def bridge(
        self, chat: bytes, prompt: Sequence[int], completion: Sequence[int], new: Sequence[bytes]
    ) -> tuple[int, ...] | None:
        """See `TokenRoutes.bridge`: the library's own rule, where it renders."""
        if not self.is_local:
            return None
        return self._renderer.bridge(json.loads(chat), prompt, completion, [json.loads(one) for one in new])

    async def sample(
        self, prompt: Sequence[int], rendered: Rendered, max_tokens: int | None = None
    ) -> AsyncGenerator[tuple[str, int, Sampled], None]:
        """See `TokenRoutes.sample`."""
        async with aclosing(self._server.sample(prompt, rendered, max_tokens)) as pieces:
            spelling = _Spelling(self._renderer, rendered) if self.is_local and not self._server.spells else None
            async for text, tokens, sampled in pieces:
                yield spelling.take(sampled) if spelling is not None else text, tokens, sampled

    async def read(self, chat: bytes, prompt: Sequence[int], sampled: Sampled) -> Read:
        """See `TokenRoutes.read`."""
        if not self.is_local:
            return await self._server.read(chat, prompt, sampled)
        return Read(*self._renderer.read(json.loads(chat), prompt, sampled.ids))

    async def tokenize(self, text: str) -> tuple[int, ...]:
        """See `TokenRoutes.tokenize`."""
        if not self.is_local:
            return await self._server.tokenize(text)
        return tuple(self._renderer.tokenizer.encode(text))

    async def detokenize(self, ids: Sequence[int]) -> str:
        """See `TokenRoutes.detokenize`."""
        return self._renderer.tokenizer.decode(ids) if self.is_local else await self._server.detokenize(ids)

    async def aclose(self) -> None:
        """See `TokenRoutes.aclose`."""
        await self._server.aclose()


class _Spelling:
    """Spells sampled tokens as they come, without the one that ended the reply."""

    def __init__(self, renderer: LocalRenderer, rendered: Rendered) -> None:
        from tokenizers.decoders import DecodeStream

        self._core = renderer.tokenizer.core
        self._stops = frozenset(rendered.sampling.get("stop_token_ids") or ())
        self._stream = DecodeStream(skip_special_tokens=False)
        self._taken = 0

    def take(self, sampled: Sampled) -> str:
        """Add to a reply the text of what is new in it, and return that; a character that is not whole yet waits."""
        new = [one for one in sampled.ids[self._taken :] if one not in self._stops]
        self._taken = len(sampled.ids)
        text = "".join(self._stream.step(self._core, one) or "" for one in new)
        sampled.text += text
        return text


def _says_no_route(failure: FailedAttempt) -> bool:
    error = failure.error
    return isinstance(error, ModelRequestError) and error.status in _NO_ROUTE
