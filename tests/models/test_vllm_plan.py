"""How a model is laid out on GPUs: a table, and rules that hold for whatever the table does not name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentrt.errors import ConfigurationError
from agentrt.models.vllm_log import Phase, diagnose, phase_of
from agentrt.models.vllm_machine import visible_gpus
from agentrt.models.vllm_plan import GIB, OVERHEAD, ROOMY, SHORTEST, Gpu, layout, plan, shape_of

QWEN3_8B: dict[str, Any] = {
    "hidden_size": 4096, "intermediate_size": 12288, "num_hidden_layers": 36, "num_attention_heads": 32,
    "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936, "max_position_embeddings": 40960,
    "torch_dtype": "bfloat16",
}  # fmt: skip
QWEN3_32B = {**QWEN3_8B, "hidden_size": 5120, "intermediate_size": 25600, "num_hidden_layers": 64,
             "num_attention_heads": 64}  # fmt: skip
QWEN3_30B_A3B = {
    **QWEN3_8B, "hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 48, "num_key_value_heads": 4,
    "num_experts": 128, "moe_intermediate_size": 768,
}  # fmt: skip
DEEPSEEK_V3: dict[str, Any] = {
    "hidden_size": 7168, "intermediate_size": 18432, "num_hidden_layers": 61, "num_attention_heads": 128,
    "num_key_value_heads": 128, "vocab_size": 129280, "max_position_embeddings": 163840, "n_routed_experts": 256,
    "n_shared_experts": 1, "moe_intermediate_size": 2048, "first_k_dense_replace": 3, "kv_lora_rank": 512,
    "qk_rope_head_dim": 64, "quantization_config": {"quant_method": "fp8"},
}  # fmt: skip
MODELS: dict[str, dict[str, Any]] = {"8b": QWEN3_8B, "32b": QWEN3_32B, "30b-a3b": QWEN3_30B_A3B, "v3": DEEPSEEK_V3}


def gpus(count: int, gib: float) -> list[Gpu]:
    return [Gpu("GPU", int(gib * GIB))] * count


@pytest.mark.parametrize(
    ("model", "count", "gib", "tensor", "data", "context"),
    [
        ("8b", 1, 80, 1, 1, 40960),
        ("8b", 1, 40, 1, 1, 40960),
        ("8b", 1, 24, 1, 1, None),  # the weights fit, the whole context does not
        ("8b", 2, 24, 2, 1, 40960),
        ("8b", 2, 80, 1, 2, 40960),
        ("8b", 3, 80, 1, 3, 40960),
        ("8b", 4, 80, 1, 4, 40960),
        ("8b", 8, 80, 1, 8, 40960),
        ("8b", 4, 16, 4, 1, 40960),
        ("8b", 8, 12, 4, 2, 40960),
        ("32b", 1, 141, 1, 1, 40960),
        ("32b", 2, 80, 2, 1, 40960),
        ("32b", 4, 80, 2, 2, 40960),
        ("32b", 8, 80, 2, 4, 40960),
        ("32b", 4, 47.5, 4, 1, 40960),
        ("30b-a3b", 1, 80, 1, 1, 40960),
        ("30b-a3b", 2, 80, 1, 2, 40960),
        ("30b-a3b", 4, 40, 4, 1, 40960),
        ("v3", 8, 141, 8, 1, 163840),
        ("v3", 8, 192, 4, 2, 163840),
        ("v3", 4, 192, 4, 1, 163840),
    ],
)
def test_layout(model, count, gib, tensor, data, context):
    found = layout(gpus(count, gib), shape_of(MODELS[model]))
    assert (found.tensor, found.data) == (tensor, data)
    assert found.context == context if context else found.context < MODELS[model]["max_position_embeddings"]
    assert found.expert == (model in ("30b-a3b", "v3") and tensor * data > 1)


@pytest.mark.parametrize(("model", "billions"), [("8b", 8.19), ("32b", 32.8), ("30b-a3b", 30.5), ("v3", 671)])
def test_parameters_are_those_of_the_model_card(model, billions):
    assert shape_of(MODELS[model]).parameters == pytest.approx(billions * 1e9, rel=0.12)


@given(
    count=st.integers(1, 16),
    gib=st.floats(8, 288),
    model=st.sampled_from(sorted(MODELS)),
    share=st.floats(0.5, 0.95),
)
def test_what_is_planned_fits(count, gib, model, share):
    shape = shape_of(MODELS[model])
    usable = int(gib * GIB * share) - OVERHEAD
    most = max(n for n in (1, 2, 4, 8, 16) if n <= count)
    if most * usable - shape.weight_bytes < SHORTEST * shape.cache_bytes:
        with pytest.raises(ConfigurationError, match="GiB"):
            layout(gpus(count, gib), shape, share=share)
        return
    found = layout(gpus(count, gib), shape, share=share)
    assert found.tensor * found.data <= count
    assert shape.heads % found.tensor == 0
    assert SHORTEST <= found.context <= shape.context
    assert shape.weight_bytes + shape.cache_bytes * found.context <= found.tensor * usable
    smaller = found.tensor // 2
    if smaller:  # no GPU is taken for a replica that it can do without
        room = smaller * usable - shape.weight_bytes
        assert room < ROOMY * shape.cache_bytes * min(shape.context, 32_768)


def test_unequal_gpus_count_as_the_smallest():
    assert layout([Gpu("a", 80 * GIB), Gpu("b", 24 * GIB)], shape_of(QWEN3_8B)).tensor == 2


@pytest.mark.parametrize(
    ("count", "gib", "options", "said"),
    [
        (1, 16, {}, "does not fit"),
        (1, 24, {"context": 40960}, "does not fit"),
        (2, 80, {"tensor": 3}, "tensor_parallel=3"),
        (2, 80, {"tensor": 2, "data": 2}, "2 GPUs"),
    ],
)
def test_what_cannot_be_had_is_said(count, gib, options, said):
    with pytest.raises(ConfigurationError, match=said):
        layout(gpus(count, gib), shape_of(QWEN3_8B), **options)


def test_what_is_asked_for_is_done():
    found = layout(gpus(8, 80), shape_of(QWEN3_8B), tensor=4, data=1, context=8192)
    assert (found.tensor, found.data, found.context) == (4, 1, 8192)


def test_quantised_weights_are_smaller():
    whole = shape_of(QWEN3_32B).weight_bytes
    awq = shape_of({**QWEN3_32B, "quantization_config": {"quant_method": "awq", "bits": 4}}).weight_bytes
    packed = {"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights": {"num_bits": 8}}}}
    assert awq == pytest.approx(whole / 4, rel=0.1)
    assert shape_of({**QWEN3_32B, "quantization_config": packed}).weight_bytes == pytest.approx(whole / 2, rel=0.1)
    assert shape_of(QWEN3_32B, weight_bytes=123).weight_bytes == 123


def test_a_model_of_several_parts_is_read_by_its_text_part():
    assert shape_of({"text_config": QWEN3_8B, "vision_config": {"hidden_size": 1}}) == shape_of(QWEN3_8B)


def test_a_configuration_of_something_else_is_refused():
    with pytest.raises(ConfigurationError, match="hidden_size"):
        shape_of({"model_type": "clip"})


def test_a_plan_names_the_parsers_and_what_keeps_tokens_exact():
    arguments = plan(gpus(2, 80), QWEN3_32B, name="Qwen/Qwen3-32B")
    assert arguments == [
        "--enable-prefix-caching", "--enable-scale-out", "--enable-prompt-tokens-details",
        "--reasoning-parser", "qwen3", "--enable-auto-tool-choice", "--tool-call-parser", "hermes",
        "--max-model-len", "40960", "--gpu-memory-utilization", "0.9", "--tensor-parallel-size", "2",
    ]  # fmt: skip


def test_a_plan_tells_the_template_what_the_family_needs():
    arguments = plan(gpus(8, 141), DEEPSEEK_V3, name="deepseek-ai/DeepSeek-V3.2")
    assert json.loads(arguments[arguments.index("--default-chat-template-kwargs") + 1]) == {"thinking": True}
    kept = plan(gpus(1, 80), QWEN3_8B, name="Qwen/Qwen3.6-8B")
    assert json.loads(kept[kept.index("--default-chat-template-kwargs") + 1]) == {"preserve_thinking": True}
    assert "--default-chat-template-kwargs" not in plan(gpus(1, 80), QWEN3_8B, name="Qwen/Qwen3-8B")


def test_without_a_gpu_memory_bounds_the_context():
    arguments = plan([], {**QWEN3_8B, "num_hidden_layers": 4}, memory=16 * GIB)
    assert arguments[-7:-1] == ["--dtype", "float32", "--enforce-eager", "--block-size", "32", "--max-model-len"]
    assert SHORTEST <= int(arguments[arguments.index("--max-model-len") + 1]) < 40960
    with pytest.raises(ConfigurationError, match="main memory"):
        plan([], QWEN3_8B, memory=16 * GIB)


@pytest.mark.parametrize(
    ("visible", "names"),
    [(None, "ABC"), ("", ""), ("2", "C"), ("2,0", "CA"), ("GPU-bb", "B"), ("7", "")],
)
def test_hidden_gpus_are_left_out(visible, names):
    listed = "0, GPU-aa11, A, 81559\n1, GPU-bb22, B, 81559\n2, GPU-cc33, C, 24564\n"
    found = visible_gpus(listed, visible)
    assert "".join(gpu.name for gpu in found) == names
    assert all(gpu.memory in (81559 << 20, 24564 << 20) for gpu in found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "too little free memory"),
        ("ValueError: Free memory on device cuda:0 (3.1/79 GiB) on startup is less than desired", "too little free"),
        ("ValueError: No available memory for the cache blocks.", "does not fit beside the weights"),
        ("OSError: [Errno 98] Address already in use", "the port is taken"),
        ("RuntimeError: Cannot find any model weights with `/models/x`", "no weights"),
        ("OSError: nope/nope is not a local folder and is not a valid model identifier", "no such model"),
        ("/opt/python: Error while finding module specification: No module named 'vllm'", "has no vLLM"),
        ("ValueError: Model architectures ['X'] are not supported for now.", "does not know the model's architecture"),
        ("api_server.py: error: unrecognized arguments: --nope", "refused to start"),
    ],
)
def test_a_failed_start_is_explained(tmp_path, line, said):
    log = tmp_path / "log"
    log.write_text(f"INFO starting\n{line}\nRuntimeError: Engine core initialization failed.\n")
    found = diagnose(log)
    assert found is not None
    assert said in found.cause
    assert found.line == line
    assert diagnose(log, offset=log.stat().st_size) is None  # of an earlier start


def test_a_start_goes_forward(tmp_path):
    log = tmp_path / "log"
    phase: Phase = "prepare"
    seen: list[Phase] = []
    for line in ("Fetching 4 files: 25%", "Loading safetensors checkpoint shards: 0%", "Fetching 4 files: 100%",
                 "Capturing CUDA graphs"):  # fmt: skip
        with log.open("a") as file:
            file.write(line + "\r")
        phase, _ = phase_of(log, 0, phase)
        seen.append(phase)
    assert seen == ["download", "load", "load", "compile"]
