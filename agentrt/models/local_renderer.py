"""Prompts rendered on this machine, for servers that take and return token ids and render nothing themselves.

A vLLM started with `--tokens-only`, or an SGLang whose `/v1/tokenize` takes no messages, has no route that turns a chat
into tokens. The chat is then rendered here, from the model's own `tokenizer.json` and the `renderers` library
(Apache-2.0), which writes the chat templates of many families as Python, token by token:

    pip install "agentrt[renderers]"
    TokenModel("http://gpu-box:8000/v1", model="zai-org/GLM-5", tokenizer="/models/GLM-5")

Where the server renders, it is asked: it has the template that the model came with.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentrt.conversation import ToolCall
from agentrt.errors import ConfigurationError
from agentrt.models.families import Family

if TYPE_CHECKING:
    from renderers import ParsedToolCall, Renderer
    from tokenizers import Tokenizer

_RENDERERS = (
    (r"qwen-?3\.[89]", "qwen3.8"),
    (r"qwen-?3\.[67]", "qwen3.6"),
    (r"qwen-?3\.5", "qwen3.5"),
    (r"qwen-?3(?!.*(coder|thinking))", "qwen3"),
    (r"glm-?5\.[3-9]", "glm-5.3"),
    (r"glm-?5\.1", "glm-5.1"),
    (r"glm-?(4\.7|5(?!\.))", "glm-5"),
    (r"glm-?4\.[56]", "glm-4.5"),
    (r"kimi-?k2\.[5-9]", "kimi-k2.5"),
    (r"minimax-?m2", "minimax-m2"),
    (r"nemotron-?3\.5", "nemotron-3.5"),
    (r"nemotron-?3.*ultra", "nemotron-3-ultra"),
    (r"nemotron-?(nano-|super-)?(3|v3)", "nemotron-3"),
)
"""From the name of a model, or of its family, to the name of its renderer in the library. In this order.

Left out are models for which the library gives other tokens than vLLM: Qwen3's Thinking-2507 and GLM-5.2, which it
takes for others, and gpt-oss, whose calls, results and opening it writes in its own way.
"""
_UNKNOWN = re.compile(r"qwen-?3.*(coder|thinking)|glm-?5\.2|gpt-?oss")
_MINIMAX = re.compile(r"minimax-m2(\.\d+)?", re.IGNORECASE)


def renderer_name(model: str, family: str) -> str:
    """Name of the renderer in the `renderers` library.

    Args:
        model: The model's name on its server.
        family: Name of its family's row, where the model's name says nothing.

    Raises:
        ConfigurationError: The library has none for it.
    """
    for name in (model, family):
        plain = re.sub(r"[_\s]+", "-", name.lower())
        if _UNKNOWN.search(plain):
            break
        for pattern, renderer in _RENDERERS:
            if re.search(pattern, plain):
                return renderer
    raise ConfigurationError(
        f"The `renderers` library has no renderer for {model!r} (family {family!r}). Use a server with a render route: "
        "vLLM with --enable-scale-out and without --tokens-only."
    )


class LocalTokenizer:
    """A model's tokenizer, as `renderers` wants one.

    Args:
        path: A `tokenizer.json`, or the folder that holds it.

    Attributes:
        name_or_path: The path.
        eos_token_id: Id of the token that `tokenizer_config.json` names, where it names one.
        unk_token_id: None: byte-level vocabularies have none.

    Raises:
        ConfigurationError: There is no tokenizer there, or the `renderers` extra is not installed.
    """

    def __init__(self, path: str | Path) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ConfigurationError(
                'Rendering on this machine needs the `renderers` extra: pip install "agentrt[renderers]".'
            ) from error
        given = Path(path)
        file = given / "tokenizer.json" if given.is_dir() else given
        if not file.is_file():
            raise ConfigurationError(
                f"There is no tokenizer at {file}; tokenizer= wants a model's folder, or its tokenizer.json."
            )
        self.core: Tokenizer = Tokenizer.from_file(str(file))
        self.name_or_path = str(path)
        self.unk_token_id: int | None = None
        self.eos_token_id: int | None = self._eos(file.parent / "tokenizer_config.json")

    def encode(self, text: str, *_: Any, **__: Any) -> list[int]:
        """The ids of a text; special tokens in it are read as such, and none are added."""
        return list(self.core.encode(text, add_special_tokens=False).ids)

    def decode(self, token_ids: Any, *_: Any, **options: Any) -> str:
        """The text of ids, or of one id."""
        ids = [token_ids] if isinstance(token_ids, int) else list(token_ids)
        return self.core.decode(ids, skip_special_tokens=bool(options.get("skip_special_tokens", False)))

    def convert_tokens_to_ids(self, tokens: Any) -> Any:
        """The id of a token by its spelling, or of each of several; None where there is none."""
        return self.core.token_to_id(tokens) if isinstance(tokens, str) else list(map(self.core.token_to_id, tokens))

    def get_vocab(self) -> dict[str, int]:
        """Every token with its id."""
        return self.core.get_vocab()

    def _eos(self, config: Path) -> int | None:
        if not config.is_file():
            return None
        named = json.loads(config.read_text()).get("eos_token")
        spelled = named.get("content") if isinstance(named, dict) else named
        return self.core.token_to_id(spelled) if isinstance(spelled, str) else None


class LocalRenderer:
    """Renders and reads one model's chats.

    Args:
        tokenizer: The model's tokenizer: see `LocalTokenizer`.
        model: The model's name on its server.
        family: The model's family.

    Raises:
        ConfigurationError: There is no such tokenizer, or no renderer for the model.
    """

    def __init__(self, tokenizer: str | Path, model: str, family: Family) -> None:
        self.tokenizer = LocalTokenizer(tokenizer)
        self.name = renderer_name(model, family.name)
        self._defaults = _identity(model)
        self._made: dict[str, Renderer] = {}

    def render(self, chat: Mapping[str, Any]) -> tuple[int, ...]:
        """The prompt of a chat request, up to where the reply begins.

        Raises:
            ConfigurationError: The request wants something of the template that the library's has not.
        """
        messages = [_message(one) for one in chat["messages"]]
        return tuple(
            self._renderer(chat).render_ids(messages, tools=chat.get("tools") or None, add_generation_prompt=True)
        )

    def bridge(
        self,
        chat: Mapping[str, Any],
        prompt: Sequence[int],
        completion: Sequence[int],
        new: Sequence[Mapping[str, Any]],
    ) -> tuple[int, ...] | None:
        """What follows a sampled reply: the end of it that was not sampled, `new` messages, the next opening.

        Args:
            chat: The request, for its tools and switches.
            prompt: What the reply was sampled from.
            completion: The reply.
            new: The messages after it.

        Returns:
            None where the library cannot say.
        """
        known = [*prompt, *completion]
        said = self._renderer(chat).bridge_to_next_turn(
            list(prompt), list(completion), [_message(one) for one in new], tools=chat.get("tools") or None
        )
        if said is None or said.token_ids[: len(known)] != known:
            return None
        return tuple(said.token_ids[len(known) :])

    def read(
        self, chat: Mapping[str, Any], prompt: Sequence[int], completion: Sequence[int]
    ) -> tuple[str | None, str | None, tuple[ToolCall, ...]]:
        """Thought, text and calls of a sampled reply."""
        said = self._renderer(chat).parse_response(
            list(completion), tools=chat.get("tools") or None, prompt_ids=list(prompt)
        )
        return said.reasoning_content or None, said.content or None, tuple(map(_call, said.tool_calls))

    def stops(self, chat: Mapping[str, Any]) -> tuple[int, ...]:
        """Ids of the tokens at which a reply ends."""
        return tuple(self._renderer(chat).get_stop_token_ids())

    def _renderer(self, chat: Mapping[str, Any]) -> Renderer:
        """The library's renderer with the request's switches."""
        switches = {**self._defaults, **(chat.get("chat_template_kwargs") or {})}
        if chat.get("reasoning_effort"):
            switches["reasoning_effort"] = chat["reasoning_effort"]
        key = json.dumps(switches, sort_keys=True)
        if key not in self._made:
            self._made[key] = _make(self.tokenizer, self.name, switches)
        return self._made[key]


def _identity(model: str) -> dict[str, str]:
    """What a model is called by its own template, where the library's has the name of another one."""
    found = _MINIMAX.search(model)
    if found is None:
        return {}
    if found[1] is None:
        said = "You are MiniMax-M2, a helpful AI assistant built by MiniMax. Knowledge cutoff: 2025-06."
    else:
        said = f"You are a helpful assistant. Your name is MiniMax-M2{found[1]} and is built by MiniMax."
    return {"model_identity": said}


def _make(tokenizer: LocalTokenizer, name: str, switches: Mapping[str, Any]) -> Renderer:
    try:
        from renderers import create_renderer
        from renderers.configs import config_from_name
    except ImportError as error:
        raise ConfigurationError(
            f'Rendering on this machine needs the `renderers` extra ({error}): pip install "agentrt[renderers]".'
        ) from error
    config = config_from_name(name)
    assert config is not None
    known = type(config).template_field_names() | {"model_identity"}
    if unknown := sorted(set(switches) - known):
        raise ConfigurationError(
            f"The renderer {name!r} of the `renderers` library has no {', '.join(unknown)}; it has "
            f"{', '.join(sorted(known)) or 'no switches'}. Use a server that renders, or leave the switch out."
        )
    try:
        return create_renderer(tokenizer, type(config)(**switches))
    except (ValueError, TypeError, KeyError, AssertionError) as error:
        raise ConfigurationError(
            f"The tokenizer at {tokenizer.name_or_path} is not one for the renderer {name!r}: {error}"
        ) from error


def _message(wire: Mapping[str, Any]) -> Any:
    """A message of a chat request as the library takes it: arguments read, the thought under one name."""
    message = {key: value for key, value in wire.items() if key not in ("reasoning", "reasoning_content", "tool_calls")}
    message["content"] = wire.get("content") or ""  # as vLLM does; some of the library's renderers would print None
    thought = wire.get("reasoning_content") or wire.get("reasoning")
    if thought:
        message["reasoning_content"] = thought
    if calls := wire.get("tool_calls"):
        message["tool_calls"] = [{**call, "function": _read(call["function"])} for call in calls]
    return message


def _read(function: Mapping[str, Any]) -> dict[str, Any]:
    """A call with its arguments as an object, where they are one; servers do the same for their templates."""
    try:
        arguments = json.loads(function.get("arguments") or "{}")
    except ValueError:
        return dict(function)
    return {**function, "arguments": arguments} if isinstance(arguments, dict) else dict(function)


def _call(said: ParsedToolCall) -> ToolCall:
    arguments = said.arguments if isinstance(said.arguments, str) else json.dumps(said.arguments, ensure_ascii=False)
    return ToolCall(
        id=said.id or f"call_{secrets.token_hex(8)}",
        name=said.name or "",
        arguments=said.raw if said.arguments is None else arguments,
        malformed=None if said.name else f"What was written is no call ({said.status.value}): {said.raw}",
    )
