"""Control tokens that people, pages and tools spell: tokenised as the text that they are.

A tokeniser reads `<|im_end|>` as the token that ends a message wherever the spelling stands, so a web page that holds
one could end the message that shows it and begin another in the human's name. Here such a spelling is cut: each piece
is tokenised alone, no piece spells a token, and the text that the tokens stand for is the same.

A spelling counts as a control token if it looks like one and the server's own tokeniser makes one token of it. Where
the template is the server's, so is the tokenising: each spelling is sent as a spare token, which no template writes,
and the tokens of its text are put there afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from agentrt.models.codec import RenderedPrompt

Tokenize = Callable[[str], Awaitable[tuple[int, ...]]]

_BARS = "|\uff5c"
"""Of control tokens' spellings; the second, a wide one, is DeepSeek's."""
_LIKE_A_TOKEN = re.compile(
    rf"<[{_BARS}][^<>\s]{{1,48}}[{_BARS}]>"  # most families
    r"|</?(?:think|mm:think|tool_calls?|tool_response|tools|arg_key|arg_value|minimax:tool_call)>"
    r"|</?(?:s|sop|eop|pad|unk|bos|eos|image|video|audio|fim_[a-z]+|SPECIAL_\d+)>"
    rf"|{_BARS[1]}\w{{2,24}}{_BARS[1]}"  # DeepSeek's DSML
    r"|\[/?[gs]?[A-Z][A-Z_]{1,24}\]"  # GLM's [gMASK], Kimi's [BOS], Mistral's [INST]
    r"|\]~!?b[\[\]]|\[e~\["  # MiniMax
)
_SPARE = (
    *("<|endoftext|>", "<|fim_pad|>", "<fim_pad>", "<|end_of_text|>", "<pad>", "[PAD]", "<unk>", "[UNK]", "</s>"),
    "<\uff5c\u2581pad\u2581\uff5c>",
)
"""Tokens that chat templates do not write."""
_UNSEEN = "\u200b"


@dataclass(frozen=True, slots=True)
class Fenced:
    """Messages in which each spelling was replaced with a spare token, to be put back once they are tokenised.

    Attributes:
        fragments: The messages.
        spare: Id of the spare token.
        spelled: The tokens of each spelling, in their order.
    """

    fragments: tuple[bytes, ...]
    spare: int
    spelled: tuple[tuple[int, ...], ...]

    def restored(self, ids: Sequence[int]) -> tuple[int, ...] | None:
        """Tokens with the spellings put back; None where the spare token is not there as often as it was put."""
        if sum(one == self.spare for one in ids) != len(self.spelled):
            return None
        spelled = iter(self.spelled)
        return tuple(token for one in ids for token in (next(spelled) if one == self.spare else (one,)))


class Fence:
    """Finds and cuts the spellings of one tokeniser's control tokens.

    Args:
        tokenize: Ids of a text, special tokens in it read as such and none added.
    """

    def __init__(self, tokenize: Tokenize) -> None:
        self._tokenize = tokenize
        self._known: dict[str, int | None] = {}

    async def ids(self, prompt: RenderedPrompt, start: int = 0) -> tuple[int, ...]:
        """The tokens of a rendered prompt from `start` on: control tokens where it marks them, else plain text."""
        cuts = [start]
        at = start
        for begin, end in (*prompt.special, (len(prompt.text), len(prompt.text))):
            if begin >= at:
                cuts += await self._cuts(prompt.text, at, begin)
            at = max(at, end)
        pieces = [prompt.text[one:other] for one, other in zip(cuts, [*cuts[1:], len(prompt.text)], strict=True)]
        return tuple([token for piece in pieces if piece for token in await self._tokenize(piece)])

    async def fenced(self, fragments: Sequence[bytes], guarded: Mapping[int, frozenset[str]]) -> list[Fenced]:
        """Messages with the control tokens in them replaced, one way for each token that may be spare.

        The last way needs none, and always holds: it breaks each spelling with a character that is not seen.

        Args:
            fragments: Messages as JSON.
            guarded: Indexes of those that are to be looked at, and what the runtime itself put at the head and at the
                end of each.

        Returns:
            Nothing where there is nothing to replace.
        """
        texts = {at: fragments[at].decode() for at in sorted(guarded)}
        found = {at: await self._spelled(text, guarded[at]) for at, text in texts.items()}
        spellings = [texts[at][start:end] for at in texts for start, end in found[at]]
        if not spellings:
            return []
        spelled = tuple([await self.ids(RenderedPrompt(one)) for one in spellings])
        ways = []
        for spare in dict.fromkeys((*_SPARE, *spellings)):
            spare_id = await self._token(spare)
            if spare_id is not None and (spare not in spellings or len(set(spellings)) == 1):
                ways.append(Fenced(_put(fragments, found, [spare] * len(spellings)), spare_id, spelled))
        broken = [one[0] + _UNSEEN + one[1:] for one in spellings]
        return [*ways, Fenced(_put(fragments, found, broken), -1, ())]

    async def _spelled(self, text: str, own: frozenset[str]) -> list[tuple[int, int]]:
        """Where control tokens are spelled in a text, but for the runtime's own at its head and its end."""
        spelled, at = [], 0
        while (found := _LIKE_A_TOKEN.search(text, at)) is not None:
            is_token = await self._token(found[0]) is not None
            at = found.end() if is_token else found.start() + 1
            spelled += [found.span()] * is_token
        first = 1 if spelled and text[slice(*spelled[0])] in own else 0
        last = 1 if spelled[first:] and text[slice(*spelled[-1])] in own else 0
        return spelled[first : len(spelled) - last]

    async def _token(self, spelling: str) -> int | None:
        """The one token of a spelling; None where it is text of several."""
        if spelling not in self._known:
            ids = await self._tokenize(spelling)
            self._known[spelling] = ids[0] if len(ids) == 1 else None
        return self._known[spelling]

    async def _cuts(self, text: str, start: int, end: int) -> list[int]:
        """Where plain text is to be cut, so that no piece spells a token."""
        cuts, at = [], start
        while (found := _LIKE_A_TOKEN.search(text, at, end)) is not None:
            at = found.start() + 1  # what is left of the spelling may hold another
            if await self._token(found[0]) is not None:
                cuts.append(at)
        return cuts


def _put(
    fragments: Sequence[bytes], found: Mapping[int, Sequence[tuple[int, int]]], instead: Sequence[str]
) -> tuple[bytes, ...]:
    """Messages with other text in the place of each spelling, in their order."""
    put, texts = list(fragments), iter(instead)
    for at, spans in found.items():
        text, done, rest = fragments[at].decode(), [], 0
        for start, end in spans:
            done += [text[rest:start], next(texts)]
            rest = end
        put[at] = "".join((*done, text[rest:])).encode()
    return tuple(put)
