"""The table of families: found by name, and what each asks of its server."""

from __future__ import annotations

import re

import pytest

from agentrt.errors import ConfigurationError
from agentrt.models.families import FAMILIES, GENERIC, family_named, family_of, merged


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("deepseek-ai/DeepSeek-V3.2", "deepseek-v3.2"),
        ("deepseek-ai/DeepSeek-V4", "deepseek-v4"),
        ("deepseek-reasoner", "deepseek-v4"),
        ("deepseek-v4.1-flash", "deepseek-v4.1"),
        ("Qwen/Qwen3-8B", "qwen3"),
        ("Qwen/Qwen3-235B-A22B-Thinking-2507", "qwen3"),
        ("Qwen/Qwen3-4B-Instruct-2507", "qwen-instruct"),
        ("Qwen/Qwen2.5-Coder-1.5B-Instruct", "qwen-instruct"),
        ("Qwen/Qwen3.5-27B", "qwen3.5"),
        ("Qwen/Qwen3.6-35B-A3B", "qwen3.6"),
        ("qwen3.8-plus", "qwen3.6"),
        ("zai-org/GLM-4.5-Air", "glm-4.5"),
        ("zai-org/GLM-4.7-FP8", "glm-4.5"),
        ("glm-5", "glm-4.5"),
        ("GLM-5.3-Flash", "glm-5.3"),
        ("moonshotai/Kimi-K2-Thinking", "kimi-k2-thinking"),
        ("Kimi_K2.5", "kimi-k2.5"),
        ("kimi-k2.6", "kimi-k2.6"),
        ("moonshotai/Kimi-K3", "kimi-k3"),
        ("MiniMaxAI/MiniMax-M2.7", "minimax-m2"),
        ("openai/gpt-oss-120b", "gpt-oss"),
        ("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "nemotron-3"),
        ("anthropic/claude-opus-4.6", "anthropic"),
        ("gpt-5.2", "openai"),
        ("openai/o3-mini", "openai"),
        ("google/gemini-3-pro", "gemini"),
        ("mistralai/Mistral-Large", "generic"),
        ("my-finetune", "generic"),
    ],
)
def test_a_family_is_found_from_the_models_name(model: str, family: str):
    assert family_of(model).name == family


def test_a_family_can_be_named_and_a_wrong_name_tells_the_right_ones():
    assert family_named("glm-5.3") in FAMILIES
    assert family_named("generic") is GENERIC
    with pytest.raises(ConfigurationError, match=r"'qwen9'.*qwen3.*generic"):
        family_named("qwen9")


def test_every_row_is_well_formed():
    names = [family.name for family in FAMILIES]
    assert len(set(names)) == len(names)
    for family in FAMILIES:
        re.compile(family.pattern)
        assert family.traps, family.name
        assert set(family.effort) <= {"none", "low", "medium", "high", "max"}, family.name


def test_a_family_that_keeps_all_tells_the_server_so():
    kept = family_named("qwen3.6")
    assert kept.body_for(kept.policy, None) == {"chat_template_kwargs": {"preserve_thinking": True}}
    assert kept.body_for(kept.policy, None, "dashscope.aliyuncs.com") == {"preserve_thinking": True}
    kimi = family_named("kimi-k2.6")
    assert kimi.body_for(kimi.policy, None, "api.moonshot.ai") == {"thinking": {"type": "enabled", "keep": "all"}}


def test_keeping_all_is_a_choice_where_the_family_drops_by_default():
    glm = family_named("glm-4.5")
    assert glm.body_for("user_boundary", None) == {"chat_template_kwargs": {"enable_thinking": True}}
    assert glm.body_for("keep_all", None) == {
        "chat_template_kwargs": {"enable_thinking": True, "clear_thinking": False}
    }


def test_effort_becomes_the_familys_own_switch():
    assert family_named("gpt-oss").body_for("final_answer_boundary", "low") == {"reasoning_effort": "low"}
    v32 = family_named("deepseek-v3.2")
    assert v32.body_for(v32.policy, None) == {"chat_template_kwargs": {"thinking": True}}
    assert v32.body_for(v32.policy, "none") == {"chat_template_kwargs": {"thinking": False}}
    assert v32.body_for(v32.policy, "none", "api.deepseek.com") == {"thinking": {"type": "disabled"}}


def test_an_effort_that_a_family_does_not_have_is_an_error():
    with pytest.raises(ConfigurationError, match=r"'minimax-m2' has no effort 'none'; it has 'low'"):
        family_named("minimax-m2").body_for("user_boundary", "none")


def test_bodies_merge_and_the_later_wins():
    assert merged({"a": 1, "k": {"x": 1, "y": 1}}, {"a": 2, "k": {"y": 2}}) == {"a": 2, "k": {"x": 1, "y": 2}}
