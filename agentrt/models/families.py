"""Model families: how each wants its earlier thought back, one row a family.

A family is found from the model's name and can be named instead (`ChatModel(..., family="qwen3")`). The facts are from
the model cards, chat templates and serving engines of November 2026; what they say is in each row's `traps`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

from agentrt.errors import ConfigurationError
from agentrt.retention import Policy

Body = Mapping[str, JsonValue]
"""Fields of a request body."""
NoteForm = Literal["user", "tool_response", "merge", "system"]
"""How a note of the runtime is put so that the family's template does not take it for a human turn:

    user            a message of role user: the template does not cut there
    tool_response   a message of role user inside <tool_response> tags, which the template passes over
    merge           a last paragraph of the tool result or human message before it; a message of role user where there
                    is none, behind a reply in prose (the template then cuts there)
    system          as merge, but behind a reply in prose a message of role system
"""

_NOTHING: Body = {}


@dataclass(frozen=True, slots=True)
class Engine:
    """Parsers that a serving engine is started with, by their names on its command line; None where none is wanted."""

    reasoning_parser: str | None
    tool_call_parser: str


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the table.

    Attributes:
        name: What it is called here.
        pattern: Regular expression that is searched in the model's name, in lower case, `_` and blanks as `-`.
        policy: Which earlier thought it is shown.
        fields: Wire fields of the thought that the family's servers read, besides those that this server wrote.
        needs_thought: Whether each call in what the policy shows must come with its thought.
        body: Sent with every request.
        keep_body: Sent as well where the policy is "keep_all": what makes the server keep it.
        api_hosts: Hosts of the maker's own service, which has other names for the same.
        api_body: `body` for those hosts.
        api_keep_body: `keep_body` for those hosts.
        effort: From `Settings.effort` to fields of the body; an effort that is not in it cannot be had.
        api_effort: `effort` for those hosts; None where it is the same.
        note: How a note of the runtime is put.
        prefix: Whether the maker's own service goes on with a last message marked `prefix: true`.
        vllm: Parsers for vLLM (checked against 0.32).
        sglang: Parsers for SGLang (0.5.23).
        traps: What goes wrong, for the docs and for error messages.
    """

    name: str
    pattern: str
    policy: Policy
    fields: tuple[str, ...] = ("reasoning_content",)
    needs_thought: bool = True
    body: Body = field(default_factory=dict)
    keep_body: Body = field(default_factory=dict)
    api_hosts: tuple[str, ...] = ()
    api_body: Body = field(default_factory=dict)
    api_keep_body: Body = field(default_factory=dict)
    effort: Mapping[str, Body] = field(default_factory=dict)
    api_effort: Mapping[str, Body] | None = None
    note: NoteForm = "merge"
    prefix: bool = False
    vllm: Engine | None = None
    sglang: Engine | None = None
    traps: tuple[str, ...] = ()

    def is_own_service(self, host: str) -> bool:
        """Whether `host` is the maker's own service."""
        return any(host == own or host.endswith("." + own) for own in self.api_hosts)

    def body_for(self, policy: Policy, effort: str | None, host: str = "") -> dict[str, JsonValue]:
        """Fields that a request must carry so that the server does its part.

        Args:
            policy: The policy in force, which may be another than the family's own.
            effort: `Settings.effort`.
            host: Host of the server.

        Raises:
            ConfigurationError: The family has no such effort.
        """
        own = self.is_own_service(host)
        parts = [self.api_body if own else self.body]
        if policy == "keep_all":
            parts.append(self.api_keep_body if own else self.keep_body)
        if effort is not None:
            efforts = self.api_effort if own and self.api_effort is not None else self.effort
            if effort not in efforts:
                known = ", ".join(map(repr, efforts)) or "none at all"
                raise ConfigurationError(f"The family {self.name!r} has no effort {effort!r}; it has {known}.")
            parts.append(efforts[effort])
        return merged(*parts)


def merged(*bodies: Body) -> dict[str, JsonValue]:
    """Bodies laid over each other, later ones winning; dicts in them (`chat_template_kwargs`) are merged too."""
    whole: dict[str, JsonValue] = {}
    for body in bodies:
        for key, value in body.items():
            before = whole.get(key)
            whole[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return whole


def _template(**kwargs: JsonValue) -> Body:
    """Arguments of the chat template, as vLLM and SGLang take them."""
    return {"chat_template_kwargs": kwargs}


def _switch(off: Body | None, on: Body) -> dict[str, Body]:
    """Efforts of a family that can only think or not think."""
    efforts = dict.fromkeys(("low", "medium", "high", "max"), on)
    return efforts if off is None else {"none": off, **efforts}


def _levels(**levels: str) -> dict[str, Body]:
    """Efforts of a family whose servers take `reasoning_effort`."""
    return {effort: {"reasoning_effort": level} for effort, level in levels.items()}


_THINK_ON: Body = {"thinking": {"type": "enabled"}}
_THINK_OFF: Body = {"thinking": {"type": "disabled"}}
_OPEN_LEVELS = _levels(none="none", low="low", medium="medium", high="high", max="high")
_QWEN_HOSTS = ("dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com")
_QWEN_EFFORT = _switch(_template(enable_thinking=False), _template(enable_thinking=True))
_QWEN_API_EFFORT = _switch({"enable_thinking": False}, {"enable_thinking": True})
_KIMI_HOSTS = ("moonshot.ai", "moonshot.cn", "kimi.com")
_KIMI_PARSERS = Engine("kimi_k2", "kimi_k2")
_GLM_HOSTS = ("z.ai", "bigmodel.cn")
_DEEPSEEK_HOSTS = ("deepseek.com",)
_DEEPSEEK_LEVELS = _levels(none="none", low="low", medium="high", high="high", max="max")
_DEEPSEEK_API_LEVELS = {**_levels(low="low", medium="high", high="high", max="max"), "none": _THINK_OFF}
_DEEPSEEK_TRAPS = (
    "Without `tools` in every request the running chain's thought is lost: resend them to the end.",
    'tool_choice "none" strips the tools on some servers, and the thought with them; cap steps instead.',
    'tool_choice "required" or a named tool is refused while it thinks.',
)

FAMILIES: tuple[Family, ...] = (
    Family(
        name="deepseek-v4.1",
        pattern=r"deepseek-?v4\.1",
        policy="keep_all_when_tools",
        api_hosts=_DEEPSEEK_HOSTS,
        effort=_DEEPSEEK_LEVELS,
        api_effort=_DEEPSEEK_API_LEVELS,
        note="user",
        prefix=True,
        vllm=Engine("deepseek_v41", "deepseek_v41"),
        sglang=Engine("deepseek-v41", "deepseekv41"),
        traps=(*_DEEPSEEK_TRAPS, "System messages in mid-conversation count as turns where no tools are declared."),
    ),
    Family(
        name="deepseek-v4",
        pattern=r"deepseek-?v4|deepseek-(chat|reasoner)",
        policy="keep_all_when_tools",
        api_hosts=_DEEPSEEK_HOSTS,
        effort=_DEEPSEEK_LEVELS,
        api_effort=_DEEPSEEK_API_LEVELS,
        note="user",
        prefix=True,
        vllm=Engine("deepseek_v4", "deepseek_v4"),
        sglang=Engine("deepseek-v4", "deepseekv4"),
        traps=_DEEPSEEK_TRAPS,
    ),
    Family(
        name="deepseek-v3.2",
        pattern=r"deepseek-?v3\.2",
        policy="user_boundary",
        body=_template(thinking=True),
        api_hosts=_DEEPSEEK_HOSTS,
        api_body=_THINK_ON,
        effort=_switch(_template(thinking=False), _template(thinking=True)),
        api_effort=_switch(_THINK_OFF, _THINK_ON),
        note="merge",
        prefix=True,
        vllm=Engine("deepseek_v3", "deepseek_v32"),
        sglang=Engine("deepseek-v3", "deepseekv32"),
        traps=(
            "vLLM leaves thinking off unless the template is told `thinking: true`.",
            "Results are matched to calls by position: they must stand in the order of the calls.",
            "A call without its thought is rendered as an empty thought, without an error.",
        ),
    ),
    Family(
        name="qwen3.6",
        pattern=r"qwen-?(3\.[6-9]|[4-9])",
        policy="keep_all",
        keep_body=_template(preserve_thinking=True),
        api_hosts=_QWEN_HOSTS,
        api_keep_body={"preserve_thinking": True},
        effort=_QWEN_EFFORT,
        api_effort=_QWEN_API_EFFORT,
        note="tool_response",
        vllm=Engine("qwen3", "qwen3_coder"),
        sglang=Engine("qwen3", "qwen3_coder"),
        traps=("Without `preserve_thinking` the template drops the thought of earlier turns.",),
    ),
    Family(
        name="qwen-instruct",
        pattern=r"qwen-?(1\.5|2)|qwen-?3.*(instruct|coder)",
        policy="user_boundary",
        needs_thought=False,
        note="tool_response",
        vllm=Engine(None, "hermes"),
        sglang=Engine(None, "qwen25"),
        traps=("Does not think. Qwen3-Coder wants the tool parser qwen3_coder.",),
    ),
    Family(
        name="qwen3.5",
        pattern=r"qwen-?3\.5",
        policy="user_boundary",
        api_hosts=_QWEN_HOSTS,
        effort=_QWEN_EFFORT,
        api_effort=_QWEN_API_EFFORT,
        note="tool_response",
        vllm=Engine("qwen3", "qwen3_coder"),
        sglang=Engine("qwen3", "qwen3_coder"),
        traps=("The template refuses a conversation without a human message, and a system message that is not first.",),
    ),
    Family(
        name="qwen3",
        pattern=r"qwen-?3|qwq",
        policy="user_boundary",
        api_hosts=_QWEN_HOSTS,
        effort=_QWEN_EFFORT,
        api_effort=_QWEN_API_EFFORT,
        note="tool_response",
        vllm=Engine("qwen3", "hermes"),
        sglang=Engine("qwen3", "qwen25"),
        traps=("A user message that is not wholly inside <tool_response> tags ends the turn, whoever wrote it.",),
    ),
    Family(
        name="glm-5.3",
        pattern=r"glm-?(5\.[3-9]|[6-9])",
        policy="user_boundary",
        keep_body=_template(clear_thinking=False),
        api_hosts=_GLM_HOSTS,
        api_keep_body={"thinking": {"type": "enabled", "clear_thinking": False}},
        effort=_switch(None, _NOTHING),
        note="system",
        vllm=Engine("glm45", "glm47"),
        sglang=Engine("glm45", "glm47"),
        traps=(
            "Always thinks: told not to, vLLM's parser stops while the model goes on, and </think> leaks.",
            "Its own template keeps the thought of earlier turns unless it is told `clear_thinking: true`, the maker's "
            'standard service does not: retention="keep_all" keeps it on both.',
        ),
    ),
    Family(
        name="glm-4.5",
        pattern=r"glm-?(4\.[5-9]|5)",
        policy="user_boundary",
        body=_template(enable_thinking=True),
        keep_body=_template(clear_thinking=False),
        api_hosts=_GLM_HOSTS,
        api_keep_body={"thinking": {"type": "enabled", "clear_thinking": False}},
        effort=_switch(_template(enable_thinking=False), _template(enable_thinking=True)),
        api_effort=_switch(_THINK_OFF, _THINK_ON),
        note="system",
        vllm=Engine("glm45", "glm47"),
        sglang=Engine("glm45", "glm47"),
        traps=(
            "GLM-4.5 and 4.6 want the tool parser glm45, 4.7 and later glm47.",
            'To keep thought across turns: retention="keep_all" (`clear_thinking: false`); then it must be unmodified.',
        ),
    ),
    Family(
        name="kimi-k3",
        pattern=r"kimi-?k[3-9]",
        policy="keep_all",
        api_hosts=_KIMI_HOSTS,
        api_keep_body={"thinking": {"type": "enabled", "keep": "all"}},
        effort={
            "none": _template(thinking=False),
            **{effort: _template(thinking_effort=effort) for effort in ("low", "medium", "high", "max")},
        },
        api_effort=_switch(_THINK_OFF, _THINK_ON),
        note="user",
        vllm=Engine("kimi_k3", "kimi_k3"),
        traps=("The template prints every thought it is given, and an empty one for each that is missing.",),
    ),
    Family(
        name="kimi-k2.6",
        pattern=r"kimi-?k2\.[6-9]",
        policy="keep_all",
        keep_body=_template(preserve_thinking=True),
        api_hosts=_KIMI_HOSTS,
        api_keep_body={"thinking": {"type": "enabled", "keep": "all"}},
        effort=_switch(_template(thinking=False), _template(thinking=True)),
        api_effort=_switch(_THINK_OFF, _THINK_ON),
        note="user",
        vllm=_KIMI_PARSERS,
        sglang=_KIMI_PARSERS,
        traps=("Call ids are printed in the prompt: keep the model's own.",),
    ),
    Family(
        name="kimi-k2.5",
        pattern=r"kimi-?k2\.5",
        policy="final_answer_boundary",
        api_hosts=_KIMI_HOSTS,
        effort=_switch(_template(thinking=False), _template(thinking=True)),
        api_effort=_switch(_THINK_OFF, _THINK_ON),
        note="user",
        vllm=_KIMI_PARSERS,
        sglang=_KIMI_PARSERS,
        traps=("Call ids are printed in the prompt: keep the model's own.",),
    ),
    Family(
        name="kimi-k2-thinking",
        pattern=r"kimi-?k2-?thinking",
        policy="final_answer_boundary",
        api_hosts=_KIMI_HOSTS,
        effort=_switch(None, _NOTHING),
        note="user",
        vllm=_KIMI_PARSERS,
        sglang=_KIMI_PARSERS,
        traps=("Call ids are printed in the prompt: keep the model's own.",),
    ),
    Family(
        name="minimax-m2",
        pattern=r"minimax-?m2",
        policy="user_boundary",
        effort=_switch(None, _NOTHING),
        note="merge",
        vllm=Engine("minimax_m2", "minimax_m2"),
        sglang=Engine("minimax-append-think", "minimax-m2"),
        traps=(
            "With an append-think parser the thought stands inside the content, as <think>; it goes back as it came.",
            "Always thinks.",
        ),
    ),
    Family(
        name="gpt-oss",
        pattern=r"gpt-?oss",
        policy="final_answer_boundary",
        fields=("reasoning",),
        effort=_levels(low="low", medium="medium", high="high", max="high"),
        note="user",
        vllm=Engine("openai_gptoss", "openai"),
        sglang=Engine("gpt-oss", "gpt-oss"),
        traps=("Always thinks; low is the least.",),
    ),
    Family(
        name="nemotron-3",
        pattern=r"nemotron-?(nano-|super-|ultra-)?(3|v3)",
        policy="user_boundary",
        keep_body=_template(truncate_history_thinking=False),
        effort=_switch(_template(enable_thinking=False), _template(enable_thinking=True)),
        note="system",
        vllm=Engine("nemotron_v3", "qwen3_coder"),
        sglang=Engine("nano_v3", "qwen3_coder"),
        traps=('To keep thought across turns: retention="keep_all" (`truncate_history_thinking: false`).',),
    ),
    Family(
        name="anthropic",
        pattern=r"claude",
        policy="opaque_replay",
        fields=(),
        effort=_OPEN_LEVELS,
        note="user",
        traps=(
            "Blocks go back unmodified and in order, signatures included; a gateway must pass them on "
            "(`reasoning_details` or `thinking_blocks`), the maker's own chat completions route does not.",
        ),
    ),
    Family(
        name="gemini",
        pattern=r"gemini",
        policy="opaque_replay",
        fields=(),
        effort=_OPEN_LEVELS,
        note="user",
        traps=("Each call of the turn must come back with its thought signature (in the call's extra fields).",),
    ),
    Family(
        name="openai",
        pattern=r"(^|/)(gpt-?[3-9]|chatgpt|o[1-9](-|$)|codex)",
        policy="opaque_replay",
        fields=(),
        needs_thought=False,
        effort=_OPEN_LEVELS,
        note="user",
        traps=("Chat completions neither give nor take the thought; it is kept only by the Responses route.",),
    ),
)
"""The table, the more special rows first."""

GENERIC = Family(
    name="generic",
    pattern="",
    policy="user_boundary",
    fields=(),
    needs_thought=False,
    effort=_OPEN_LEVELS,
    note="merge",
    traps=(
        "What the server's template does is not known: the live chain is sent back under the name that the server "
        "used for it, and under both names before it has used one.",
    ),
)
"""Any other model behind an OpenAI-compatible server."""

_BY_NAME = {family.name: family for family in (*FAMILIES, GENERIC)}


def family_named(name: str) -> Family:
    """The row called `name`.

    Raises:
        ConfigurationError: There is none.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise ConfigurationError(f"There is no model family {name!r}; there are {', '.join(_BY_NAME)}.") from None


def family_of(model: str) -> Family:
    """The family of a model, from its name ("Qwen/Qwen3-8B", "zai-org/GLM-4.7-FP8"); `GENERIC` where none fits."""
    plain = re.sub(r"[_\s]+", "-", model.lower())
    return next((family for family in FAMILIES if re.search(family.pattern, plain)), GENERIC)
